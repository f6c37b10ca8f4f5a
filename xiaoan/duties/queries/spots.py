"""The blind spots of a unit: what is overdue, due soon, without an owner, or names somebody who has left; by
the units below it and one by one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts.queries.offices import out_of_office
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import queries
from xiaoan.duties.models import Duty
from xiaoan.duties.queries import kinds
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible

STATE_NAMES = {
    "overdue": _l("逾期"),
    "soon": _l("快到期"),
    "unowned": _l("没有负责人"),
    "left": _l("负责人已离岗"),
}
# So long before the deadline something is "due soon" (our own choice, L).
SOON = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class Counts:
    """How many of each kind of blind spot at one unit."""

    place: directory.Place
    overdue: int
    soon: int
    unowned: int
    left: int


@dataclass(frozen=True)
class Wanted:
    """Which of them: a state, and what narrows it."""

    state: str = "overdue"
    slot: str = ""
    kind: str = ""
    level: int = 0


@dataclass(frozen=True)
class Spots:
    """The whole glance: sums, the units below, one page of duties, who of the named has left."""

    sums: dict[str, int]
    below: tuple[Counts, ...]
    total: int
    dues: tuple[queries.Due, ...]
    left: frozenset[UUID]


def spots(
    actor: Actor, place: directory.Place, wanted: Wanted, offset: int = 0, limit: int = 100
) -> Spots:
    """What a unit owes and does not see done, now."""
    open_rows = _open(actor, place.interval)
    left = _left(open_rows)
    rows = _narrowed(open_rows, wanted)
    children = _children(rows, place, left)
    mine = rows.filter(_states(left)[wanted.state])
    order = ("-level", "school_id", "due_at", "unit_no", "id")
    found = queries.listed(mine.order_by(*order)[offset : offset + limit])
    sums = {state: sum(getattr(one, state) for one in children) for state in STATE_NAMES}
    return Spots(sums, children, sums[wanted.state], tuple(found), left)


def ids_of(actor: Actor, place: directory.Place, wanted: Wanted, most: int) -> list[UUID]:
    """The duties of a state and what narrows it, as many as one act may take."""
    open_rows = _open(actor, place.interval)
    rows = _narrowed(open_rows, wanted).filter(_states(_left(open_rows))[wanted.state])
    return list(
        rows.order_by("-level", "school_id", "due_at", "id").values_list("id", flat=True)[:most]
    )


def _open(actor: Actor, interval: Interval) -> QuerySet[Duty]:
    lo, hi = interval
    rows = visible(Duty.objects.filter(state="open"), actor, Permission.SEE_DUTIES)
    return rows.filter(queries.still(clock.today()), unit_no__gte=lo, unit_no__lt=hi)


def _left(rows: QuerySet[Duty]) -> frozenset[UUID]:
    """Who is named and in no office any more, anywhere in the county."""
    named = rows.exclude(assignee_id=None).order_by().values_list("assignee_id", flat=True)
    people = {who for who in named.distinct() if who is not None}
    with everywhere("duties"):
        return out_of_office(people, clock.today())


def _states(left: Iterable[UUID]) -> dict[str, Q]:
    now = clock.now()
    return {
        "overdue": Q(due_at__lt=now),
        "soon": Q(due_at__gte=now, due_at__lt=now + SOON),
        "unowned": Q(assignee_id=None),
        "left": Q(assignee_id__in=set(left)),
    }


def _narrowed(rows: QuerySet[Duty], wanted: Wanted) -> QuerySet[Duty]:
    given = {"slot": wanted.slot, "kind__in": kinds.alike(wanted.kind), "level": wanted.level}
    return rows.filter(**{name: value for name, value in given.items() if value})


def _children(
    rows: QuerySet[Duty], place: directory.Place, left: Iterable[UUID]
) -> tuple[Counts, ...]:
    """Counts by the units below: townships of a county, schools of a township, classes of a school."""
    states = _states(left)
    size = {"county": numbering.TOWNSHIP, "township": numbering.SCHOOL}.get(place.kind, 1)
    counted = (
        rows.filter(states["overdue"] | states["soon"] | states["unowned"] | states["left"])
        .annotate(child=F("unit_no") - F("unit_no") % size)
        .order_by()
        .values("child")
        .annotate(**{state: Count("id", filter=which) for state, which in states.items()})
    )
    found: dict[int, dict[str, Any]] = {row["child"]: {**row} for row in counted}
    places = directory.places(found)
    return tuple(
        Counts(places[no], row["overdue"], row["soon"], row["unowned"], row["left"])
        for no, row in sorted(
            found.items(), key=lambda one: (-one[1]["overdue"], -one[1]["unowned"], one[0])
        )
        if no in places
    )
