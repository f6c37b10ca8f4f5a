"""Pure decisions about online lessons: numbers of the data file, states, what counts as watched."""

import tomllib
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
PERIOD_SOURCES = ("suspension", "ordered")


def is_watched(seconds: int, lesson_minutes: int, percent: int) -> bool:
    """Whether so many seconds of a lesson count as watched: at least `percent` of its length (ours)."""
    return seconds * 100 >= lesson_minutes * 60 * percent


def together(spans: list[tuple[int, int]]) -> int:
    """The length of the union of intervals [from, to): several joins without counting an overlap twice."""
    total, end = 0, -1
    for lo, hi in sorted(spans):
        if hi > max(lo, end):
            total += hi - max(lo, end)
            end = hi
    return total
