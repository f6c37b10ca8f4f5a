"""When a roster leaves only with a second person's approval: data, and two comparisons."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from importlib.resources import files

_DATA = tomllib.loads(
    (files("xiaoan.registry") / "data" / "exports-cn.toml").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Limits:
    """More people than these: a second person decides. `confirmed`: somebody has said that it is so."""

    masked: int
    full: int
    within: dt.timedelta
    waits: dt.timedelta
    confirmed: bool


LIMITS = Limits(
    _DATA["people_masked"],
    _DATA["people_full"],
    dt.timedelta(hours=_DATA["within_hours"]),
    dt.timedelta(hours=_DATA["waits_hours"]),
    _DATA["status"] == "confirmed",
)


def needs_approval(people: int, *, full: bool, lately: int, lately_full: int) -> bool:
    """Whether so many people more, after what the same person took lately without approval, are many.

    Else a county would leave school by school.
    """
    beyond = people + lately > LIMITS.masked
    return beyond or (full and people + lately_full > LIMITS.full)
