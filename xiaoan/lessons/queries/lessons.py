"""Lessons as pages show them: today's of a teacher, a class, a child; one with its roll; the timetable."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.queries.places import Place
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible
from xiaoan.lessons.models import (
    Back,
    Entry,
    Excuse,
    Feed,
    Lesson,
    Loan,
    Mark,
    Parked,
    Period,
    Without,
    Word,
)
from xiaoan.lessons.queries.people import excused, without_device

# So many lessons of a day are listed at once; a class has six to nine.
MOST = 200


@dataclass(frozen=True)
class OnRoll:
    """A pupil of a lesson: state "watched" or one of rules.MARKS; before a report as it would be."""

    person_id: UUID
    name: str
    seat: int
    state: str
    why: str
    minutes: int | None


def place_of(actor: Actor, unit_no: int, *permissions: Permission) -> Place:
    """A unit at which the actor holds one of these rights; NotFound."""
    if not any(actor.may(one, unit_no) for one in permissions or (Permission.SEE_LESSONS,)):
        raise NotFound
    return directory.place(unit_no)


def of_day(actor: Actor, day: dt.date, unit_no: int | None = None) -> list[Lesson]:
    """Lessons of a class on a day; without a class those that are the actor's own: of the own classes, or
    taught by them. By time."""
    rows = visible(Lesson.objects.filter(day=day, cancelled_at=None), actor, Permission.SEE_LESSONS)
    if unit_no is not None:
        rows = rows.filter(unit_no=unit_no)
    else:
        rows = rows.filter(Q(unit_no__in=actor.own_classes) | Q(teacher_id=actor.user_id))
    return list(rows.order_by("starts_at", "unit_no", "id")[:MOST])


def lesson(actor: Actor, lesson_id: UUID) -> Lesson:
    """One lesson in sight; NotFound."""
    rows = Lesson.objects.filter(pk=lesson_id, cancelled_at=None)
    found = visible(rows, actor, Permission.SEE_LESSONS).first()
    if found is None:
        raise NotFound
    return found


def roll_of(actor: Actor, row: Lesson) -> list[OnRoll]:
    """The class by seat, each with what is known; excused and without a device are known before a report."""
    pupils = [
        one for one in directory.class_roll(actor, row.unit_no, row.day)
        if not row.of_whom or one.person_id in row.of_whom
    ]  # fmt: skip
    ids = [one.person_id for one in pupils]
    marks = {one.person_id: one for one in Mark.objects.filter(lesson_id=row.pk)}
    if row.reported_at:
        known = {who: (one.state, one.why, one.minutes) for who, one in marks.items()}
    else:
        known = dict.fromkeys(without_device(ids, row.day), ("no_device", "", None))
        known |= {who: ("excused", why, None) for who, why in excused(ids, row.day).items()}
    return [
        OnRoll(one.person_id, one.name, one.seat, *known.get(one.person_id, ("watched", "", None)))
        for one in pupils
    ]


def of_children(actor: Actor, day: dt.date) -> list[tuple[UUID, str, int, list[Lesson]]]:
    """Of each child of a guardian: person, name, class, lessons of the day."""
    pupils = directory.enrolments(actor, actor.people, day)
    classes = directory.classes_of_people(actor, actor.people, day)
    rows = Lesson.objects.filter(unit_no__in=set(classes.values()), day=day, cancelled_at=None)
    by_class: dict[int, list[Lesson]] = {}
    for row in rows.order_by("starts_at", "id"):
        by_class.setdefault(row.unit_no, []).append(row)
    return [
        (
            who,
            pupil.name,
            classes[who],
            [
                one
                for one in by_class.get(classes[who], [])
                if not one.of_whom or who in one.of_whom
            ],
        )
        for who, pupil in sorted(pupils.items(), key=lambda item: item[1].name)
        if who in classes
    ]


def timetable(actor: Actor, unit_no: int) -> list[Entry]:
    """The lessons of a unit and those broadcast from above it, by weekday and time."""
    rows = Entry.objects.filter(unit_no__lte=unit_no, unit_end__gt=unit_no, closed_at=None)
    rows = rows.filter(Q(day=None) | Q(day__gte=clock.today()))
    return sorted(
        rows[:500], key=lambda one: (one.weekday or 8, one.day or dt.date.max, one.starts)
    )


def said_today(actor: Actor) -> dict[UUID, list[str]]:
    """What a guardian said of each child today."""
    found: dict[UUID, list[str]] = {}
    for one in Word.objects.filter(person_id__in=actor.people, day=clock.today()):
        found.setdefault(one.person_id, []).append(one.what)
    return found


def periods(actor: Actor, unit_no: int | None = None) -> list[Period]:
    """Online learning that runs or is to come, of a class with that of units above; the newest first."""
    rows = Period.objects.filter(until__gte=clock.today() - dt.timedelta(days=14))
    if unit_no is not None:
        rows = rows.filter(unit_no__lte=unit_no, unit_end__gt=unit_no, until__gte=clock.today())
    return list(rows.order_by("-since", "unit_no")[:MOST])


def backs(period_ids: Collection[UUID]) -> list[Back]:
    """What is back in school out of some periods, the first day first; in the running scope."""
    return list(Back.objects.filter(period_id__in=period_ids).order_by("since", "unit_no"))


def teachers_of(actor: Actor, school_no: int) -> list[tuple[UUID, str]]:
    """Whoever teaches in a school today, by name; nobody above schools."""
    if not school_no or (not actor.sees(school_no) and not actor.intervals):
        return []
    place = directory.place(school_no)
    if place.kind != "school":
        return []
    nos = [one.no for one in directory.places_inside(place.interval, "class", day=clock.today())]
    roles = ("class_teacher", "subject_teacher")
    found = accounts.holders(actor, roles, nos, clock.today())
    return sorted({(one.user_id, one.name) for one in found}, key=lambda one: one[1])


def feed_token(unit_no: int) -> str:
    """The secret part of a class's calendar address, "" if there is none; in the running scope."""
    return Feed.objects.filter(pk=unit_no).values_list("token", flat=True).first() or ""


