"""What a school sets before slots are reckoned: gates, hours, days of grades, buses. Kept as JSON with the
plan."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xiaoan.arrivals.rules import numbers


@dataclass(frozen=True)
class Gate:
    """A gate and how many desks stand at it."""

    name: str
    desks: int


@dataclass(frozen=True)
class Bus:
    """A bus line of the directory: when it is at which gate (index), how many sit in it."""

    line_no: int
    at: dt.time
    seats: int
    gate: int


@dataclass(frozen=True)
class Setting:
    """`days`: grade number → day. Slots of `minutes` from `first` until `last`; whoever boards comes before
    `boarders_until` and day pupils after it, if one is set. `bring`: what families are told to bring."""

    gates: tuple[Gate, ...]
    seconds_each: int
    first: dt.time
    last: dt.time
    minutes: int
    days: tuple[tuple[int, dt.date], ...]
    buses: tuple[Bus, ...] = ()
    boarders_until: dt.time | None = None
    bring: str = ""

    @property
    def day_of(self) -> dict[int, dt.date]:
        return dict(self.days)


@dataclass(frozen=True, order=True)
class Cell:
    """A slot at a gate: where and when so many can be received."""

    day: dt.date
    begins: dt.time
    ends: dt.time
    gate: int
    capacity: int


def capacity(desks: int, minutes: int, seconds_each: int) -> int:
    """How many a gate receives in a slot: desks × time ÷ time of one."""
    return desks * minutes * 60 // seconds_each


def times(one: Setting) -> list[tuple[dt.time, dt.time]]:
    """The slots of a day, whole ones only."""
    found: list[tuple[dt.time, dt.time]] = []
    at, end = _minutes(one.first), _minutes(one.last)
    while at + one.minutes <= end and len(found) < numbers.LIMITS["slots_a_day"]:
        found.append((_time(at), _time(at + one.minutes)))
        at += one.minutes
    return found


def cells(one: Setting) -> list[Cell]:
    """Every slot at every gate on every day that a grade has, by day, hour and gate."""
    return [
        Cell(day, begins, ends, gate, capacity(at.desks, one.minutes, one.seconds_each))
        for day in sorted(set(one.day_of.values()))
        for begins, ends in times(one)
        for gate, at in enumerate(one.gates)
    ]


def _minutes(at: dt.time) -> int:
    return at.hour * 60 + at.minute


def _time(minutes: int) -> dt.time:
    return dt.time(minutes // 60 % 24, minutes % 60)


def kept(one: Setting) -> dict[str, Any]:
    """As it is stored."""
    return {
        "gates": [[gate.name, gate.desks] for gate in one.gates],
        "seconds_each": one.seconds_each, "minutes": one.minutes,
        "first": f"{one.first:%H:%M}", "last": f"{one.last:%H:%M}",
        "days": {str(grade): day.isoformat() for grade, day in one.days},
        "buses": [[bus.line_no, f"{bus.at:%H:%M}", bus.seats, bus.gate] for bus in one.buses],
        "boarders_until": f"{one.boarders_until:%H:%M}" if one.boarders_until else "",
        "bring": one.bring,
    }  # fmt: skip


def read(stored: Mapping[str, Any]) -> Setting:
    """As it was stored."""
    until = stored["boarders_until"]
    return Setting(
        tuple(Gate(name, desks) for name, desks in stored["gates"]),
        stored["seconds_each"],
        dt.time.fromisoformat(stored["first"]),
        dt.time.fromisoformat(stored["last"]),
        stored["minutes"],
        tuple((int(no), dt.date.fromisoformat(day)) for no, day in stored["days"].items()),
        tuple(
            Bus(line, dt.time.fromisoformat(at), seats, gate)
            for line, at, seats, gate in stored["buses"]
        ),
        dt.time.fromisoformat(until) if until else None,
        stored["bring"],
    )
