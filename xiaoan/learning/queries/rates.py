"""Viewing, completion and marking of a unit: by what lies below it, by subject, by day. From the read tables
of lessons and homework, never from rows of pupils."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import connection

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.homework import queries as homework
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.learning import rules
from xiaoan.learning.queries import columns
from xiaoan.learning.rules import Figures
from xiaoan.lessons.queries import rates as lessons

_SUMS = ", ".join(f"sum({name})" for name in columns.NAMES)
_NAMES = ", ".join(columns.NAMES)
_BY = """
select KEYS, SUMS from (
  select unit_no, subject, day, NAMES from learning_day
  where unit_no = any(%(numbers)s) and day between %(since)s and %(until)s
  union all
  select unit_no / %(step)s * %(step)s, subject, day, NAMES from learning_change
  where unit_no >= %(lo)s and unit_no < %(hi)s and day between %(since)s and %(until)s
) found group by GROUPS
having sum(lessons) <> 0 or sum(tasks) <> 0
""".replace("SUMS", _SUMS).replace("NAMES", _NAMES)
_OFFICES = _BY.replace("KEYS", "unit_no, subject, day").replace(
    "GROUPS", "grouping sets ((unit_no), (subject), (day))"
)
_UNITS = _BY.replace("KEYS", "unit_no").replace("GROUPS", "unit_no")
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
    """The rates of a unit for the day, week or term that a day is in. Of a county and a township from
    the sums of townships and schools; of a school and what is in it from those of classes."""
    since, until = stretch_at(place.no, period, day)
    ask = _of_offices if place.kind in ("county", "township") else _of_classes
    units, by_subject, days = ask(actor, place, since, until)
    return Rates(
        since, until, sum(by_subject.values(), Figures()), _below(place, units),
        [
            Row(one.code, directory.subject_name(one.code), by_subject[one.code])
            for one in directory.subjects() if one.code in by_subject
        ],
        [Row(one, "", days[one]) for one in sorted(days)] if since != until else [],
    )  # fmt: skip


def stretch_at(unit_no: int, period: str, day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the day, week or term of a unit that a day is in."""
    terms = directory.terms_at(unit_no)
    term = next(((one.since, one.until) for one in terms if one.since <= day <= one.until), None)
    return rules.stretch(period, day, term)


_Sums = dict[Any, Figures]


def _of_classes(
    actor: Actor, place: directory.Place, since: dt.date, until: dt.date
) -> tuple[_Sums, _Sums, _Sums]:
    """By class, subject and day."""
    found = []
    for by in ("unit_no", "subject", "day"):
        sums: _Sums = defaultdict(Figures)
        for row in lessons.sums(actor, place.interval, since, until, by):
            sums[row[by]] += Figures(**columns.named(row, columns.LESSONS))
        for row in homework.sums(actor, place.interval, since, until, by):
            sums[row[by]] += Figures(**columns.named(row, columns.HOMEWORK))
        found.append(dict(sums))
    return found[0], found[1], found[2]


def _of_offices(
    actor: Actor, place: directory.Place, since: dt.date, until: dt.date
) -> tuple[_Sums, _Sums, _Sums]:
    """By township of a county, or school of a township; by subject and by day. What is not handed over to the
    read table yet is read beside it, of the same instant."""
    given = _asked(actor, place, _BELOW[place.kind], since, until)
    units: _Sums = {}
    subjects: _Sums = {}
    days: _Sums = {}
    with connection.cursor() as cursor:
        cursor.execute(_OFFICES, given)
        for no, subject, day, *figures in cursor.fetchall():
            found, key = next(
                (sums, key)
                for sums, key in ((units, no), (subjects, subject), (days, day))
                if key is not None
            )
            found[key] = Figures(*figures)
    return units, subjects, days


def _asked(
    actor: Actor, place: directory.Place, kind: str, since: dt.date, until: dt.date
) -> dict[str, int | dt.date | list[int]]:
    """What the statements ask for; NotFound for a unit whose rates the actor does not see."""
    if not actor.may(Permission.SEE_LEARNING, place.no):
        raise NotFound
    lo, hi = place.interval
    # Numbers of townships are multiples of a township, those of schools are not.
    step = numbering.TOWNSHIP if kind == "township" else numbering.SCHOOL
    numbers = [one.no for one in directory.places_inside(place.interval, kind)]
    return {"lo": lo, "hi": hi, "since": since, "until": until, "step": step, "numbers": numbers}


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


def schools(actor: Actor, place: directory.Place, since: dt.date, until: dt.date) -> list[Row]:
    """Each school inside a county or township that has figures; by nothing else, for a term of a county is a
    quarter of a million sums."""
    given = _asked(actor, place, "school", since, until)
    with connection.cursor() as cursor:
        cursor.execute(_UNITS, given)
        units = {no: Figures(*figures) for no, *figures in cursor.fetchall()}
    places = directory.places(units)
    return [Row(no, places[no].name, units[no]) for no in sorted(units) if no in places]


def classes(actor: Actor, place: directory.Place, since: dt.date, until: dt.date) -> list[Row]:
    """Each class inside a school or grade that has figures."""
    units, _subjects, _days = _of_classes(actor, place, since, until)
    places = directory.places(units)
    return [Row(no, places[no].name, units[no]) for no in sorted(units) if no in places]
