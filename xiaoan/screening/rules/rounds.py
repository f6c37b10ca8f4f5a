"""The dormitory round: who of a room is in bed, away with leave, missing or ill."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from xiaoan.screening.rules.rollcall import Person
from xiaoan.screening.rules.symptoms import NO_SYMPTOM, Symptom

# Between the evening check and lights out (own choice, L): plans ask for a round "before sleep" and name
# no hour ([S24][S28], H). A county or a school sets its own beside the times of its checks.
ROUND_OPENS = dt.time(20, 30)
ROUND_DUE = dt.time(22, 30)
# A round after midnight still belongs to the evening before; until this hour.
ROUND_ENDS = dt.time(12, 0)
# Where one who was missing was found. `corrected`: the keeper had looked wrongly.
FOUND = ("in_room", "campus", "home", "hospital", "other", "corrected")


class RoundKind(StrEnum):
    """What is said of a boarder; all others are in bed and well."""

    LEAVE = "leave"
    MISSING = "missing"
    ILL = "ill"


@dataclass(frozen=True, slots=True)
class Seen:
    """One exception of a round, as typed."""

    person: Person
    kind: RoundKind
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    symptoms: Symptom = NO_SYMPTOM


@dataclass(frozen=True, slots=True)
class RoundCounts:
    """residents = in bed + on leave + missing + ill, always."""

    residents: int
    in_bed: int
    on_leave: int
    missing: int
    ill: int

    @property
    def is_zero(self) -> bool:
        """All there and well: said in so many words, not silence."""
        return self.residents == self.in_bed


def round_counts(residents: int, seen: Sequence[Seen]) -> RoundCounts:
    """Count a room. ValueError if a boarder is named twice, or more named than sleep there."""
    if residents < len(seen):
        raise ValueError(f"{len(seen)} boarders named, {residents} in the room")
    if len({one.person for one in seen}) < len(seen):
        raise ValueError("a boarder is named twice")
    kinds = Counter(one.kind for one in seen)
    away = kinds[RoundKind.LEAVE], kinds[RoundKind.MISSING], kinds[RoundKind.ILL]
    return RoundCounts(residents, residents - sum(away), *away)


def round_fault(seen: Seen, now: dt.datetime) -> str:
    """What does not hold of one exception, '' if it can stand.

    `leave`: since when and until when is not said. `order`: it ends before it begins. `over`: the leave is
    over, so the boarder ought to be here. `symptom`: ill, and nothing said of what.
    """
    if seen.kind is RoundKind.ILL:
        return "" if seen.symptoms else "symptom"
    if seen.kind is not RoundKind.LEAVE:
        return ""
    if seen.since is None or seen.until is None:
        return "leave"
    if seen.until <= seen.since:
        return "order"
    return "over" if seen.until <= now else ""


_BUILDING = re.compile(r".*?[\u697c\u680b\u5e62\u820d\u6a13\u68df]")


def building_of(room: str) -> str:
    """The building in a room's name; '' where none is named."""
    found = _BUILDING.match(room)
    return found.group() if found else ""


def is_round_day(day: dt.date, now: dt.datetime) -> bool:
    """A round is of this evening, or until noon of the one before."""
    today = now.date()
    yesterday = today - dt.timedelta(days=1)
    return day == today or (day == yesterday and now.time() < ROUND_ENDS)
