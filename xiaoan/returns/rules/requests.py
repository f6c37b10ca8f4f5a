"""Which requests for data are refused, and on which days a recurring one is due."""

import calendar
import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

EVERY = ("once", "day", "week", "month")
_DATA = Path(__file__).parents[1] / "data" / "refusals-cn.toml"


@dataclass(frozen=True)
class Refusal:
    """A rule by which a request is not taken: its words in a field's name, where it says so, and whether the
    text was seen."""

    code: str
    words: tuple[str, ...]
    source: str
    confirmed: bool


@cache
def refusals() -> tuple[Refusal, ...]:
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))["refusal"]
    return tuple(
        Refusal(row["code"], tuple(row.get("words", ())), row["source"], row["confirmed"])
        for row in rows
    )


def refusal(ground: str, fields: Sequence[str]) -> tuple[Refusal, str] | None:
    """The first rule that refuses a request, and the field it is about ("": the request as a whole)."""
    for rule in refusals():
        if rule.code == "no_ground":
            if not ground.strip():
                return rule, ""
            continue
        for name in fields:
            if any(word in name for word in rule.words):
                return rule, name
    return None


def is_due(every: str, first: dt.date, until: dt.date, day: dt.date) -> bool:
    """Whether a request is asked on a day: once on its first, weekly on its weekday, monthly on its
    date, or on
    the last of a month that is too short for it."""
    if not first <= day <= until:
        return False
    if every == "day":
        return True
    if every == "week":
        return (day - first).days % 7 == 0
    if every == "month":
        last = calendar.monthrange(day.year, day.month)[1]
        return day.day == min(first.day, last)
    return day == first
