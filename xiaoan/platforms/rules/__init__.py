"""Pure decisions about what platforms tell: verbs and numbers of the data file."""

import tomllib
from importlib.resources import files
from typing import Any


def _read() -> dict[str, Any]:
    text = files("xiaoan.platforms").joinpath("data/platforms-cn.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


_DATA = _read()
VERSION: str = _DATA["version"]
VERBS: dict[str, str] = _DATA["verb"]
NUMBERS: dict[str, int] = _DATA["numbers"]
# What is kept of a statement; "void" only takes another back.
KINDS = ("in", "out", "play", "pause", "seen")
# Why a lesson of which statements tell was not counted, or that it was.
OUTCOMES = ("", "counted", "few", "said")
# What a new platform is told apart by; those of lessons, and systems of one's own.
LAUNCHED = "http://adlnet.gov/expapi/verbs/launched"


def is_enough(known: int, roll: int, *, running: bool) -> bool:
    """Whether so many of a class have accounts that are known: whoever is not heard of is then likely to be
    missing. Shares of the data file (ours)."""
    share = NUMBERS["known_running" if running else "known_over"]
    return roll > 0 and known > 0 and known * 100 >= roll * share
