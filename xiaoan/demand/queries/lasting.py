"""How long each item lasts at each store: rates, the path of use, the standard's, the worse of both."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xiaoan.demand import rules
from xiaoan.demand.models import Rate
from xiaoan.demand.queries.ahead import Store
from xiaoan.demand.queries.past import Past
from xiaoan.demand.rules.regimes import Array, Whole
from xiaoan.supplies.queries import using

LOW, MIDDLE, HIGH = 0.025, 0.5, 0.975
_NEXT = 28


@dataclass(frozen=True)
class Outlook:
    """What will be used of an item at a store from today on, to each day [H]: by its own use (None: nothing
    on record), and by the standard (None: none for a day). `ends` [3, H]: use at HIGH, MIDDLE and LOW."""

    store_no: int
    item: str
    use: rules.Path | None
    standard: Array | None
    ends: Array | None = None

    @property
    def is_known(self) -> bool:
        return self.use is not None or self.standard is not None

    def governing(self) -> rules.Path:
        """The path of the two that asks for more by the end; the standard's has no variance."""
        use, standard = self.use, self.standard
        if standard is None or (use is not None and use.mean[0, -1] >= standard[-1]):
            return use or rules.Path(np.zeros((1, 1)), np.zeros((1, 1)))
        return rules.Path(standard[None], np.zeros((1, len(standard))))


@dataclass(frozen=True)
class Days:
    """How long it lasts; None: unknown."""

    basis: str
    low: int | None
    median: int | None
    high: int | None
    wasted: int
    per_day: float | None


def county_of(found: Past, schools: Sequence[int]) -> dict[str, rules.County]:
    """Item → the county's rates, of its schools."""
    rows = found.rows(set(schools))
    return {
        item: rules.county_rates(use[rows], found.people[rows]) for item, use in found.use.items()
    }


def kept_county() -> dict[str, rules.County]:
    """Item → the county's rates as they were counted last."""
    kept: dict[str, list[Rate]] = {}
    for row in Rate.objects.all():
        kept.setdefault(row.item, []).append(row)
    found = {}
    for item, rows in kept.items():
        rate, seen = np.zeros(rules.REGIMES), np.zeros(rules.REGIMES)
        for row in rows:
            rate[row.regime], seen[row.regime] = row.rate, row.seen
        found[item] = rules.County(rate, seen, rows[0].spread)
    return found


def own_of(
    found: Past, county: Mapping[str, rules.County], offices: set[int]
) -> dict[str, rules.Own]:
    """Item → the rates of every store of the past. An office is like no school: it is drawn to itself."""
    own = {}
    for item, use in found.use.items():
        if item in county:
            fit = rules.own_rates(use, found.people, county[item])
        else:
            fit = rules.own_rates(use, found.people, rules.county_rates(use, found.people))
        for row in found.rows(offices):
            if use[row].any():
                alone = use[row : row + 1], found.people[row : row + 1]
                itself = rules.own_rates(*alone, rules.county_rates(*alone))
                fit.rate[row], fit.doubt[row] = itself.rate[0], itself.doubt[0]
                fit.spread[row] = itself.spread[0]
        own[item] = fit
    return own


def outlooks(
    stores: Sequence[Store],
    found: Past,
    own: Mapping[str, rules.Own],
    days: Mapping[int, rules.Ahead],
) -> list[Outlook]:
    """Every store and item of which anything is known. The standard counts whoever is there on teaching
    days, at the level of each day."""
    told = []
    levels = {rules.LEVELS[at] for one in days.values() for at in np.unique(one.regimes // 4)}
    stages = {one.no: one.place.stage for one in stores if one.place.kind == "school"}
    standard = using.standard_per_day(stages, levels)
    for row, no in enumerate(found.stores):
        plan = days[no]
        items = [item for item, fit in own.items() if fit.known[row]]
        items += [item for item in plan.extra if item not in items]
        path = _path(row, items, own, plan) if items else None
        ends = np.stack([rules.quantile(path, at) for at in (HIGH, MIDDLE, LOW)]) if path else None
        asked = _asked(no, plan, standard)
        for item in dict.fromkeys([*items, *asked]):
            at = items.index(item) if item in items else None
            mine = (
                rules.Path(path.mean[at : at + 1], path.variance[at : at + 1])
                if path is not None and at is not None
                else None
            )
            sure = ends[:, at] if ends is not None and at is not None else None
            told.append(Outlook(no, item, mine, asked.get(item), sure))
    return told


def _path(
    row: int, items: Sequence[str], own: Mapping[str, rules.Own], plan: rules.Ahead
) -> rules.Path:
    """What is used of each item at a store: by its own rates, and what a supposition adds to that."""
    nothing = np.zeros(rules.REGIMES)
    fits = [
        (own[item].rate[row], own[item].doubt[row], own[item].spread[row])
        if item in own and own[item].known[row] else (nothing, nothing, 1.0)
        for item in items
    ]  # fmt: skip
    rate, doubt, spread = (np.array(column) for column in zip(*fits, strict=True))
    path = rules.expected(rate, doubt, spread, plan.regimes, plan.people)
    if not plan.extra:
        return path
    none = np.zeros(len(plan.people)), 0.0
    more = [plan.extra.get(item, none) for item in items]
    return rules.raised(
        path,
        np.array([daily for daily, _un in more]),
        np.array([unsure for _daily, unsure in more]),
    )


def whole_ends(one: Outlook, end: int) -> Whole:
    """Base units to each day [H]: the worse of use at an end (0: HIGH, 1: MIDDLE, 2: LOW) and standard,
    rounded up; what is a hair above a whole number is that number."""
    use = one.ends[end] if one.ends is not None else np.zeros(rules.HORIZON)
    worse = use if one.standard is None else np.maximum(use, one.standard)
    return np.ceil(worse - 1e-6).astype(np.int64)


def _asked(
    no: int, plan: rules.Ahead, standard: Mapping[tuple[int, str], Mapping[str, float]]
) -> dict[str, Array]:
    """Item → the sum of the standard to each day at a store."""
    found: dict[str, Array] = {}
    for at in np.unique(plan.regimes // 4):
        here = np.where(plan.regimes // 4 == at, plan.share, 0.0)
        for item, amount in standard.get((no, rules.LEVELS[at]), {}).items():
            found[item] = found.get(item, np.zeros(len(here))) + here * amount
    return {item: daily.cumsum() for item, daily in found.items()}


def lots_of(given: Sequence[tuple[dt.date | None, int]], today: dt.date) -> list[rules.Lot]:
    return [rules.Lot(held, (expires - today).days if expires else None) for expires, held in given]


def days_of(outlook: Outlook | None, lots: Sequence[rules.Lot]) -> Days:
    """The worse of use and standard: each end of the interval is the sooner of the two."""
    if outlook is None or not outlook.is_known:
        return Days("unknown", None, None, None, 0, None)
    ends = []
    if outlook.ends is not None:
        ends.append(("use", list(outlook.ends)))
    if outlook.standard is not None:
        ends.append(("standard", [outlook.standard] * 3))
    told = [(basis, [rules.lasting(lots, path) for path in paths]) for basis, paths in ends]
    basis, worse = min(told, key=lambda one: one[1][1].days)
    sooner = [min(one[1][at].days for one in told) for at in range(3)]
    mean = outlook.governing().mean[0]
    low, median, high = sooner
    per_day = float(mean[min(_NEXT, len(mean)) - 1]) / _NEXT
    return Days(basis, low, median, high, worse[1].wasted, per_day)
