"""Which pupil a row of an export means: by the number, then by the name; in doubt nobody."""

import datetime as dt
from collections.abc import Collection, Mapping
from uuid import UUID

from xiaoan.directory.queries import nicknames
from xiaoan.directory.queries.roll import pupil_numbers
from xiaoan.directory.rules import nicknames as names
from xiaoan.kernel.actor import Actor

_Key = tuple[int, dt.date]


class Whose:
    """The rolls, numbers and settled names of some classes, each on its days; guardians only where they are
    needed, once for a class."""

    def __init__(self, actor: Actor, classes: Mapping[dt.date, Collection[int]]) -> None:
        self._actor = actor
        self._known = nicknames.known_names({no for nos in classes.values() for no in nos})
        self._rolls: dict[_Key, list[names.OnRoll]] = {}
        self._numbers: dict[_Key, dict[str, UUID]] = {}
        for day, nos in classes.items():
            for no, roll in nicknames.rolls(actor, nos, day).items():
                self._rolls[no, day] = roll
            for no, numbers in pupil_numbers(actor, nos, day).items():
                self._numbers[no, day] = numbers
        self._kin: dict[int, dict[UUID, names.OnRoll]] = {}
        self._found: dict[tuple[int, dt.date, str, str], UUID | None] = {}

    def of(self, unit_no: int, day: dt.date, number: str, name: str) -> UUID | None:
        """The pupil; None: nobody surely. A number of one pupil beside the name of another is doubt."""
        key = (unit_no, day, number, name)
        if key not in self._found:
            self._found[key] = self._look(*key)
        return self._found[key]

    def is_nobody(self, unit_no: int, name: str) -> bool:
        """Whether a person has said that the name is nobody's of the class."""
        return self._known.get(unit_no, {}).get(name, 0) is None

    def _look(self, unit_no: int, day: dt.date, number: str, name: str) -> UUID | None:
        roll = self._rolls.get((unit_no, day), [])
        known = self._known.get(unit_no, {})
        by_number = self._numbers.get((unit_no, day), {}).get(number)
        named = names.match(name, roll, known) if name else None
        if by_number is not None:
            return by_number if named in (None, by_number) else None
        if named is None and name and name not in known:
            return names.match(name, self._with_kin(unit_no, roll), known)
        return named

    def _with_kin(self, unit_no: int, roll: list[names.OnRoll]) -> list[names.OnRoll]:
        had = self._kin.setdefault(unit_no, {})
        new = [one for one in roll if one.person_id not in had]
        if new:
            had |= {one.person_id: one for one in nicknames.with_kin(self._actor, new)}
        return [had[one.person_id] for one in roll]
