"""Looks at children's illnesses, each of which leaves a trace."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from xiaoan.directory.rules import school_of
from xiaoan.illness import queries
from xiaoan.illness.events import FormTaken
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.registry.services import looks


@dataclass(frozen=True)
class Taken:
    """An official form as it was shown: letter, unit, day, lines, and whom it names (with their classes)."""

    form: str
    unit_no: int
    day: dt.date
    rows: int
    pupils: Mapping[UUID, int]


def see(actor: Actor, illness_id: UUID) -> queries.Detail:
    """One child's illness; that it was looked at is a fact, and the family can read who did."""
    found = queries.detail(actor, illness_id)
    looks.seen_health(actor, found.row.person_id, found.row.unit_no, "illness")
    return found


def see_course(actor: Actor, illness_id: UUID) -> queries.Course:
    """The sheet of one child's way of today, as a phone may keep it: handed to a phone is seen."""
    found = queries.course(actor, illness_id)
    looks.in_health_list(actor, [(found.person_id, found.unit_no)])
    return found


def see_list(actor: Actor, rows: Iterable[queries.Row]) -> None:
    """A list of names and illnesses was shown. Of a class teacher's own class it is daily work."""
    own = actor.own_classes
    looks.in_health_list(
        actor, [(row.person_id, row.unit_no) for row in rows if row.unit_no not in own]
    )


def see_absence(actor: Actor, absence_id: UUID) -> queries.AbsenceDetail:
    """One unexplained absence with the family's phones; that it was looked at is a fact too."""
    found = queries.absence(actor, absence_id)
    looks.seen_health(actor, found.row.person_id, found.row.unit_no, "illness")
    return found


def see_late(actor: Actor, late_id: UUID) -> queries.LateRow:
    """A sheet that was overtaken, beside the course."""
    found = queries.late(actor, late_id)
    looks.seen_health(actor, found.person_id, found.unit_no, "illness")
    return found


def see_absences(actor: Actor, rows: Iterable[queries.AbsenceRow]) -> None:
    """A list of names and absences was shown."""
    own = actor.own_classes
    looks.in_health_list(
        actor, [(row.person_id, row.unit_no) for row in rows if row.unit_no not in own]
    )


def form_taken(actor: Actor, taken: Taken) -> None:
    """An official form was opened: so many lines, and these children by name. Of a class teacher's own
    class it is daily work."""
    unit_no = taken.unit_no
    journal.record(
        actor,
        FormTaken(
            school_id=school_of(unit_no), unit_no=unit_no, form=taken.form, day=taken.day,
            rows=taken.rows,
        ),
    )  # fmt: skip
    own = actor.own_classes
    named = [(one, no) for one, no in taken.pupils.items() if no not in own]
    looks.in_list(actor, named, "form")
