"""Was it the soup? One exposure against illness: attack rates, risk ratio with its interval, exact p.

A table of two groups of people, those who were exposed and those who were not, each ill or well. People of
whom the exposure is unknown are in neither: whoever calls shows how many they are.
"""

import math
from dataclasses import dataclass
from importlib import import_module

from scipy.special import gammaincinv

METHOD = "Koopman 1984 (score); Fisher, two-sided"
_WIDEST = 1e9  # a ratio beyond it is none that a county can have


@dataclass(frozen=True)
class ExposureTable:
    """What one table says. NaN: nothing can be said.

    `exposed_rate`, `unexposed_rate`: attack rates, NaN for a group of nobody. `ratio`: of the two; infinite
    if only exposed people fell ill, NaN if nobody did or a group is empty. `low`, `high`: the score interval
    of the ratio; 0 and infinity where a zero cell leaves that side open. `p`: the chance of a table at
    least as unlikely if the exposure does nothing, by Fisher's exact test.
    """

    exposed_rate: float
    unexposed_rate: float
    ratio: float
    low: float
    high: float
    p: float


def exposure_table(
    exposed_ill: int,
    exposed_well: int,
    unexposed_ill: int,
    unexposed_well: int,
    level: float = 0.95,
) -> ExposureTable:
    """Judge one exposure. Counts of people, not negative (ValueError); `level` between 0 and 1.

    The interval holds the ratios that a score test does not refuse (Koopman, Biometrics 1984;40:513-517):
    it needs no correction for zero cells. Tables of a single group or without ill people say nothing of
    the ratio: NaN, and p = 1.
    """
    cells = (exposed_ill, exposed_well, unexposed_ill, unexposed_well)
    if any(cell < 0 for cell in cells) or not 0 < level < 1:
        raise ValueError("counts are not negative and the level lies between 0 and 1")
    exposed, unexposed = exposed_ill + exposed_well, unexposed_ill + unexposed_well
    rates = _share(exposed_ill, exposed), _share(unexposed_ill, unexposed)
    if not exposed or not unexposed or not exposed_ill + unexposed_ill:
        return ExposureTable(*rates, math.nan, math.nan, math.nan, 1.0)
    ratio = rates[0] / rates[1] if unexposed_ill else math.inf
    first, second = (exposed_ill, exposed), (unexposed_ill, unexposed)
    low, high = _interval(first, second, 2 * float(gammaincinv(0.5, level)))
    # Brought in when the first table is judged: it takes as long to load as the rest of the product.
    fisher_exact = import_module("scipy.stats").fisher_exact
    p = fisher_exact([[exposed_ill, exposed_well], [unexposed_ill, unexposed_well]]).pvalue
    return ExposureTable(*rates, ratio, low, high, min(float(p), 1.0))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan


def _interval(first: tuple[int, int], second: tuple[int, int], limit: float) -> tuple[float, float]:
    """The ratios that the test does not refuse: an interval around the observed one."""
    high = _upper(first, second, limit) if second[0] else math.inf
    low = 1 / _upper(second, first, limit) if first[0] else 0.0
    return low, high


def _upper(first: tuple[int, int], second: tuple[int, int], limit: float) -> float:
    """The largest ratio first : second not refused; somebody of the second group is ill."""

    def beyond(log_ratio: float) -> float:
        return score(first, second, math.exp(log_ratio)) - limit

    observed = (first[0] / first[1]) / (second[0] / second[1])
    begin = math.log(observed) if first[0] else -math.log(_WIDEST)
    end = math.log(_WIDEST)
    brentq = import_module("scipy.optimize").brentq
    return math.exp(brentq(beyond, begin, end, xtol=1e-12)) if beyond(end) > 0 else math.inf


def score(first: tuple[int, int], second: tuple[int, int], ratio: float) -> float:
    """How far (ill, all) of two groups are from a risk ratio: the sum of squared deviations from the risks
    that fit best under it, each over its variance; chi-square with one degree of freedom.
    """
    (ill, all_), (other_ill, other_all) = first, second
    whole = all_ + other_all
    b = ratio * (all_ + other_ill) + ill + other_all
    root = math.sqrt(max(b * b - 4 * ratio * whole * (ill + other_ill), 0.0))
    # The smaller root of the likelihood's quadratic, in the form that loses no digits.
    risk = min(2 * ratio * (ill + other_ill) / (b + root), 1.0)
    return _deviation(ill, all_, risk) + _deviation(other_ill, other_all, min(risk / ratio, 1.0))


def _deviation(ill: int, all_: int, risk: float) -> float:
    variance = all_ * risk * (1 - risk)
    gap = ill - all_ * risk
    if variance <= 0 or abs(gap) < 1e-12 * max(all_, 1):
        return 0.0 if abs(gap) < 1e-9 * max(all_, 1) else math.inf
    return gap * gap / variance
