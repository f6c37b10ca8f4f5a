"""Impossibly fast: the least time of work and ways, over any places in a row, against the time there was."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from itertools import pairwise

from xiaoan.hygiene.rules.logs import (
    LOOK,
    MINUTE,
    TOGETHER,
    Done,
    Found,
    Reason,
    ids_of,
    minutes_of,
    sign,
    walk_minutes,
)


def hurried(records: Sequence[Done], *, by_press: bool) -> list[Found]:
    """The least time that work and ways take against the time there was, over any places in a row: the most
    hurried stretch that each record is part of.

    Who presses once for all rooms after the work (seconds from one to the next) says nothing of each: there
    it is the time since that part of the day could begin.
    """
    worst: dict[int, tuple[float, int, int]] = {}
    least = min(LOOK["least_pace"], len(records) - 1)
    sums = _least_times(records, by_press=by_press)
    for a in range(len(records) - least if least >= 2 else 0):
        for b in range(a + least, len(records)):
            share = _share(records, sums, (a, b), by_press=by_press)
            for n in range(a, b + 1):
                worst[n] = min(worst.get(n, (9.0, a, b)), (share, a, b))
    found: dict[tuple[int, int], list[Hashable]] = defaultdict(list)
    for n, (_share_of, a, b) in sorted(worst.items()):
        found[a, b].append(records[n].id)
    if by_press and len(records) >= LOOK["least_pace"]:
        found[-1, len(records) - 1] = ids_of(records)
    reasons = (
        (ids, _hurry(records, sums, stretch, by_press=by_press)) for stretch, ids in found.items()
    )
    return [(ids, reason) for ids, reason in reasons if reason]


def _least_times(records: Sequence[Done], *, by_press: bool) -> list[float]:
    """Up to each record, from the first: of typed times the work of a place comes after its time, of a press
    before."""
    sums = [0.0]
    for a, b in pairwise(records):
        sums.append(sums[-1] + minutes_of(b if by_press else a) + walk_minutes(a, b))
    return sums


def _times(
    records: Sequence[Done], sums: Sequence[float], stretch: tuple[int, int], *, by_press: bool
) -> tuple[float, float]:
    """Minutes needed and there were, of a stretch of records; from -1: since the part of the day opened."""
    a, b = stretch
    if a < 0:
        first = records[0]
        since = min(first.opens, first.said)
        return minutes_of(first) + sums[b], (records[b].said - since) / MINUTE
    # What was typed is known to the minute.
    slack = 0.0 if by_press else 1.0
    return sums[b] - sums[a], (records[b].moment - records[a].moment) / MINUTE + slack


def _share(
    records: Sequence[Done], sums: Sequence[float], stretch: tuple[int, int], *, by_press: bool
) -> float:
    need, there_was = _times(records, sums, stretch, by_press=by_press)
    if by_press and there_was * MINUTE <= TOGETHER * (stretch[1] - stretch[0]):
        return 1.0
    return there_was / need if need else 1.0


def _hurry(
    records: Sequence[Done], sums: Sequence[float], stretch: tuple[int, int], *, by_press: bool
) -> Reason | None:
    need, there_was = _times(records, sums, stretch, by_press=by_press)
    share = 100 * there_was / need if need else 100.0
    if stretch[0] >= 0:
        share = 100 * _share(records, sums, stretch, by_press=by_press)
    what = next((f"pace_{n}" for n in (35, 60, 80) if share < n), "")
    if not what or (stretch[0] < 0 and what == "pace_80"):
        return None
    facts = {
        "records": stretch[1] - max(stretch[0], 0) + 1, "minutes": round(there_was, 1),
        "needed": round(need, 1),
    }  # fmt: skip
    return sign(what, **facts)
