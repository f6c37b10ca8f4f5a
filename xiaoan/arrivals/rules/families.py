"""Who comes together: children of one household, on the same day and by the same way."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Pupil:
    """One who is to arrive. `line_no`: the bus line, 0 for none."""

    id: UUID
    class_no: int
    grade_no: int
    seat: int
    boarder: bool
    line_no: int = 0


class _Sets(Generic[Key]):
    """Disjoint sets."""

    def __init__(self) -> None:
        self.above: dict[Key, Key] = {}

    def find(self, one: Key) -> Key:
        root = one
        while self.above.setdefault(root, root) != root:
            root = self.above[root]
        while self.above[one] != root:
            self.above[one], one = root, self.above[one]
        return root

    def join(self, one: Key, other: Key) -> None:
        self.above[self.find(other)] = self.find(one)


def households(pupils: Sequence[Pupil], sharing: Iterable[Sequence[UUID]]) -> dict[UUID, int]:
    """Pupil → number of the household, from 1 on, of households with several; who shares a guardian with one
    of a household is of it."""
    known = {one.id for one in pupils}
    sets: _Sets[UUID] = _Sets()
    for together in sharing:
        here = [one for one in together if one in known]
        for other in here[1:]:
            sets.join(here[0], other)
    groups: dict[UUID, list[UUID]] = defaultdict(list)
    for one in pupils:
        groups[sets.find(one.id)].append(one.id)
    several = [group for group in groups.values() if len(group) > 1]
    return {who: number for number, group in enumerate(several, 1) for who in group}


@dataclass(frozen=True)
class Group:
    """Pupils who come together; one alone is a group too."""

    members: tuple[Pupil, ...]
    family: int

    @property
    def boards(self) -> bool:
        """Families with a boarder come with the boarders: the luggage is theirs."""
        return any(one.boarder for one in self.members)

    @property
    def line_no(self) -> int:
        return self.members[0].line_no


def groups(
    pupils: Sequence[Pupil], family: Mapping[UUID, int], day: Mapping[int, Hashable]
) -> list[Group]:
    """Households on one day by one way, in the order of their first child."""
    found: dict[Hashable, list[Pupil]] = defaultdict(list)
    for one in pupils:
        number = family.get(one.id, 0)
        key: Hashable = (number, day.get(one.grade_no), one.line_no) if number else one.id
        found[key].append(one)
    return [Group(tuple(each), family.get(each[0].id, 0)) for each in found.values()]
