"""Who is to arrive at a school: its roll, households, bus lines, grades and their opening dates."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.arrivals.rules.families import Pupil
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import households as sharing
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.reopening import queries as reopening


def arriving(actor: Actor, school_no: int, day: dt.date) -> list[Pupil]:
    """Everybody on the roll of a school on a day, by class and seat."""
    place = directory.place(school_no)
    classes = {one.no: one for one in directory.places_inside(place.interval, "class", day=day)}
    rolls = directory.class_rolls(actor, classes, day)
    lines = {
        one.person_id: one.place_no
        for one in directory.seats(actor, school_no, day)
        if one.kind == "bus"
    }
    return [
        Pupil(
            one.person_id, no, classes[no].parent_no or no, one.seat, one.boarder,
            lines.get(one.person_id, 0),
        )
        for no in sorted(rolls)
        for one in rolls[no]
    ]  # fmt: skip


def households(actor: Actor, school_no: int) -> list[tuple[UUID, ...]]:
    """Pupils of a school who share a guardian."""
    return sharing.households(actor, school_no, clock.today())


@dataclass(frozen=True)
class Grade:
    """A grade, how many are on its roll, and the opening date that was decided for it (None: none was)."""

    no: int
    name: str
    pupils: int
    opens: dt.date | None


@dataclass(frozen=True)
class Line:
    """A bus line of a school and how many pupils ride it."""

    no: int
    name: str
    riders: int


def grades(actor: Actor, school_no: int) -> list[Grade]:
    """The grades of a school with their opening dates, by number."""
    place, day = directory.place(school_no), clock.today()
    opens = {
        one.stage.code: one.opening.day
        for one in reopening.opening_of(school_no)
        if one.opening is not None
    }
    sizes: dict[int, int] = {}
    for size in directory.class_sizes(actor, place.interval, day):
        grade = size.place.parent_no or size.place.no
        sizes[grade] = sizes.get(grade, 0) + size.enrolled
    found = directory.places_inside(place.interval, "grade", day=day)
    last = {one.stage: one.no for one in found}
    return [
        Grade(one.no, one.name, sizes.get(one.no, 0), _opens(opens, one, last[one.stage] == one.no))
        for one in found
        if sizes.get(one.no)
    ]  # fmt: skip


def _opens(
    opens: dict[str, dt.date | None], grade: directory.Place, is_last: bool
) -> dt.date | None:
    """The final year's own date, else that of the stage, else of the kind of school."""
    codes = [f"{grade.stage}_final"] if is_last else []
    school = directory.place(grade.school_id).stage
    for code in (*codes, grade.stage, school):
        if code in opens:
            return opens[code]
    return None


def lines(actor: Actor, school_no: int) -> list[Line]:
    """The bus lines of a school with riders."""
    place, day = directory.place(school_no), clock.today()
    riders: dict[int, int] = {}
    for one in directory.seats(actor, school_no, day):
        if one.kind == "bus":
            riders[one.place_no] = riders.get(one.place_no, 0) + 1
    return [
        Line(one.no, one.name, riders[one.no])
        for one in directory.places_inside(place.interval, "bus", day=day)
        if riders.get(one.no)
    ]
