"""What a report tells besides its figures: events that run, reports the law asks for, measures, lessons
that rest, and what is due the day after. Counts, codes and names of units, nobody's name."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from xiaoan.directory import queries as directory
from xiaoan.duties.queries.tallies import due_between
from xiaoan.investigations.queries import lists as events
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.measures import queries as measures
from xiaoan.measures.queries import suspensions
from xiaoan.statutory import queries as statutory

# A county with more than this running is told how many there are, and the first of them.
_MOST = 500


@dataclass
class Around:
    """Everything of an interval, to be cut into units."""

    events: list[dict[str, Any]]
    reports: list[dict[str, Any]]
    measures: list[tuple[int, bool]]
    resting: dict[int, int]
    tomorrow: dict[tuple[int, str], int]
    day_after: dt.date
    school_days: dict[int, bool] = field(default_factory=dict)

    def of(self, place: directory.Place) -> dict[str, Any]:
        """The part of one unit, as a draft keeps it."""
        lo, hi = place.interval
        late = [is_late for no, is_late in self.measures if lo <= no < hi]
        tomorrow: Counter[str] = Counter()
        for (no, kind), count in self.tomorrow.items():
            if lo <= no < hi:
                tomorrow[kind] += count
        return {
            "events": [one for one in self.events if lo <= one["no"] < hi],
            "reports": [one for one in self.reports if lo <= one["no"] < hi],
            "measures": [len(late), sum(late)],
            "resting": sum(n for no, n in self.resting.items() if lo <= no < hi),
            "tomorrow": dict(sorted(tomorrow.items())),
            "day_after": self.day_after.isoformat(),
            "schools_after": sum(on for no, on in self.school_days.items() if lo <= no < hi),
        }  # fmt: skip


def around(actor: Actor, interval: Interval, day: dt.date, schools: Iterable[int]) -> Around:
    """What is to be told of an interval on a day. The day after is the next of the calendar."""
    after = day + dt.timedelta(days=1)
    midnight = clock.at(after, dt.time())
    numbers = list(schools)
    _total, owed = measures.page_of(actor, measures.Wanted(interval, "due"), 0, _MOST)
    _total, missed = measures.page_of(actor, measures.Wanted(interval, "late"), 0, _MOST)
    open_now = {one.id: one for one in (*owed, *missed) if one.state == "ordered"}
    resting = suspensions.resting(numbers, day)
    return Around(
        _events(actor, interval), _reports(actor, interval),
        [(one.unit_no, one.is_late) for one in open_now.values()],
        {no: len(set().union(*found.values())) for no, found in resting.items()},
        due_between(interval, midnight, midnight + dt.timedelta(days=1)),
        after,
        _open_on(after, numbers),
    )  # fmt: skip


def _open_on(day: dt.date, numbers: list[int]) -> dict[int, bool]:
    there = directory.schools_open([day], numbers)[day]
    return {no: no in there for no in numbers}


def _events(actor: Actor, interval: Interval) -> list[dict[str, Any]]:
    _total, _open, rows = events.page_of_events(actor, events.Wanted(interval), 0, _MOST)
    return [
        {
            "no": one.head.school_id, "school": one.school, "place": one.place,
            "year": one.head.year, "number": one.head.number, "syndrome": one.head.syndrome,
            "disease": one.head.disease, "state": one.head.state, "cases": one.head.cases,
            "since": one.head.detected_at.astimezone(clock.ZONE).date().isoformat(),
        }
        for one in rows
        if one.head.is_running
    ]  # fmt: skip


def _reports(actor: Actor, interval: Interval) -> list[dict[str, Any]]:
    """Owed and not sent: those that are overdue and those whose clock runs."""
    found = []
    for shape in ("missed", "due"):
        wanted = statutory.Wanted(interval, shape)
        _total, rows = statutory.page_of_reports(actor, wanted, 0, _MOST)
        found += [
            {
                "no": one.school_id, "school": one.school, "kind": one.kind,
                "year": one.year, "number": one.number, "recipient": one.recipient,
                "missed": shape == "missed",
                "due": one.due_at.astimezone(clock.ZONE).isoformat(timespec="minutes"),
            }
            for one in rows
        ]  # fmt: skip
    return found
