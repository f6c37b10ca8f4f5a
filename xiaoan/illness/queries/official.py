"""What the official forms A to F ask for, from the roll-calls and the illnesses; words are the page's."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Person
from xiaoan.illness.models import Illness
from xiaoan.illness.queries.detail import StepRow, steps_of
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.screening import queries as screening

SLOTS = ("morning", "noon", "evening")
WINDOW = dt.timedelta(days=2)  # with the day itself the three days of the statutory rule


@dataclass(frozen=True)
class Pupil:
    """A pupil as the forms name one. `phone`: of the first guardian, where the policy shows it."""

    name: str = ""
    sex: str = ""
    number: str = ""
    age: int | None = None
    room: str = ""
    phone: str = ""


@dataclass(frozen=True)
class ClassDay:
    """Form A: one class and slot, exceptions only."""

    place: directory.Place
    call: screening.RollCall | None
    teacher: str
    by: str
    marks: list[screening.Exceptional]
    pupils: dict[UUID, Pupil]
    ill: dict[UUID, Illness]


@dataclass(frozen=True)
class ClassSums:
    """Form B, one line: a class, with people per symptom today and over three days."""

    place: directory.Place
    enrolled: int
    present: int | None
    sick: int | None
    today: dict[str, int]
    three: dict[str, int]


@dataclass(frozen=True)
class Traced:
    """Forms C, D and F, one line: an illness with its pupil and what was found."""

    row: Illness
    place: directory.Place
    pupil: Pupil
    steps: list[StepRow] = field(default_factory=list)

    def said(self, kind: str, name: str) -> str:
        """What was said last in a step of a kind."""
        return next(
            (
                one.words[name]
                for one in reversed(self.steps)
                if one.kind == kind and one.words.get(name)
            ),
            "",
        )

    def told(self, name: str) -> str:
        """What was said last under a name, in whatever step."""
        return next((one.words[name] for one in reversed(self.steps) if one.words.get(name)), "")

    def who(self, kind: str) -> str:
        return next((one.by for one in reversed(self.steps) if one.kind == kind), "")


def place_of(actor: Actor, unit_no: int, *kinds: str) -> directory.Place:
    """A unit of which the actor sees checks and illnesses, of one of these kinds."""
    if not actor.may(Permission.SEE_ILLNESS, unit_no):
        raise NotFound
    found = directory.place(unit_no)
    if found.kind not in kinds:
        raise NotFound
    return found


def class_day(actor: Actor, place: directory.Place, day: dt.date, slot: str) -> ClassDay:
    """Form A and E."""
    marks = screening.exceptions_in(actor, place.interval, day, slot).get(place.no, [])
    call = screening.current_roll_call(actor, place.no, day, slot)
    people = {mark.person_id for mark in marks}
    found = accounts.holders(actor, ["class_teacher"], [place.no], day)
    who = {call.submitted_by_id} if call and call.submitted_by_id else set()
    names = accounts.names(actor, who)
    return ClassDay(
        place, call, found[0].name if found else "",
        names.get(call.submitted_by_id, "") if call and call.submitted_by_id else "", marks,
        pupils(actor, people, day), _ill_on(actor, people, day),
    )  # fmt: skip


def _ill_on(actor: Actor, people: Iterable[UUID], day: dt.date) -> dict[UUID, Illness]:
    rows = Illness.objects.filter(
        Q(closed_at=None) | Q(closed_at__date__gte=day),
        inside(actor.reach(Permission.SEE_ILLNESS)), person_id__in=set(people), since__lte=day,
    )  # fmt: skip
    return {row.person_id: row for row in rows.order_by("since")}


def pupils(actor: Actor, people: Iterable[UUID], day: dt.date) -> dict[UUID, Pupil]:
    """Pupils by id, many at once: names as on the roll, age on the day."""
    ids = set(people)
    roll = directory.enrolments(actor, ids, day)
    rooms = directory.places({one.dormitory_no for one in roll.values() if one.dormitory_no})
    calls = directory.first_contacts(actor, ids) if accounts.sees_family_phones(actor) else {}
    found = {}
    for row in Person.objects.filter(inside(actor.intervals), pk__in=ids):
        one = roll.get(row.pk)
        room = rooms.get(one.dormitory_no) if one and one.dormitory_no else None
        phone = calls[row.pk].phone if row.pk in calls else ""
        age = (
            day.year
            - row.birth_date.year
            - ((day.month, day.day) < (row.birth_date.month, row.birth_date.day))
        )
        name = one.name if one else row.name
        found[row.pk] = Pupil(name, row.sex, row.number, age, room.name if room else "", phone)
    return found


def school_sums(actor: Actor, place: directory.Place, day: dt.date, slot: str) -> list[ClassSums]:
    """Form B: every class of a school, people per symptom on the day and over three days."""
    sizes = directory.class_sizes(actor, place.interval, day)
    calls = screening.on_day(actor, place.interval, day, slot)
    numbers = [size.place.no for size in sizes]
    seen = screening.sightings(actor, day - WINDOW, day, unit_nos=numbers)
    today = _people([one for one in seen if one.day == day])
    three = _people(seen)
    return [
        ClassSums(
            size.place, size.enrolled,
            calls[size.place.no].present if size.place.no in calls else None,
            calls[size.place.no].absent_sick if size.place.no in calls else None,
            today.get(size.place.no, {}), three.get(size.place.no, {}),
        )
        for size in sizes
    ]  # fmt: skip


def _people(seen: list[screening.Seen]) -> dict[int, dict[str, int]]:
    """Distinct people per class and symptom; a fever that was measured and not ticked counts."""
    who: dict[int, dict[str, set[UUID]]] = {}
    for one in seen:
        codes = {*screening.codes_of(one.symptoms), *(("fever",) if one.fever else ())}
        for code in codes:
            who.setdefault(one.unit_no, {}).setdefault(code, set()).add(one.person_id)
    return {no: {code: len(people) for code, people in found.items()} for no, found in who.items()}


def traced(actor: Actor, interval: Interval, day: dt.date, **more: Any) -> list[Traced]:
    """Forms C, D and F: who was ill on a day inside an interval, class by class."""
    lo, hi = interval
    rows = list(
        Illness.objects.filter(
            Q(closed_at=None) | Q(closed_at__gte=clock.at(day, dt.time())),
            inside(actor.reach(Permission.SEE_ILLNESS)),
            unit_no__gte=lo, unit_no__lt=hi, since__lte=day, **more,
        )
        .exclude(stage="withdrawn")
        .order_by("unit_no", "since", "id")
    )  # fmt: skip
    people = pupils(actor, [row.person_id for row in rows], day)
    places = directory.places({row.unit_no for row in rows})
    steps = steps_of(actor, rows)
    return [
        Traced(row, places[row.unit_no], people.get(row.person_id, Pupil()), steps[row.pk])
        for row in rows
    ]
