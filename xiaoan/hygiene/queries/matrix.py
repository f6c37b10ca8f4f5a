"""The places of a school by day: each cell is one state, as rules.coverage says."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.hygiene.queries import coverage, places
from xiaoan.hygiene.rules.coverage import DayOfPlace, Stand, place_day
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.scope import everywhere

AIR = "air"


@dataclass(frozen=True)
class Wanted:
    """What is asked for: `what` of coverage.WHATS; building, kind, task (\"\": all)."""

    what: str = "all"
    building: str = ""
    kind: str = ""
    task: str = ""

    def has(self, task: str) -> bool:
        if self.task:
            return task == self.task
        return self.what == "all" or (task == AIR) == (self.what == AIR)


@dataclass(frozen=True)
class Cell:
    """A place on a day: its state, how much of what was to be done is done, how often (`made` of `wanted`
    times), and how often it was too short (airing under half an hour)."""

    day: DayOfPlace
    due: int = 0
    done: int = 0
    wanted: int = 0
    made: int = 0
    short: int = 0


@dataclass(frozen=True)
class Row:
    place: places.PlaceOf
    cells: Mapping[dt.date, Cell]

    @property
    def missed(self) -> int:
        return sum(one.day.state == "missed" for one in self.cells.values())


@dataclass(frozen=True)
class Grid:
    """`buildings`, `kinds`, `tasks`: what there is to choose from."""

    days: list[dt.date]
    rows: list[Row]
    buildings: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)


def count(of: Iterable[Row], day: dt.date) -> dict[str, int]:
    """How many places are in each state on a day."""
    found: dict[str, int] = defaultdict(int)
    for row in of:
        if day in row.cells:
            found[row.cells[day].day.state] += 1
    return dict(found)


# `places` null: all of the interval.
_WHERE = """
from hygiene_due
where school_id = %(school)s and unit_no >= %(lo)s and unit_no < %(hi)s
  and day >= %(first)s and day <= %(last)s
"""
_DUES = f"""
select place_id, day, task, state, wanted, made, due_at, late {_WHERE}
  and (%(places)s::uuid[] is null or place_id = any(%(places)s::uuid[]))
"""
# On how many days something was missed, by place: what is due and past its time with it.
_MISSED = f"""
select place_id, count(distinct day) {_WHERE}
  and (state = 'missed' or (state = 'due' and due_at < %(now)s))
  and (%(task)s::text = '' or task = %(task)s::text)
  and (%(what)s::text = 'all' or (task = %(air)s::text) = (%(what)s::text = %(air)s::text))
group by 1
"""
_TASKS = f"select task, array_agg(distinct day) {_WHERE} group by 1"
_SHORT = """
select r.place_id, r.day, count(*) from hygiene_flag f join hygiene_record r on r.id = f.record_id
where f.school_id = %(school)s and f.day >= %(first)s and f.day <= %(last)s and f.what = 'short'
  and r.task = 'air' and r.unit_no >= %(lo)s and r.unit_no < %(hi)s
  and not exists (select 1 from hygiene_record o where o.replaces_id = r.id)
group by 1, 2
"""
_PLANS = "select since, until from hygiene_plan where unit_no = %s and since is not null"
_LAID = "select day from hygiene_school_day where unit_no = %s and day >= %s and day <= %s"


@dataclass(frozen=True)
class Frame:
    """What is looked at, before any cell of it is read: days, the places that are wanted, what there is to
    choose from."""

    values: Mapping[str, Any]
    wanted: Wanted
    days: list[dt.date]
    places: list[places.PlaceOf]
    about: "_Known"
    now: dt.datetime
    buildings: list[str]
    kinds: list[str]
    tasks: list[str]


def frame(
    actor: Actor, school_no: int, interval: Interval, wanted: Wanted, span: int, last: dt.date
) -> Frame:
    """The places of a school inside an interval that the actor sees, over its last school days."""
    days = coverage.school_days(school_no, last, span)
    now = clock.now()
    if not days:
        return Frame({}, wanted, [], [], _Known((), frozenset()), now, [], [], [])
    known = [
        one for one in places.places_in(actor, school_no, interval, closed=True)
        if one.closed is None or one.closed > days[0]
    ]  # fmt: skip
    values: dict[str, Any] = {
        "school": school_no, "lo": interval[0], "hi": interval[1], "first": days[0], "last": days[-1]
    }  # fmt: skip
    tasks = _tasks(values)
    more = {day for task, found in tasks.items() if wanted.has(task) for day in found}
    return Frame(
        values, wanted, sorted({*days, *more}),
        [
            one for one in known
            if (not wanted.building or one.building == wanted.building)
            and (not wanted.kind or one.kind == wanted.kind)
        ],
        _read_known(school_no, days[0], days[-1]), now,
        sorted({one.building for one in known if one.building}),
        sorted({one.kind for one in known}), sorted(tasks),
    )  # fmt: skip


