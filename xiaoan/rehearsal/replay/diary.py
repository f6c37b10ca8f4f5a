"""Which days the scratch school lives through, and who is reported ill on each."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import zip_longest
from operator import or_

from xiaoan.directory.rules.holidays import named_days
from xiaoan.rehearsal.replay.sheet import Child, Spell
from xiaoan.screening import rules

IsSchoolDay = Callable[[dt.date], bool]
# After the last illness the school lives on for so many school days: a window is three days long,
# and a child is well again only once its class has reported without it.
TAIL = 3
# Stretches with nobody ill that are longer than this change no window: their rest is passed over.
QUIET = dt.timedelta(days=14)
# The longest holiday in which an illness can lie that is first reported after it.
LONGEST_HOLIDAY = dt.timedelta(days=75)
CALENDARS = ("weekdays", "cn")


@dataclass(frozen=True)
class Diary:
    """`days`: the school days in order. `ill`: day → who is reported, with what, since when."""

    days: tuple[dt.date, ...]
    ill: dict[dt.date, list[tuple[Child, rules.Symptom, dt.date]]]


def write(children: Iterable[Child], is_school_day: IsSchoolDay) -> Diary:
    """What the classes will report, day by day."""
    ill: dict[dt.date, list[tuple[Child, rules.Symptom, dt.date]]] = defaultdict(list)
    for child in children:
        for day, spells in _by_day(child, is_school_day).items():
            symptoms = reduce(or_, (rules.symptoms_of(spell.symptoms) for spell in spells))
            ill[day].append((child, symptoms, min(spell.first for spell in spells)))
    return Diary(tuple(_lived(ill, is_school_day)), dict(ill))


def _by_day(child: Child, is_school_day: IsSchoolDay) -> dict[dt.date, list[Spell]]:
    found: dict[dt.date, list[Spell]] = defaultdict(list)
    for spell in child.spells:
        for day in _reported_on(spell, is_school_day):
            found[day].append(spell)
    return found


def _reported_on(spell: Spell, is_school_day: IsSchoolDay) -> list[dt.date]:
    """The school days of an illness. One that began and ended without school is told of on the first
    school day after it.
    """
    length = (spell.last - spell.first).days + 1
    days = [spell.first + dt.timedelta(days=n) for n in range(length)]
    found = [day for day in days if is_school_day(day)]
    after = (spell.last + dt.timedelta(days=n) for n in range(1, LONGEST_HOLIDAY.days))
    return found or [next(day for day in after if is_school_day(day))]


def _lived(ill: Collection[dt.date], is_school_day: IsSchoolDay) -> Iterator[dt.date]:
    marked = sorted(ill)
    for day, following in zip_longest(marked, marked[1:]):
        yield day
        last = following - dt.timedelta(days=1) if following else dt.date.max
        between = _school_days_after(day, min(last, day + QUIET), is_school_day)
        yield from between if following else between[:TAIL]


def _school_days_after(day: dt.date, last: dt.date, is_school_day: IsSchoolDay) -> list[dt.date]:
    days = (day + dt.timedelta(days=n) for n in range(1, (last - day).days + 1))
    return [day for day in days if is_school_day(day)]


def school_days(calendar: str) -> IsSchoolDay:
    """ "": every day. "weekdays": Monday to Friday. "cn": with the national holidays on file, too."""

    def is_school_day(day: dt.date) -> bool:
        if calendar == "cn":
            named = {one.day: one.is_school_day for one in named_days(day.year)}
            if day in named:
                return named[day]
        return not calendar or day.weekday() < 5

    return is_school_day


def calendar_notes(calendar: str, days: Iterable[dt.date]) -> list[str]:
    """Years of whose holidays nothing is known."""
    years = sorted({day.year for day in days if calendar == "cn" and not named_days(day.year)})
    if not years:
        return []
    named = ", ".join(map(str, years))
    return [f"--calendar cn: the holidays of {named} are not on file; Monday to Friday are school"]
