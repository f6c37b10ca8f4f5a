"""Kinds of units inside a school, and the numbers they take. A number is never given twice."""

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from xiaoan.directory.rules import DORMITORIES, GRADE, GRADES, PLACES, SCHOOL, TOWNSHIP, school_of
from xiaoan.directory.rules.lives import FARTHEST

GRADE_KIND, CLASS_KIND, ROOM_KIND, SCHOOL_KIND = "grade", "class", "dormitory", "school"
# What is a single number among a school's places. A building's rooms name it as what is above them.
PLACE_KINDS = ("campus", "building", "canteen", "bus", "gate", "observation", "place")
KINDS = (GRADE_KIND, CLASS_KIND, ROOM_KIND, *PLACE_KINDS)
STAGES = (
    "kindergarten", "primary", "teaching_point", "nine_year", "junior", "senior", "special",
)  # fmt: skip
LONGEST_NAME = 40
LARGEST_AREA = 1_000_000


@dataclass(frozen=True)
class Block:
    """Numbers from which a kind takes the next: first, end (not included), how many each takes."""

    first: int
    end: int
    size: int


def block(kind: str, above: int) -> Block:
    """Where a unit of a kind is numbered; `above` is the grade of a class, the township of a school."""
    school = school_of(above)
    if kind == SCHOOL_KIND:
        return Block(above + SCHOOL, above + TOWNSHIP, SCHOOL)
    if kind == CLASS_KIND:
        return Block(above + 1, above + GRADE, 1)
    if kind == GRADE_KIND:
        return Block(school + GRADES, school + SCHOOL, GRADE)
    if kind == ROOM_KIND:
        return Block(school + DORMITORIES, school + GRADES, 1)
    return Block(school + PLACES, school + DORMITORIES, 1)


def next_no(found: Block, taken: Collection[int]) -> int | None:
    """The number after the highest that was ever given; None when the block is full.

    Not the first free one: what was closed keeps its number, so nothing new can be taken for it.
    """
    inside = [no for no in taken if found.first <= no < found.end]
    # What lies inside a unit of the block (the classes of a grade) counts as that unit.
    given = (max(inside) - found.first) // found.size + 1 if inside else 0
    following = found.first + given * found.size
    return following if following + found.size <= found.end else None


def parents(kind: str) -> tuple[str, ...]:
    """Of which kind the unit above may be."""
    return {
        SCHOOL_KIND: ("township",),
        CLASS_KIND: (GRADE_KIND,),
        ROOM_KIND: ("school", "building"),
    }.get(kind, ("school",))


@dataclass(frozen=True)
class Grade:
    """A grade as promotion needs it: when its pupils came, how it is called."""

    no: int
    cohort: int
    name: str


def promoted(grades: Collection[Grade]) -> tuple[list[tuple[Grade, Grade]], Grade]:
    """Each grade with the one whose name it takes next year, and the one that graduates.

    The school's own names move up: whoever came a year later takes the name of who came before.
    """
    order = sorted(grades, key=lambda grade: -grade.cohort)
    return list(pairwise(order)), order[-1]


def renamed(name: str, before: str, after: str) -> str:
    """A class's name when its grade is called otherwise; a name of its own stays."""
    return after + name.removeprefix(before) if before and name.startswith(before) else name


def full_name(kind: str, above: str, typed: str) -> str:
    """How a class or a room of a building is called: with what it belongs to in front, once.

    So that "1班" of every grade and "101" of every building are names of their own in the school.
    """
    joined = kind == CLASS_KIND or (kind == ROOM_KIND and above)
    return above + typed if joined and not typed.startswith(above) else typed


# What a class is called after its number, and what may stand between the ends of a series.
CLASS_WORD, _UNTIL = "班", "至"
_NUMBER = re.compile("0*([0-9]{1,3})" + CLASS_WORD)


def class_name(grade: str, number: int) -> str:
    return f"{grade}{number}{CLASS_WORD}"


def next_class_name(grade: str, taken: Collection[str]) -> str:
    """What the next class of a grade is called, after the highest number there is."""
    found = [
        _NUMBER.fullmatch(name.removeprefix(grade)) for name in taken if name.startswith(grade)
    ]
    return class_name(grade, max((int(one[1]) for one in found if one), default=0) + 1)


# So many at once: the rooms of a building.
MOST_AT_ONCE = 200
_APART = re.compile(r"[\n,,、;;]+")
_RANGE = re.compile(
    r"(.*?)([0-9]{1,6})([^0-9]*?)\s*(?:\.{2,}|…+|~|~|" + _UNTIL + r")\s*(.*?)([0-9]{1,6})([^0-9]*)"
)


def names_in(typed: str) -> list[str]:
    """The names that were typed: one a line or with commas between, "1班..6班" and "101..120" for many.

    What counts backwards or is far too long stays as it was typed, for the reader to see.
    """
    found: list[str] = []
    for part in _APART.split(typed):
        found += _counted(" ".join(part.split()))
    return [name for name in found if name]


def _counted(part: str) -> list[str]:
    read = _RANGE.fullmatch(part)
    if read is None:
        return [part]
    before, first, after, before_last, last, after_last = read.groups()
    alike = (before_last in ("", before) and after_last in ("", after)) or (
        not after and not before
    )
    if not alike or not 0 <= int(last) - int(first) < MOST_AT_ONCE:
        return [part]
    end = after or after_last
    width = len(first) if first.startswith("0") else 0
    return [f"{before}{n:0{width}d}{end}" for n in range(int(first), int(last) + 1)]


def names_fault(names: Collection[str]) -> str:
    """Why these cannot be names: `empty`, `too_many`, `too_long`, `twice`, `range`; '' if they can."""
    if not names:
        return "empty"
    if len(names) > MOST_AT_ONCE:
        return "too_many"
    if any(_RANGE.fullmatch(name) for name in names):
        return "range"
    if any(len(name) > LONGEST_NAME or not name.isprintable() for name in names):
        return "too_long"
    return "twice" if len(set(names)) < len(names) else ""


def closing_fault(
    since: dt.date, today: dt.date, opened: dt.date, closed: dt.date | None, kind: str
) -> str:
    """Why a unit cannot close on a day: `closed`, `past`, `too_far`, `before_opening`, `tomorrow`.

    The day is the first without the unit. Past days were reported as they were. A school's duties of
    a day are those of all its classes: it closes from the next day on.
    """
    if closed is not None:
        return "closed"
    if since < today:
        return "past"
    if since > today + FARTHEST:
        return "too_far"
    if since < opened:
        return "before_opening"
    return "tomorrow" if kind == SCHOOL_KIND and since == today else ""