def grid(
    actor: Actor, school_no: int, interval: Interval, wanted: Wanted, span: int, last: dt.date
) -> Grid:
    """Every cell of a frame: for sheets."""
    found = frame(actor, school_no, interval, wanted, span, last)
    return Grid(found.days, rows(found, found.places), found.buildings, found.kinds, found.tasks)


def rows(found: Frame, of: Sequence[places.PlaceOf], day: dt.date | None = None) -> list[Row]:
    """The cells of some of its places, of all days or of one: only these are read."""
    if not found.days or not of:
        return []
    span = {"first": day, "last": day} if day else {}
    few = [one.id for one in of] if len(of) < len(found.places) else None
    values = {**found.values, **span, "places": few}
    stands = _stands(values, found.wanted)
    short = _read_short(values) if found.wanted.has(AIR) else {}
    days = [day] if day else found.days
    return [Row(one, dict(_cells(one, days, stands, short, found.about, found.now))) for one in of]


def worst_first(found: Frame) -> list[places.PlaceOf]:
    """Its places, those missed on most days first, then in walking order; counted by the database."""
    if not found.days:
        return []
    asked = found.wanted
    values = {
        **found.values, "now": found.now, "task": asked.task, "air": AIR,
        "what": "all" if asked.task else asked.what,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MISSED, values)
        missed = dict(cursor.fetchall())
    return sorted(found.places, key=lambda one: (-missed.get(one.id, 0), one.walk, one.name))


_Stands = dict[tuple[UUID, dt.date], list[Stand]]


def _stands(values: Mapping[str, Any], wanted: Wanted) -> _Stands:
    found: _Stands = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_DUES, dict(values))
        for place_id, day, task, state, times, made, due_at, late in cursor.fetchall():
            if wanted.has(task):
                found[place_id, day].append(Stand(state, times, made, due_at, late))
    return found


def _tasks(values: Mapping[str, Any]) -> dict[str, list[dt.date]]:
    """What was to be done, and on which days."""
    with connection.cursor() as cursor:
        cursor.execute(_TASKS, dict(values))
        return dict(cursor.fetchall())


def _read_short(values: Mapping[str, Any]) -> dict[tuple[UUID, dt.date], int]:
    with connection.cursor() as cursor:
        cursor.execute(_SHORT, dict(values))
        return {(place_id, day): n for place_id, day, n in cursor.fetchall()}


@dataclass(frozen=True)
class _Known:
    """From when until when plans were in force, and the days that were laid out."""

    plans: Sequence[tuple[dt.date, dt.date | None]]
    laid: frozenset[dt.date]

    def planned(self, day: dt.date) -> bool:
        return any(since <= day and (until is None or day < until) for since, until in self.plans)


def _read_known(school_no: int, first: dt.date, last: dt.date) -> _Known:
    """Of the school as a whole, for whoever sees one class of it too."""
    with everywhere("hygiene"), connection.cursor() as cursor:
        cursor.execute(_PLANS, [school_no])
        plans = list(cursor.fetchall())
        cursor.execute(_LAID, [school_no, first, last])
        return _Known(plans, frozenset(row[0] for row in cursor.fetchall()))


def _cells(
    place: places.PlaceOf,
    days: Iterable[dt.date],
    stands: _Stands,
    short: Mapping[tuple[UUID, dt.date], int],
    about: _Known,
    now: dt.datetime,
) -> Iterable[tuple[dt.date, Cell]]:
    """Nothing on days on which the place was not there."""
    for day in days:
        if place.opened <= day and (place.closed is None or place.closed > day):
            own = stands.get((place.id, day), [])
            counted = [one for one in own if one.state != "excused"]
            found = place_day(own, now, otherwise=_otherwise(place, day, about))
            yield day, Cell(
                found, len(counted), sum(one.state == "done" for one in counted),
                sum(one.wanted for one in counted),
                sum(min(one.made, one.wanted) for one in counted), short.get((place.id, day), 0),
            )  # fmt: skip


def _otherwise(place: places.PlaceOf, day: dt.date, about: _Known) -> str:
    """Why nothing was to be done at a place on a day. A day that nobody laid out is unknown, not clean."""
    if place.stand == places.EXCUSED:
        return "excused"
    if not about.planned(day) or place.stand != places.PLANNED:
        return "no_plan"
    return "plan" if day in about.laid else "not_laid"
