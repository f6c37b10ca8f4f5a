"""Which pupil a row of an export means: by the number, then by the name; in doubt nobody."""

import datetime as dt
from collections import defaultdict
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
        self._accounts = {no: _accounts(known) for no, known in self._known.items()}
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

    def called(self, unit_no: int, day: dt.date, number: str, name: str) -> str:
        """What somebody in doubt waits under: the name, with the account where that is no pupil number."""
        if not number or number in self._numbers.get((unit_no, day), {}):
            return name or number
        return names.with_account(name, number)

    def is_nobody(self, unit_no: int, day: dt.date, number: str, name: str) -> bool:
        """Whether a person has said that the name or account is nobody's of the class."""
        known = self._known.get(unit_no, {})
        if number and self._accounts.get(unit_no, {}).get(number, 0) is None:
            return True
        return None in (known.get(name, 0), known.get(self.called(unit_no, day, number, name), 0))

    def _look(self, unit_no: int, day: dt.date, number: str, name: str) -> UUID | None:
        roll = self._rolls.get((unit_no, day), [])
        known = self._known.get(unit_no, {})
        called = self.called(unit_no, day, number, name)
        if names.account_in(called) and known.get(called) is not None:
            return known[called]
        by_number = self._numbers.get((unit_no, day), {}).get(number)
        if by_number is None:
            by_number = self._accounts.get(unit_no, {}).get(number)
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


def _accounts(known: Mapping[str, UUID | None]) -> dict[str, UUID | None]:
    """Account → the pupil that people have said it is (None: nobody), whatever it was called then; an account
    of which two things were said is nobody's yet."""
    found: dict[str, set[UUID | None]] = defaultdict(set)
    for name, who in known.items():
        if account := names.account_in(name):
            found[account].add(who)
    return {account: next(iter(all_)) for account, all_ in found.items() if len(all_) == 1}
