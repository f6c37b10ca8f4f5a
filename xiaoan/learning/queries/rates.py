"""Viewing, completion and marking of a unit: by what lies below it, by subject, by day. From the read tables
of lessons and homework, never from rows of pupils."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from xiaoan.directory import queries as directory
from xiaoan.homework import queries as homework
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.learning import rules
from xiaoan.learning.rules import Figures
from xiaoan.lessons.queries import rates as lessons

_LESSONS = {
    "lessons": "lessons", "due": "seats", "watched": "watched", "missed": "missed", "excused": "excused",
    "no_device": "no_device", "unknown": "unknown",
}  # fmt: skip
_HOMEWORK = {
    "tasks": "tasks", "roll": "roll", "handed": "handed", "missing": "not_handed", "excused": "hw_excused",
    "no_device": "hw_no_device", "unknown": "hw_unknown", "marked": "marked",
}  # fmt: skip
_BELOW = {"county": "township", "township": "school", "school": "grade", "grade": "class"}


@dataclass(frozen=True)
class Row:
    """A unit, subject or day, and its figures."""

    key: Any
    name: str
    figures: Figures


@dataclass(frozen=True)
class Rates:
    """What a unit did from a day to a day (both counted). `below` is empty for a class."""

    since: dt.date
    until: dt.date
    whole: Figures
    below: list[Row]
    subjects: list[Row]
    days: list[Row]


def require(actor: Actor, unit_no: int) -> directory.Place:
    """A unit whose rates the actor sees; NotFound elsewhere."""
    place = directory.place(unit_no)
    if not actor.may(Permission.SEE_LEARNING, unit_no) or place.kind not in (*_BELOW, "class"):
        raise NotFound
    return place


def rates(actor: Actor, place: directory.Place, period: str, day: dt.date) -> Rates:
    """The rates of a unit for the day, week or term that a day is in."""
    terms = directory.terms_at(place.no)
    term = next(((one.since, one.until) for one in terms if one.since <= day <= one.until), None)
    since, until = rules.stretch(period, day, term)
    by = "school_id" if place.kind in ("county", "township") else "unit_no"
    units = _sums(actor, place.interval, since, until, by, lambda key: key)
    by_subject = _sums(actor, place.interval, since, until, "subject", lambda key: key)
    days = (
        _sums(actor, place.interval, since, until, "day", lambda key: key) if since != until else {}
    )
    return Rates(
        since, until, sum(by_subject.values(), Figures()), _below(place, units),
        [
            Row(one.code, one.name, by_subject[one.code])
            for one in directory.subjects() if one.code in by_subject
        ],
        [Row(one, "", days[one]) for one in sorted(days)],
    )  # fmt: skip


def _sums(
    actor: Actor, interval: Interval, since: dt.date, until: dt.date, by: str,
    key: Callable[[Any], Hashable],
) -> dict[Any, Figures]:  # fmt: skip
    found: dict[Any, Figures] = defaultdict(Figures)
    for row in lessons.sums(actor, interval, since, until, by):
        found[key(row[by])] += _figures(row, _LESSONS)
    for row in homework.sums(actor, interval, since, until, by):
        found[key(row[by])] += _figures(row, _HOMEWORK)
    return dict(found)


def _figures(row: dict[str, Any], names: dict[str, str]) -> Figures:
    return Figures(**{mine: row[f"n_{theirs}"] for theirs, mine in names.items()})


def _below(place: directory.Place, units: dict[int, Figures]) -> list[Row]:
    """What lies directly below, all of it that is open or has figures."""
    kind = _BELOW.get(place.kind)
    if kind is None:
        return []
    rows = []
    for one in directory.places_inside(place.interval, kind):
        inside = [figures for no, figures in units.items() if one.no <= no < one.end]
        rows.append(Row(one.no, one.name, sum(inside, Figures())))
    return rows
