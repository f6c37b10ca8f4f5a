"""Who had looked at people of a unit in the days up to an instant."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.registry.models import Look

# Looks of so many days up to the instant are shown (our own choice); the rest is on each person's page.
DAYS = 2
MOST = 50


@dataclass(frozen=True)
class LookThen:
    """Somebody had opened a page about a person of the unit, or about the unit."""

    user_id: UUID
    role: str
    page: str
    unit_no: int
    at: dt.datetime


def looks_as_of(actor: Actor, interval: Interval, at: dt.datetime) -> tuple[list[LookThen], int]:
    """The newest of them, and how many there were."""
    since = at - dt.timedelta(days=DAYS)
    rows = visible(Look.objects.all(), actor, Permission.SEE_RECORD).filter(
        unit_no__gte=interval[0], unit_no__lt=interval[1], at__gt=since, at__lte=at
    )
    found = rows.order_by("-at", "-id").values_list("user_id", "role", "page", "unit_no", "at")
    return [LookThen(*row) for row in found[:MOST]], rows.count()
