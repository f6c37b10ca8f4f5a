"""Looks that leave a trace: finding a person to add, taking the list away."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import names
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.keypersons import queries
from xiaoan.keypersons.events import LinesExported, PeopleSought
from xiaoan.keypersons.models import Export
from xiaoan.keypersons.queries.lines import Line, Which, lines
from xiaoan.keypersons.queries.person import Who
from xiaoan.keypersons.queries.returning import Kept, Returning, returning
from xiaoan.keypersons.services.writing import checked_note
from xiaoan.registry.services import looks

LIMIT = 30
# More open lines than any county has.
ALL = 100_000


@dataclass(frozen=True)
class Found:
    """Somebody who may be added."""

    person_id: UUID
    kind: str
    name: str
    unit: str
    categories: tuple[str, ...]


def find_people(actor: Actor, text: str) -> list[Found]:
    """Pupils and staff by name, pinyin or number, where the actor keeps key persons. Recorded."""
    reach = actor.reach(Permission.KEEP_KEY_PERSONS)
    if not reach:
        raise NotFound
    typed = names.query_of(" ".join(text.split())).text
    if not typed or (typed.isascii() and len(typed) < 2):
        raise Invalid(_("请输入至少一个汉字,或两个以上的字母、数字。"), {"q": "too_short"})
    rows: list[dict[str, Any]] = directory.people_named(actor, inside(reach), text, LIMIT)
    open_lines = queries.open_of(actor, [row["id"] for row in rows])
    lo, _hi = max(reach, key=lambda one: one[1] - one[0])
    place = directory.place(lo)
    journal.record(
        actor,
        PeopleSought(school_id=place.school_id, unit_no=lo, letters=len(text), found=len(rows)),
    )
    found = [
        Found(
            row["id"], row["kind"], row["name"], directory.full_name(row["unit_no"]),
            tuple(line.category for line in open_lines.get(row["id"], [])),
        )
        for row in rows
    ]  # fmt: skip
    units = {row["id"]: row["unit_no"] for row in rows if row["kind"] == "student"}
    followed = {one.person_id for one in found if one.categories}
    looks.in_health_list(actor, ((pk, no) for pk, no in units.items() if pk in followed))
    looks.found_in_search(actor, ((pk, no) for pk, no in units.items() if pk not in followed))
    return found


def seen(actor: Actor, who: Who) -> None:
    """The page of one key person was opened; of a pupil the family can read who did."""
    if who.kind == "student":
        looks.seen_health(actor, who.person_id, who.unit_no, "key_person")


def listed(actor: Actor, people: Iterable[tuple[UUID, int, str]]) -> None:
    """People (with class and kind) whom a page of a list named, each once."""
    pupils = {one: unit_no for one, unit_no, kind in people if kind == "student"}
    looks.in_health_list(actor, pupils.items())


def export_lines(actor: Actor, unit_no: int, which: Which, reason: str) -> tuple[Line, ...]:
    """The list as it is filtered, for a sheet; who took it and why is kept."""
    note = checked_note(reason, wanted=True)
    found = lines(actor, unit_no, which, 0, ALL)
    _taken(actor, found.place, len(found.rows), note)
    pupils = {one.person_id: one.unit_no for one in found.rows if one.kind == "student"}
    looks.in_list(actor, pupils.items(), "key_export")
    return found.rows


def returns_listed(actor: Actor, rows: Iterable[Kept]) -> None:
    """Pupils on the way back whom a page named. Of a class teacher's own class it is daily work."""
    own = actor.own_classes
    looks.in_health_list(
        actor, [(one.person_id, one.unit_no) for one in rows if one.unit_no not in own]
    )


def export_returns(actor: Actor, unit_no: int, show: str, reason: str) -> Returning:
    """Who is to come back, as it is filtered, for a sheet; who took it and why is kept."""
    note = checked_note(reason, wanted=True)
    found = returning(actor, unit_no, show)
    _taken(actor, found.place, found.total, note)
    looks.in_list(actor, [(one.person_id, one.unit_no) for one in found.rows], "form")
    return found


def _taken(actor: Actor, place: directory.Place, rows: int, note: str) -> None:
    if not actor.may(Permission.EXPORT, place.no):
        raise Forbidden(_("您可以查看,但不能导出这些数据。"))
    row = Export(
        id=uuid7(), school_id=place.school_id, unit_no=place.no, at=clock.now(),
        by_id=actor.user_id, reason=note, rows=rows,
    )  # fmt: skip
    row.save(force_insert=True)
    journal.record(
        actor,
        LinesExported(
            school_id=row.school_id, unit_no=place.no, export_id=row.pk, rows=row.rows
        ),
    )  # fmt: skip
