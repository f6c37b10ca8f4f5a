"""How many are followed, per category: now, unit by unit, and over the last days. Figures, no names."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.directory.rules import school_of
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.keypersons.models import KeyPerson, Travel
from xiaoan.keypersons.queries.lines import overdue_before

CHART_DAYS = 30


@dataclass(frozen=True)
class UnitFigures:
    """A unit below and what is open there."""

    place: Place
    open: int
    overdue: int
    isolated: int


@dataclass(frozen=True)
class Figures:
    """What is open under a unit; `series` per category, one value for each of `days`."""

    place: Place
    open: int
    overdue: int
    isolated: int
    returning: int
    by_category: dict[str, int]
    units: tuple[UnitFigures, ...]
    days: tuple[dt.date, ...]
    series: dict[str, tuple[int, ...]]


def figures(actor: Actor, unit_no: int) -> Figures:
    """For whoever sees the board there: the county's leaders read these and no names."""
    place = directory.place(unit_no)
    if not actor.may(Permission.SEE_BOARD, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
    lo, hi = place.interval
    rows = visible(
        KeyPerson.objects.filter(unit_no__gte=lo, unit_no__lt=hi), actor, Permission.SEE_BOARD
    )
    late = Q(next_due__lt=overdue_before(clock.now()))
    counted = list(
        rows.filter(state="open").order_by().values("unit_no", "category")
        .annotate(n=Count("id"), late=Count("id", filter=late),
                  apart=Count("id", filter=Q(isolated=True)))
        .values_list("unit_no", "category", "n", "late", "apart")
    )  # fmt: skip
    by_category: dict[str, int] = defaultdict(int)
    for _no, category, n, _late, _apart in counted:
        by_category[category] += n
    days, series = _history(actor, place.interval, dict(by_category))
    travels = Travel.objects.filter(unit_no__gte=lo, unit_no__lt=hi, state="expected")
    return Figures(
        place=place,
        open=sum(by_category.values()),
        overdue=sum(row[3] for row in counted),
        isolated=sum(row[4] for row in counted),
        returning=visible(travels, actor, Permission.SEE_BOARD).count(),
        by_category=dict(by_category),
        units=_units(place, counted),
        days=days,
        series=series,
    )


def _units(
    place: Place, counted: list[tuple[int, str, int, int, int]]
) -> tuple[UnitFigures, ...]:  # fmt: skip
    """The units one step below (of a school: its classes) that have anybody, in the order of the tree."""
    below = {"county": "township", "township": "school"}.get(place.kind, "class")
    places = directory.places_inside(place.interval, below)
    if below == "class":
        places = (
            [directory.place(school_of(place.no)), *places] if place.kind == "school" else places
        )
    found = []
    for one in places:
        end = one.no + 1 if one.kind == "school" and place.kind == "school" else one.end
        here = [row for row in counted if one.no <= row[0] < end]
        if here:
            found.append(
                UnitFigures(
                    one, sum(row[2] for row in here), sum(row[3] for row in here),
                    sum(row[4] for row in here),
                )
            )  # fmt: skip
    return tuple(found)


def _history(
    actor: Actor, interval: Interval, now: dict[str, int]
) -> tuple[tuple[dt.date, ...], dict[str, tuple[int, ...]]]:
    """How many were open at the end of each day, per category: counted back from now."""
    today = clock.today()
    days = clock.days(today - dt.timedelta(days=CHART_DAYS - 1), today)
    lo, hi = interval
    rows = visible(
        KeyPerson.objects.filter(unit_no__gte=lo, unit_no__lt=hi), actor, Permission.SEE_BOARD
    ).order_by()
    came, went = (
        {
            (category, day): n
            for category, day, n in rows.filter(**{f"{which}__gte": days[0]})
            .values("category", which).annotate(n=Count("id"))
            .values_list("category", which, "n")
        }
        for which in ("opened_on", "ended_on")
    )  # fmt: skip
    codes = sorted({*now, *(code for code, _day in came), *(code for code, _day in went)})
    return tuple(days), {code: _back(code, days, now.get(code, 0), came, went) for code in codes}


def _back(
    code: str, days: list[dt.date], now: int,
    came: dict[tuple[str, dt.date], int], went: dict[tuple[str, dt.date], int],
) -> tuple[int, ...]:  # fmt: skip
    values = []
    for day in reversed(days):
        values.append(now)
        now += went.get((code, day), 0) - came.get((code, day), 0)
    return tuple(reversed(values))
