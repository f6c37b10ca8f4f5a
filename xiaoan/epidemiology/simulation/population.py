"""Who meets whom: layers of groups within which everybody meets everybody else."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from xiaoan.epidemiology.arrays import BoolArray, IntArray

# A person of no group in a layer.
NOWHERE = -1
MOST_LAYERS = 16


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One kind of group over N people and G groups.

    `group`: shape (N,), the group of each person, or `NOWHERE`. `members`: people sorted by group.
    `start`: shape (G + 1,), where each group begins in `members`. `place`: shape (N,), the position
    of a person within the group. `at_school`: nobody meets here on a day without school, or while
    kept at home. `asleep`: rooms of boarders, who meet here on the nights they sleep at school; nobody of
    a `home` layer is met by a boarder who sleeps there.
    """

    name: str
    group: IntArray
    members: IntArray
    start: IntArray
    place: IntArray
    at_school: bool
    asleep: bool = False
    home: bool = False
    sizes: IntArray = field(init=False)  # shape (G,): people in each group

    def __post_init__(self) -> None:
        object.__setattr__(self, "sizes", np.diff(self.start))


def layer(
    name: str,
    group: ArrayLike,
    *,
    at_school: bool = False,
    asleep: bool = False,
    home: bool = False,
) -> Layer:
    """A layer from the group of each person, shape (N,); groups are 0, 1, 2 … and `NOWHERE`.

    Raises ValueError if a group is below `NOWHERE` or the array has another shape.
    """
    of = np.asarray(group, np.int64)
    if of.ndim != 1 or (of.size and of.min() < NOWHERE):
        message = f"{name}: groups are one row of numbers from {NOWHERE} on"
        raise ValueError(message)
    order = np.argsort(of, kind="stable")
    members = order[np.searchsorted(of[order], 0) :]
    count = int(of.max()) + 1 if of.size else 0
    start = np.searchsorted(of[members], np.arange(count + 1))
    place = np.zeros(of.size, np.int64)
    place[members] = np.arange(members.size) - start[of[members]]
    return Layer(name, of, members, start, place, at_school, asleep, home)


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """N people in layers.

    `school`, `class_`: shape (N,), or `NOWHERE`: where days are lost and clusters are counted.
    `pupil`: shape (N,).
    """

    layers: tuple[Layer, ...]
    school: IntArray
    class_: IntArray
    pupil: BoolArray
    enrolled: BoolArray = field(init=False)  # pupils of a school
    pupils_enrolled: int = field(init=False)
    boards: BoolArray = field(init=False)  # has a bed at school

    def __post_init__(self) -> None:
        if len(self.layers) > MOST_LAYERS:
            message = f"a population has at most {MOST_LAYERS} layers, not {len(self.layers)}"
            raise ValueError(message)
        sizes = {one.group.size for one in self.layers}
        sizes |= {self.school.size, self.class_.size, self.pupil.size}
        if len(sizes) != 1:
            message = f"all arrays of a population have one length, not {sorted(sizes)}"
            raise ValueError(message)
        enrolled = self.pupil & (self.school >= 0)
        object.__setattr__(self, "enrolled", enrolled)
        boards = np.zeros(self.pupil.size, np.bool_)
        for one in self.layers:
            if one.asleep:
                boards |= one.group >= 0
        object.__setattr__(self, "boards", boards)
        object.__setattr__(self, "pupils_enrolled", int(enrolled.sum()))

    @property
    def people(self) -> int:
        return self.pupil.size

    @property
    def schools(self) -> int:
        return int(self.school.max(initial=NOWHERE)) + 1

    @property
    def classes(self) -> int:
        return int(self.class_.max(initial=NOWHERE)) + 1
