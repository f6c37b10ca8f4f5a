"""Functions that make key persons by calling services."""

import datetime as dt
from uuid import UUID

from tests.builders import CLASS_11, DAY, Universe
from xiaoan.directory.models import Person
from xiaoan.duties.models import Duty
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere
from xiaoan.keypersons import services as keypersons
from xiaoan.keypersons.services import NewFollowUp, NewIsolation, NewKeyPerson, NewPaper
from xiaoan.screening.models import Hold

SYSTEM = system("tests")
PAPER = NewPaper("release", "青禾县疾控中心", "2026-0117", DAY)


def opened(
    actor: Actor,
    universe: Universe,
    seat: int = 1,
    category: str = "respiratory",
    unit: int = CLASS_11,
) -> UUID:
    wanted = NewKeyPerson(universe.person(unit, seat), category, uuid7())
    return keypersons.open_key_person(actor, wanted).line_id


def isolated(actor: Actor, line: UUID, days: int = 14, since: dt.date | None = None) -> None:
    since = since or clock.today()
    until = since + dt.timedelta(days=days)
    keypersons.isolate(actor, NewIsolation(uuid7(), line, "home", since, until, "contact"))


def followed(actor: Actor, line: UUID, **more: object) -> keypersons.Followed:
    given = {"id": uuid7(), "line_id": line, "day": clock.today(), **more}
    return keypersons.follow_up(actor, NewFollowUp(**given))  # type: ignore[arg-type]  # a test names fields


def due_today(kind: str = "keypersons.follow") -> set[UUID]:
    """What is open about whom today, in the whole county."""
    with everywhere("tests"):
        rows = Duty.objects.filter(kind=kind, state="open", day=clock.today())
        return {pk for pk in rows.values_list("about_id", flat=True) if pk}


def held() -> set[UUID]:
    """Who is held back for isolation, in the whole county."""
    with everywhere("tests"):
        rows = Hold.objects.filter(kind="isolation", lifted_at=None)
        return set(rows.values_list("person_id", flat=True))


def staff(unit_no: int, number: str = "T001") -> UUID:
    """Somebody on a school's staff."""
    with everywhere("tests"):
        row = Person.objects.create(
            school_id=unit_no, unit_no=unit_no, kind="staff", number=number, name="测试教工",
            pinyin="|ceshijiaogong|", sex="F", birth_date=dt.date(1990, 1, 1),
            id_cipher=b"", id_index=number.encode(),
        )  # fmt: skip
        return row.pk
