"""Functions that make care teams by calling services, and read what stands."""

import datetime as dt
import json
from collections import Counter
from uuid import UUID

from django.db import connection

from tests.builders import CLASS_11, DAY, PRIMARY, Universe
from tests.keypersons.states import staff
from xiaoan.accounts.models import Grant, User
from xiaoan.careteams import services
from xiaoan.careteams.models import Link, Tally
from xiaoan.careteams.queries import REARRANGE
from xiaoan.careteams.rules import Asked
from xiaoan.directory.models import Enrolment, Guardian, Person
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere

SYSTEM = system("tests")
PUPIL = ("leader", "grade_head", "class_teacher", "subject_teacher", "guardian")


def guardians(universe: Universe, unit_no: int = CLASS_11) -> None:
    """A guardian for each pupil of a class."""
    with everywhere("tests"):
        for seat, pupil in enumerate(universe.pupils[unit_no], start=1):
            guardian(pupil.person_id, unit_no, f"家长{seat:02d}")


def guardian(person_id: UUID, unit_no: int, name: str, rank: int = 1) -> UUID:
    pk = uuid7()
    with everywhere("tests"):
        school_id = Person.objects.get(pk=person_id).school_id
        sealed = ciphers.seal("13900000001", place="directory_guardian.phone_cipher", row=pk)
        Guardian.objects.create(
            id=pk, school_id=school_id, unit_no=unit_no, person_id=person_id, name=name,
            relation="母亲", rank=rank, phone_cipher=sealed, phone_index=b"x",
        )  # fmt: skip
    return pk


def teacher_on_roster(universe: Universe, login: str = "teacher", number: str = "T001") -> UUID:
    """The account of one of the cast belongs to somebody on the staff."""
    pk = staff(PRIMARY, number)
    with everywhere("tests"):
        User.objects.filter(pk=universe.users[login].pk).update(person_id=pk)
    return pk


def assigned(actor: Actor, school_no: int = PRIMARY, mode: str = "fill") -> services.Done:
    return services.assign(actor, uuid7(), school_no, Asked(mode))


def team(person_id: UUID) -> dict[str, UUID]:
    """Who looks after a person now, by role."""
    with everywhere("tests"):
        rows = Link.objects.filter(person_id=person_id, until=None)
        return dict(rows.values_list("role", "carer_id"))


def over(person_id: UUID) -> list[tuple[str, str]]:
    with everywhere("tests"):
        rows = Link.objects.filter(person_id=person_id).exclude(until=None)
        return sorted(rows.values_list("role", "ended_as"))


def owed() -> list[tuple[str, UUID | None, int]]:
    """The duties to arrange, the oldest first: state, whose, about how many."""
    with everywhere("tests"):
        rows = Duty.objects.filter(kind=REARRANGE).order_by("opened_at", "slot")
        return list(rows.values_list("state", "assignee_id", "people"))


def facts() -> list[str]:
    with everywhere("tests"):
        rows = Entry.objects.filter(kind__startswith="careteams.").order_by("school_id", "n")
        return [kind.removeprefix("careteams.") for kind in rows.values_list("kind", flat=True)]


def end_role(login: str, universe: Universe, day: dt.date = DAY) -> None:
    """Somebody's positions are over from a day on."""
    with everywhere("tests"):
        Grant.objects.filter(user=universe.users[login]).update(until=day)


def settled(school_no: int = PRIMARY) -> services.Done:
    with everywhere("careteams") as actor:
        return services.settle(actor, school_no)


def counted(school_no: int = PRIMARY) -> dict[tuple[int, str, str], tuple[int, int]]:
    """What the read table says of a school."""
    with everywhere("tests"):
        rows = Tally.objects.filter(school_id=school_no)
        return {(one.unit_no, one.kind, one.role): (one.people, one.held) for one in rows}


def recounted(
    school_no: int = PRIMARY, student: tuple[str, ...] = PUPIL
) -> dict[tuple[int, str, str], tuple[int, int]]:
    """The same, counted in Python from the roll and the links."""
    today, roles = (
        clock.today(),
        {"student": student, "staff": ("leader", "grade_head", "county_cadre")},
    )
    with everywhere("tests"):
        people = [
            (who, no, "student")
            for who, no in Enrolment.objects.filter(school_id=school_no, since__lte=today)
            .exclude(until__lte=today).values_list("person_id", "unit_no")
        ]  # fmt: skip
        employed = Person.objects.filter(school_id=school_no, kind="staff")
        people += [(who, school_no, "staff") for who in employed.values_list("id", flat=True)]
        held = set(Link.objects.filter(until=None).values_list("person_id", "role"))
    found: dict[tuple[int, str, str], tuple[int, int]] = {}
    units = Counter((no, kind) for _who, no, kind in people)
    for (no, kind), n in units.items():
        here = [who for who, unit, of in people if (unit, of) == (no, kind)]
        for role in roles[kind]:
            found[no, kind, role] = (n, sum((who, role) in held for who in here))
        whole = sum(all((who, role) in held for role in roles[kind]) for who in here)
        found[no, kind, ""] = (n, whole)
    return found


def twice() -> list[tuple[UUID, str]]:
    """Who has two carers in one role: nobody, whatever happens."""
    with everywhere("tests"), connection.cursor() as cursor:
        cursor.execute(
            "select person_id, role from careteams_link where until is null "
            "group by 1, 2 having count(*) > 1"
        )
        return list(cursor.fetchall())


def jobs() -> list[tuple[str, dict[str, int]]]:
    """What waits in the queue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select task_name, args from procrastinate_jobs where task_name like 'careteams.%' "
            "order by id"
        )
        return [(name, json.loads(args)) for name, args in cursor.fetchall()]
