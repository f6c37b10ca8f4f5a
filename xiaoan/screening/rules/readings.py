"""What becomes of a reading that a device sends, and of a symptom seen between the checks."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from xiaoan.screening.rules.temperature import (
    LINES,
    MEASURE_AGAIN_BELOW_CELSIUS,
    Method,
    is_plausible,
)

DEVICES = ("thermometer", "camera", "gate")
# How a device measures; a camera is read like a forehead, the least trusted (reference §1.2).
READ_BY = ("forehead", "ear", "axillary", "camera")
AS_METHOD = {"camera": Method.FOREHEAD, **{method.value: method for method in Method}}
# `normal`; `high`: at its line, so measured again by hand; `low` and `absurd`: the device, not the child.
# What cannot be of a person (`absurd`) is refused: that it came is kept for the device, not its value.
READINGS = ("normal", "high", "low", "absurd")
DEVICE_FAULTS = ("low", "absurd")
# How an observation came about: seen by a person, found ill in a round, measured at a retest.
OBSERVED = ("seen", "retest")
# A device whose clock is off tells nothing about when (own choice, L).
CLOCK_SKEW = dt.timedelta(minutes=10)
# A gate that was cut off sends later what it kept, so far back (own choice, L).
OLDEST_READING = dt.timedelta(days=3)
MOST_READINGS = 1000
# Infrared thermometers are to be read between 16 and 35 degrees around (metrology institute, 2020-03-07, H).
AMBIENT = (Decimal(16), Decimal(35))


def judge_reading(celsius: Decimal, method: str) -> str:
    """One of READINGS. Never a fever: a raw reading of a device asks for an axillary one by hand
    (reference §1.2), also where the device says that it measured under the arm: nobody saw it.
    """
    if not is_plausible(celsius):
        return "absurd"
    if celsius < MEASURE_AGAIN_BELOW_CELSIUS:
        return "low"
    return "high" if celsius >= LINES[AS_METHOD[method]].celsius else "normal"


def is_ambient_ok(ambient: Decimal | None) -> bool:
    """Whether it was warm enough, and not too warm, for an infrared reading; unknown passes."""
    return ambient is None or AMBIENT[0] <= ambient <= AMBIENT[1]


def is_clock_right(sent_at: dt.datetime, now: dt.datetime) -> bool:
    return abs(sent_at - now) <= CLOCK_SKEW


def time_fault(at: dt.datetime, now: dt.datetime) -> str:
    """`future` or `too_old`, '' if a reading's time can stand."""
    if at - now > CLOCK_SKEW:
        return "future"
    return "too_old" if now - at > OLDEST_READING else ""


def kept_since(terms: list[tuple[dt.date, dt.date]], today: dt.date) -> dt.date:
    """The first day whose readings are kept: "end of term + 1" (reference §8). The day after the end of a
    term nothing of that term is kept; without terms, half a year.
    """
    over = [until for _since, until in terms if until < today]
    began = [since for since, _until in terms if since <= today]
    if not began:
        return today - dt.timedelta(days=183)
    return max(over) + dt.timedelta(days=1) if over else min(began)


@dataclass(frozen=True, slots=True)
class DeviceDay:
    """A device's day: how many readings, of them device faults, high, of nobody known."""

    readings: int
    faults: int
    high: int
    unknown: int

    @property
    def fault_share(self) -> float:
        return self.faults / self.readings if self.readings else 0.0
