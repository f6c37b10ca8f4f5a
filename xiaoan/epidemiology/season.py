"""What a Farrington detector makes of the past of a day: fit, weights against outbreaks, trend or not.

The steps of Farrington and others 1996 and Noufaily and others 2013 as R's `surveillance` takes them:
there the dispersion that scales the variances after reweighting is sum(omega r^2) / (n - p).
"""

from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from xiaoan.epidemiology.arrays import BoolArray, FloatArray, above, at_least, probability
from xiaoan.epidemiology.past import Past
from xiaoan.epidemiology.quasipoisson import Design, Fit, fit

ThresholdMethod = Literal["delta", "nbPlugin", "muan"]
THRESHOLD_METHODS = ("delta", "nbPlugin", "muan")
# So many seasons are needed before a trend is believed.
_SEASONS = 3
POWERS = {"2/3": 2 / 3, "1/2": 1 / 2, "none": 1.0}


@dataclass(frozen=True, slots=True)
class Options:
    """How a Farrington detector looks back and how it decides; names as in R, in lower case.

    `b` seasons of `freq` columns; half-windows of `w`; `no_periods` levels a season (1 = windows
    only); `past_weeks_not_included` columns before today left out (`w`, unless given). `reweight`:
    past outbreaks, with an Anscombe residual above `weights_threshold`, count less. `trend`: kept if
    its p-value is below `p_threshold_trend`, b >= 3 and it does not lead above the highest count.
    `threshold_method`: "delta" (normal after a power transformation `powertrans`), "nbPlugin"
    (negative binomial at the fitted mean) or "muan" (at the mean's upper bound). `limit54`: fewer than
    so many cases in so many last columns: no bound, no alarm.
    """

    b: int = 5
    w: int = 3
    freq: int = 52
    alpha: float = 0.05
    trend: bool = True
    reweight: bool = True
    weights_threshold: float = 2.58
    p_threshold_trend: float = 0.05
    no_periods: int = 1
    past_weeks_not_included: int | None = None
    threshold_method: ThresholdMethod = "delta"
    powertrans: str = "2/3"
    limit54: tuple[float, int] = (5, 4)

    def check(self) -> None:
        """Raises ValueError, naming the option that cannot be."""
        probability(self.alpha)
        for name, least in (("b", 1), ("w", 0), ("freq", 1), ("no_periods", 1)):
            at_least(name, getattr(self, name), least)
        above("weights_threshold", self.weights_threshold)
        at_least("p_threshold_trend", self.p_threshold_trend, 0)
        at_least("limit54", self.limit54[0], 0)
        at_least("limit54", self.limit54[1], 1)
        if self.threshold_method not in THRESHOLD_METHODS:
            raise ValueError(
                f"threshold_method = {self.threshold_method!r} must be one of "
                + ", ".join(THRESHOLD_METHODS)
            )
        if self.powertrans not in POWERS:
            raise ValueError(f"powertrans = {self.powertrans!r} must be one of {', '.join(POWERS)}")


@dataclass(frozen=True, slots=True, eq=False)
class Today:
    """What the past says of one day of S series, each of shape (S,), NaN where no fit converged.

    `eta`: log of the expected count. `unscaled`: its variance before scaling. `phi`: dispersion, at
    least 1. `scale`: what variances are scaled by. `trended`, `slope`: whether a trend was kept, and
    its rise a column (NaN without). `p_trend`: its two-sided p-value (1 without).
    """

    eta: FloatArray
    unscaled: FloatArray
    phi: FloatArray
    scale: FloatArray
    trended: BoolArray
    slope: FloatArray
    p_trend: FloatArray


def today_of(counts: FloatArray, past: Past, options: Options, *, original: bool) -> Today:
    """Fit S series, shape (S, N), on the rows of their past."""
    known = ~np.isnan(counts)
    y = np.where(known, counts, 0.0)
    flat = Design(past.level, None)
    if not options.trend:
        return _summary(y, known, flat, past, options, original)
    rising = Design(past.level, past.time)
    found = _summary(y, known, rising, past, options, original)
    keep = ~np.isnan(found.eta) & _trend_holds(found, y, options)
    if keep.all():
        return found
    other = _summary(y[~keep], known[~keep], flat, past, options, original)
    return _joined(found, other, keep)


def _trend_holds(found: Today, y: FloatArray, options: Options) -> BoolArray:
    """Significant, over three seasons at least, and not leading above what was ever counted."""
    bound = options.p_threshold_trend
    significant = (found.p_trend < bound) | (bound >= 1)
    with np.errstate(over="ignore"):
        calm = np.exp(found.eta) <= y.max(axis=1, initial=0)
    holds: BoolArray = significant & calm & (options.b >= _SEASONS)
    return holds


def _summary(
    y: FloatArray, known: BoolArray, design: Design, past: Past, options: Options, original: bool
) -> Today:
    prior = known.astype(np.float64)
    first = fit(y, prior, design)
    # The original goes on with what it has when not even the flat fit converged.
    usable = first.converged | (original and design.time is None)
    done, weights = first, first.weight
    phi = np.maximum(_dispersion(y, done, weights), 1)
    if options.reweight:
        omega = _against_outbreaks(y, known, first, phi, design, options.weights_threshold)
        done = fit(y, omega, design)
        phi = np.maximum(_dispersion(y, done, done.weight), 1)
        weights = done.weight if original else omega
    level, time = past.now
    eta, unscaled = done.at(level, time)
    scale = _dispersion(y, done, weights)
    trended = np.full(y.shape[0], design.time is not None)
    p = np.ones(y.shape[0])
    if design.time is not None:
        with np.errstate(divide="ignore", invalid="ignore"):
            p = 2 * stdtr(done.free, -np.abs(done.slope) / np.sqrt(scale / done.information))
    nothing = np.where(usable & known.any(axis=1), 0.0, np.nan)
    slope = np.where(trended, done.slope, np.nan)
    return Today(
        eta + nothing, unscaled + nothing, phi + nothing, scale + nothing, trended, slope, p
    )


def _dispersion(y: FloatArray, done: Fit, weights: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = (y - done.mean) / done.mean
        found: FloatArray = np.einsum("ij,ij,ij->i", weights, relative, relative) / done.free
    return found


def _against_outbreaks(
    y: FloatArray, known: BoolArray, done: Fit, phi: FloatArray, design: Design, threshold: float
) -> FloatArray:
    """Weights 1, or less where the Anscombe residual is above the threshold; n in all."""
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = 1.5 * (np.cbrt(y) ** 2 * done.mean ** (-1 / 6) - np.sqrt(done.mean))
        residual = raw / np.sqrt(phi[:, None] * (1 - done.leverage(design)))
        omega = np.where(residual > threshold, residual**-2.0, 1.0) * known
        found: FloatArray = omega * (known.sum(axis=1) / omega.sum(axis=1))[:, None]
    return found


def _joined(kept: Today, other: Today, keep: BoolArray) -> Today:
    """Those whose trend was kept, and the others."""

    def join(name: str) -> NDArray[Any]:
        whole: NDArray[Any] = getattr(kept, name).copy()
        whole[~keep] = getattr(other, name)
        return whole

    return Today(*(join(one.name) for one in fields(Today)))
