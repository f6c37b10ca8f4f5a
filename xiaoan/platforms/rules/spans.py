"""How long an account was in a lesson: from comings and goings, or from playing; an overlap counts once."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from xiaoan.platforms.rules import NUMBERS

_Span = tuple[float, float]


@dataclass(frozen=True)
class Sign:
    """Something that was heard of an account. `seconds`: how long it lasted until then, if that is said."""

    kind: str
    at: dt.datetime
    seconds: int | None = None


@dataclass(frozen=True)
class There:
    """Seconds in the lesson, and whether the account is in it still."""

    seconds: int
    is_in: bool


def reckon(
    signs: Iterable[Sign], starts: dt.datetime, ends: dt.datetime, now: dt.datetime
) -> There:
    """Seconds in [starts, ends] of one account, until now. Who plays a video is there while it plays,
    whatever else was heard; who came, and nothing says that they left, is there until the end (ours)."""
    told = sorted(signs, key=lambda one: (one.at, one.kind != "out"))
    plays = any(one.kind == "play" for one in told)
    lo, hi = starts.timestamp(), min(ends, now).timestamp()
    spans, is_in = _of_plays(told, hi) if plays else _of_comings(told, lo, hi)
    return There(round(_together((max(a, lo), min(b, hi)) for a, b in spans)), is_in)


def _of_comings(told: list[Sign], lo: float, hi: float) -> tuple[list[_Span], bool]:
    spans: list[_Span] = []
    since: float | None = None
    # A coming of before that nothing ended is of another lesson.
    early = lo - NUMBERS["early_minutes"] * 60
    for one in told:
        at = one.at.timestamp()
        if one.kind == "in":
            since = at if since is None or since < early else since
            continue
        if one.seconds is not None:
            spans.append((at - one.seconds, at))
        if one.kind == "out" and since is not None:
            # With a duration the platform has said itself how much of it counts.
            spans += [(since, at)] if one.seconds is None else []
            since = None
    is_in = since is not None and early <= since <= hi
    if is_in and since is not None:
        spans.append((since, hi))
    return spans, is_in


def _of_plays(told: list[Sign], hi: float) -> tuple[list[_Span], bool]:
    """From playing until the next thing that is heard, at most so long as silence is believed."""
    spans: list[_Span] = []
    silent = NUMBERS["silent_minutes"] * 60
    is_in = False
    for n, one in enumerate(told):
        at = one.at.timestamp()
        if one.kind == "play":
            following = told[n + 1].at.timestamp() if n + 1 < len(told) else None
            spans.append((at, at + silent if following is None else following))
            is_in = following is None and at <= hi <= at + silent
    return spans, is_in


def _together(spans: Iterable[_Span]) -> float:
    """The length of the union of intervals."""
    total, end = 0.0, float("-inf")
    for lo, hi in sorted(spans):
        if hi > max(lo, end):
            total += hi - max(lo, end)
            end = hi
    return total
