"""Looks at children's illnesses, each of which leaves a trace."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory.rules import school_of
from xiaoan.illness import models, queries
from xiaoan.illness.events import FormExported, FormTaken
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.registry.services import looks

LONGEST_REASON = 200


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


def refuse_taking(actor: Actor, unit_no: int, reason: str) -> None:
    """Whether the actor may take a form of a unit away as a sheet, and has said what for."""
    if not actor.may(Permission.EXPORT, unit_no):
        raise Forbidden(_("您可以查看,但不能导出这些数据。"))
    if not reason.strip() or len(reason) > LONGEST_REASON or "\0" in reason:
        raise Invalid(_("请写明导出的用途,不超过 200 个字。"), {"reason": "missing"})


def take_form(actor: Actor, taken: Taken, reason: str) -> None:
    """An official form leaves as a sheet: who took it and what for is kept. Whoever takes children away by
    name has looked at them, the class teacher of the own class too.
    """
    refuse_taking(actor, taken.unit_no, reason)
    school_id = school_of(taken.unit_no)
    row = models.Taken.objects.create(
        school_id=school_id, unit_no=taken.unit_no, form=taken.form, day=taken.day,
        rows=taken.rows, reason=reason.strip(), at=clock.now(), by_id=actor.user_id,
    )  # fmt: skip
    journal.record(
        actor,
        FormExported(
            school_id=school_id, unit_no=taken.unit_no, taken_id=row.pk, form=taken.form,
            day=taken.day, rows=taken.rows,
        ),
    )  # fmt: skip
    looks.in_list(actor, taken.pupils.items(), "form")


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
