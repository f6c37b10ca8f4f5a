"""Why a pupil was absent, found out afterwards: the roll-calls that did not know it are corrected."""

import datetime as dt
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import inside
from xiaoan.screening import queries, rules
from xiaoan.screening.models import Mark, RollCall
from xiaoan.screening.services.rollcall import Submission, submit_roll_call


@dataclass(frozen=True)
class Cause:
    """What a pupil's unexplained absence since a day was (a rules.Kind); `reason`: of the corrections."""

    person_id: UUID
    unit_no: int
    since: dt.date
    kind: str
    reason: str
    symptoms: int = 0
    onset: dt.date | None = None


def name_cause(actor: Actor, cause: Cause) -> int:
    """Correct every roll-call in force since that day that has the pupil absent unexplained, with the reason;
    gives how many. One that the actor may not hand in, or that does not stand any more, stays as it is.
    """
    rows = Mark.objects.filter(
        inside(actor.intervals), person_id=cause.person_id, unit_no=cause.unit_no, current=True,
        kind=str(rules.Kind.ABSENT_UNKNOWN), day__in=clock.days(cause.since, clock.today()),
    )  # fmt: skip
    return sum(_correct(actor, row, cause) for row in rows.order_by("day", "id"))


def _correct(actor: Actor, mark: Mark, cause: Cause) -> bool:
    call = RollCall.objects.get(pk=mark.roll_call_id, school_id=mark.school_id)
    marks = [_named(one, mark, cause) for one in queries.marks_of(actor, call)]
    sent = Submission(
        id=uuid7(), unit_no=call.unit_no, day=call.day, slot=call.slot, base=call.version,
        marks=tuple(marks), notes=tuple(queries.notes_of(actor, call).items()),
        reason=cause.reason, confirmed=True,
    )  # fmt: skip
    try:
        with transaction.atomic():
            submit_roll_call(actor, sent)
    except (Forbidden, Invalid, NotFound):
        return False
    return True


def _named(one: rules.Mark, mark: Mark, cause: Cause) -> rules.Mark:
    if one.person != mark.enrolment_id:
        return one
    # An illness that began after the day of the roll-call is not that day's.
    onset = cause.onset if cause.onset and cause.onset <= mark.day else None
    return replace(
        one, kind=rules.Kind(cause.kind), symptoms=rules.Symptom(cause.symptoms), onset=onset
    )
