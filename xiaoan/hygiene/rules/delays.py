"""How long what was pressed may be on its way and still be of when it was pressed."""

import datetime as dt
import tomllib
from pathlib import Path

_DATA = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "doubts-cn.toml").read_text(encoding="utf-8")
)
# A phone without a network over a working day; own choice.
LONGEST = dt.timedelta(hours=_DATA["delay"]["most_hours"])
# Of a step of an incident, whose waits go by the phone's clock: from here on somebody is to ask; own choice.
MARGIN = dt.timedelta(minutes=_DATA["delay"]["step_minutes"])


def said(at: dt.datetime, received: dt.datetime, day_began: dt.datetime) -> dt.datetime:
    """When something was said, of a day that began then: never before the day, nor after it came in."""
    return received if at < day_began else min(at, received)


def is_long(said_at: dt.datetime, received: dt.datetime) -> bool:
    """Whether it was on its way for longer than an honest phone is."""
    return received - said_at > LONGEST


def counts_at(said_at: dt.datetime, received: dt.datetime) -> dt.datetime:
    """The instant that says whether it was in time: of what was too long on its way, when it came in."""
    return received if is_long(said_at, received) else said_at


def how_late(said_at: dt.datetime, received: dt.datetime) -> str:
    """How far what was said to be pressed and what came in lie apart: "" within the margin, "late" (worth a
    question: a phone without a network, or told afterwards), "too_late" (it counts as of when it came in)."""
    if is_long(said_at, received):
        return "too_late"
    return "late" if received - said_at > MARGIN else ""
