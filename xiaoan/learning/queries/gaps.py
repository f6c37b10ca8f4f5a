"""What is left to 100 % of each rate: by school or class without names, by pupil for those who look after
them; and all of one pupil."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.directory.queries.people import person_names
from xiaoan.homework.queries import gaps as homework
from xiaoan.homework.queries import tasks
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.learning.queries import rates
from xiaoan.learning.rules import Figures
from xiaoan.lessons.queries import Lesson
from xiaoan.lessons.queries import gaps as lessons
from xiaoan.outreach.queries import family

# So many units and pupils are listed at the most; how many there are is said.
MOST = 300
_NAMED = ("school", "grade", "class")


@dataclass(frozen=True)
class Lacking:
    """A pupil with what lacks. `missed`, `not_handed`: known; `hw_unknown`: not handed in as far as is known;
    `excused`, `no_device`: apart, of lessons and homework; `late`: handed in late, which lacks nothing.
    `stage`, `tries`, `task_id`: the family is being called."""

    person_id: UUID
    name: str
    unit_no: int
    unit: str
    missed: int
    not_handed: int
    hw_unknown: int
    excused: tuple[int, int]
    no_device: tuple[int, int]
    late: int
    last: dt.date | None
    task_id: UUID | None
    stage: str
    tries: int

    @property
    def lacks(self) -> int:
        return self.missed + self.not_handed + self.hw_unknown


@dataclass(frozen=True)
class Gap:
    """Of a unit. `units`: what lies below with something left, the most first, `whole_units` of them without;
    `pupils` None: the actor reads no names here. `unreported`, `unmarked`: what whole classes lack."""

    whole: Figures
    units: list[rates.Row]
    whole_units: int
    pupils: list[Lacking] | None
    unreported: tuple[int, list[Lesson]]
    unmarked: list[tasks.Known]
    # Lessons of today that are not over with their pupils, tasks not due yet with what is not handed in:
    # unknown by nobody's fault.
    to_come: tuple[int, int, int, int]


def names_pupils(actor: Actor, place: directory.Place) -> bool:
    """Whether the actor may read names of all pupils of a unit: who teaches or leads there, in a school."""
    return place.kind in _NAMED and actor.may(Permission.TEACH, place.no)


def gap(actor: Actor, place: directory.Place, found: rates.Rates) -> Gap:
    """What is left of `found`, the rates of the unit."""
    days = (found.since, found.until)
    units = [one for one in _units(actor, place, found) if not one.figures.is_empty]
    lacking = [one for one in units if any(one.figures.gap)]
    lacking.sort(key=lambda one: (-sum(one.figures.gap), one.key))
    is_running = found.since <= clock.today() <= found.until
    ahead = (0, 0, 0, 0)
    if is_running:
        ahead = (
            *lessons.to_come(place.interval), *homework.to_come(place.interval, found.until)
        )  # fmt: skip
    if place.kind not in _NAMED:
        return Gap(found.whole, lacking[:MOST], len(units) - len(lacking), None, (0, []), [], ahead)
    waiting = tasks.at_unit(actor, place, unmarked=True)
    return Gap(
        found.whole, lacking[:MOST], len(units) - len(lacking),
        _pupils(actor, place, days) if names_pupils(actor, place) else None,
        lessons.unreported(actor, place.interval, *days),
        [one for one in waiting if found.since <= one.day <= found.until], ahead,
    )  # fmt: skip


def _units(actor: Actor, place: directory.Place, found: rates.Rates) -> list[rates.Row]:
    """Schools of a county or township; classes of a school or grade."""
    if place.kind == "township":
        return found.below
    if place.kind == "county":
        return rates.schools(actor, place, found.since, found.until)
    if place.kind == "class":
        return []
    return rates.classes(actor, place, found.since, found.until)


def _pupils(actor: Actor, place: directory.Place, days: tuple[dt.date, dt.date]) -> list[Lacking]:
    seen = {one.person_id: one for one in lessons.lacks(place.interval, *days)}
    done = {one.person_id: one for one in homework.lacks(place.interval, *days)}
    both = sorted(seen.keys() | done.keys())
    names = person_names(actor, both)
    classes = {who: one.unit_no for who, one in done.items()}
    classes |= {who: one.unit_no for who, one in seen.items()}
    places = directory.places(classes.values())
    calls = family.running(both)
    rows = []
    for who in both:
        lesson, piece = seen.get(who), done.get(who)
        no = classes[who]
        task_id, stage, tries = calls.get(who, (None, "", 0))
        lasts = [one.last for one in (lesson, piece) if one and one.last]
        rows.append(
            Lacking(
                who, names.get(who, ""), no, places[no].name if no in places else "",
                lesson.missed if lesson else 0, piece.missing if piece else 0,
                piece.unknown if piece else 0,
                (lesson.excused if lesson else 0, piece.excused if piece else 0),
                (lesson.no_device if lesson else 0, piece.no_device if piece else 0),
                piece.late if piece else 0, max(lasts, default=None), task_id, stage, tries,
            )
        )  # fmt: skip
    return sorted(rows, key=lambda one: (-one.lacks, one.unit_no, one.name))


@dataclass(frozen=True)
class OfPupil:
    """One pupil from a day to another: by subject and by day; pieces handed in late."""

    person_id: UUID
    name: str
    place: directory.Place
    since: dt.date
    until: dt.date
    whole: Figures
    subjects: list[rates.Row]
    days: list[rates.Row]
    late: int
    is_family: bool


def pupil(actor: Actor, person_id: UUID, period: str, day: dt.date) -> OfPupil:
    """A pupil as whoever teaches the class, leads above it in the school, or answers for the child sees
    them. NotFound for others."""
    today = clock.today()
    pupils = directory.enrolments(actor, [person_id], today)
    classes = directory.classes_of_people(actor, [person_id], today)
    no, is_family = classes.get(person_id), person_id in actor.people
    # Decided without asking more: what is not theirs takes as long as what is not there.
    if no is None or person_id not in pupils:
        raise NotFound
    if not is_family and not actor.may(Permission.TEACH, no):
        raise NotFound
    place = directory.place(no)
    since, until = rates.stretch_at(place.no, period, day)
    by_subject, by_day, late = _of_pupil(person_id, since, until)
    return OfPupil(
        person_id, pupils[person_id].name, place, since, until, sum(by_subject.values(), Figures()),
        [
            rates.Row(one.code, directory.subject_name(one.code), by_subject[one.code])
            for one in directory.subjects() if one.code in by_subject
        ],
        [rates.Row(one, "", by_day[one]) for one in sorted(by_day, reverse=True)], late, is_family,
    )  # fmt: skip


def _of_pupil(
    person_id: UUID, since: dt.date, until: dt.date
) -> tuple[dict[str, Figures], dict[dt.date, Figures], int]:
    """By subject and by day, and how many pieces were late."""
    by_subject: dict[str, Figures] = defaultdict(Figures)
    by_day: dict[dt.date, Figures] = defaultdict(Figures)
    for one in lessons.of_person(person_id, since, until):
        figures = Figures(
            lessons=one.lessons, seats=one.lessons, watched=one.watched, missed=one.missed,
            excused=one.excused, no_device=one.no_device, unknown=one.unknown,
        )  # fmt: skip
        by_subject[one.subject] += figures
        by_day[one.day] += figures
    pieces = homework.of_person(person_id, since, until)
    for piece in pieces:
        figures = Figures(
            tasks=piece.tasks, roll=piece.tasks, handed=piece.handed, not_handed=piece.missing,
            hw_excused=piece.excused, hw_no_device=piece.no_device, hw_unknown=piece.unknown,
            marked=piece.marked,
        )  # fmt: skip
        by_subject[piece.subject] += figures
        by_day[piece.day] += figures
    return by_subject, by_day, sum(piece.late for piece in pieces)
