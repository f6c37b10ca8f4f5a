"""Pure decisions of outreach: stages, what a call or visit leads to, which tries count."""

import datetime as dt
import tomllib
from collections.abc import Iterable
from importlib import resources
from typing import Any

# Where a task stands: to be called, to be visited, with the head, with the township, waiting for a promise or
# for the next look, ended.
STAGES = ("call", "visit", "principal", "township", "waiting", "closed")
WAYS = ("call", "visit", "lead")
CALL_OUTCOMES = ("reached", "not_reached", "wrong_number")
VISIT_OUTCOMES = ("met", "nobody", "moved", "refused")
LEAD_OUTCOMES = ("settled", "again", "township")
OUTCOMES = (*CALL_OUTCOMES, *VISIT_OUTCOMES, *LEAD_OUTCOMES)
SPOKEN = ("reached", "met", "settled")
# The named gap: why, as the family said.
WHYS = (
    "forgot", "no_device", "ill", "family", "work", "lost_heart", "moved", "refuses", "other",
)  # fmt: skip
DUTY = {
    "call": "outreach.call", "visit": "outreach.visit", "principal": "outreach.principal",
    "township": "outreach.township",
}  # fmt: skip
LONGEST = 200


def _numbers() -> dict[str, int]:
    text = resources.files("xiaoan.outreach").joinpath("data/outreach-cn.toml").read_text("utf-8")
    found: dict[str, Any] = tomllib.loads(text)
    return {name: int(one["value"]) for name, one in found["number"].items()}


NUMBERS = _numbers()


def failures(at: Iterable[dt.datetime]) -> int:
    """How many tries without an answer count: one soon after another counts once with it."""
    gap, last, count = dt.timedelta(minutes=NUMBERS["gap_minutes"]), None, 0
    for moment in sorted(at):
        if last is None or moment - last >= gap:
            count, last = count + 1, moment
    return count


def after_call(failed: int, most: int) -> str:
    """The stage after a call that was not answered: a visit once so many have failed."""
    return "visit" if failed >= most else "call"


def due_at(asked: dt.datetime, within: dt.timedelta, until: dt.datetime) -> dt.datetime:
    """By when somebody must have acted: in so many minutes, or by when it is of use, whichever is earlier; what
    would be due at night is due at 8:30 of the next morning (ours)."""
    least = asked + dt.timedelta(minutes=NUMBERS["least_minutes"])
    due = max(min(asked + within, until), least)
    local = due.timetz().replace(tzinfo=None)
    if local > dt.time(21):
        return due.replace(hour=8, minute=30, second=0, microsecond=0) + dt.timedelta(days=1)
    return due.replace(hour=8, minute=30, second=0, microsecond=0) if local < dt.time(7) else due
