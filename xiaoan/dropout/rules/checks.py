"""四查三比对 (data/checks-cn.toml): registers, comparisons, what may be answered. Pure."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Comparison:
    """`left` held against `right`; `answers`: school or township, within `days`; `absent`: school days
    that are looked at; `least`: so many of them the class has to have reported on."""

    code: str
    left: str
    right: str
    answers: str
    days: int
    absent: int = 0
    least: int = 0

    def due(self, now: dt.datetime) -> dt.datetime:
        """By when a difference is answered."""
        return now + dt.timedelta(days=self.days)


def _data() -> dict[str, Any]:
    text = resources.files("xiaoan.dropout").joinpath("data/checks-cn.toml").read_text("utf-8")
    found: dict[str, Any] = tomllib.loads(text)
    return found


_DATA = _data()
VERSION: str = _DATA["version"]
SOURCE: str = _DATA["source"]
LOOKS: Mapping[str, str] = {code: one["rests_on"] for code, one in _DATA["look"].items()}
COMPARISONS: Mapping[str, Comparison] = {
    code: Comparison(
        code,
        one["left"],
        one["right"],
        one["answers"],
        one["days"],
        one.get("absent", 0),
        one.get("least", 0),
    )
    for code, one in _DATA["comparison"].items()
}
CODES = ("household_roll", "roll_class", "dropped_poverty")
# What a difference turned out to be: in class after all, ill with a paper, at another school or away with the
# family, put on the ledger, helped (poverty), the register is wrong. What 户籍 and 学籍 differ in is a
# line of the third ledger, which has its own steps.
ANSWERS = ("here", "ill", "elsewhere", "ledger", "helped", "wrong")
ANSWERS_OF: Mapping[str, tuple[str, ...]] = {
    "roll_class": ("here", "ill", "elsewhere", "ledger", "wrong"),
    "dropped_poverty": ("helped", "wrong"),
}
LONGEST = 300
# The county compares by itself on this day of each month (ours).
ON_DAY = 20


def is_away(absent: int, reported: int, least: int) -> bool:
    """Whether a pupil was in class on none of the days on which the class reported; too few say nothing."""
    return reported >= least and absent >= reported
