"""Whose illness keeps them from coming to school, for many at once: in the actor's sight, a row each."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.illness import rules
from xiaoan.illness.models import Illness
from xiaoan.illness.queries.returning import excluded
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible


@dataclass(frozen=True)
class Keeping:
    """`free_on`: the first day back as far as it is known. `paper`: nobody comes back without one; then
    `handed`: it is at school and not read. Let in by the doctor: no paper any more, the day alone.
    `diagnosis`: of the table of exclusion, "" if none is known or it was excluded."""

    illness_id: UUID
    school_id: int
    unit_no: int
    person_id: UUID
    since: dt.date
    free_on: dt.date | None
    paper: bool
    handed: bool
    diagnosis: str = ""


def keeping(actor: Actor, interval: Interval) -> list[Keeping]:
    """Everybody inside an interval who is kept by a diagnosis, let in and not back, or absent ill."""
    found = [
        Keeping(
            one.id, one.school_id, one.unit_no, one.person_id, one.since, one.free_on,
            not one.is_let_in, one.certificate == "handed",
            "" if one.certainty == "excluded" else one.diagnosis,
        )
        for one in excluded(actor, interval)
    ]  # fmt: skip
    lo, hi = interval
    rows = visible(
        Illness.objects.filter(closed_at=None, held=False), actor, Permission.SEE_ILLNESS
    )
    rows = rows.filter(unit_no__gte=lo, unit_no__lt=hi, stage__in=rules.ABSENT).exclude(
        stage="cleared"
    )
    told = rows.values_list("id", "school_id", "unit_no", "person_id", "since")
    return found + [Keeping(*one, None, False, False) for one in told]
