"""Which pupil a row of an export means: by the number, then by the name; in doubt nobody."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.lessons.models import Lesson
from xiaoan.lessons.queries import rolls
from xiaoan.lessons.rules import names

_Key = tuple[int, dt.date]


class Whose:
    """The rolls, numbers and settled names of the classes of some lessons; guardians only where they are
    needed, once for a class."""

    def __init__(self, actor: Actor, lessons: Iterable[Lesson]) -> None:
        self._actor = actor
        by_day: dict[dt.date, set[int]] = defaultdict(set)
        for one in lessons:
            by_day[one.day].add(one.unit_no)
        self._known = rolls.known_names({no for nos in by_day.values() for no in nos})
        self._accounts = {no: _accounts(known) for no, known in self._known.items()}
        self._rolls: dict[_Key, list[names.OnRoll]] = {}
        self._numbers: dict[_Key, dict[str, UUID]] = {}
        for day, nos in by_day.items():
            for no, roll in rolls.rolls(actor, nos, day).items():
                self._rolls[no, day] = roll
            for no, numbers in directory.pupil_numbers(actor, nos, day).items():
                self._numbers[no, day] = numbers
        self._kin: dict[int, dict[UUID, names.OnRoll]] = {}
        self._found: dict[tuple[int, dt.date, str, str], UUID | None] = {}

    def of(self, lesson: Lesson, number: str, name: str) -> UUID | None:
        """The pupil; None: nobody surely. A number of one pupil beside the name of another is doubt."""
        key = (lesson.unit_no, lesson.day, number, name)
        if key not in self._found:
            self._found[key] = self._look(lesson, number, name)
        return self._found[key]

    def called(self, lesson: Lesson, number: str, name: str) -> str:
        """What somebody in doubt waits under: the name, with the account where that is no pupil number."""
        if not number or number in self._numbers.get((lesson.unit_no, lesson.day), {}):
            return name or number
        return names.with_account(name, number)

    def is_nobody(self, lesson: Lesson, number: str, name: str) -> bool:
        """Whether a person has said that the name or account is nobody's of the class."""
        known = self._known.get(lesson.unit_no, {})
        if number and self._accounts.get(lesson.unit_no, {}).get(number, 0) is None:
            return True
        return None in (known.get(name, 0), known.get(self.called(lesson, number, name), 0))

    def _look(self, lesson: Lesson, number: str, name: str) -> UUID | None:
        roll = self._rolls.get((lesson.unit_no, lesson.day), [])
        known = self._known.get(lesson.unit_no, {})
        called = self.called(lesson, number, name)
        if names.account_in(called) and known.get(called) is not None:
            return known[called]
        by_number = self._numbers.get((lesson.unit_no, lesson.day), {}).get(number)
        if by_number is None:
            by_number = self._accounts.get(lesson.unit_no, {}).get(number)
        named = names.match(name, roll, known) if name else None
        if by_number is not None:
            return by_number if named in (None, by_number) else None
        if named is None and name and name not in known:
            return names.match(name, self._with_kin(lesson.unit_no, roll), known)
        return named

    def _with_kin(self, unit_no: int, roll: list[names.OnRoll]) -> list[names.OnRoll]:
        had = self._kin.setdefault(unit_no, {})
        new = [one for one in roll if one.person_id not in had]
        if new:
            had |= {one.person_id: one for one in rolls.with_kin(self._actor, new)}
        return [had[one.person_id] for one in roll]


def _accounts(known: Mapping[str, UUID | None]) -> dict[str, UUID | None]:
    """Account → the pupil that people have said it is (None: nobody), whatever it was called then; an account
    of which two things were said is nobody's yet."""
    found: dict[str, set[UUID | None]] = defaultdict(set)
    for name, who in known.items():
        if account := names.account_in(name):
            found[account].add(who)
    return {account: next(iter(all_)) for account, all_ in found.items() if len(all_) == 1}
