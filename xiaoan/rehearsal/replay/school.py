"""The scratch school: its tree, its calendar and everybody in the file on its roll."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from xiaoan.directory import rules as numbering
from xiaoan.directory import services as directory
from xiaoan.directory.events import RollLoaded
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import system
from xiaoan.kernel.ids import uuid7
from xiaoan.rehearsal.replay.sheet import Child
from xiaoan.rehearsal.replay.table import SheetError, shown
from xiaoan.screening import services as screening

ACTOR = system("replay")
COUNTY = numbering.COUNTY
TOWNSHIP = COUNTY + numbering.TOWNSHIP
SCHOOL = TOWNSHIP + numbering.SCHOOL
# What the numbers of one school hold.
CLASSES_IN_A_GRADE = numbering.GRADE - 1
MOST_CLASSES = (numbering.SCHOOL - numbering.GRADES) // numbering.GRADE * CLASSES_IN_A_GRADE
# A count of a roll-call is a smallint.
MOST_PUPILS = 32_767
MOST_ROOMS = numbering.GRADES - numbering.DORMITORIES
# Pupils of whom only the dormitory is known stand in this class; nothing is said about it.
NO_CLASS = ""


@dataclass
class Scratch:
    """Numbers and ids of the scratch school, and back to the labels of the file."""

    classes: dict[str, int]
    rooms: dict[str, int]
    people: dict[str, UUID] = field(default_factory=dict)
    enrolments: dict[tuple[str, str, str], UUID] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    names: dict[UUID, str] = field(default_factory=dict)
    numbers: dict[UUID, int] = field(default_factory=dict)
    sizes: dict[int, int] = field(default_factory=dict)

    def number(self, person_id: UUID) -> int:
        """Persons in the order of the file."""
        return self.numbers[person_id]

    def enrolment(self, child: Child) -> UUID:
        return self.enrolments[child.person, child.class_, child.dormitory]


def build(children: Iterable[Child], since: dt.date, until: dt.date) -> Scratch:
    """The school with all its people, open from `since` to `until`. SheetError if it cannot hold them."""
    known = list(children)
    made = Scratch(
        _class_numbers({child.class_ for child in known}),
        _room_numbers({child.dormitory for child in known if child.dormitory}),
    )
    made.labels = {no: label for label, no in (*made.classes.items(), *made.rooms.items())}
    made.people = {child.person: uuid7() for child in known}
    made.names = {person_id: label for label, person_id in made.people.items()}
    made.numbers = {person_id: number for number, person_id in enumerate(made.names, start=1)}
    made.sizes = _class_sizes(made, known)
    directory.load_units(ACTOR, list(_units(made, since)))
    directory.set_term(ACTOR, COUNTY, "replay", since, until)
    slot = screening.NewSlot(COUNTY, "primary", "morning", dt.time(0, 1), dt.time(9, 0))
    screening.set_slots(ACTOR, [slot])
    roll = [_enrolment(made, child, since, until) for child in known]
    loaded = RollLoaded(
        school_id=SCHOOL, unit_no=SCHOOL, units=len(made.labels), pupils=len(made.people), staff=0,
        guardians=0,
    )  # fmt: skip
    directory.load_roll(ACTOR, _people(made, known), roll, [], [loaded])
    return made


def _class_numbers(labels: set[str]) -> dict[str, int]:
    if len(labels) > MOST_CLASSES:
        raise SheetError(f"{len(labels)} classes; one school holds {MOST_CLASSES}: split the file")
    found = {}
    for index, label in enumerate(sorted(labels, key=_as_read)):
        grade, place = divmod(index, CLASSES_IN_A_GRADE)
        found[label] = numbering.grade_no(SCHOOL, grade) + 1 + place
    return found


def _class_sizes(made: Scratch, children: list[Child]) -> dict[int, int]:
    sizes = Counter(child.class_ for child in children)
    for label, size in sizes.items():
        if size > MOST_PUPILS:
            raise SheetError(
                f"{size} pupils in class {shown(label)}; a class holds {MOST_PUPILS}: "
                "is this the column of the class?"
            )
    return {made.classes[label]: size for label, size in sizes.items()}


def _room_numbers(labels: set[str]) -> dict[str, int]:
    if len(labels) > MOST_ROOMS:
        raise SheetError(f"{len(labels)} rooms; one school holds {MOST_ROOMS}: split the file")
    first = SCHOOL + numbering.DORMITORIES
    return {label: first + index for index, label in enumerate(sorted(labels, key=_as_read))}


def _as_read(label: str) -> list[tuple[int, int, str]]:
    """Sort key under which class 9 comes before class 11."""
    parts = re.findall(r"[0-9]+|[^0-9]+", label)
    return [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts]


def _units(made: Scratch, since: dt.date) -> Iterator[directory.NewUnit]:
    def unit(
        no: int, size: int, above: int | None, kind: str, name: str = "replay", stage: str = ""
    ) -> directory.NewUnit:
        school_id = SCHOOL if no >= SCHOOL else 0
        return directory.NewUnit(
            no, no + size, above, kind, name, f"replay-{no}", school_id, since, stage
        )

    yield unit(COUNTY, numbering.COUNTY, None, "county")
    yield unit(TOWNSHIP, numbering.TOWNSHIP, COUNTY, "township")
    yield unit(SCHOOL, numbering.SCHOOL, TOWNSHIP, "school", stage="primary")
    for grade in sorted({no // numbering.GRADE for no in made.classes.values()}):
        yield unit(grade * numbering.GRADE, numbering.GRADE, SCHOOL, "grade")
    for no in made.classes.values():
        grade = no // numbering.GRADE * numbering.GRADE
        yield unit(no, 1, grade, "class", stage="primary")
    for no in made.rooms.values():
        yield unit(no, 1, SCHOOL, "dormitory")


def _people(made: Scratch, children: list[Child]) -> Iterator[tuple[Any, ...]]:
    """One row a person, in the columns' order; who stands in several places comes from the first."""
    first = {child.person: child for child in reversed(children)}
    for label, person_id in made.people.items():
        number = made.number(person_id)
        told = {
            "id": person_id, "identity_id": person_id, "school_id": SCHOOL,
            "unit_no": made.classes[first[label].class_], "kind": "student", "number": str(number),
            "name": str(number), "pinyin": "", "sex": "", "birth_date": dt.date(1990, 1, 1),
            "id_kind": "resident", "phone_cipher": None, "phone_index": None,
            "id_cipher": ciphers.seal(str(number), place=directory.ID_PLACE, row=person_id),
            "id_index": ciphers.blind_index(f"replay-{number}", kind="id"),
        }  # fmt: skip
        yield tuple(told[column] for column in directory.PERSON_COLUMNS)


def _enrolment(made: Scratch, child: Child, since: dt.date, until: dt.date) -> tuple[Any, ...]:
    """One row a place of a person. All end after the last day: a person may have only one that is
    open, and the file may put somebody into two classes.
    """
    key = (child.person, child.class_, child.dormitory)
    made.enrolments[key] = uuid7()
    told = {
        "id": made.enrolments[key], "school_id": SCHOOL, "unit_no": made.classes[child.class_],
        "person_id": made.people[child.person], "seat": len(made.enrolments) % 30_000,
        "name": str(made.number(made.people[child.person])), "sex": "",
        "since": since, "until": until + dt.timedelta(days=1),
        "boarder": bool(child.dormitory), "dormitory_no": made.rooms.get(child.dormitory),
    }  # fmt: skip
    return tuple(told[column] for column in directory.ENROLMENT_COLUMNS)
