"""Who answers for a kind, as a unit has set it: which of what was set is in force where, at which level."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xiaoan.duties.rules.catalogue import LADDER_ROLES, LEVELS

# So many posts one may name, each where nobody holds the one before (our own choice).
MOST_POSTS = 3
# Nothing that was missed is hidden from here: no chain is without it.
LAST_ROLE = LADDER_ROLES[-1]


@dataclass(frozen=True)
class Choice:
    """What a unit has set for a kind at a level, from an instant on. `answers` empty: as the app of the kind
    names; `chain` empty: as the catalogue says. Both empty, and no evidence: back to the default."""

    at: dt.datetime
    answers: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

    @property
    def is_default(self) -> bool:
        return not (self.answers or self.chain or self.evidence)


# (unit, kind, level) → what was set, oldest first.
Choices = Mapping[tuple[int, str, str], Sequence[Choice]]


def said(
    choices: Choices, units: Sequence[int], kind: str, level: str, at: dt.datetime
) -> Choice | None:
    """What is set for just this level by the nearest of some units (the nearest first)."""
    for unit in units:
        past = [one for one in choices.get((unit, kind, level), ()) if one.at <= at]
        if past and not past[-1].is_default:
            return past[-1]
    return None


def in_force(
    choices: Choices, units: Sequence[int], kind: str, level: str, at: dt.datetime
) -> tuple[Choice, ...]:
    """What was set at a level and those below it, the gravest first."""
    upto = reversed(LEVELS[: LEVELS.index(level) + 1])
    found = (said(choices, units, kind, one, at) for one in upto)
    return tuple(one for one in found if one)


def posts(found: Sequence[Choice]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Who answers and who stands in: as the gravest level that names somebody; None: as the app names."""
    return next(((one.answers, one.deputies) for one in found if one.answers), None)


def chain(found: Sequence[Choice], default: Sequence[str]) -> tuple[str, ...]:
    """To whom it goes up: whoever is told at a lower level is told at a higher one too."""
    lists = [one.chain for one in found if one.chain]
    told = set().union(*lists) if lists else set(default)
    return tuple(role for role in LADDER_ROLES if role in told)


def evidence(found: Sequence[Choice]) -> tuple[str, ...]:
    """What is asked at a lower level is asked at a higher one too."""
    return tuple(sorted({code for one in found for code in one.evidence}))


def shortens(before: Iterable[str], after: Iterable[str]) -> bool:
    """Whether somebody who was told of what was missed is told no more."""
    return not set(before) <= set(after)


def asks_less(before: Iterable[str], after: Iterable[str]) -> bool:
    """Whether something that was asked as evidence is asked no more."""
    return not set(before) <= set(after)


def takes_away(before: Iterable[str], after: Iterable[str]) -> bool:
    """Whether a post loses a duty: it answered and does not, or another comes before it now."""
    old, new = list(before), list(after)
    return old[:1] != new[:1] or not set(old) <= set(new)
