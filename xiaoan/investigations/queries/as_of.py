"""Events that ran, as it was known at an instant."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xiaoan.investigations.models import Event, Step
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible


@dataclass(frozen=True)
class EventThen:
    """An event; `step`: the last that had been taken; `later`: how many were taken afterwards."""

    id: UUID
    school_id: int
    unit_no: int
    year: int
    number: int
    opened_at: dt.datetime
    step: str
    later: int


def events_as_of(actor: Actor, interval: Interval, at: dt.datetime) -> list[EventThen]:
    rows = visible(Event.objects.all(), actor, Permission.SEE_EVENTS).filter(
        Q(closed_at=None) | Q(closed_at__gt=at), opened_at__lte=at, unit_no__gte=interval[0],
        unit_no__lt=interval[1],
    )  # fmt: skip
    found = list(rows.order_by("opened_at", "id"))
    last: dict[UUID, str] = {}
    later: dict[UUID, int] = {}
    steps = Step.objects.filter(event_id__in=[one.pk for one in found]).order_by("no")
    for event_id, kind, when in steps.values_list("event_id", "kind", "at"):
        if when <= at:
            last[event_id] = kind
        else:
            later[event_id] = later.get(event_id, 0) + 1
    return [
        EventThen(
            one.pk, one.school_id, one.unit_no, one.year, one.number, one.opened_at,
            last.get(one.pk, ""), later.get(one.pk, 0),
        )
        for one in found
    ]  # fmt: skip
