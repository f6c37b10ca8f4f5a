"""When a child may come back to class: the exclusion profile, read from its file, held against dates."""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

PROFILES = ("default", "strict")
# From which day is counted, and what a certificate may say besides.
DATES = ("onset", "rash", "treatment", "fever_free", "symptom_free")
SIGNS = (
    "crusted", "swelling_gone", "cultures_negative", "swabs_negative", "liver_normal", "hospital_fit",
    "course_complete", "tb_smears_negative",
)  # fmt: skip
_FILE = Path(__file__).parent.parent / "data" / "exclusion-cn.toml"
_COUNTED = re.compile(r"([a-z_]+)\+([0-9]{1,3})")


@dataclass(frozen=True)
class Condition:
    """So many days after a date, or a sign that the certificate confirms."""

    what: str
    days: int | None = None


@dataclass(frozen=True)
class Disease:
    """One disease of the table: who comes back when, by profile, and how sure that is."""

    code: str
    name: str
    profiles: Mapping[str, tuple[tuple[Condition, ...], ...]]
    source: str
    confidence: str
    contacts_days: int | None
    contacts_confidence: str


@dataclass(frozen=True)
class ExclusionBook:
    """The table of one edition."""

    version: str
    diseases: Mapping[str, Disease]


@dataclass(frozen=True)
class Facts:
    """What is known of one illness. `signs`: what the certificate confirms."""

    dates: Mapping[str, dt.date] = field(default_factory=dict)
    signs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Verdict:
    """`day`: the earliest day back, None while something is missing; then `not_before` is what the
    known dates alone say. `missing`: dates and signs that nobody has given.
    """

    day: dt.date | None
    not_before: dt.date | None
    missing: tuple[str, ...] = ()

    def allows(self, day: dt.date) -> bool:
        """Whether the profile lets the child in on a day."""
        return self.day is not None and day >= self.day


def earliest_return(
    table: ExclusionBook, disease: str, profile: str, facts: Facts, since: dt.date
) -> Verdict:
    """The earliest day back in class. `since`: the first day of absence, for an onset that nobody knows.

    A disease that is not in the table holds nobody back. Of several ways to be free the one that comes
    first counts; while none is complete, the one that lacks least says what is missing.
    """
    row = table.diseases.get(disease)
    if row is None:
        return Verdict(since, since)
    dates = {"onset": since, **facts.dates}
    found = [_way(way, dates, facts.signs, since) for way in row.profiles[profile]]
    complete = [one for one in found if one.day is not None]
    if complete:
        return min(complete, key=lambda one: one.day or dt.date.max)
    return min(found, key=lambda one: (len(one.missing), one.not_before or since))


def _way(
    way: tuple[Condition, ...], dates: Mapping[str, dt.date], signs: frozenset[str], since: dt.date
) -> Verdict:
    missing = tuple(
        one.what for one in way if one.what not in (signs if one.days is None else dates)
    )
    days = [
        dates[one.what] + dt.timedelta(days=one.days)
        for one in way
        if one.days is not None and one.what in dates
    ]
    day = max(days, default=since)
    return Verdict(None if missing else day, day, missing)


@cache
def book() -> ExclusionBook:
    """The table that comes along."""
    return read(_FILE.read_text(encoding="utf-8"))


def read(text: str) -> ExclusionBook:
    """A table of exclusion; ValueError says what is wrong where."""
    told = tomllib.loads(text)
    found = {code: _disease(code, row) for code, row in told["disease"].items()}
    return ExclusionBook(told["version"], MappingProxyType(found))


def _disease(code: str, row: Mapping[str, Any]) -> Disease:
    default = _ways(code, row["default"])
    return Disease(
        code=code,
        name=row["name"],
        profiles={"default": default, "strict": _ways(code, row["strict"]) if "strict" in row else default},
        source=row["source"],
        confidence=row["confidence"],
        contacts_days=row.get("contacts_days"),
        contacts_confidence=row.get("contacts_confidence", ""),
    )  # fmt: skip


def _ways(code: str, given: list[list[str]]) -> tuple[tuple[Condition, ...], ...]:
    if not given or not all(given):
        raise ValueError(f"{code}: no condition")
    return tuple(tuple(_condition(code, text) for text in way) for way in given)


def _condition(code: str, text: str) -> Condition:
    counted = _COUNTED.fullmatch(text)
    if counted and counted[1] in DATES:
        return Condition(counted[1], int(counted[2]))
    if text in SIGNS:
        return Condition(text)
    raise ValueError(f"{code}: {text} is no condition")
