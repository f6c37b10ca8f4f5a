"""A made-up county by sizes: schools, grades, classes, rooms, families. Of nobody on record."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from xiaoan.epidemiology.arrays import IntArray
from xiaoan.simulations.rules.crowd import Crowd, crowd

# As numbers of units lie on record: a school has 4096 of them, a grade 64.
SCHOOL, GRADE, GRADES = 4096, 64, 1280
MOST_GRADES, MOST_CLASSES = 20, GRADE - 1
_STREAM = 4


@dataclass(frozen=True)
class Kind:
    """So many schools alike. `boarders`: share of the pupils; `staff`: of each school."""

    number: int = 1
    grades: int = 6
    classes: int = 2
    class_size: int = 40
    boarders: float = 0.0
    room_size: int = 8
    staff: int = 24
    name: str = ""


@dataclass(frozen=True)
class County:
    """`siblings`: share of the pupils who live with another pupil; `adults` of a household with pupils;
    `others`: people of households without pupils, `household` in each."""

    schools: Sequence[Kind]
    siblings: float = 0.3
    adults: int = 2
    others: int = 0
    household: int = 3

    @property
    def names(self) -> list[str]:
        """Of each school, in the order of its number."""
        return [
            f"{kind.name or 'school'} {nth}" if kind.number > 1 else kind.name or "school"
            for kind in self.schools
            for nth in range(1, kind.number + 1)
        ]


def made(county: County, seed: int) -> Crowd:
    """The people; the same for the same seed."""
    rng = np.random.default_rng([seed, _STREAM])
    rows, staff, room = [], [], 1
    each = [kind for kind in county.schools for _ in range(kind.number)]
    for nth, kind in enumerate(each, 1):
        no = nth * SCHOOL
        of = _pupils(kind, no, room, rng)
        room = max(room, int(of[:, 2].max()) + 1)
        rows.append(of)
        staff += [no] * kind.staff
    pupils = np.concatenate(rows)
    homes = _homes(len(pupils), county.siblings, rng)
    kin = np.full(len(pupils), county.adults)
    told = np.column_stack([pupils, homes, kin])
    return crowd(told, staff, GRADE, others=(county.others, county.household), fewest=0)


def _pupils(kind: Kind, no: int, room: int, rng: np.random.Generator) -> IntArray:
    """Shape (pupils, 3): school, class, room; boarders of a class sleep in rooms of their class."""
    grade, nth = np.divmod(np.arange(kind.grades * kind.classes), kind.classes)
    class_no = np.repeat(no + GRADES + GRADE * grade + nth + 1, kind.class_size)
    boards = rng.random(class_no.size) < kind.boarders
    if kind.boarders >= 1:
        boards[:] = True
    rooms = np.zeros(class_no.size, np.int64)
    for class_ in np.unique(class_no):
        of = np.flatnonzero(boards & (class_no == class_))
        rooms[of] = room + np.arange(of.size) // kind.room_size
        room += -(-of.size // kind.room_size)
    return np.column_stack([np.full(class_no.size, no), class_no, rooms])


def _homes(pupils: int, siblings: float, rng: np.random.Generator) -> IntArray:
    """Households of two pupils, drawn among all, until so many pupils live with another."""
    pairs = int(pupils * siblings) // 2
    mixed = rng.permutation(pupils)
    homes = np.arange(pupils)
    homes[mixed[:pairs]] = homes[mixed[pairs : 2 * pairs]]
    return homes
