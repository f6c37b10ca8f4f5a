"""Lists of signals, and how many still need somebody."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, Count, Q, QuerySet, When

from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.outbreaks.models import Signal
from xiaoan.outbreaks.queries.names import RUNNING
from xiaoan.outbreaks.queries.rows import SignalRow, rows_of


@dataclass(frozen=True)
class Wanted:
    """Which signals of a list: inside an interval, in a state, completed since a day."""

    interval: Interval | None = None
    states: tuple[str, ...] = ()
    since: dt.date | None = None


def signals(
    actor: Actor,
    interval: Interval | None = None,
    *,
    running_only: bool = False,
    limit: int = 200,
) -> list[SignalRow]:
    """Signals inside the actor's reach (and an interval), those that need somebody first."""
    return page_of_signals(actor, Wanted(interval, RUNNING if running_only else ()), 0, limit)[2]


def page_of_signals(
    actor: Actor, wanted: Wanted, offset: int, limit: int
) -> tuple[int, int, list[SignalRow]]:
    """How many signals are wanted, how many of them nobody has seen, and one page of them: those that
    need somebody first, then the newest.
    """
    rows = _wanted(actor, wanted)
    total = rows.aggregate(all=Count("id"), open=Count("id", filter=Q(state="open")))
    order = Case(When(state="open", then=0), When(state="acknowledged", then=1), default=2)
    page = rows.order_by(order, "-raised_at", "unit_no", "rule", "id")[offset : offset + limit]
    return total["all"], total["open"], rows_of(actor, page)


def _wanted(actor: Actor, wanted: Wanted) -> QuerySet[Signal]:
    every = Signal.objects.filter(layer="statutory")  # the others: queries.watch
    rows = visible(every, actor, Permission.SEE_SIGNALS)
    if wanted.interval:
        rows = rows.filter(unit_no__gte=wanted.interval[0], unit_no__lt=wanted.interval[1])
    if wanted.states:
        rows = rows.filter(state__in=wanted.states)
    if wanted.since:
        rows = rows.filter(last_day__gte=wanted.since)
    return rows


def running_count(actor: Actor, interval: Interval) -> int:
    """How many signals inside an interval still need somebody."""
    return _wanted(actor, Wanted(interval, RUNNING)).count()
