"""The people of a county or school as the simulation takes them, from rows without names."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from xiaoan.epidemiology.arrays import IntArray
from xiaoan.epidemiology.simulation import NOWHERE, Population, layer


class Pupil(NamedTuple):
    """A pupil: numbers of units (`room` 0: none), a number for those who share a first guardian, and how
    many guardians are on record."""

    school_no: int
    class_no: int
    room_no: int
    home: int
    kin: int


@dataclass(frozen=True, eq=False)
class Crowd:
    """The population; `schools`: number of each school in it; `grades`: shape (classes,), how many grades
    of its school are above that of a class; `of_grade`: the grade of each, numbered over all schools; `mark`:
    a fingerprint of who is where."""

    population: Population
    schools: list[int]
    grades: IntArray
    of_grade: IntArray
    mark: str

    @property
    def sizes(self) -> dict[str, int]:
        found = self.population
        return {
            "people": found.people, "pupils": found.pupils_enrolled, "schools": found.schools,
            "classes": found.classes, "boarders": int(found.boards.sum()),
        }  # fmt: skip


def crowd(
    pupils: Sequence[Pupil] | IntArray, staff: Sequence[int], grade_size: int,
    others: tuple[int, int] = (0, 1), fewest: int = 1,
) -> Crowd:  # fmt: skip
    """`staff`: the school number of each. `grade_size`: width of a grade's block of numbers. `others`: people
    of no school and no pupil's household, and how many live together.

    Guardians on record are taken for the adults of a household, `fewest` at least; staff live by themselves,
    since no record says with whom. Raises ValueError without pupils.
    """
    if not len(pupils):
        message = "nobody is on the roll"
        raise ValueError(message)
    rows, staff_at = np.array(pupils, np.int64), np.array(staff, np.int64)
    homes, home = np.unique(rows[:, 3], return_inverse=True)
    kin = np.full(homes.size, fewest)
    np.maximum.at(kin, home, rows[:, 4])
    adults, more = int(kin.sum()), others[0]
    schools, school = np.unique(np.concatenate([rows[:, 0], staff_at]), return_inverse=True)
    classes, class_ = np.unique(rows[:, 1], return_inverse=True)
    nowhere = np.full(adults + more, NOWHERE)
    n, s = len(rows), staff_at.size
    everybody = n + s + adults + more
    of_school = np.concatenate([school, nowhere])
    of_class = np.concatenate([class_, np.full(s + adults + more, NOWHERE)])
    household = np.concatenate(
        [home, homes.size + np.arange(s), np.repeat(np.arange(homes.size), kin),
         homes.size + s + np.arange(more) // others[1]]
    )  # fmt: skip
    layers = (
        layer("class", of_class, at_school=True), layer("school", of_school, at_school=True),
        layer("dormitory", _rooms(rows, everybody), asleep=True), layer("household", household, home=True),
        layer("county", np.zeros(everybody, np.int64)),
    )  # fmt: skip
    mark = hashlib.sha256(rows.tobytes() + np.sort(staff_at).tobytes()).hexdigest()[:16]
    of_grade = np.unique(classes // grade_size, return_inverse=True)[1]
    return Crowd(
        Population(layers, of_school, of_class, np.arange(everybody) < n), [int(no) for no in schools],
        _above(classes, grade_size), of_grade, mark,
    )  # fmt: skip


def _rooms(rows: IntArray, everybody: int) -> IntArray:
    """The room of each person, pupils first; `NOWHERE` of whoever has none."""
    room = np.full(everybody, NOWHERE)
    boards = np.flatnonzero(rows[:, 2])
    if boards.size:
        room[boards] = np.unique(rows[boards, 2], return_inverse=True)[1]
    return room


def _above(class_nos: IntArray, grade_size: int) -> IntArray:
    """How many grades of its school are above that of each class, by number."""
    grade = class_nos // grade_size
    school = class_nos // 4096
    found = np.zeros(class_nos.size, np.int64)
    for one in np.unique(school):
        of = school == one
        known = np.unique(grade[of])
        found[of] = known.size - 1 - np.searchsorted(known, grade[of])
    return found


def others(crowd: Crowd) -> dict[str, float]:
    """How many others a pupil who is in a group of each kind meets there, on average."""
    found: dict[str, float] = {}
    pupil = crowd.population.pupil
    for one in crowd.population.layers:
        of = one.group[pupil & (one.group >= 0)]
        found[one.name] = float(one.sizes[of].mean()) - 1 if of.size else 0.0
    return found
