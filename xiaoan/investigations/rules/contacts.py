"""Contacts (接触者): which level by which way, observed until when, who has gaps."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WAYS = ("class", "dormitory", "bus", "canteen", "household", "activity")
# The strongest first: it wins.
LEVELS = ("close", "general")
# watching: under observation. The others are ends: became a case, observation over, the event was none
# (or the pupil is on no roll), goes on in another row.
STATES = ("watching", "case", "released", "ended", "moved")
ENDS = ("", "over", "case", "case_excluded", "event_excluded", "left", "transferred", "merged")
SLOTS = ("day", "evening")
# By when a class's contacts are asked after (our own choices): at noon by the class teacher, boarders
# once more before lights-out by the keeper of the dormitory.
FOLLOW_BY = {"day": dt.time(12, 0), "evening": dt.time(21, 30)}
# What was noted without a network may come in so many days later; it stays late (our own choice).
LATEST = dt.timedelta(days=7)
# An exposure so long before today is a slip of the pen (our own choice).
LOOKS_BACK = dt.timedelta(days=60)
LONGEST_NAME = 40
# What roll-calls of the last days say of contacts is looked at, late or corrected ones too (our choice).
SEEN_BACK = dt.timedelta(days=3)
# What a contact who falls ill shows when it is the illness of the event: its own group, and the fever with
# which it begins (ours, L). An event whose group says nothing takes any symptom.
_BEGINS_AS = {
    "RESP": frozenset({"RESP", "FEVER"}),
    "RASH": frozenset({"RASH", "FEVER"}),
    "PAROTID": frozenset({"PAROTID", "FEVER"}),
}
_SAYS_NOTHING = ("OTHER", "UNSPECIFIED")
_FILE = Path(__file__).parent.parent / "data" / "contacts-cn.toml"


@dataclass(frozen=True)
class Term:
    """For how many days after the last exposure contacts are watched, and where that is from.

    `of`: "disease" or "syndrome" (nobody knows the disease); `source` "ours": our own choice.
    """

    days: int
    of: str
    source: str
    confidence: str

    @property
    def is_ours(self) -> bool:
        return self.source == "ours"


@dataclass(frozen=True)
class Table:
    """The file of one edition."""

    version: str
    levels: Mapping[str, Mapping[str, str]]
    diseases: Mapping[str, Term]
    syndromes: Mapping[str, Term]


@cache
def table() -> Table:
    """The table that comes along."""
    return read(_FILE.read_text(encoding="utf-8"))


def read(text: str) -> Table:
    """A table of contacts; ValueError says what is wrong where."""
    told = tomllib.loads(text)
    for name, row in told["level"].items():
        if not set(row) <= {*WAYS, "source", "confidence"}:
            raise ValueError(f"level.{name}: unknown way")
        if not {row[way] for way in WAYS if way in row} <= set(LEVELS):
            raise ValueError(f"level.{name}: unknown level")
    if not set(WAYS) <= set(told["level"]["default"]):
        raise ValueError("level.default: a way is missing")
    return Table(
        told["version"],
        told["level"],
        {code: _term("disease", code, row) for code, row in told["disease"].items()},
        {code: _term("syndrome", code, row) for code, row in told["syndrome"].items()},
    )


def _term(of: str, code: str, row: Mapping[str, Any]) -> Term:
    days = row["days"]
    if not isinstance(days, int) or not 0 <= days <= 90:
        raise ValueError(f"{of}.{code}: {days} days")
    return Term(days, of, row["source"], row["confidence"])


def level_of(syndrome: str, ways: Iterable[str]) -> str:
    """The strongest level that one of these ways gives."""
    rows = table().levels
    own = rows.get(syndrome, {})
    found = {own.get(way, rows["default"][way]) for way in ways}
    return next(level for level in LEVELS if level in found)


def stronger(one: str, other: str) -> str:
    return min(one, other, key=LEVELS.index)


def term(disease: str, syndrome: str, profile: Term | None) -> Term:
    """How long contacts are watched. `profile`: what the exclusion profile says, if anything."""
    if profile is not None:
        return profile
    rows = table()
    if disease in rows.diseases:
        return rows.diseases[disease]
    return rows.syndromes.get(syndrome, rows.syndromes["other"])


def until(last_exposed: dt.date, days: int) -> dt.date:
    """The last day of observation: with 3 days, exposed on Monday, observed through Thursday."""
    return last_exposed + dt.timedelta(days=days)


def is_over(last_day: dt.date, today: dt.date) -> bool:
    """Released from the day after the last day of observation."""
    return today > last_day


def first_day(now: dt.datetime) -> dt.date:
    """From when somebody is asked after who was drawn now: today, before today's sheets are due."""
    today = now.date()
    return today if now.time() < FOLLOW_BY["day"] else today + dt.timedelta(days=1)


def days_owed(first: dt.date, last: dt.date, today: dt.date) -> int:
    """On how many days somebody had to be asked after up to yesterday, or the last day."""
    end = min(last, today - dt.timedelta(days=1))
    return max((end - first).days + 1, 0)


def fits(syndrome: str, groups: Iterable[str]) -> bool:
    """Whether somebody with symptoms of these groups has what goes round in the event."""
    found = {str(group) for group in groups}
    if syndrome in _SAYS_NOTHING:
        return bool(found)
    return bool(found & _BEGINS_AS.get(syndrome, frozenset({syndrome})))
