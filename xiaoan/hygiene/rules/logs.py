"""A record as the rules of doubt read it, the signs they give, and the figures both go by."""

import datetime as dt
import math
import tomllib
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_DATA = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "doubts-cn.toml").read_text(encoding="utf-8")
)
VERSION: str = _DATA["version"]
WEIGHTS: Mapping[str, float] = _DATA["weight"]
LEAST: float = _DATA["decide"]["least"]
LESSON_LEAST: int = _DATA["lessons"]["least_minutes"]
TIMES_DRAWN: int = _DATA["decide"]["times_drawn"]
OPENS = {slot: dt.time.fromisoformat(text) for slot, text in _DATA["opens"].items()}
LESSONS = tuple(
    (dt.time.fromisoformat(since), dt.time.fromisoformat(until))
    for since, until in _DATA["lessons"]["spans"]
)
LOOK, _WORK = _DATA["look"], _DATA["work"]
PAST_DAYS: int = LOOK["past_days"]
EARLY = dt.timedelta(minutes=LOOK["early_minutes"])
TOGETHER = dt.timedelta(seconds=LOOK["together_seconds"])
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
ROUND = 5


@dataclass(frozen=True, slots=True)
class Done:
    """A record, as these rules read it. Instants in the county's zone.

    `typed`: the times were typed; else they are those of the press. `opens`: when its part of the day may
    begin. `contact` minutes the agent is to stay, as far as it was said. `area` m². `figures`: what was typed
    besides (mL, minutes). `lessons`: minutes of it in which the class of that room has lessons. None of
    `floor`: not known.
    """

    id: Hashable
    by: Hashable
    place: Hashable
    task: str
    method: str
    day: dt.date
    opens: dt.datetime
    started: dt.datetime
    ended: dt.datetime
    said: dt.datetime
    received: dt.datetime
    typed: bool
    contact: int = 0
    area: int = 0
    building: str = ""
    floor: int | None = None
    figures: tuple[int | None, ...] = ()
    photo_again: bool = False
    away: bool = False
    untrained: bool = False
    lessons: int = 0

    @property
    def minute(self) -> int:
        """Of the day, when it began."""
        return self.started.hour * 60 + self.started.minute

    @property
    def moment(self) -> dt.datetime:
        """By which its turn in the round is known: when it was said to begin, or was pressed."""
        return self.started if self.typed else self.said


@dataclass(frozen=True, slots=True)
class Reason:
    """One sign: its weight, and the figures that show it."""

    what: str
    weight: float
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def thousandths(self) -> int:
        """The chance by which this alone would speak, 1 − e^(−weight): combined as one minus the product of
        what is left of each, they say the same as the sum of the weights."""
        return max(1, min(999, round(1000 * (1 - math.exp(-self.weight)))))


def minutes_of(one: Done) -> float:
    """The least time the work at a place takes."""
    rate = _WORK[one.method]
    return min(float(_WORK["begin"]) + (one.area / rate if rate else 0.0), float(_WORK["most"]))


def walk_minutes(one: Done, other: Done) -> float:
    """The least time from one place to another; of floors and buildings that are not known none."""
    if one.place == other.place:
        return 0.0
    if one.building and other.building and one.building != other.building:
        return float(_WORK["other_building"]) / 60
    floors = (
        abs(one.floor - other.floor) if one.floor is not None and other.floor is not None else 0
    )
    return float(_WORK["same_floor"] + floors * _WORK["each_floor"]) / 60


def lesson_minutes(started: dt.datetime, ended: dt.datetime) -> int:
    """How many minutes of a span lie in the lessons of a usual day."""
    day = started.date()
    total = dt.timedelta()
    for since, until in LESSONS:
        lo = max(started, dt.datetime.combine(day, since, started.tzinfo))
        hi = min(ended, dt.datetime.combine(day, until, started.tzinfo))
        total += max(hi - lo, dt.timedelta())
    return int(total / MINUTE)


Found = tuple[list[Hashable], Reason]


def sign(what: str, **facts: Any) -> Reason:
    return Reason(what, WEIGHTS[what], facts)


def ids_of(records: Iterable[Done]) -> list[Hashable]:
    return [one.id for one in records]
