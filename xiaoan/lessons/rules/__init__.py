"""Pure decisions about online lessons: numbers of the data file, states, what counts as watched."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


def _read() -> dict[str, Any]:
    text = files("xiaoan.lessons").joinpath("data/lessons-cn.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


_DATA = _read()
VERSION: str = _DATA["version"]
EARLIEST: str = _DATA["numbers"]["earliest"]
LATEST: str = _DATA["numbers"]["latest"]
PLATFORM_NAMES: dict[str, str] = _DATA["platform"]
PLATFORMS = tuple(PLATFORM_NAMES)
COLUMNS: dict[str, list[str]] = _DATA["column"]

# What is kept of a pupil of a lesson; who watched has no row.
MARKS = ("missed", "excused", "no_device")
# Why a teacher excuses; the computed ones are of surveys.queries.excused.
EXCUSES = ("ill", "isolated", "leave", "other")
LACKS = ("device", "network", "both")
HELPS = ("loan", "phone", "data", "paper", "tv", "visit")
WORDS = ("ill", "no_device", "no_network")
SOURCES = ("roll_call", "export", "api")
# Because lessons rest (停课); ordered; because the school was closed by a decision.
PERIOD_SOURCES = ("suspension", "ordered", "decision")


def is_watched(seconds: int, lesson_minutes: int, percent: int) -> bool:
    """Whether so many seconds of a lesson count as watched: at least `percent` of its length (ours)."""
    return seconds * 100 >= lesson_minutes * 60 * percent


def joined(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The union of intervals [from, to) as few that do not touch, by time."""
    found: list[tuple[int, int]] = []
    for lo, hi in sorted(spans):
        if found and lo <= found[-1][1]:
            found[-1] = (found[-1][0], max(hi, found[-1][1]))
        elif hi > lo:
            found.append((lo, hi))
    return tuple(found)


def together(spans: Iterable[tuple[int, int]]) -> int:
    """The length of the union of intervals: several joins without counting an overlap twice."""
    return sum(hi - lo for lo, hi in joined(spans))


@dataclass(frozen=True)
class Stay:
    """How long somebody was in a lesson: seconds that say no time, and intervals in seconds of the day."""

    bare: int = 0
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def seconds(self) -> int:
        return self.bare + together(self.spans)

    def with_(self, other: "Stay") -> "Stay":
        """Both exports of one lesson together: times add up and an overlap counts once; of seconds without
        times the more, because nobody can tell whether they are the same ones. The same again is the same."""
        return Stay(max(self.bare, other.bare), joined((*self.spans, *other.spans)))

    def plus(self, other: "Stay") -> "Stay":
        """Another device or name of the same person in the same export: all of it adds up."""
        return Stay(self.bare + other.bare, joined((*self.spans, *other.spans)))

    def flat(self) -> list[int]:
        """As it is kept: the seconds, then both ends of each interval."""
        return [self.bare, *(end for span in self.spans for end in span)]

    @classmethod
    def of(cls, kept: list[int]) -> "Stay":
        """What `flat` gave; [] is nothing."""
        ends = kept[1:]
        return cls(kept[0] if kept else 0, tuple(zip(ends[::2], ends[1::2], strict=True)))
