"""Line lists and figures of illness: who is absent sick, who is untraced, who waits for a certificate."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from xiaoan.directory import queries as directory
from xiaoan.illness import rules
from xiaoan.illness.models import Absence, Illness
from xiaoan.illness.queries.rows import Row, rows_of
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible

ENDED_DAYS = dt.timedelta(days=14)
# A telephone shows so many, the most pressing; the line list has them all.
MOST_IN_HAND = 100
_AWAY = Q(stage__in=rules.ABSENT)
_UNTRACED = _AWAY & Q(traced_at=None)
SHOWN: dict[str, Q] = {
    "open": Q(),
    "absent": _AWAY,
    "untraced": _UNTRACED,
    "long": Q(long=True),
    "certificate": Q(held=True),
    "cleared": Q(stage="cleared"),
}
# Whom to see to first: who is in the school's care, then what nobody knows anything about.
_ORDER = Case(
    *(When(stage=stage, then=Value(n)) for n, stage in enumerate(rules.OPEN)),
    default=Value(len(rules.OPEN)),
    output_field=IntegerField(),
)


def _rows(actor: Actor, interval: Interval) -> QuerySet[Illness]:
    lo, hi = interval
    rows = visible(Illness.objects.all(), actor, Permission.SEE_ILLNESS)
    return rows.filter(unit_no__gte=lo, unit_no__lt=hi)


def place_seen(actor: Actor, unit_no: int) -> directory.Place:
    """A unit of which the actor sees the illnesses; 0: the widest."""
    reach = actor.reach(Permission.SEE_ILLNESS)
    wanted = unit_no or max(reach, key=lambda one: one[1] - one[0])[0]
    if not actor.may(Permission.SEE_ILLNESS, wanted):
        raise NotFound
    return directory.place(wanted)


def line_list(
    actor: Actor, interval: Interval, show: str, offset: int, limit: int
) -> tuple[int, list[Row]]:
    """How many there are, and one page of them; `show` as in SHOWN, "against" or "closed"."""
    rows = _rows(actor, interval)
    if show in SHOWN:
        rows = rows.filter(SHOWN[show], closed_at=None).order_by(_ORDER, "moved_at", "id")
    else:
        rows = rows.filter(closed_at__gt=clock.now() - ENDED_DAYS)
        if show == "against":
            rows = _rows(actor, interval).filter(
                Q(closed_at=None) | Q(closed_at__gt=clock.now() - ENDED_DAYS), against=True
            )
        rows = rows.order_by("-moved_at", "id")
    page = list(rows[offset : offset + limit])
    return rows.count(), rows_of(actor, page)


def in_hand(actor: Actor, permission: Permission) -> list[Row]:
    """What is open where the actor holds a permission, the most pressing first (the phone's list)."""
    rows = visible(Illness.objects.filter(closed_at=None), actor, Permission.SEE_ILLNESS)
    rows = visible(rows, actor, permission).order_by(_ORDER, "moved_at", "id")
    return rows_of(actor, list(rows[:MOST_IN_HAND]))


@dataclass(frozen=True)
class Figures:
    """The counts of a unit: of how many open illnesses, how many …"""

    open: int = 0
    absent: int = 0
    untraced: int = 0
    overdue: int = 0
    long: int = 0
    held: int = 0
    cleared: int = 0


@dataclass(frozen=True)
class InTime:
    """Of so many that fell due, how many were done by then."""

    done: int
    due: int


@dataclass(frozen=True)
class Board:
    """Figures of a unit, and of the units under it that have any."""

    total: Figures
    rows: list[tuple[directory.Place, Figures]]
    enrolled: int
    # Of what fell due in the last seven days, how many were traced in time: illnesses, and absences that
    # nobody could explain.
    ill: InTime
    unexplained: InTime


_CHILD = {"county": "township", "township": "school", "school": "class", "grade": "class"}


def board(actor: Actor, place: directory.Place) -> Board:
    """How a unit stands: counted once, by class, and added up to the units under it."""
    now = clock.now()
    counted = (
        _rows(actor, place.interval)
        .filter(closed_at=None)
        .values("unit_no")
        .annotate(
            open=Count("id"), absent=Count("id", filter=_AWAY),
            untraced=Count("id", filter=_UNTRACED),
            overdue=Count("id", filter=_UNTRACED & Q(trace_due_at__lt=now)),
            long=Count("id", filter=Q(long=True)), held=Count("id", filter=Q(held=True)),
            cleared=Count("id", filter=Q(stage="cleared")),
        )
        .values_list("unit_no", *Figures.__dataclass_fields__)
    )  # fmt: skip
    total, rows = _summed(counted, _children(place))
    timely = _in_time(actor, place.interval, now)
    enrolled = directory.pupils_on_roll(actor, place.interval, clock.today())
    return Board(total, rows, enrolled, *timely)


def _summed(
    counted: Iterable[Sequence[int]], children: Sequence[directory.Place]
) -> tuple[Figures, list[tuple[directory.Place, Figures]]]:
    """The counts of classes added up: of all, and of each child (in number order) that has any."""
    starts = [child.no for child in children]
    sums: dict[int, list[int]] = {}
    for unit_no, *found in counted:
        at = bisect_right(starts, unit_no) - 1
        if at >= 0 and unit_no >= children[at].end:
            at = -1
        kept = sums.get(at)
        sums[at] = [a + b for a, b in zip(kept, found, strict=True)] if kept else found
    total = Figures(*map(sum, zip(*sums.values(), strict=True)))
    return total, [(children[at], Figures(*sums[at])) for at in sorted(sums) if at >= 0]


def _children(place: directory.Place) -> list[directory.Place]:
    kind = _CHILD.get(place.kind)
    return directory.places_inside(place.interval, kind) if kind else []


def _in_time(actor: Actor, interval: Interval, now: dt.datetime) -> tuple[InTime, InTime]:
    """Traces of illnesses, and of unexplained absences, that fell due in the last seven days. What was
    taken back, and who went elsewhere, is not to be traced.
    """
    since = now - dt.timedelta(days=7)
    ill = _rows(actor, interval).exclude(stage__in=("withdrawn", "moved", "left"))
    lo, hi = interval
    absent = visible(Absence.objects.all(), actor, Permission.SEE_ILLNESS)
    absent = absent.filter(unit_no__gte=lo, unit_no__lt=hi)
    absent = absent.exclude(outcome__in=("withdrawn", "moved", "left"))
    found = ill.filter(trace_due_at__gt=since, trace_due_at__lte=now).aggregate(
        due=Count("id"), done=Count("id", filter=Q(traced_at__lte=F("trace_due_at")))
    )
    asked = absent.filter(due_at__gt=since, due_at__lte=now).aggregate(
        due=Count("id"), done=Count("id", filter=Q(closed_at__lte=F("due_at")))
    )
    return InTime(found["done"], found["due"]), InTime(asked["done"], asked["due"])
