"""Who is on the roll, where, on a day. Rows about people need the actor's reach."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from xiaoan.directory.models import Enrolment, Guardian, Person, Placement, Unit
from xiaoan.directory.queries.places import PLACE, Place
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.scope import inside

GUARDIAN_PHONE = "directory_guardian.phone_cipher"


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
class Boarder:
    """A pupil who sleeps in a dormitory room; `unit_no` is the class."""

    enrolment_id: UUID
    person_id: UUID
    unit_no: int
    name: str
    dormitory_no: int


_ON_ROLL = "unit_no = %(unit)s and since <= %(day)s and (until is null or until > %(day)s)"
_CLASS_ROLL = """
select id, person_id, seat, name, sex, boarder, dormitory_no from directory_enrolment
where on_roll order by seat
""".replace("on_roll", _ON_ROLL)
_ROLLS = """
select unit_no, id, person_id, seat, name, sex, boarder, dormitory_no from directory_enrolment
where unit_no = any(%(units)s) and since <= %(day)s and (until is null or until > %(day)s)
order by unit_no, seat
"""
_NUMBERS = """
select e.unit_no, p.number, min(p.id::text)::uuid from directory_enrolment e
join directory_person p on p.id = e.person_id and p.school_id = e.school_id
where e.unit_no = any(%(units)s) and e.since <= %(day)s and (e.until is null or e.until > %(day)s)
  and p.number <> '' group by 1, 2 having count(*) = 1
"""
# A class of forty of whom nobody is named: forty rows that nobody reads would be the dearest part of it.
_COUNTED = """
select (select count(*) from directory_enrolment where on_roll and (boarder or not %(boarders)s)),
  id, person_id, seat, name, sex, boarder, dormitory_no
from (select) always left join directory_enrolment
  on id = any(%(ids)s::uuid[]) and on_roll and (boarder or not %(boarders)s)
""".replace("on_roll", _ON_ROLL)


def class_roll(actor: Actor, unit_no: int, day: dt.date) -> list[Pupil]:
    """Who is on a class's roll on a day, by seat; nobody where the actor does not see the class."""
    if not actor.sees(unit_no):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CLASS_ROLL, {"unit": unit_no, "day": day})
        return [Pupil(*row) for row in cursor.fetchall()]


def class_rolls(actor: Actor, unit_nos: Collection[int], day: dt.date) -> dict[int, list[Pupil]]:
    """The rolls of several classes on a day, by class; only of those the actor sees."""
    found: dict[int, list[Pupil]] = {no: [] for no in unit_nos if actor.sees(no)}
    with connection.cursor() as cursor:
        cursor.execute(_ROLLS, {"units": list(found), "day": day})
        for unit_no, *pupil in cursor.fetchall():
            found[unit_no].append(Pupil(*pupil))
    return found


def pupil_numbers(
    actor: Actor, unit_nos: Collection[int], day: dt.date
) -> dict[int, dict[str, UUID]]:
    """Class → pupil number (学号) → the pupil, of classes that the actor sees; a number that two
    of a class have is nobody's."""
    found: dict[int, dict[str, UUID]] = {no: {} for no in unit_nos if actor.sees(no)}
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, {"units": list(found), "day": day})
        for unit_no, number, person_id in cursor.fetchall():
            found[unit_no][number] = person_id
    return found


def counted_roll(
    actor: Actor, unit_no: int, day: dt.date, enrolment_ids: Collection[UUID], *, boarders: bool
) -> tuple[int, dict[UUID, Pupil]]:
    """How many are on a class's roll on a day, and which of the named enrolments are; of `boarders` alone
    where that is asked. Nobody where the actor does not see the class."""
    if not actor.sees(unit_no):
        return 0, {}
    given: dict[str, Any] = {
        "unit": unit_no,
        "day": day,
        "ids": list(enrolment_ids),
        "boarders": boarders,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, given)
        rows = cursor.fetchall()
    return rows[0][0], {row[1]: Pupil(*row[1:]) for row in rows if row[1] is not None}


