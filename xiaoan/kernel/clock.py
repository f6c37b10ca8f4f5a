"""The county's clock. All days and hours are Asia/Shanghai; a demonstration may run on its own morning."""

import datetime as dt
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
# No day of the county's record lies outside: room for arithmetic on both sides of what people type.
FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2199, 12, 31)
_offset = dt.timedelta(0)


def now() -> dt.datetime:
    """The present instant, aware, in the county's zone."""
    return dt.datetime.now(ZONE) + _offset


def today() -> dt.date:
    return now().date()


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """The instant of a wall-clock time on a day."""
    return dt.datetime.combine(day, time, ZONE)


def days(since: dt.date, until: dt.date) -> list[dt.date]:
    """The days from `since` to `until`, both included. Tables are indexed by (day, unit): a list of days
    is looked up day by day, where a range of days would walk through every unit of the county.
    """
    return [since + dt.timedelta(days=n) for n in range((until - since).days + 1)]


def read(text: str) -> dt.datetime | None:
    """An ISO instant as somebody types it, in the county's zone unless it names one; None: it is none (a day
    alone is none), or lies outside of all record."""
    try:
        found = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if len(text.strip()) <= len("2026-11-23") or not FIRST_DAY <= found.date() <= LAST_DAY:
        return None
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def shift(offset: dt.timedelta) -> None:
    """Let the clock run `offset` ahead (demonstration and rehearsal only; see settings)."""
    global _offset  # noqa: PLW0603  # one process, one clock
    _offset = offset
