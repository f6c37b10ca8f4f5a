"""The statistical layers: class, school and township, space. Statistics, never a legal clock.

Methods and numbers: the layered design of docs/detection.md. A class or school is held against its own
past, shrunken towards what the school, the township and the weekday make likely.
"""

import datetime as dt
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass

import numpy as np

from xiaoan import epidemiology as epi
from xiaoan.outbreaks.rules.found import Found, rarity
from xiaoan.outbreaks.rules.night import (
    WATCHED,
    FloatArray,
    IntArray,
    Level,
    Night,
    by_class,
    on_weekdays,
    summed,
)
from xiaoan.outbreaks.rules.space import in_space

# One day or three days as many as chance brings less than once in a thousand.
RARE = 0.001
# Likelihood-ratio CUSUM: the rise that is to be found quickly, and the bound.
RISE = {"class": float(np.log(4)), "school": float(np.log(2)), "township": float(np.log(2))}
BOUND = 5.0
# Fewer people are no cluster, however rare the symptom.
LEAST = {"class": 2, "school": 3, "township": 5}
# Share of false ones accepted among what is shown without a person's choice.
FALSE_SHARE = 0.1
# C2 alone is many false alarms: it speaks where the other expectation finds it unusual as well.
C2_ALSO = 0.01
GUARD, BASELINE, LEAST_BASELINE, WATCHED_DAYS = 3, 40, 10, 20
C2_DAYS, C2_LEAST, C2_FLOOR = 20, 10, 0.5
WEEKS = 12
BUSY = 1.0
FLEXIBLE = epi.FarringtonOptions(
    b=WEEKS, w=0, freq=5, no_periods=5, past_weeks_not_included=5, threshold_method="nbPlugin",
    p_threshold_trend=1, alpha=RARE, limit54=(0, 4),
)  # fmt: skip


def too_short(night: Night) -> bool:
    """Whether there are too few school days on record to expect anything."""
    return len(night.days) < LEAST_BASELINE + GUARD + 1


# What was expected of a day at a level, by group: the same when it is asked for again the next night.
Memory = MutableMapping[tuple[str, int, dt.date], dict[str, FloatArray]]


def look(
    night: Night, *, seed: int = 0, memory: Memory | None = None, space: bool = True
) -> list[Found]:
    """Everything unusual of one night, in all layers; nothing while the record is too short.

    `memory`: kept between the nights of one series (whole records alone), so that each day is expected once.
    """
    if too_short(night) or not night.classes.size:
        return []
    school = summed(night, "school")
    found = [
        one
        for level in (by_class(night), school, summed(night, "township"))
        for number in range(len(WATCHED))
        for one in _at_level(night, level, number, memory)
    ]
    return found + (list(in_space(night, school, seed)) if space else [])


