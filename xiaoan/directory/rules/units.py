"""Kinds of units inside a school, and the numbers they take. A number is never given twice."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from xiaoan.directory.rules import DORMITORIES, GRADE, GRADES, PLACES, SCHOOL, TOWNSHIP, school_of

GRADE_KIND, CLASS_KIND, ROOM_KIND, SCHOOL_KIND = "grade", "class", "dormitory", "school"
# What is a single number among a school's places. A building's rooms name it as what is above them.
PLACE_KINDS = ("campus", "building", "canteen", "bus", "gate", "place")
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
    following = max(inside) + found.size if inside else found.first
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


def promoted(grades: Collection[Grade]) -> tuple[list[tuple[Grade, str]], Grade]:
    """Each grade with the name it is called by next year, and the one that graduates.

    The school's own names move up: whoever came a year later takes the name of who came before.
    """
    order = sorted(grades, key=lambda grade: -grade.cohort)
    moved = [(lower, upper.name) for lower, upper in pairwise(order)]
    return moved, order[-1]
