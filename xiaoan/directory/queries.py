"""Reading the tree, the roll and the calendar. Rows about people need the actor's reach."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q

from xiaoan.directory import rules
from xiaoan.directory.models import CalendarDay, Enrolment, Guardian, Person, Term, Unit
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import inside

GUARDIAN_PHONE = "directory_guardian.phone_cipher"
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
    """A child's guardians in the order in which they are called."""
    rows = Guardian.objects.filter(inside(actor.intervals), person_id=person_id).order_by("rank")
    return [
        Contact(
            row.name,
            row.relation,
            ciphers.unseal(row.phone_cipher, place=GUARDIAN_PHONE, row=row.pk) if in_full else "",
        )
        for row in rows
    ]


def people_named(actor: Actor, reach: Q, text: str, limit: int) -> list[dict[str, Any]]:
    """People whose name, pinyin or number matches, inside `reach` (see kernel.scope.inside)."""
    wanted = text.strip().lower()
    match = Q(name__contains=text.strip()) | Q(pinyin__contains=wanted) | Q(number=text.strip())
    rows = Person.objects.filter(reach, match).order_by("unit_no", "name", "id")[:limit]
    return [
        dict(row)
        for row in rows.values(
            "id", "kind", "name", "number", "sex", "unit_no", "school_id", "birth_date"
        )
    ]


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


def places_with_own_calendar() -> set[int]:
    """Units that name days or terms of their own; all others follow the unit above."""
    named = set(CalendarDay.objects.values_list("unit_no", flat=True).distinct())
    return named | set(Term.objects.values_list("unit_no", flat=True).distinct())


def _on(day: dt.date) -> Q:
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


def county() -> Place:
    """The county itself; NotFound before one is set up."""
    row = Unit.objects.filter(kind="county").order_by(F("no")).values_list(*_PLACE).first()
    if row is None:
        raise NotFound
    return Place(*row)
