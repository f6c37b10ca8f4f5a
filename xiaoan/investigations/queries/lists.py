"""Events of a county, township or school, those that need somebody first."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, When

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duties
from xiaoan.investigations.models import Event
from xiaoan.investigations.queries import JUDGE, EventHead, head_of
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible


@dataclass(frozen=True)
class Wanted:
    """Which events of a list; all by default."""

    interval: Interval | None = None
    state: str = ""
    syndrome: str = ""
    since: dt.date | None = None


@dataclass(frozen=True)
class Row:
    """One event of a list. `due_at`: by when somebody has to judge it."""

    head: EventHead
    school: str
    place: str
    assignee: str
    due_at: dt.datetime | None


def page_of_events(
    actor: Actor, wanted: Wanted, offset: int, limit: int
) -> tuple[int, int, list[Row]]:
    """How many are wanted, how many of them nobody has judged, and one page of them: those first, then what
    runs, each the newest first.
    """
    rows = _wanted(actor, wanted)
    total = rows.aggregate(all=Count("id"), open=Count("id", filter=Q(state="open")))
    order = Case(When(state="open", then=0), When(state="confirmed", then=1), default=2)
    page = list(rows.order_by(order, "-detected_at", "id")[offset : offset + limit])
    return total["all"], total["open"], rows_of(actor, page)


def syndromes(actor: Actor) -> list[str]:
    """Of what there are events that the actor sees, by code: what a list can be narrowed to."""
    rows = visible(Event.objects.all(), actor, Permission.SEE_EVENTS)
    return sorted(rows.order_by().values_list("syndrome", flat=True).distinct())


def _wanted(actor: Actor, wanted: Wanted) -> QuerySet[Event]:
    rows = visible(Event.objects.all(), actor, Permission.SEE_EVENTS)
    if wanted.interval:
        rows = rows.filter(unit_no__gte=wanted.interval[0], unit_no__lt=wanted.interval[1])
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.syndrome:
        rows = rows.filter(syndrome=wanted.syndrome)
    if wanted.since:
        rows = rows.filter(detected_at__gte=clock.at(wanted.since, dt.time(0)))
    return rows


def rows_of(actor: Actor, found: Iterable[Event]) -> list[Row]:
    """Events with the names of places and people."""
    events = list(found)
    places = directory.places({no for one in events for no in (one.unit_no, one.school_id)})
    people = accounts.names(actor, {one.assigned_to_id for one in events if one.assigned_to_id})
    due = duties.newest_about([one.pk for one in events], JUDGE)
    return [
        Row(
            head_of(one),
            places[one.school_id].name,
            places[one.unit_no].name,
            people.get(one.assigned_to_id, "") if one.assigned_to_id else "",
            due[one.pk].due_at if one.pk in due and due[one.pk].state == "open" else None,
        )
        for one in events
    ]


def others_running(actor: Actor, event: EventHead) -> list[EventHead]:
    """The other running events of the school: into which one may merge."""
    rows = visible(Event.objects.all(), actor, Permission.SEE_EVENTS).filter(
        school_id=event.school_id, state__in=("open", "confirmed")
    )
    return [head_of(one) for one in rows.exclude(pk=event.id).order_by("-detected_at", "id")]


def merged_into(actor: Actor, event_id: UUID) -> list[EventHead]:
    """The events that are part of this one now."""
    rows = visible(Event.objects.filter(merged_into_id=event_id), actor, Permission.SEE_EVENTS)
    return [head_of(one) for one in rows.order_by("detected_at", "id")]
