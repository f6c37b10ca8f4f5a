"""Farrington's detector: today against what the same season of earlier years makes likely.

`farrington`: Farrington and others 1996 (J R Stat Soc A 159: 547). `farrington_flexible`: Noufaily
and others 2013 (Stat Med 32: 1206), which uses the whole past, with levels for the seasons. As R's
`surveillance::farrington` and `farringtonFlexible`, with their definitions of every variance.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from xiaoan.epidemiology.arrays import Detected, FloatArray, IntArray, evaluated, series_of
from xiaoan.epidemiology.past import Past, past_of, points_by_date, points_by_number
from xiaoan.epidemiology.season import POWERS, Options, Today, today_of
from xiaoan.epidemiology.tails import at_least_as_many, quantile

# A season of so many columns is a year of weeks, days or months: then dates say what was a year ago.
YEARS = (52, 365, 12)
_WEEKS = 52
# Series at a time, so that what a fit touches stays in the processor's cache.
_CHUNK = 150


def farrington_flexible(
    counts: ArrayLike,
    *,
    dates: Sequence[dt.date] | None = None,
    last: int | None = None,
    options: Options | None = None,
) -> Detected:
    """Alarm when today is above the (1 - alpha) bound of its season, one-sided.

    `counts`: shape (S, T), whole cases a column; NaN = missing, left out of the fit. `dates`: T dates;
    with `freq` 52, 365 or 12 a season is then a calendar year. Without dates, or with another freq, it
    is `freq` columns: freq 7, w 0, no_periods 7 are weekdays over b weeks. `last`: only the last
    columns; otherwise all that have b seasons before them.

    `upper` NaN: too few cases (`limit54`), or no convergence with nor without trend (then `decided` is
    False too). `more`: "phi" dispersion, "p" P(Y >= y), "score" (above 1 = above the bound), "trend" 1
    or 0, "slope" per column (NaN without), "fit" and "se" on the scale that the bound is computed on.
    Raises ValueError for bad counts or options, dates that do not fit, or too short a past.
    """
    return _detected(series_of(counts), dates, last, options or Options(), original=False)


def farrington(
    counts: ArrayLike,
    *,
    dates: Sequence[dt.date] | None = None,
    last: int | None = None,
    options: Options | None = None,
) -> Detected:
    """The original: windows only, Anscombe threshold 1, a two-sided bound, trend at p < 0.05.

    As `farrington_flexible`; of the options only b, w, freq, alpha, trend, reweight, powertrans and
    limit54 apply. Too few cases: `upper` is 0 and there is no alarm, as in R.
    """
    given = options or Options()
    fixed = replace(
        given, weights_threshold=1.0, p_threshold_trend=0.05, no_periods=1,
        past_weeks_not_included=given.w, threshold_method="delta",
    )  # fmt: skip
    return _detected(series_of(counts), dates, last, fixed, original=True)


def _detected(
    y: FloatArray,
    dates: Sequence[dt.date] | None,
    last: int | None,
    options: Options,
    *,
    original: bool,
) -> Detected:
    options.check()
    pasts = _pasts(y.shape[1], dates, last, options)
    parts = [slice(at, at + _CHUNK) for at in range(0, y.shape[0], _CHUNK)] or [slice(0, 0)]
    columns = []
    for day, past in pasts.items():
        found = [_one(y[part], day, past, options, original) for part in parts]
        columns.append({name: np.concatenate([one[name] for one in found]) for name in found[0]})
    table = {name: np.stack([one[name] for one in columns], axis=1) for name in columns[0]}
    expected, upper = table.pop("expected"), table.pop("upper")
    alarm, decided = table.pop("alarm") > 0, table.pop("decided") > 0
    days = np.array(list(pasts), dtype=np.int64)
    return Detected(days, expected, upper, alarm, decided, table)


def _pasts(
    length: int, dates: Sequence[dt.date] | None, last: int | None, options: Options
) -> dict[int, Past]:
    """The past of each day that is evaluated."""
    if dates is not None and len(dates) != length:
        raise ValueError(f"{len(dates)} dates for {length} columns of counts")
    by_date = dates is not None and options.freq in YEARS
    asked = evaluated(length, 1, last)
    found = {}
    for day in asked.tolist():
        points = (
            points_by_date(day, list(dates or ()), options.b, options.freq == _WEEKS)
            if by_date
            else points_by_number(day, options.freq, options.b)
        )
        if points is not None and points[-1] >= options.w:
            found[day] = _past(day, points, options)
    if not found or (last is not None and len(found) < last):
        raise ValueError(
            f"too short: {length} columns; b = {options.b} seasons of {options.freq} and w = "
            f"{options.w} columns are needed before the first of {last or 1}"
        )
    return found


def _past(day: int, points: IntArray, options: Options) -> Past:
    left_out = options.past_weeks_not_included
    return past_of(
        day, points, w=options.w, periods=options.no_periods,
        left_out=options.w if left_out is None else left_out,
    )  # fmt: skip


def _one(
    y: FloatArray, day: int, past: Past, options: Options, original: bool
) -> dict[str, FloatArray]:
    """What is to be said of one day, each of shape (S,)."""
    today = today_of(y[:, past.rows], past, options, original=original)
    count = y[:, day]
    if options.threshold_method == "delta":
        found = _by_power(count, today, options, original)
    else:
        found = _by_quantile(count, today, options)
    with np.errstate(divide="ignore", invalid="ignore"):
        score = (count - found["fit"]) / (found["upper"] - found["fit"])
        recent = y[:, max(day - options.limit54[1] + 1, 0) : day + 1].sum(axis=1)
        enough = recent >= options.limit54[0]
        alarm = enough & (score > 1) & (count != 0)
    fitted = ~np.isnan(today.eta)
    few = np.where(fitted, 0.0, np.nan) if original else np.nan
    return found | {
        "upper": np.where(enough, found["upper"], few),
        "expected": np.where(enough, found["expected"], np.nan),
        "alarm": alarm.astype(np.float64),
        "decided": (fitted & ~np.isnan(count)).astype(np.float64),
        "score": score,
        "phi": today.phi,
        "trend": np.where(fitted, today.trended, np.nan),
        "slope": today.slope,
    }


def _by_power(
    count: FloatArray, today: Today, options: Options, original: bool
) -> dict[str, FloatArray]:
    """Normal after a power transformation; "fit" and "se" are in cases."""
    power = POWERS[options.powertrans]
    mean = np.exp(today.eta)
    scale = today.phi if original else today.scale
    error = np.sqrt(scale * today.unscaled) * mean
    z = -float(ndtri(options.alpha / 2 if original else options.alpha))
    tau = today.phi + error**2 / mean
    spread = np.sqrt(power**2 * mean ** (2 * power - 1) * tau)
    upper = (mean**power + z * spread) ** (1 / power)
    with np.errstate(divide="ignore", invalid="ignore"):
        above = np.where(spread > 0, (count**power - mean**power) / spread, np.nan)
    p = ndtr(-above)
    return {"expected": mean, "upper": upper, "p": p, "fit": mean, "se": error}


def _by_quantile(count: FloatArray, today: Today, options: Options) -> dict[str, FloatArray]:
    """Negative binomial (Poisson without overdispersion); "fit" and "se" are of log mu."""
    error = np.sqrt(today.scale * today.unscaled)
    above = -float(ndtri(options.alpha)) * error if options.threshold_method == "muan" else 0.0
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        mean = np.exp(today.eta + above)
        mean = np.where(np.isinf(mean), np.nan, mean)
        over = today.phi > 1
        size = np.where(over, mean / (today.phi - 1), np.nan)
        prob = np.where(over, 1 / today.phi, mean)
    upper = quantile(1 - options.alpha, size, prob)
    p = np.where(np.isnan(count), np.nan, at_least_as_many(count, size, prob))
    expected = np.where(np.isnan(upper), np.nan, np.exp(today.eta))
    return {"expected": expected, "upper": upper, "p": p, "fit": today.eta, "se": error}
