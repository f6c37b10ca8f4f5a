"""Terms and named days in force at a place."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiaoan.directory import rules
from xiaoan.directory.models import CalendarDay, Term
from xiaoan.directory.queries.places import path_to
from xiaoan.kernel.actor import Interval


@dataclass(frozen=True)
class TermAt:
    """A stretch of teaching and the unit that set it; both days belong to it."""

    unit_no: int
    name: str
    since: dt.date
    until: dt.date


@dataclass(frozen=True)
class NamedDay:
    """A day that a unit has named: a holiday, a make-up school day, an exception."""

    unit_no: int
    day: dt.date
    is_school_day: bool
    note: str
    source: str


@dataclass(frozen=True)
class CalendarDate:
    """A day on a unit's calendar: its kind (see rules.day_kind), and who named it, if anybody did."""

    day: dt.date
    kind: str
    named: NamedDay | None


KIND_NAMES = {"weekend": _("周末"), "vacation": _("假期"), "holiday": _("放假")}


@dataclass(frozen=True)
class NoSchool:
    """A unit has no school on a day. `note`: what the day is called, where somebody named it;
    `next_day`: its next school day, None where the terms on file end before.
    """

    kind: str
    note: str
    next_day: dt.date | None = None

    @property
    def why(self) -> str:
        """国庆节, 周末, 假期."""
        return self.note or str(KIND_NAMES[self.kind])


def calendar(unit_no: int) -> rules.Calendar:
    """Terms and exceptional days in force at a unit: the nearest unit that names a day decides."""
    above = [place.no for place in path_to(unit_no)][::-1]
    named = CalendarDay.objects.filter(unit_no__in=above).values_list(
        "unit_no", "day", "is_school_day"
    )
    farthest_first = sorted(named, key=lambda row: above.index(row[0]), reverse=True)
    days = {day: school_day for _no, day, school_day in farthest_first}
    terms: list[tuple[int, dt.date, dt.date]] = list(
        Term.objects.filter(unit_no__in=above).values_list("unit_no", "since", "until")
    )
    nearest = rules.nearest_first({no for no, *_ in terms}, tuple(above))[:1]
    return rules.Calendar(tuple((s, u) for no, s, u in terms if [no] == nearest), days)


def calendar_dates(unit_no: int, since: dt.date, until: dt.date) -> list[CalendarDate]:
    """Each day of a stretch as a unit has it: the nearest unit that names a day decides."""
    above = [place.no for place in path_to(unit_no)][::-1]
    rows = _named(Q(unit_no__in=above, day__range=(since, until)))
    nearest = {row.day: row for row in sorted(rows, key=lambda r: -above.index(r.unit_no))}
    terms = [(term.since, term.until) for term in terms_at(unit_no, above)]
    return [
        CalendarDate(
            day,
            rules.day_kind(day, nearest[day].is_school_day if day in nearest else None, terms),
            nearest.get(day),
        )
        for day in (since + dt.timedelta(days=n) for n in range((until - since).days + 1))
    ]


def terms_at(unit_no: int, above: Iterable[int] = ()) -> list[TermAt]:
    """The terms in force at a unit, the earliest first: those of the nearest unit that has any."""
    order = list(above) or [place.no for place in path_to(unit_no)][::-1]
    rows = Term.objects.filter(unit_no__in=order).order_by("since")
    found = [TermAt(*row) for row in rows.values_list("unit_no", "name", "since", "until")]
    nearest = rules.nearest_first({term.unit_no for term in found}, tuple(order))[:1]
    return [term for term in found if [term.unit_no] == nearest]


def days_named_inside(interval: Interval, since: dt.date, until: dt.date) -> list[NamedDay]:
    """The days that units inside an interval (the first of it not counted) have named, by day."""
    lo, hi = interval
    return _named(Q(unit_no__gt=lo, unit_no__lt=hi, day__range=(since, until)))


def day_named_by(unit_no: int, day: dt.date) -> NamedDay | None:
    """What a unit itself has named a day, if it has."""
    return next(iter(_named(Q(unit_no=unit_no, day=day))), None)


def _named(condition: Q) -> list[NamedDay]:
    rows = CalendarDay.objects.filter(condition).order_by("day", "unit_no")
    return [
        NamedDay(*row)
        for row in rows.values_list("unit_no", "day", "is_school_day", "note", "source")
    ]


def schools_open(
    days: Iterable[dt.date], school_ids: Iterable[int], supposed: rules.Supposed | None = None
) -> dict[dt.date, set[int]]:
    """Which of the schools have school on each of the days; as if `supposed` were made, if given."""
    kinds = kinds_of_day(days, school_ids, supposed)
    return {
        day: {no for no, kind in found.items() if kind in rules.SCHOOL_KINDS}
        for day, found in kinds.items()
    }


def kinds_of_day(
    days: Iterable[dt.date], school_ids: Iterable[int], supposed: rules.Supposed | None = None
) -> dict[dt.date, dict[int, str]]:
    """The kind of each day at each school (rules.kind_at); as if `supposed` were made, if given."""
    wanted, schools = tuple(days), tuple(school_ids)
    named: dict[dt.date, dict[int, bool]] = {day: {} for day in wanted}
    for row in _named(Q(day__in=wanted)):
        named[row.day][row.unit_no] = row.is_school_day
    for day in supposed.days if supposed else ():
        if supposed and day in named:
            named[day].pop(supposed.unit_no, None)
            if supposed.is_school_day is not None:
                named[day][supposed.unit_no] = supposed.is_school_day
    terms = _all_terms()
    return {
        day: {no: rules.kind_at(day, rules.ancestors(no), named[day], terms) for no in schools}
        for day in wanted
    }


def day_at(unit_nos: Iterable[int], day: dt.date) -> dict[int, CalendarDate]:
    """One day as each of many units has it (rules.kind_at), with the nearest that named it."""
    named, terms = {row.unit_no: row for row in _named(Q(day=day))}, _all_terms()
    told = {no: row.is_school_day for no, row in named.items()}
    found = {}
    for no in unit_nos:
        above = rules.ancestors(no)
        nearest = next((named[one] for one in above if one in named), None)
        found[no] = CalendarDate(day, rules.kind_at(day, above, told, terms), nearest)
    return found


def off_at(at: CalendarDate) -> NoSchool | None:
    """What a day says of itself, if it is no school day."""
    if at.kind in rules.SCHOOL_KINDS:
        return None
    return NoSchool(at.kind, at.named.note if at.named and at.kind == "holiday" else "")


def no_school(unit_no: int, day: dt.date) -> NoSchool | None:
    """Why a unit has no school on a day, and when it has next; None on a school day."""
    off = off_at(day_at([unit_no], day)[unit_no])
    return replace(off, next_day=calendar(unit_no).next_school_day(day)) if off else None


def _all_terms() -> dict[int, list[rules.Stretch]]:
    terms: dict[int, list[rules.Stretch]] = {}
    for no, since, until in Term.objects.values_list("unit_no", "since", "until"):
        terms.setdefault(no, []).append((since, until))
    return terms
