"""CUSUM of standardised counts (Page 1954; Rossi and others 1999, Stat Med 18: 2111).

C = max(0, C + x - k), alarm while C >= h, without reset, as R's `surveillance::cusum`.
"""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from xiaoan.epidemiology.arrays import (
    Detected,
    FloatArray,
    above,
    at_least,
    evaluated,
    numbers_of,
    series_of,
)

Transform = Literal["standard", "rossi", "anscombe", "pearson-nb"]
TRANSFORMS = ("standard", "rossi", "anscombe", "pearson-nb")


def cusum(
    counts: ArrayLike,
    *,
    last: int,
    k: float = 1.04,
    h: float = 2.26,
    trans: Transform = "standard",
    mean: ArrayLike | None = None,
    dispersion: float = 0.1,
) -> Detected:
    """A CUSUM over the `last` days, each series against one expectation.

    `counts`: shape (S, T); NaN = missing: the sum stays where it was, and nothing is decided that
    day. `mean`: what is expected of a day, in cases, a number, or shape (S,) or (S, last); without
    it the mean of all known days before. `trans` says how a count is standardised: "standard"
    (y - m) / sqrt m; "rossi" (y - 3 m + 2 sqrt(y m)) / (2 sqrt m); "anscombe"
    1.5 (y^(2/3) - m^(2/3)) / m^(1/6); "pearson-nb" (y - m) / sqrt(m + a m^2) with a = `dispersion`.
    `upper`: the count that would reach h today (rounded up for "standard").
    `more["statistic"]`: C. A mean of 0 leaves nothing to standardise with: NaN, as with no day
    before. Raises ValueError for bad counts, options, or no day before the last ones.
    """
    if trans not in TRANSFORMS:
        raise ValueError(f"trans = {trans!r} must be one of {', '.join(TRANSFORMS)}")
    at_least("k", k, 0)
    above("h", h)
    above("dispersion", dispersion)
    y = series_of(counts)
    days = evaluated(y.shape[1], 0 if mean is not None else 1, last)
    expected = _expected(y, days.size, mean)
    today = y[:, days]
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = np.where(expected > 0, _standardised(today, expected, trans, dispersion), np.nan)
    statistic, before = _accumulated(scores, k)
    with np.errstate(invalid="ignore"):
        upper = _reaching(h + k - before, expected, trans, dispersion)
    upper = np.where(expected > 0, np.maximum(np.nan_to_num(upper, nan=0.0), 0.0), np.nan)
    decided = ~np.isnan(scores)
    alarm = decided & (statistic >= h)
    return Detected(days, expected, upper, alarm, decided, {"statistic": statistic})


def _expected(y: FloatArray, width: int, mean: ArrayLike | None) -> FloatArray:
    if mean is not None:
        given = numbers_of(mean, "mean")
        given = given[:, None] if given.ndim == 1 else given
        try:
            return np.broadcast_to(given, (y.shape[0], width))
        except ValueError as error:
            raise ValueError(
                f"mean has shape {given.shape}; {y.shape[0]} series, {width} days"
            ) from error
    before = y[:, : y.shape[1] - width]
    known = (~np.isnan(before)).sum(axis=1)
    with np.errstate(invalid="ignore"):
        average = np.nansum(before, axis=1) / known
    return np.repeat(average[:, None], width, axis=1)


def _accumulated(scores: FloatArray, k: float) -> tuple[FloatArray, FloatArray]:
    """C on each day, and on the day before."""
    statistic = np.zeros(scores.shape)
    before = np.zeros(scores.shape)
    current = np.zeros(scores.shape[0])
    for day in range(scores.shape[1]):
        before[:, day] = current
        step = np.where(np.isnan(scores[:, day]), current, current + (scores[:, day] - k))
        current = np.maximum(0, step)
        statistic[:, day] = current
    return statistic, before


def _standardised(y: FloatArray, m: FloatArray, trans: str, a: float) -> FloatArray:
    root = np.sqrt(m)
    found: FloatArray = (y - m) / root
    if trans == "rossi":
        found = (y - 3 * m + 2 * np.sqrt(y * m)) / (2 * root)
    elif trans == "anscombe":
        found = 1.5 * (np.cbrt(y) ** 2 - np.cbrt(m) ** 2) / m ** (1 / 6)
    elif trans == "pearson-nb":
        found = (y - m) / np.sqrt(m + a * m * m)
    return found


def _reaching(room: FloatArray, m: FloatArray, trans: str, a: float) -> FloatArray:
    """The count whose standardised value is `room`."""
    root = np.sqrt(m)
    found: FloatArray = np.ceil(root * room + m)
    if trans == "rossi":
        found = 2 * root * room + 5 * m - 2 * np.sqrt(4 * m * m + 2 * m * root * room)
    elif trans == "anscombe":
        found = np.maximum(2 / 3 * m ** (1 / 6) * room + np.cbrt(m) ** 2, 0) ** 1.5
    elif trans == "pearson-nb":
        found = np.sqrt(m + a * m * m) * room + m
    return found
