"""What the replicates of one way of opening say together, as it is kept and shown."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from xiaoan.epidemiology.arrays import FloatArray
from xiaoan.epidemiology.simulation import Counts, difference, quantiles
from xiaoan.simulations.rules.drawing import TWINS
from xiaoan.simulations.rules.settings import OUTBREAK, USE

CAUSES = ("not_opened", "closed", "isolated", "false_alarm")
COMPARED = ("infections", "at_school", "outbreaks", "lost")
# Below so many pairs a rank says nothing.
_FEWEST = 10
_DRIVERS = 3


def outcomes(runs: Sequence[Counts], days: int, outbreak: int = OUTBREAK) -> dict[str, FloatArray]:
    """By name, shape (R,): one number of each replicate. `outbreak`: so many infected at school are one."""
    found = {
        "infections": [run.new.sum() for run in runs],
        "at_school": [sum(run.at_school) for run in runs],
        "outbreaks": [(run.at_school >= outbreak).sum() for run in runs],
        "lost": [sum(run.lost.values()) for run in runs],
        "peak": [weekly(run, days).max(initial=0) for run in runs],
        "attended": [run.attended for run in runs],
        "tested": [run.kept + run.wrong + run.tests for run in runs],
        "false_alarms": [run.wrong for run in runs],
        "closures": [run.closures for run in runs], "readings": [run.readings for run in runs],
        **{f"lost_{cause}": [run.lost[cause] for run in runs] for cause in CAUSES},
    }  # fmt: skip
    return {name: np.asarray(values, float) for name, values in found.items()}


def weekly(run: Counts, days: int) -> FloatArray:
    """New infections by week, shape (weeks,)."""
    whole = run.new[: days // 7 * 7]
    found: FloatArray = whole.reshape(-1, 7).sum(axis=1).astype(float)
    return found


def summary(
    runs: Sequence[Counts], days: int, base: Mapping[str, FloatArray] | None, *, masked: bool,
    checked: bool,
) -> dict[str, Any]:  # fmt: skip
    """Everything a page says of one way. `base`: the outcomes of the way that it is compared with."""
    found = outcomes(runs, days)
    weeks = np.array([weekly(run, days) for run in runs])
    return {
        "of": {name: _spread(values) for name, values in found.items()},
        "any_outbreak": float((found["outbreaks"] > 0).mean()),
        "weeks": [_five(weeks[:, at]) for at in range(weeks.shape[1])],
        "places": {
            name: float(np.mean([run.by_layer[name] for run in runs])) for name in runs[0].by_layer
        },
        "apart": {name: _apart(base[name], found[name]) for name in COMPARED} if base else {},
        "use": {
            item: _spread(found[one["per"]] * one["quantity"])
            for item, one in USE.items()
            if (masked if one["per"] == "attended" else checked)
        },
        "replicates": {name: [round(float(v)) for v in found[name]] for name in COMPARED},
    }  # fmt: skip


def of_schools(runs: Sequence[Counts]) -> list[tuple[int, int, int, float]]:
    """Of each school: infected among its own (least, median, most with 95 %), chance of an outbreak."""
    infected = np.array([run.by_school for run in runs])
    caught = np.array([run.at_school for run in runs]) >= OUTBREAK
    low, median, high = np.quantile(infected, (0.025, 0.5, 0.975), axis=0)
    return [
        (round(a), round(b), round(c), float(p))
        for a, b, c, p in zip(low, median, high, caught.mean(axis=0), strict=True)
    ]


def apportioned(values: FloatArray, drawn: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """How much of the spread of an outcome is the numbers drawn, and which: twins share their numbers, so
    what differs within twins is chance. `share`: 0 to 1, None where nothing spreads or twins are few.

    One-way analysis of variance; drivers by Spearman's rank correlation with the mean of twins."""
    whole = values.size // TWINS * TWINS  # of an odd number the last has no twin
    pairs = values[:whole].reshape(-1, TWINS)
    drawn = drawn[: len(pairs)]
    if len(pairs) < _FEWEST or values.std() == 0:
        return {"share": None, "drivers": []}
    within = float(pairs.var(axis=1, ddof=1).mean())
    between = float(pairs.mean(axis=1).var(ddof=1)) - within / TWINS
    share = max(0.0, between) / (max(0.0, between) + within) if between > 0 or within else 0.0
    ranked = _ranks(pairs.mean(axis=1))
    found = []
    for name in drawn[0]:
        given = np.array([one[name] for one in drawn])
        if given.std() > 0:
            found.append((name, float(np.corrcoef(_ranks(given), ranked)[0, 1])))
    found.sort(key=lambda one: -abs(one[1]))
    return {"share": share, "drivers": [[n, round(r, 2)] for n, r in found[:_DRIVERS]]}


def _ranks(values: FloatArray) -> FloatArray:
    _found, at, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle: FloatArray = np.cumsum(counts) - (counts - 1) / 2
    return middle[at]


def _five(values: FloatArray) -> list[float]:
    said = quantiles(values)
    return [
        round(one, 1)
        for one in (said.most[0], said.half[0], said.median, said.half[1], said.most[1])
    ]


def _spread(values: FloatArray) -> dict[str, Any]:
    return {"five": _five(values), "mean": round(float(values.mean()), 2)}


def _apart(base: FloatArray, other: FloatArray) -> dict[str, Any]:
    said = difference(base, other)
    less = float((other < base).mean())
    return {
        "mean": round(said.mean, 2), "error": round(said.error, 2), "five": _five(other - base),
        "less": less,
    }  # fmt: skip
