"""When a report is due, whether it was in time, what may follow; how a recipient reads names. Pure."""

import datetime as dt
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FIRST, PROGRESS, CLOSING = "first", "progress", "closing"
KINDS = (FIRST, PROGRESS, CLOSING)
# replaced: another report stands for it (its event was merged, ended or ran on); waived: a named person said
# why none is needed. Neither is counted as due.
STATES = ("due", "sent", "received", "waived", "replaced")
OPEN, SENT, UNCOUNTED = ("due", "waived"), ("sent", "received"), ("waived", "replaced")
REPLACED_BY = ("merged", "ended", "again")
# "Most convenient means" first, then in writing (2006 norm); here: in the system.
MEANS = ("phone", "fax", "system", "written")
BUREAU = "edu_bureau"
WARNING_KINDS = ("risk", "notice", "advice")
LEVELS = ("", "blue", "yellow", "orange", "red")
# A report that was made by phone before anybody came to the computer: so far back at most.
LATEST_ENTRY = dt.timedelta(days=7)
_FILE = Path(__file__).parent / "data" / "clock-cn.toml"


@dataclass(frozen=True)
class Spare:
    """How long a report may take whose rule names no hours: where it says 及时, and where it says 立即."""

    promptly: dt.timedelta
    emergency: dt.timedelta


@cache
def _names() -> dict[str, str]:
    """How each recipient reads names, as the file says."""
    return {
        code: how
        for code, how in tomllib.loads(_FILE.read_text("utf-8"))["names"].items()
        if code != "source"
    }


@dataclass(frozen=True, order=True)
class Clock:
    """What one signal asks for: due at an instant, counted from another, by a rule.

    `ours`: the rule names no hours, and those of the county hold. The least of several is the strictest.
    """

    due_at: dt.datetime
    began_at: dt.datetime
    rule: str
    rule_version: str
    basis: str
    rule_status: str
    ours: bool


def clock_of(
    began_at: dt.datetime, deadline_at: dt.datetime | None, severity: str, spare: Spare
) -> tuple[dt.datetime, bool]:
    """The deadline of a signal, and whether its hours are ours. Instants, so no zone's clock matters."""
    if deadline_at is not None and deadline_at > began_at:
        return deadline_at, False
    if deadline_at is not None:  # at once: a deadline that has passed when it begins tells nothing
        return began_at + spare.emergency, True
    within = spare.emergency if severity == "emergency_info" else spare.promptly
    return began_at + within, True


def strictest(clocks: Iterable[Clock]) -> Clock | None:
    """The one that is due first; None of none."""
    return min(clocks, default=None)


def is_late(sent_at: dt.datetime, due_at: dt.datetime) -> bool:
    """The last second of the deadline is in time."""
    return sent_at > due_at


def masked_name(name: str) -> str:
    """张三丰 → 张**."""
    return name[:1] + "*" * (len(name) - 1)


def name_for(recipient: str, name: str) -> str:
    """A pupil's name as the recipient is told it."""
    return name if names_in_full(recipient) else masked_name(name)


def names_in_full(recipient: str) -> bool:
    """Whether a recipient is told names as they are; one whom the file does not name is not."""
    return _names().get(recipient) == "full"


def shape_of(state: str, late: bool, due_at: dt.datetime, now: dt.datetime) -> str:
    """The word people see: due, missed, sent, received, each late or not; waived, replaced."""
    if state == "due":
        return "missed" if is_late(now, due_at) else "due"
    if state in SENT and late:
        return f"{state}_late"
    return state


@dataclass(frozen=True)
class Milestone:
    """A step of an event. `at`: None if it has not been; `after` detection, negative if before."""

    kind: str
    at: dt.datetime | None
    after: dt.timedelta | None


def milestones(
    detected_at: dt.datetime, reached: Iterable[tuple[str, dt.datetime | None]]
) -> list[Milestone]:
    """Detection, then each step, with how long after detection it came."""
    found = [Milestone("detected", detected_at, dt.timedelta(0))]
    found += [Milestone(kind, at, at - detected_at if at else None) for kind, at in reached]
    return found


# What is measured of an event: from the first onset to its detection, and from there to each step.
DELAYS = ("onset", "reported", "ordered", "closed")


@dataclass(frozen=True)
class Spread:
    """How long something took, of `n` events for which it is known: the middle one and the quartiles."""

    n: int
    lower: dt.timedelta
    median: dt.timedelta
    upper: dt.timedelta


def spread(lengths: Iterable[dt.timedelta]) -> Spread | None:
    """Median and quartiles, between two values in proportion (Hyndman and Fan 1996, type 7); None of none."""
    found = sorted(lengths)
    if not found:
        return None
    return Spread(len(found), *(_quantile(found, share) for share in (0.25, 0.5, 0.75)))


def _quantile(found: list[dt.timedelta], share: float) -> dt.timedelta:
    at = (len(found) - 1) * share
    low = int(at)
    high = min(low + 1, len(found) - 1)
    return found[low] + (found[high] - found[low]) * (at - low)


def quarter_of(day: dt.date) -> tuple[int, int]:
    """2026, 4 of a day in November 2026."""
    return day.year, (day.month + 2) // 3


def quarter_days(quarter: tuple[int, int]) -> tuple[dt.date, dt.date]:
    """The first day of a quarter, and the first after it."""
    year, no = quarter
    first = dt.date(year, 3 * no - 2, 1)
    return first, dt.date(year + no // 4, 3 * no % 12 + 1, 1)


def quarters_until(day: dt.date, count: int) -> list[tuple[int, int]]:
    """So many quarters, the last the one of the day; the oldest first."""
    year, no = quarter_of(day)
    last = year * 4 + no - 1
    return [(n // 4, n % 4 + 1) for n in range(last - count + 1, last + 1)]