def class_sizes(actor: Actor, interval: Interval, day: dt.date) -> list[ClassSize]:
    """Every class open on a day inside an interval with the number on its roll (0 if nobody)."""
    lo, hi = interval
    counted = roll_counts(actor, interval, day)
    classes = (
        Unit.objects.filter(inside(actor.intervals, "no"), no__gte=lo, no__lt=hi, kind="class")
        .filter(Q(closed=None) | Q(closed__gt=day), opened__lte=day)
        .order_by("no")
        .values_list(*PLACE)
    )
    return [ClassSize(Place(*row), *counted.get(row[0], (0, 0))) for row in classes]


def roll_counts(actor: Actor, interval: Interval, day: dt.date) -> dict[int, tuple[int, int]]:
    """How many are on the roll of each class inside an interval on a day, and how many of them board;
    classes with nobody are left out."""
    lo, hi = interval
    rows = Enrolment.objects.filter(
        _on(day), inside(actor.intervals), unit_no__gte=lo, unit_no__lt=hi
    ).values("unit_no")
    counted = rows.annotate(enrolled=Count("id"), boarders=Count("id", filter=Q(boarder=True)))
    return {
        no: (enrolled, boarders)
        for no, enrolled, boarders in counted.values_list("unit_no", "enrolled", "boarders")
    }


def pupils_on_roll(actor: Actor, interval: Interval, day: dt.date) -> int:
    """How many pupils are on the rolls of an interval on a day: what shares of pupils are of."""
    lo, hi = interval
    rows = Enrolment.objects.filter(_on(day), inside(actor.intervals))
    return rows.filter(unit_no__gte=lo, unit_no__lt=hi).count()


def boarders_in(
    actor: Actor, room_nos: Iterable[int], school_ids: Iterable[int], day: dt.date
) -> list[Boarder]:
    """Who sleeps in these rooms of schools on a day, by room and class, inside the actor's reach."""
    rows = Enrolment.objects.filter(
        _on(day), inside(actor.intervals), school_id__in=set(school_ids), boarder=True,
        dormitory_no__in=set(room_nos),
    ).order_by("dormitory_no", "unit_no", "seat")  # fmt: skip
    return [
        Boarder(*row[:4], row[4] or 0)
        for row in rows.values_list("id", "person_id", "unit_no", "name", "dormitory_no")
    ]


def boarders_of(actor: Actor, interval: Interval, day: dt.date) -> list[Boarder]:
    """Every boarder of schools inside an interval on a day, by class and seat; `dormitory_no` 0: none."""
    lo, hi = interval
    rows = Enrolment.objects.filter(
        _on(day), inside(actor.intervals), unit_no__gte=lo, unit_no__lt=hi, boarder=True
    ).order_by("unit_no", "seat")
    return [
        Boarder(*row[:4], row[4] or 0)
        for row in rows.values_list("id", "person_id", "unit_no", "name", "dormitory_no")
    ]


def sexes_of(actor: Actor, person_ids: Iterable[UUID], day: dt.date) -> dict[UUID, str]:
    """Person → sex (M, F) of people on the roll on a day, inside the actor's reach."""
    rows = Enrolment.objects.filter(
        _on(day), inside(actor.intervals), person_id__in=list(person_ids)
    )
    return dict(rows.values_list("person_id", "sex"))


def boarders_by_room(actor: Actor, interval: Interval, day: dt.date) -> dict[int, int]:
    """How many boarders sleep in each room of the schools inside an interval on a day."""
    lo, hi = interval
    rows = Enrolment.objects.filter(
        _on(day), inside(actor.intervals), unit_no__gte=lo, unit_no__lt=hi, boarder=True,
        dormitory_no__isnull=False,
    )  # fmt: skip
    counted = rows.values("dormitory_no").annotate(n=Count("id")).order_by("dormitory_no")
    return {room: n for room, n in counted.values_list("dormitory_no", "n") if room is not None}


def pupils_numbered(
    actor: Actor, school_id: int, numbers: Iterable[str], day: dt.date
) -> dict[str, Boarder]:
    """Who on a school's roll has which pupil number on a day; `dormitory_no` 0 for day pupils."""
    known = Person.objects.filter(
        inside(actor.intervals), school_id=school_id, kind="student", number__in=set(numbers)
    )
    by_person = dict(known.values_list("id", "number"))
    rows = Enrolment.objects.filter(
        _on(day), inside(actor.intervals), school_id=school_id, person_id__in=list(by_person)
    ).values_list("id", "person_id", "unit_no", "name", "dormitory_no")
    return {by_person[row[1]]: Boarder(*row[:4], row[4] or 0) for row in rows}


