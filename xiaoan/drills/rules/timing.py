"""What a run came to: each step against its minutes, and whether the drill may be called passed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

IN_TIME, LATE, MISSED, SKIPPED, WAITING, OVERDUE, AFTERWARDS = (
    "in_time", "late", "missed", "skipped", "waiting", "overdue", "afterwards",
)  # fmt: skip


@dataclass(frozen=True)
class Timed:
    """A step as it went. `within`: minutes from the beginning; `skipped`: why it was left out."""

    code: str
    within: int
    critical: bool
    done_at: dt.datetime | None
    skipped: str = ""
    by_id: UUID | None = None


@dataclass(frozen=True)
class Burst:
    """So many steps that one person marks, each within so many seconds of the one before, were not done just
    then: they were entered afterwards (补记)."""

    seconds: int
    steps: int


@dataclass(frozen=True)
class Outcome:
    """Steps counted: in time + late + missed + skipped + afterwards = of. `failed`: critical ones that were
    not done in time."""

    of: int
    in_time: int
    late: int
    missed: int
    skipped: int
    failed: tuple[str, ...]
    afterwards: int = 0

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


def afterwards(steps: Sequence[Timed], burst: Burst) -> frozenset[str]:
    """The steps that were marked in a row by one person, faster than anybody does them."""
    marked: dict[UUID | None, list[tuple[dt.datetime, str]]] = {}
    for one in steps:
        if one.done_at is not None and not one.skipped:
            marked.setdefault(one.by_id, []).append((one.done_at, one.code))
    found: set[str] = set()
    for told in marked.values():
        row: list[tuple[dt.datetime, str]] = []
        for at, code in sorted(told):
            if row and (at - row[-1][0]).total_seconds() > burst.seconds:
                row = []
            row.append((at, code))
            if len(row) >= burst.steps:
                found |= {one for _at, one in row}
    return frozenset(found)


def outcome(
    steps: Sequence[Timed], begun_at: dt.datetime, ended_at: dt.datetime, burst: Burst
) -> Outcome:
    """A run that is over."""
    late = afterwards(steps, burst)
    found = {
        one.code: AFTERWARDS if one.code in late else result(one, begun_at, ended_at, is_over=True)
        for one in steps
    }
    count = list(found.values()).count
    failed = tuple(one.code for one in steps if one.critical and found[one.code] != IN_TIME)
    return Outcome(
        len(steps),
        count(IN_TIME),
        count(LATE),
        count(MISSED),
        count(SKIPPED),
        failed,
        count(AFTERWARDS),
    )
