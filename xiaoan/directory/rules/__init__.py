"""How units are numbered, and what a school day is."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
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


def is_office(unit_no: int) -> bool:
    """Whether a number is that of a township or county, or in their own block below the first school."""
    return unit_no % TOWNSHIP < SCHOOL


def chain_of(unit_no: int) -> int:
    """The school in whose chain of facts a unit's go; 0 for townships and the county."""
    return 0 if is_office(unit_no) else school_of(unit_no)


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

    def next_school_day(self, day: dt.date) -> dt.date | None:
        """The first school day after `day`; None where the terms end before there is one."""
        last = max([*(until for _, until in self.terms), *self.days], default=day)
        at = day + dt.timedelta(days=1)
        while at <= last:
            if self.is_school_day(at):
                return at
            at += dt.timedelta(days=1)
        return None


def nearest_first(unit_nos: Iterable[int], place: tuple[int, ...]) -> list[int]:
    """`unit_nos` in the order of `place` (nearest unit first)."""
    known = set(unit_nos)
    return [no for no in place if no in known]


# A term that lasts longer is a slip of the pen (2026 → 2027); the longest school year is shorter.
LONGEST_TERM = dt.timedelta(days=366)
# So many days may be named at once; a longer stretch without school is a matter of the terms.
MOST_DAYS = 31
# Units that may name days: a school opens or stays closed as a whole.
CALENDAR_UNITS = ("county", "township", "school")

Stretch = tuple[dt.date, dt.date]
# Kinds of day (see day_kind) on which there is school.
SCHOOL_KINDS = ("school", "make_up")


@dataclass(frozen=True)
class Supposed:
    """A change of the calendar that is not made yet: a unit names days, or (None) no longer does."""

    unit_no: int
    days: tuple[dt.date, ...]
    is_school_day: bool | None


def kind_at(
    day: dt.date,
    above: Sequence[int],
    named: Mapping[int, bool],
    terms: Mapping[int, Sequence[Stretch]],
) -> str:
    """The kind of a day at a school; `above` are its own number and those over it, nearest first.

    `named` says which units name this day, `terms` which have terms of their own. A weekend is one of
    the term: outside the terms all days are vacation.
    """
    own = next((terms[no] for no in above if no in terms), ())
    kind = day_kind(day, next((named[no] for no in above if no in named), None), own)
    inside = any(since <= day <= until for since, until in own)
    return "vacation" if kind == "weekend" and not inside else kind


def overlapping(since: dt.date, until: dt.date, others: Iterable[Stretch]) -> Stretch | None:
    """The first of `others` that shares a day with the stretch; both ends belong to it."""
    return next((one for one in sorted(others) if one[0] <= until and since <= one[1]), None)


def day_kind(day: dt.date, named: bool | None, terms: Iterable[Stretch]) -> str:
    """What a day is on a calendar: school, weekend, vacation (outside the terms), holiday, make_up.

    Named as a school day although it would be one anyway: an ordinary school day.
    """
    usual = Calendar(tuple(terms), {}).is_school_day(day)
    if named is False:
        return "holiday"
    if named is True and not usual:
        return "make_up"
    if usual:
        return "school"
    return "weekend" if day.weekday() >= 5 else "vacation"
