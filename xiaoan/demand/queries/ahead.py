"""What the days to come are at each store: by the calendar and today's level, or by a scenario."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from xiaoan.demand import rules
from xiaoan.demand.models import Day
from xiaoan.directory import queries as directory
from xiaoan.duties.queries import ladders as duty_ladders
from xiaoan.kernel.actor import Actor
from xiaoan.supplies.queries import using

STORE_KINDS = ("county", "township", "school")
# The share of pupils there is read from so many days.
_USUAL_DAYS = 28


@dataclass(frozen=True)
class Store:
    """A store with what its days are reckoned from: who is there, and the share that usually is."""

    place: directory.Place
    pupils: int
    staff: int
    usual: float

    @property
    def no(self) -> int:
        return self.place.no


def stores(unit: directory.Place, today: dt.date, *, own_only: bool = False) -> list[Store]:
    """The stores inside a unit, its own among them; `own_only`: that alone. An office counts everybody at the
    schools inside it."""
    places = [unit] if own_only else directory.places_inside(unit.interval, *STORE_KINDS)
    heads = using.heads_inside(unit.interval)
    usual = _usual(unit, today, heads)
    order = sorted(heads)
    pupils = list(accumulate((heads[no].pupils for no in order), initial=0))
    staff = list(accumulate((heads[no].staff for no in order), initial=0))
    found = []
    for place in places:
        lo, hi = bisect_left(order, place.no), bisect_left(order, place.end)
        found.append(
            Store(place, pupils[hi] - pupils[lo], staff[hi] - staff[lo], usual.get(place.no, 1.0))
        )
    return found


def _usual(
    unit: directory.Place, today: dt.date, heads: Mapping[int, using.Heads]
) -> dict[int, float]:
    """School → the share of pupils that roll-calls counted on the teaching days of four weeks."""
    rows = Day.objects.filter(
        unit_no__gte=unit.no, unit_no__lt=unit.end, teaching=True, counted=True, day__lt=today,
        day__gte=today - dt.timedelta(days=_USUAL_DAYS),
    ).values_list("unit_no", "people")  # fmt: skip
    people: dict[int, list[int]] = {}
    for no, n in rows:
        people.setdefault(no, []).append(n)
    return {
        no: min(max((sum(ns) / len(ns) - heads[no].staff) / heads[no].pupils, 0.0), 1.0)
        for no, ns in people.items()
        if no in heads and heads[no].pupils
    }


def ahead(
    actor: Actor,
    found: Sequence[Store],
    today: dt.date,
    parts: Sequence[rules.Part] = (),
    days: int = rules.HORIZON,
) -> dict[int, rules.Ahead]:
    """Store → its days from today on. Today's level stays; an open event lasts as long as usual."""
    dates = [today + dt.timedelta(days=n) for n in range(days)]
    kinds = directory.kinds_of_day(dates, [one.no for one in found])
    levels = duty_ladders()
    running = _running([one.no for one in found], today)
    grades = _grades(actor, found, today) if any(part.grades for part in parts) else {}
    told = {}
    for one in found:
        level, left = levels.level_of(one.no), running.get(one.no, 0)
        plain = [
            rules.Plain(day, kinds[day][one.no], level, n < left) for n, day in enumerate(dates)
        ]
        groups = grades.get(one.no) or [rules.Group("", one.pupils)]
        told[one.no] = rules.supposed(
            plain, one.place.stage, groups, one.staff, one.usual, parts
        )  # fmt: skip
    return told


def _running(store_nos: Sequence[int], today: dt.date) -> dict[int, int]:
    """Store with an event open → for how many days more it is taken to be."""
    rows = Day.objects.filter(
        unit_no__in=store_nos, day__lte=today, day__gt=today - dt.timedelta(days=60)
    ).order_by("unit_no", "-day")
    ages: dict[int, int] = {}
    over: set[int] = set()
    for no, outbreak in rows.values_list("unit_no", "outbreak"):
        if outbreak and no not in over:
            ages[no] = ages.get(no, 0) + 1
        elif not outbreak:
            over.add(no)
    return {no: rules.outbreak_left(age) for no, age in ages.items()}


def _grades(actor: Actor, found: Sequence[Store], today: dt.date) -> dict[int, list[rules.Group]]:
    """School → its grades with their pupils."""
    groups: dict[int, dict[str, int]] = {}
    for one in found:
        if one.place.kind != "school":
            continue
        sizes = directory.class_sizes(actor, one.place.interval, today)
        names = directory.places({row.place.parent_no for row in sizes if row.place.parent_no})
        own = groups.setdefault(one.no, {})
        for row in sizes:
            name = names[row.place.parent_no].name if row.place.parent_no in names else ""
            own[name] = own.get(name, 0) + row.enrolled
    return {
        no: [rules.Group(name, n) for name, n in own.items()] for no, own in groups.items() if own
    }


def grade_names(unit_nos: Sequence[tuple[int, int]]) -> list[str]:
    """How the grades inside intervals are called, each once."""
    names: dict[str, None] = {}
    for interval in unit_nos:
        for one in directory.places_inside(interval, "grade"):
            names.setdefault(one.name)
    return list(names)
