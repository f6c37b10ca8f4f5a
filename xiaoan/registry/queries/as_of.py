"""Who had looked at people of a unit in the days up to an instant."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.registry.models import Look
from xiaoan.registry.queries import looks

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
    return _newest(rows)


def looks_at_as_of(actor: Actor, person_id: UUID, at: dt.datetime) -> tuple[list[LookThen], int]:
    """Who had looked at one person, or at a class while they were in it, ever up to an instant."""
    wanted = Q(person_id=person_id)
    for stay in looks.stays([person_id]):
        wanted |= stay.looks()
    rows = visible(Look.objects.all(), actor, Permission.SEE_RECORD).filter(wanted, at__lte=at)
    return _newest(rows)


def looks_by_as_of(actor: Actor, user_id: UUID, at: dt.datetime) -> tuple[list[LookThen], int]:
    """What somebody had opened in the days up to an instant."""
    since = at - dt.timedelta(days=DAYS)
    rows = visible(Look.objects.all(), actor, Permission.SEE_RECORD)
    return _newest(rows.filter(user_id=user_id, at__gt=since, at__lte=at))


def _newest(rows: QuerySet[Look]) -> tuple[list[LookThen], int]:
    """The newest, and how many there are: of more than `looks.DEEPEST` nobody turns the pages."""
    found = rows.order_by("-at", "-id").values_list("user_id", "role", "page", "unit_no", "at")
    return [LookThen(*row) for row in found[:MOST]], rows[: looks.DEEPEST].count()
