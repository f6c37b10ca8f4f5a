"""Who held which role as it was known at an instant."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xiaoan.accounts.models import Grant, GrantChange
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.scope import inside


@dataclass(frozen=True)
class HeldThen:
    """A role somebody held at a unit; `changed_at`: when its end was set otherwise afterwards."""

    grant_id: UUID
    user_id: UUID
    role: str
    unit_no: int
    since: dt.date
    until: dt.date | None
    deputises_id: UUID | None
    changed_at: dt.datetime | None


def grants_as_of(
    actor: Actor, units: Collection[int], within: Interval | None, at: dt.datetime
) -> tuple[list[HeldThen], int]:
    """The roles at these units, and at those inside an interval, on the day of an instant; and how many of
    that day were given afterwards. A guardian is no position."""
    day = at.astimezone(clock.ZONE).date()
    where = Q(unit_no__in=list(units))
    if within:
        where |= Q(unit_no__gte=within[0], unit_no__lt=within[1])
    began, ended = _changes(actor, where, at)
    rows = Grant.objects.filter(inside(actor.intervals), where, since__lte=day)
    fields = ("id", "user_id", "role", "unit_no", "since", "until", "deputises_id")
    found, later = [], 0
    for row in rows.exclude(role="guardian").order_by("unit_no", "role").values_list(*fields):
        pk, user_id, role, unit_no, since, until, deputises_id = row
        end, changed = ended.get(pk, (until, None))
        if pk in began:
            later += until is None or until > day
        elif end is None or end > day:
            found.append(HeldThen(pk, user_id, role, unit_no, since, end, deputises_id, changed))
    return found, later


def _changes(
    actor: Actor, where: Q, at: dt.datetime
) -> tuple[set[UUID], dict[UUID, tuple[dt.date | None, dt.datetime]]]:
    rows = GrantChange.objects.filter(inside(actor.intervals), where, at__gt=at)
    began: set[UUID] = set()
    ended: dict[UUID, tuple[dt.date | None, dt.datetime]] = {}
    fields = ("grant_id", "began", "until_before", "at")
    for pk, is_new, before, when in rows.order_by("at", "id").values_list(*fields):
        if is_new:
            began.add(pk)
        else:
            ended.setdefault(pk, (before, when))
    return began, ended
