"""Ways to forecast use, each from the same past: ours, OpenBoxes' rule, the last seven days, libraries.

A method gives for each store the sum of use from the day of the forecast to each day to come [stores, H];
ours gives quantiles too. Only ours is told what the days to come are (calendar, level, reopening): the other
rules have no place for it; the regression of statsmodels is told the same as ours.
"""

import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from bench.demand_world import PAST, Array, World
from xiaoan.demand import rules
from xiaoan.demand.rules.regimes import Whole

# Day 0 of the invented past is a first of a month; months have thirty days.
_MONTH = 30
_YEAR = 365
SHARES = (0.025, 0.25, 0.5, 0.75, 0.975)


class Forecast(NamedTuple):
    """`middle` [stores, H]; `tails`: share → the same, for methods that say how sure they are; `known`
    [stores]: whether a forecast was made."""

    middle: Array
    tails: dict[float, Array]


Made = Callable[[World, int, int], Forecast]


def openboxes(one: World, now: int, ahead: int) -> Forecast:
    """The mean of the 365 days to the end of last month (OpenBoxes 0.9, ForecastingService)."""
    end = now // _MONTH * _MONTH
    return _flat(one.use[:, max(end - _YEAR, 0) : end].mean(1), ahead)


def last_week(one: World, now: int, ahead: int) -> Forecast:
    """The mean of the last seven days."""
    return _flat(one.use[:, now - 7 : now].mean(1), ahead)


def _flat(per_day: Array, ahead: int) -> Forecast:
    return Forecast(per_day[:, None] * np.arange(1, ahead + 1)[None, :], {})


def cells(one: World, now: int, weeks: int = rules.WEEKS) -> tuple[Array, Array]:
    """Use by store and week before `now` (0: the last), person-days by kind of day too."""
    stores = len(one.use)
    used = np.zeros((stores, weeks))
    people = np.zeros((stores, weeks, rules.REGIMES))
    rows = np.arange(stores)
    for day in range(max(now - weeks * 7, 0), now):
        week = (now - 1 - day) // 7
        used[:, week] += one.use[:, day]
        people[rows, week, one.regimes[:, day]] += one.people[:, day]
    return used, people


def planned(one: World, now: int, ahead: int) -> World:
    """What is known of the days to come: calendar and level; an open event lasts so many days more as
    usual, no new one is foreseen; as many are there as on the last teaching days."""
    regimes = one.regimes[:, now : now + ahead].copy()
    ill = one.regimes[:, :now] // 2 % 2 == 1
    regimes -= 2 * (regimes // 2 % 2)
    for store in np.flatnonzero(ill[:, -1]):
        age = int(np.argmin(ill[store, ::-1]))
        regimes[store, : rules.outbreak_left(age)] += 2
    people = np.repeat(one.people[:, now - 28 : now].mean(1)[:, None], ahead, axis=1)
    return World(one.use[:, :0], regimes, people, one.starts)


def ours(one: World, now: int, ahead: int) -> Forecast:
    """Rates per person-day and kind of day, drawn to the county's (xiaoan.demand.rules)."""
    used, people = cells(one, now)
    county = rules.county_rates(used, people)
    own = rules.own_rates(used, people, county)
    plan = planned(one, now, ahead)
    paths = [
        rules.expected(
            own.rate[at : at + 1], own.doubt[at : at + 1], own.spread[at : at + 1],
            plan.regimes[at], plan.people[at],
        )
        for at in range(len(one.use))
    ]  # fmt: skip
    path = rules.Path(
        np.concatenate([p.mean for p in paths]), np.concatenate([p.variance for p in paths])
    )
    tails = {share: rules.quantile(path, share) for share in SHARES}
    return Forecast(tails[0.5], tails)


def regression(one: World, now: int, ahead: int) -> Forecast:
    """statsmodels: a Poisson regression of each store on kind of day, with the person-days as exposure."""
    from statsmodels.api import GLM, families

    since = max(now - rules.WEEKS * 7, 0)
    plan = planned(one, now, ahead)
    found = []
    for at in range(len(one.use)):
        past, future = _features(one.regimes[at, since:now]), _features(plan.regimes[at])
        model = GLM(
            one.use[at, since:now],
            past,
            family=families.Poisson(),
            exposure=one.people[at, since:now],
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted = model.fit_regularized(alpha=1e-4)
            daily = fitted.predict(future, exposure=plan.people[at])
        found.append(np.clip(np.nan_to_num(daily, nan=0.0, posinf=1e9), 0, 1e9).cumsum())
    return Forecast(np.array(found), {})


def _features(regimes: Whole) -> Array:
    """One, teaching, outbreak, and the height of the level: factors that multiply."""
    return np.stack(
        [np.ones(len(regimes)), regimes % 2, regimes // 2 % 2, regimes // 4], axis=1
    ).astype(float)


def holt_winters(one: World, now: int, ahead: int) -> Forecast:
    """statsmodels: simple smoothing with a week's season (ExponentialSmoothing)."""
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    found = []
    for row in one.use[:, max(now - 182, 0) : now]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted = ExponentialSmoothing(row, seasonal="add", seasonal_periods=7).fit()
            found.append(np.clip(fitted.forecast(ahead), 0, None).cumsum())
    return Forecast(np.array(found), {})


def _statsforecast(model: Any, one: World, now: int, ahead: int) -> Forecast:
    found = []
    for row in one.use[:, max(now - 182, 0) : now]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            said = model.forecast(y=row, h=ahead)["mean"]
        found.append(np.clip(np.nan_to_num(said), 0, None).cumsum())
    return Forecast(np.array(found), {})


def auto_ets(one: World, now: int, ahead: int) -> Forecast:
    """statsforecast: AutoETS with a week's season."""
    from statsforecast.models import AutoETS

    return _statsforecast(AutoETS(season_length=7), one, now, ahead)


def croston(one: World, now: int, ahead: int) -> Forecast:
    """statsforecast: Croston's method with Syntetos and Boylan's correction, for use in lumps."""
    from statsforecast.models import CrostonSBA

    return _statsforecast(CrostonSBA(), one, now, ahead)


RULES: dict[str, Made] = {"ours": ours, "openboxes": openboxes, "last_week": last_week}
LIBRARIES: dict[str, Made] = {
    "regression": regression, "holt_winters": holt_winters, "auto_ets": auto_ets, "croston": croston,
}  # fmt: skip
assert PAST > _YEAR
