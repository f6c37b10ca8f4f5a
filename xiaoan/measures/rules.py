"""What can be ordered against an event, and when it can be said to be done. Pure."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "data" / "measures-cn.toml"
STATES = ("ordered", "done", "declined", "withdrawn")
SUSPENSIONS = ("proposed", "decided", "refused", "withdrawn", "reopened")
STEPS = ("propose", "decide", "refuse", "withdraw", "extend", "reopen")
# What can be done with a suspension in which state.
ACTS = {
    "decide": "proposed", "refuse": "proposed", "withdraw": "proposed", "extend": "decided",
    "reopen": "decided",
}  # fmt: skip
LONGEST = 300
MOST_HOURS = 240
# No rule names more than three weeks (reference §2.5: 4 to 21 days); what lasts longer is extended.
MOST_DAYS = 31
# Lessons that are to rest from a day further away are nobody's advice of today (our own choice).
FARTHEST = dt.timedelta(days=31)


@dataclass(frozen=True)
class Kind:
    """A kind of measure. `role`: who carries it out by default, within so many hours."""

    code: str
    name: str
    role: str
    hours: int
    basis: str
    confirmed: bool


@cache
def kinds() -> dict[str, Kind]:
    return {one["code"]: Kind(**one) for one in _told()["kind"]}


def usual(syndrome: str) -> tuple[str, ...]:
    """What is usually ordered against a group of symptoms."""
    sets = _told()["usual"]
    return tuple(sets.get(syndrome, sets["other"]))


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def done_fault(done_at: dt.datetime, ordered_at: dt.datetime, now: dt.datetime) -> str:
    """Why a measure can not have been done at a time; "" if it can. People say minutes, not seconds."""
    if done_at > now:
        return "future"
    return "before" if done_at < ordered_at.replace(second=0, microsecond=0) else ""


def days_fault(since: dt.date, until: dt.date, today: dt.date) -> str:
    """Why lessons can not rest from a day to a day (the last one without lessons); "" if they can."""
    if since < today:
        return "past"
    if since - today > FARTHEST:
        return "far"
    if until < since:
        return "order"
    return "long" if (until - since).days >= MOST_DAYS else ""


def last_day(since: dt.date, until: dt.date, back_on: dt.date | None) -> dt.date | None:
    """The last day without lessons, also where they began again earlier; None: they never rested."""
    if back_on is None or back_on > until:
        return until
    return None if back_on <= since else back_on - dt.timedelta(days=1)


def rest_days(since: dt.date, until: dt.date, back_on: dt.date | None) -> int:
    """On how many days lessons rest, weekends and holidays among them."""
    last = last_day(since, until, back_on)
    return (last - since).days + 1 if last else 0


def rests(
    state: str, since: dt.date, until: dt.date, back_on: dt.date | None, day: dt.date
) -> bool:
    """Whether there are no lessons on a day: it was decided so, and they do not begin again before."""
    if state not in ("decided", "reopened") or not since <= day <= until:
        return False
    return back_on is None or day < back_on
