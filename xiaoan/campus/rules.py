"""Seats and the door: pure decisions."""

import datetime as dt
import math
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files

_DOOR = tomllib.loads(
    (files("xiaoan.campus") / "data" / "door-cn.toml").read_text(encoding="utf-8")
)
FEVER = Decimal(_DOOR["fever"])
KEPT = dt.timedelta(days=_DOOR["kept_days"])
DOOR_SOURCE, DOOR_CONFIDENCE = _DOOR["source"], _DOOR["confidence"]
LONGEST_NAME, LONGEST_WORDS = 20, 100
MOST_TABLES, MOST_SEATS = 400, 20
MOST_BEDS = 40
# What was noted at the door without a network may come so much later (own choice, L).
LATEST = dt.timedelta(hours=24)
LOWEST, HIGHEST = Decimal("34.0"), Decimal("42.0")


@dataclass(frozen=True)
class Time:
    """From when until when of a day."""

    begins: dt.time
    ends: dt.time


def overlaps(one: Time, other: Time) -> bool:
    """Whether somebody can not be in both; that one ends as the other begins is none."""
    return one.begins < other.ends and other.begins < one.ends


def tables_for(people: int, seats: int) -> int:
    """Tables that a class takes alone: classes do not mix at a table."""
    return math.ceil(people / seats)


def free_tables(tables: int, taken: Iterable[int], wanted: int) -> tuple[int, ...] | None:
    """The lowest free tables, numbered from 1; None where there are too few."""
    used = set(taken)
    found = tuple(no for no in range(1, tables + 1) if no not in used)[:wanted]
    return found if len(found) == wanted else None


def digits(text: str) -> str:
    """What of a phone is dialled: how it was spaced says nothing."""
    return "".join(one for one in text if one.isdigit())


def table_no(text: str) -> int:
    """The number of a table as people write it: a number, and at most a short word behind; 0: it is none."""
    found = re.fullmatch(r"\s*(\d{1,3})\s*\D{0,3}", text)
    return int(found[1]) if found else 0


def is_phone(text: str) -> bool:
    """Digits, and what people put between them; 7 to 15 of them (E.164)."""
    return set(text) <= set("0123456789+-() ") and 7 <= len(digits(text)) <= 15


def room_state(sleepers: int, beds: int | None) -> str:
    """How a room stands: "unknown" where nobody said how many beds there are, "over", "full" or "free"."""
    if beds is None:
        return "unknown"
    if sleepers > beds:
        return "over"
    return "full" if sleepers == beds else "free"


def has_fever(celsius: Decimal | None) -> bool:
    """Nobody is let in with it."""
    return celsius is not None and celsius >= FEVER
