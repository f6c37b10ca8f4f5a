"""What a run came to: each step against its minutes, and whether the drill may be called passed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

IN_TIME, LATE, MISSED, SKIPPED, WAITING, OVERDUE = (
    "in_time", "late", "missed", "skipped", "waiting", "overdue",
)  # fmt: skip


@dataclass(frozen=True)
class Timed:
    """A step as it went. `within`: minutes from the beginning; `skipped`: why it was left out."""

    code: str
    within: int
    critical: bool
    done_at: dt.datetime | None
    skipped: str = ""


@dataclass(frozen=True)
class Outcome:
    """Steps counted: in time + late + missed + skipped = of. `failed`: critical ones that were not done in
    time."""

    of: int
    in_time: int
    late: int
    missed: int
    skipped: int
    failed: tuple[str, ...]

    @property
    def may_pass(self) -> bool:
        return not self.failed and self.of > 0


def due_at(begun_at: dt.datetime, within: int) -> dt.datetime:
    return begun_at + dt.timedelta(minutes=within)


def minutes(begun_at: dt.datetime, done_at: dt.datetime) -> int:
    """Whole minutes after the beginning, rounded up: 59 seconds late is late."""
    return -int(-(done_at - begun_at).total_seconds() // 60)


def result(step: Timed, begun_at: dt.datetime, now: dt.datetime, *, is_over: bool) -> str:
    """How a step stands at `now`; in time includes the last second of its minutes."""
    if step.skipped:
        return SKIPPED
    if step.done_at is not None:
        return IN_TIME if step.done_at <= due_at(begun_at, step.within) else LATE
    if is_over:
        return MISSED
    return OVERDUE if now > due_at(begun_at, step.within) else WAITING


def outcome(steps: Sequence[Timed], begun_at: dt.datetime, ended_at: dt.datetime) -> Outcome:
    """A run that is over."""
    found = {one.code: result(one, begun_at, ended_at, is_over=True) for one in steps}
    count = list(found.values()).count
    failed = tuple(one.code for one in steps if one.critical and found[one.code] != IN_TIME)
    return Outcome(len(steps), count(IN_TIME), count(LATE), count(MISSED), count(SKIPPED), failed)
