"""How often: n times each d days, by response level; and on which day a turn comes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

# From the calmest to the gravest, as in duties.
LEVELS = ("normal", "IV", "III", "II", "I")
MOST_TIMES, MOST_DAYS = 12, 90


@dataclass(frozen=True)
class Turn:
    """`times` on each day of its turn, a turn every `days` days."""

    times: int
    days: int

    @property
    def per_day(self) -> float:
        return self.times / self.days


Frequency = Mapping[str, Turn]


def read_turn(text: str) -> Turn:
    """Of "n/d"; ValueError says what is wrong with it."""
    left, _, right = text.partition("/")
    if not (left.isascii() and left.isdigit() and right.isascii() and right.isdigit()):
        raise ValueError(text)
    found = Turn(int(left), int(right))
    if not (1 <= found.times <= MOST_TIMES and 1 <= found.days <= MOST_DAYS):
        raise ValueError(text)
    return found


def read_frequency(said: Mapping[str, str]) -> Frequency:
    """Level → turn, of all levels. One that is not named is as the one below; a graver level is never
    rarer than a calmer one."""
    found: dict[str, Turn] = {}
    before = None
    for level in LEVELS:
        if level in said:
            now = read_turn(said[level])
            before = now if before is None or now.per_day >= before.per_day else before
        if before is None:
            raise ValueError(level)
        found[level] = before
    return found


def written(frequency: Frequency) -> dict[str, str]:
    """As it is kept: what `read_frequency` reads."""
    return {level: f"{turn.times}/{turn.days}" for level, turn in frequency.items()}


def is_turn(turn: Turn, anchor: dt.date, day: dt.date, before: dt.date | None) -> bool:
    """Whether a turn comes on the school day `day`.

    `anchor` is the first day of the first turn, `before` the school day before `day` (None: there is none
    on record). A turn that falls on a day without school comes on the next school day; several that fall
    between two school days are one.
    """
    if day < anchor:
        return False
    if turn.days == 1:
        return True
    last = anchor + dt.timedelta(days=(day - anchor).days // turn.days * turn.days)
    return before is None or last > before
