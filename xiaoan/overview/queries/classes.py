"""The classes of a school or grade: what each owed, and what its roll-call in force says."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import Due, duties_on
from xiaoan.kernel.actor import Actor
from xiaoan.overview.queries.figures import Figures
from xiaoan.overview.queries.rows import Row
from xiaoan.screening import queries as screening


def class_rows(actor: Actor, place: Place, day: dt.date, slot: str) -> list[Row]:
    """The classes that owed the slot, or were excused from it (with why), in unit order. A class that
    closed on the day is none of it any more.
    """
    dues = duties_on(actor, place.interval, day, slot)
    roll_calls = screening.on_day(actor, place.interval, day, slot)
    marks = screening.exceptions_in(actor, place.interval, day, slot)
    classes = directory.places(due.unit_no for due in dues)
    grades = directory.places(c.parent_no for c in classes.values() if c.parent_no is not None)
    names = accounts.names(actor, _answering(dues))
    excused = _excused(actor, place, dues)
    rows = []
    for due in dues:
        child, roll_call = classes[due.unit_no], roll_calls.get(due.unit_no)
        if due.status == "excused" and not child.is_open_on(day):
            continue
        grade = grades.get(child.parent_no or 0)
        rows.append(
            Row(
                place=child,
                figures=_figures(due, roll_call, marks.get(due.unit_no, [])),
                idle=excused.get(due.id, ""),
                grade=grade.name if grade else "",
                status=due.status,
                duty_id=due.id,
                teacher=names.get(due.assignee_id, "") if due.assignee_id else "",
                submitted_at=roll_call.submitted_at if roll_call else None,
                version=roll_call.version if roll_call else 0,
            )
        )
    return rows


def _excused(actor: Actor, place: Place, dues: Sequence[Due]) -> dict[UUID, str]:
    """Why classes are excused, in words."""
    found = [due for due in dues if due.status == "excused"]
    if not found:
        return {}
    rows = duties.excused(actor, place.interval, found[0].day, found[0].slot)
    return {row.duty_id: row.why for row in rows}


def _answering(dues: Sequence[Due]) -> set[UUID]:
    return {due.assignee_id for due in dues if due.assignee_id}


def _figures(due: Due, row: Any, marks: Sequence[screening.Exceptional]) -> Figures:
    """A class as one summand of its school; `row` is its roll-call in force, if any."""
    if due.status == "excused":
        return Figures(classes_excused=1, enrolled_excused=due.people)
    if row is None:
        return Figures(classes_due=1, enrolled_due=due.people)
    ill = [mark for mark in marks if mark.symptoms or mark.fever]
    return Figures(
        classes_due=1,
        classes_reported=1,
        classes_late=int(row.late),
        zero_reports=int(not (row.absent_sick or row.sent_home or ill)),
        corrections=row.version - 1,
        enrolled_due=row.enrolled,
        enrolled_reported=row.enrolled,
        expected=row.expected,
        present=row.present,
        absent_sick=row.absent_sick,
        absent_personal=row.absent_personal,
        absent_unknown=row.absent_unknown,
        absent_isolation=row.absent_isolation,
        late_arrivals=row.late_arrivals,
        sent_home=row.sent_home,
        fever=sum(mark.fever for mark in ill),
        symptomatic=len(ill),
    )
