"""Reading the tree, the roll and the calendar. Rows about people need the actor's reach."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, F, Q, When
from django.utils.translation import gettext_lazy as _

from xiaoan.directory import rules
from xiaoan.directory.models import CalendarDay, Enrolment, Guardian, Person, Term, Unit
from xiaoan.directory.rules import names
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import inside

GUARDIAN_PHONE = "directory_guardian.phone_cipher"
# So many digits at the end of a number are enough to look for it.
LAST_DIGITS = 4
# The stages of schooling in words, in the order of age.
STAGE_NAMES = {
    "kindergarten": _("幼儿园"),
    "primary": _("小学"),
    "teaching_point": _("教学点"),
    "nine_year": _("九年一贯制"),
    "junior": _("初中"),
    "senior": _("高中"),
    "special": _("特殊教育"),
}
_PLACE = ("no", "end", "parent_no", "kind", "name", "code", "school_id", "stage", "boarding")


@dataclass(frozen=True)
class Place:
    """A unit of the tree."""

    no: int
    end: int
    parent_no: int | None
    kind: str
    name: str
    code: str
    school_id: int
    stage: str
    boarding: bool

    @property
    def interval(self) -> Interval:
        return (self.no, self.end)


@dataclass(frozen=True)
class Pupil:
    """A pupil on a class's roll on a day."""

    enrolment_id: UUID
    person_id: UUID
    seat: int
    name: str
    sex: str
    boarder: bool
    dormitory_no: int | None


@dataclass(frozen=True)
class ClassSize:
    """A class and how many are on its roll."""

    place: Place
    enrolled: int
    boarders: int


@dataclass(frozen=True)
class Contact:
    """One who answers for a child; the number only where the policy shows it."""

    name: str
    relation: str
    phone: str


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


# Written out, like the class's roll below: every roll-call of the morning's rush asks for them.
_PLACES = """
select no, "end", parent_no, kind, name, code, school_id, stage, boarding from directory_unit
where no = any(%s)
"""


def place(unit_no: int) -> Place:
    """The unit with exactly this number; NotFound if there is none."""
    found = places([unit_no])
    if not found:
        raise NotFound
    return found[unit_no]


def places(unit_nos: Iterable[int]) -> dict[int, Place]:
    """The units with these numbers, as far as there are any."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [list(set(unit_nos))])
        return {row[0]: Place(*row) for row in cursor.fetchall()}


def places_inside(interval: Interval, *kinds: str) -> list[Place]:
    """Units of these kinds inside an interval, in number order, closed ones left out."""
    lo, hi = interval
    rows = Unit.objects.filter(no__gte=lo, no__lt=hi, kind__in=kinds, closed=None)
    return [Place(*row) for row in rows.order_by("no").values_list(*_PLACE)]


def path_to(unit_no: int) -> list[Place]:
    """The units above a unit and itself, the county first."""
    rows = Unit.objects.filter(no__lte=unit_no, end__gt=unit_no).order_by("no", "-end")
    return [Place(*row) for row in rows.values_list(*_PLACE)]


def full_name(unit_no: int) -> str:
    """School and class in one line, as people say it."""
    return " ".join(p.name for p in path_to(unit_no) if p.kind in ("school", "class", "dormitory"))


_CLASS_ROLL = """
select id, person_id, seat, name, sex, boarder, dormitory_no from directory_enrolment
where unit_no = %(unit)s and since <= %(day)s and (until is null or until > %(day)s) order by seat
"""


def class_roll(actor: Actor, unit_no: int, day: dt.date) -> list[Pupil]:
    """Who is on a class's roll on a day, by seat; nobody where the actor does not see the class."""
    if not actor.sees(unit_no):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CLASS_ROLL, {"unit": unit_no, "day": day})
        return [Pupil(*row) for row in cursor.fetchall()]


def class_sizes(actor: Actor, interval: Interval, day: dt.date) -> list[ClassSize]:
    """Every class open on a day inside an interval with the number on its roll (0 if nobody)."""
    lo, hi = interval
    counted = {
        no: (enrolled, boarders)
        for no, enrolled, boarders in Enrolment.objects.filter(
            _on(day), inside(actor.intervals), unit_no__gte=lo, unit_no__lt=hi
        )
        .values("unit_no")
        .annotate(enrolled=Count("id"), boarders=Count("id", filter=Q(boarder=True)))
        .values_list("unit_no", "enrolled", "boarders")
    }
    classes = (
        Unit.objects.filter(inside(actor.intervals, "no"), no__gte=lo, no__lt=hi, kind="class")
        .filter(Q(closed=None) | Q(closed__gt=day), opened__lte=day)
        .order_by("no")
        .values_list(*_PLACE)
    )
    return [ClassSize(Place(*row), *counted.get(row[0], (0, 0))) for row in classes]