def fed(token: str) -> tuple[str, list[Lesson], list[Entry]]:
    """The class of a calendar address: its name, lessons made already, the timetable. NotFound."""
    with everywhere("lessons") as system:
        row = Feed.objects.filter(token=token).first()
        if row is None:
            raise NotFound
        since = clock.today() - dt.timedelta(days=7)
        lessons = Lesson.objects.filter(unit_no=row.unit_no, day__gte=since, cancelled_at=None)
        name = directory.full_name(row.unit_no)
        return name, list(lessons.order_by("starts_at")[:1000]), timetable(system, row.unit_no)


@dataclass(frozen=True)
class Help:
    """What a class needs besides lessons."""

    excuses: tuple[Excuse, ...]
    without: tuple[Without, ...]
    loans: tuple[Loan, ...]
    words: tuple[Word, ...]


def help_of(unit_no: int) -> Help:
    """Running excuses, pupils without a device, loans that are out, words of today; in the running scope."""
    today = clock.today()
    return Help(
        tuple(Excuse.objects.filter(unit_no=unit_no, until__gte=today).order_by("since", "id")),
        tuple(Without.objects.filter(unit_no=unit_no, until=None).order_by("since", "id")),
        tuple(Loan.objects.filter(unit_no=unit_no, back_on=None).order_by("due_on", "id")),
        tuple(Word.objects.filter(unit_no=unit_no, day=today).order_by("seen_at", "at")),
    )


def parked(unit_no: int) -> list[tuple[str, int, int]]:
    """Names of a class that wait for a person: name, lessons, seconds in all; the most frequent first."""
    rows = Parked.objects.filter(unit_no=unit_no, settled_at=None).values_list("name", "seconds")
    found: dict[str, list[int]] = {}
    for name, seconds in rows:
        found.setdefault(name, []).append(seconds)
    return sorted(
        ((name, len(all_), sum(all_)) for name, all_ in found.items()),
        key=lambda one: (-one[1], one[0]),
    )


def waiting_names(actor: Actor) -> int:
    """How many names wait in classes where the actor teaches."""
    rows = Parked.objects.filter(settled_at=None)
    seen = visible(rows, actor, Permission.KEEP_LESSONS)
    return seen.values("unit_no", "name").distinct().count()


def classes_waiting(actor: Actor) -> list[int]:
    """Classes in sight with names that wait for a person."""
    rows = visible(Parked.objects.filter(settled_at=None), actor, Permission.TEACH)
    return sorted(set(rows.order_by().values_list("unit_no", flat=True)))


def waiting_words(actor: Actor) -> int:
    """How many words of families of today nobody has taken up."""
    rows = Word.objects.filter(seen_at=None, day=clock.today())
    return visible(rows, actor, Permission.KEEP_LESSONS).count()


def units_of(actor: Actor, permission: Permission) -> list[Place]:
    """Where the actor holds a right: the units of the own positions, and their classes."""
    found: dict[int, Place] = {}
    for lo, hi in actor.reach(permission):
        for one in directory.places_inside(
            (lo, hi), "county", "township", "school", "grade", "class"
        ):
            found.setdefault(one.no, one)
            if len(found) > 600:
                break
    return [found[no] for no in sorted(found)]


def open_counts(unit_nos: Collection[int]) -> dict[int, int]:
    """Class → pupils without device or network now, in the running scope."""
    rows = Without.objects.filter(unit_no__in=list(unit_nos), until=None).values("unit_no")
    return dict(rows.annotate(n=Count("id")).values_list("unit_no", "n"))


def names_of(actor: Actor, rows: Iterable[Lesson]) -> dict[UUID, str]:
    """The teachers' names."""
    return accounts.names(actor, {one.teacher_id for one in rows if one.teacher_id})
