"""The gate: any hard item that does not hold, or is not known to hold, keeps a school closed. Nothing
is averaged."""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from xiaoan.readiness.rules.judging import FAIL, UNKNOWN, Result
from xiaoan.readiness.rules.packs import Item

# "blocked": a hard item is at no. "unknown": none is, but of one it is not known. "may_open": all
# hold, and nobody
# has decided. "open"; "broken": opened, and since then something holds no more.
GATES = ("blocked", "unknown", "may_open", "open", "broken")
KINDS = ("open", "override", "close")
STATES = ("asked", "signed", "refused", "dropped")


@dataclass(frozen=True)
class Line:
    """An item at a school, and how it stands."""

    item: Item
    result: Result

    @property
    def holds_up(self) -> bool:
        return self.item.hard and self.result.state in (FAIL, UNKNOWN)


@dataclass(frozen=True)
class Gate:
    """How a school stands; `failed` and `unknown`: codes of hard items, `soft`: of soft ones that do not
    hold."""

    state: str
    failed: tuple[str, ...]
    unknown: tuple[str, ...]
    soft: tuple[str, ...]

    @property
    def is_clear(self) -> bool:
        return not self.failed and not self.unknown


def gate(lines: Iterable[Line], *, is_open: bool, accepted: Collection[str] = ()) -> Gate:
    """`accepted`: items that an override named; they break nothing anew, and hold no more for it."""
    failed, unknown, soft = [], [], []
    for one in lines:
        if one.result.state not in (FAIL, UNKNOWN):
            continue
        if not one.item.hard:
            soft.append(one.item.code)
        elif one.result.state == FAIL:
            failed.append(one.item.code)
        else:
            unknown.append(one.item.code)
    held = {*failed, *unknown}
    if is_open:
        state = "broken" if held - set(accepted) else "open"
    else:
        state = "blocked" if failed else "unknown" if unknown else "may_open"
    return Gate(state, tuple(failed), tuple(unknown), tuple(soft))


def due_day(found: dt.date, school_days: Collection[dt.date], days: int) -> dt.date:
    """The last day to mend what was found: so many days of school after it; where the calendar knows too few
    (a holiday), so many working days."""
    ahead = sorted(day for day in school_days if day > found)
    if len(ahead) >= days:
        return ahead[days - 1]
    day = found
    left = days
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < 5
    return day


def digest(frozen: Mapping[str, Any]) -> str:
    """SHA-256 over what a decision lists, so that a print can be held against the record."""
    text = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
