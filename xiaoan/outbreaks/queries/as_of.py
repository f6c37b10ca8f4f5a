"""Signals that had been raised, as it was known at an instant."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.outbreaks.models import Signal

# A signal of so many days before is still of the moment (our own choice).
REACHES_BACK = dt.timedelta(days=14)


@dataclass(frozen=True)
class SignalThen:
    """A signal; whether somebody had acknowledged it, and the version of the rule that raised it."""

    id: UUID
    school_id: int
    unit_no: int
    rule: str
    rule_version: str
    syndrome: str
    raised_at: dt.datetime
    deadline_at: dt.datetime | None
    acknowledged_at: dt.datetime | None
    acknowledged_by_id: UUID | None
    changed_at: dt.datetime | None


def signals_as_of(actor: Actor, interval: Interval, at: dt.datetime) -> list[SignalThen]:
    day = at.astimezone(clock.ZONE).date()
    rows = visible(Signal.objects.all(), actor, Permission.SEE_SIGNALS).filter(
        unit_no__gte=interval[0], unit_no__lt=interval[1], raised_at__lte=at,
        day__gte=day - REACHES_BACK,
    )  # fmt: skip
    return [_then(one, at) for one in rows.order_by("raised_at", "id")]


def _then(one: Signal, at: dt.datetime) -> SignalThen:
    known = one.acknowledged_at is not None and one.acknowledged_at <= at
    return SignalThen(
        one.pk, one.school_id, one.unit_no, one.rule, one.rule_version, one.syndrome, one.raised_at,
        one.deadline_at, one.acknowledged_at if known else None,
        one.acknowledged_by_id if known else None, None if known else one.acknowledged_at,
    )  # fmt: skip