def enrolments(actor: Actor, person_ids: Iterable[UUID], day: dt.date) -> dict[UUID, Pupil]:
    """Where people are enrolled on a day, by person."""
    rows = Enrolment.objects.filter(
        _on(day),
        inside(actor.intervals) | Q(person_id__in=actor.people),
        person_id__in=set(person_ids),
    ).values_list("id", "person_id", "seat", "name", "sex", "boarder", "dormitory_no")
    return {row[1]: Pupil(*row) for row in rows}


def classes_of_people(actor: Actor, person_ids: Iterable[UUID], day: dt.date) -> dict[UUID, int]:
    """The class number of each person on a day."""
    rows = Enrolment.objects.filter(
        _on(day),
        inside(actor.intervals) | Q(person_id__in=actor.people),
        person_id__in=set(person_ids),
    )
    return dict(rows.values_list("person_id", "unit_no"))


def contacts(actor: Actor, person_id: UUID, *, in_full: bool) -> list[Contact]:
    """A child's guardians who may be called, in the order in which they are."""
    rows = Guardian.objects.filter(
        inside(actor.intervals), person_id=person_id, until=None, may_be_called=True
    ).order_by("rank")
    return [
        Contact(
            row.name,
            row.relation,
            ciphers.unseal(row.phone_cipher, place=GUARDIAN_PHONE, row=row.pk) if in_full else "",
        )
        for row in rows
    ]


def people_named(actor: Actor, reach: Q, text: str, limit: int) -> list[dict[str, Any]]:
    """People found by name, pinyin, initials or number inside `reach` (see kernel.scope.inside).

    Who is called exactly so comes first, then the order of the tree; people of one name by number.
    """
    query = names.query_of(text)
    if not query.text:
        return []
    matching, exact = _matches(query)
    rows = (
        Person.objects.filter(reach, matching)
        .annotate(exact=Case(When(exact, then=0), default=1))
        .order_by("exact", "unit_no", "name", "number", "id")[:limit]
    )
    return [
        dict(row)
        for row in rows.values(
            "id", "kind", "name", "number", "sex", "unit_no", "school_id", "birth_date"
        )
    ]


def _matches(query: names.Query) -> tuple[Q, Q]:
    """What finds somebody, and what finds them exactly. ID numbers are not searched by their end:
    an index of four digits would tell all of a number whose rest, birth date and county, is known.
    """
    typed = query.text
    if query.kind == names.CHARACTERS:
        exactly = Q(name=typed) | Q(pinyin__contains=f"|{typed}|")
        return Q(name__contains=typed) | Q(pinyin__contains=typed), exactly
    key = typed.lower()
    found, exactly = Q(pinyin__contains=f"|{key}"), Q(pinyin__contains=f"|{key}|")
    if query.kind == names.NUMBER:
        exactly = Q(number__in={typed, key})
        by_end = Q(number__endswith=typed) if len(typed) >= LAST_DIGITS else exactly
        found = exactly | by_end if typed.isdecimal() else exactly | by_end | found
    return found, exactly


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
    wanted, schools = tuple(days), tuple(school_ids)
    named: dict[dt.date, dict[int, bool]] = {day: {} for day in wanted}
    for row in _named(Q(day__in=wanted)):
        named[row.day][row.unit_no] = row.is_school_day
    for day in supposed.days if supposed else ():
        if supposed and day in named:
            named[day].pop(supposed.unit_no, None)
            if supposed.is_school_day is not None:
                named[day][supposed.unit_no] = supposed.is_school_day
    terms: dict[int, list[rules.Stretch]] = {}
    for no, since, until in Term.objects.values_list("unit_no", "since", "until"):
        terms.setdefault(no, []).append((since, until))
    return {
        day: {
            no for no in schools if rules.is_school_day(day, rules.ancestors(no), named[day], terms)
        }
        for day in wanted
    }


def _on(day: dt.date) -> Q:
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


def county() -> Place:
    """The county itself; NotFound before one is set up."""
    row = Unit.objects.filter(kind="county").order_by(F("no")).values_list(*_PLACE).first()
    if row is None:
        raise NotFound
    return Place(*row)