def enrolments(actor: Actor, person_ids: Iterable[UUID], day: dt.date) -> dict[UUID, Pupil]:
    """Where people are enrolled on a day, by person."""
    rows = Enrolment.objects.filter(
        _on(day),
        inside(actor.intervals) | Q(person_id__in=actor.people),
        person_id__in=set(person_ids),
    ).values_list("id", "person_id", "seat", "name", "sex", "boarder", "dormitory_no")
    return {row[1]: Pupil(*row) for row in rows}


def enrolment_names(actor: Actor, enrolment_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of pupils by enrolment, also of one that has ended."""
    rows = Enrolment.objects.filter(inside(actor.intervals), pk__in=set(enrolment_ids))
    return dict(rows.values_list("id", "name"))


def classes_of_people(actor: Actor, person_ids: Iterable[UUID], day: dt.date) -> dict[UUID, int]:
    """The class number of each person on a day."""
    rows = Enrolment.objects.filter(
        _on(day),
        inside(actor.intervals) | Q(person_id__in=actor.people),
        person_id__in=set(person_ids),
    )
    return dict(rows.values_list("person_id", "unit_no"))


def same_people(
    actor: Actor, person_ids: Iterable[UUID], day: dt.date
) -> dict[UUID, tuple[UUID, int]]:
    """Where the same human beings are enrolled on a day as other persons (at another school): the person
    and the class there, by the person asked about.
    """
    asked = dict(
        Person.objects.filter(inside(actor.intervals), pk__in=set(person_ids)).values_list(
            "identity_id", "id"
        )
    )
    others = dict(
        Person.objects.filter(inside(actor.intervals), identity_id__in=list(asked))
        .exclude(pk__in=set(asked.values()))
        .values_list("id", "identity_id")
    )
    classes = classes_of_people(actor, others, day)
    return {asked[others[who]]: (who, unit_no) for who, unit_no in classes.items()}


@dataclass(frozen=True)
class Seat:
    """A pupil's place on a bus line or at a canteen (`kind`); `label` the stop or the table."""

    person_id: UUID
    unit_no: int
    kind: str
    place_no: int
    label: str


def seats(actor: Actor, school_id: int, day: dt.date) -> list[Seat]:
    """Who of a school rides which bus and eats where on a day, inside the actor's reach."""
    rows = Placement.objects.filter(_on(day), inside(actor.intervals), school_id=school_id)
    ordered = rows.order_by("kind", "place_no", "label", "unit_no", "id")
    return [
        Seat(*row)
        for row in ordered.values_list("person_id", "unit_no", "kind", "place_no", "label")
    ]


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


def contacts_of(
    actor: Actor, person_ids: Iterable[UUID], *, in_full: bool
) -> dict[UUID, list[Contact]]:
    """The guardians of several children who may be called, each child's in their order: one look."""
    rows = Guardian.objects.filter(
        inside(actor.intervals), person_id__in=set(person_ids), until=None, may_be_called=True
    ).order_by("person_id", "rank")
    found: dict[UUID, list[Contact]] = {}
    for row in rows:
        phone = (
            ciphers.unseal(row.phone_cipher, place=GUARDIAN_PHONE, row=row.pk) if in_full else ""
        )
        found.setdefault(row.person_id, []).append(Contact(row.name, row.relation, phone))
    return found


def first_contacts(actor: Actor, person_ids: Iterable[UUID]) -> dict[UUID, Contact]:
    """Whom to call first about each child, in full; the caller asks whether the actor is shown phones."""
    rows = Guardian.objects.filter(
        inside(actor.intervals), person_id__in=set(person_ids), until=None, may_be_called=True
    ).order_by("person_id", "-rank")
    return {
        row.person_id: Contact(
            row.name,
            row.relation,
            ciphers.unseal(row.phone_cipher, place=GUARDIAN_PHONE, row=row.pk),
        )
        for row in rows
    }


def _on(day: dt.date) -> Q:
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))
