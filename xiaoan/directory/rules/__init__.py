"""How units are numbered, and what a school day is."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

COUNTY = 1 << 24
TOWNSHIP = 1 << 19
SCHOOL = 1 << 12
GRADE = 1 << 6

# Offsets inside a school's 4,096 numbers.
PLACES = 1
DORMITORIES = 256
GRADES = 1280


def grade_no(school_no: int, index: int) -> int:
    """The number of the school's grade block `index` (0-based); its classes follow it."""
    return school_no + GRADES + GRADE * index


def school_of(unit_no: int) -> int:
    """The school's number that a number inside it belongs to."""
    return unit_no // SCHOOL * SCHOOL


def ancestors(unit_no: int) -> tuple[int, ...]:
    """School, township and county numbers above a number inside a school, nearest first."""
    return (school_of(unit_no), unit_no // TOWNSHIP * TOWNSHIP, unit_no // COUNTY * COUNTY)


@dataclass(frozen=True)
class Calendar:
    """Terms and exceptional days in force for one place, nearest unit first decided by the query."""

    terms: tuple[tuple[dt.date, dt.date], ...]
    days: dict[dt.date, bool]

    def is_school_day(self, day: dt.date) -> bool:
        """A named day as named; else Monday to Friday inside a term."""
        if day in self.days:
            return self.days[day]
        return day.weekday() < 5 and any(since <= day <= until for since, until in self.terms)

    def school_days_before(self, day: dt.date, count: int) -> list[dt.date]:
        """The last `count` school days before `day`, oldest first; fewer where the terms end."""
        found: list[dt.date] = []
        first = min((since for since, _ in self.terms), default=day)
        at = day - dt.timedelta(days=1)
        while len(found) < count and at >= first:
            if self.is_school_day(at):
                found.append(at)
            at -= dt.timedelta(days=1)
        return found[::-1]


def nearest_first(unit_nos: Iterable[int], place: tuple[int, ...]) -> list[int]:
    """`unit_nos` in the order of `place` (nearest unit first)."""
    known = set(unit_nos)
    return [no for no in place if no in known]