def _span(length: int) -> tuple[epi.SparseWindow, int]:
    """How many days are learnt from, and over how many slow rises add up, in so short a record."""
    free = length - GUARD
    watched = min(WATCHED_DAYS, max(1, free - BASELINE // 2))
    baseline = min(BASELINE, free - watched)
    return epi.SparseWindow(baseline=baseline, guard=GUARD), min(watched, free - baseline)


@dataclass(frozen=True, eq=False)
class _Said:
    """What each method says of each unit today, shape (U,) unless (U, D)."""

    usual: epi.Detected
    slow: epi.Detected
    discovered: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]"
    c2: epi.Detected | None
    flexible: tuple[IntArray, epi.Detected] | None


def _at_level(
    night: Night,
    level: Level,
    number: int,
    memory: Memory | None,
) -> Iterator[Found]:
    y = level.counts[number]
    if not np.nansum(y[:, -3:]):
        return  # nobody newly ill for three days: nothing can be more than usual
    said = _said(night, level, y, _usual(night, level, number, memory))
    for row in np.flatnonzero(_candidates(said)).tolist():
        best = max(_claims(level, y, said, row), key=lambda claim: claim[1], default=None)
        if best:
            yield _found(night, level, number, said, row, best)


def _usual(night: Night, level: Level, number: int, memory: Memory | None) -> epi.Detected:
    """The hierarchical expectation of the last days, and how unusual these were."""
    y = level.counts[number]
    window, last = _span(y.shape[1])
    if memory is None:
        return _expected(night, level, y, window, last)
    days = np.arange(y.shape[1] - last, y.shape[1])
    columns = []
    for day in days.tolist():
        key = (level.name, number, night.days[day])
        if key not in memory:
            one = _expected(night, level, y[:, : day + 1], window, 1)
            memory[key] = {"expected": one.expected, "upper": one.upper, **one.more}
        columns.append(memory[key])
    table = {name: np.concatenate([one[name] for one in columns], axis=1) for name in columns[0]}
    known = ~np.isnan(y[:, days])
    return epi.Detected(
        days, table.pop("expected"), table.pop("upper"), known & False, known, table
    )


def _expected(
    night: Night, level: Level, y: FloatArray, window: epi.SparseWindow, last: int
) -> epi.Detected:
    return epi.hierarchical(
        y,
        roll=level.roll,
        group=level.school if level.name == "class" else None,
        region=level.township if level.name != "township" else None,
        season=np.array([day.weekday() for day in night.days[: y.shape[1]]]),
        window=window,
        last=last,
    )


def _said(night: Night, level: Level, y: FloatArray, usual: epi.Detected) -> _Said:
    watched = np.maximum(usual.expected, 1e-9)
    slow = epi.nb_cusum(
        y[:, usual.days], watched, usual.more["dispersion"], theta=RISE[level.name], threshold=BOUND
    )
    # The smaller of two p-values is only half as rare as it looks.
    either = np.minimum(1.0, 2 * np.fmin(usual.more["p"][:, -1], usual.more["sum_p"][:, -1]))
    discovered, _rate = epi.benjamini_hochberg(either, q=FALSE_SHARE)
    # Among two or three townships a discovery is nothing rare yet.
    with np.errstate(invalid="ignore"):
        discovered &= either < RARE
    above = level.name != "class"
    return _Said(
        usual, slow, discovered, _c2(level, y) if above else None, _flexible(night, y) if above else None
    )  # fmt: skip


def _c2(level: Level, y: FloatArray) -> epi.Detected | None:
    """C2 of the rate, in cases of the whole roll."""
    if y.shape[1] < C2_DAYS + 3:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = y / level.share
    return epi.ears_c2(rate, baseline=C2_DAYS, min_sd=C2_FLOOR, least=C2_LEAST, last=1)


def _flexible(night: Night, y: FloatArray) -> tuple[IntArray, epi.Detected] | None:
    """Farrington's detector for the units with a case a day or more."""
    with np.errstate(all="ignore"):
        known = (~np.isnan(y)).sum(axis=1)
        busy = np.flatnonzero((np.nansum(y, axis=1) >= BUSY * known) & (known >= 4 * WEEKS))
    grid = on_weekdays(night.days, y[busy], WEEKS)
    if grid is None or not busy.size:
        return None
    return busy, epi.farrington_flexible(grid[0], last=1, options=FLEXIBLE)


def _candidates(said: _Said) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    more = said.usual.more
    with np.errstate(invalid="ignore"):
        found = (more["p"][:, -1] < RARE) | (more["sum_p"][:, -1] < RARE) | said.slow.alarm[:, -1]
        if said.c2 is not None:
            also = (more["p"][:, -1] < C2_ALSO) | (more["sum_p"][:, -1] < C2_ALSO)
            found |= said.c2.alarm[:, -1] & also
    if said.flexible is not None:
        found[said.flexible[0]] |= said.flexible[1].alarm[:, -1]
    return found


# Method, score, days, observed, expected, upper, p.
_Claim = tuple[str, float, int, float, float, float, float | None]


def _claims(level: Level, y: FloatArray, said: _Said, row: int) -> Iterator[_Claim]:
    """What each method that alarms says of one unit, where enough people stand behind it."""
    for claim in _all_claims(y, said, row):
        if claim[3] >= LEAST[level.name]:
            yield claim


def _all_claims(y: FloatArray, said: _Said, row: int) -> Iterator[_Claim]:
    usual, more = said.usual, said.usual.more
    today, expected = y[row, -1], float(usual.expected[row, -1])
    upper = float(usual.upper[row, -1])
    p, sum_p = float(more["p"][row, -1]), float(more["sum_p"][row, -1])
    if p < RARE:
        yield "nb-1", rarity(p), 1, today, expected, upper, p
    if sum_p < RARE:
        total, due = float(more["sum"][row, -1]), float(more["sum_expected"][row, -1])
        yield "nb-3", rarity(sum_p), min(3, y.shape[1]), total, due, np.nan, sum_p
    if said.slow.alarm[row, -1]:
        yield _slow(y, said, row)
    yield from _familiar(today, said, row, p)


def _slow(y: FloatArray, said: _Said, row: int) -> _Claim:
    """A rise over days: from the day after the sum was last at zero."""
    statistic = said.slow.more["statistic"][row]
    quiet = np.flatnonzero((statistic[:-1] == 0) | said.slow.alarm[row, :-1])
    days = statistic.size - 1 - int(quiet[-1]) if quiet.size else statistic.size
    some = y[row, -days:]
    due = float(said.usual.expected[row, -days:][~np.isnan(some)].sum())
    score = 1.0 + float(statistic[-1]) / float(np.log(10))
    return "lr-cusum", score, days, float(np.nansum(some)), due, np.nan, None


def _familiar(today: float, said: _Said, row: int, p: float) -> Iterator[_Claim]:
    """C2 and Farrington, as rare as the other expectation, or they themselves, say."""
    sum_p = float(said.usual.more["sum_p"][row, -1])
    if said.c2 is not None and said.c2.alarm[row, -1] and min(p, sum_p) < C2_ALSO:
        c2 = said.c2
        yield (
            "c2", rarity(min(p, sum_p)) - 0.5, 1, today, float(c2.expected[row, -1]),
            float(c2.upper[row, -1]), p,
        )  # fmt: skip
    if said.flexible is not None and row in said.flexible[0]:
        at = int(np.flatnonzero(said.flexible[0] == row)[0])
        flexible = said.flexible[1]
        if flexible.alarm[at, -1]:
            own = float(flexible.more["p"][at, -1])
            yield (
                "farrington", rarity(own), 1, today, float(flexible.expected[at, -1]),
                float(flexible.upper[at, -1]), own,
            )  # fmt: skip


def _found(night: Night, level: Level, number: int, said: _Said, row: int, claim: _Claim) -> Found:
    method, score, days, observed, expected, upper, p = claim
    return Found(
        layer="class" if level.name == "class" else "school",
        level=level.name,
        unit_no=int(level.units[row]),
        school_no=int(level.school[row]),
        township_no=int(level.township[row]),
        syndrome=WATCHED[number],
        day=night.day,
        since=night.days[-days],
        method=method,
        observed=int(observed),
        expected=round(expected, 3),
        upper=None if np.isnan(upper) else round(upper, 2),
        p=p,
        recurrence=None,
        score=round(score, 4),
        sure=bool(said.discovered[row]),
        told=int(level.told[row]),
        owed=int(level.owed[row]),
        curve=_curve(night, level.counts[number], said.usual, row),
    )


def _curve(
    night: Night, y: FloatArray, usual: epi.Detected, row: int
) -> tuple[tuple[str, int | None, float | None, float | None], ...]:
    found = []
    for column, day in enumerate(usual.days.tolist()):
        count = y[row, day]
        found.append(
            (
                night.days[day].isoformat(),
                None if np.isnan(count) else int(count),
                _number(usual.expected[row, column]),
                _number(usual.upper[row, column]),
            )
        )
    return tuple(found)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 2)
