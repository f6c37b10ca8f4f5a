"""Forecasts of use put to the test: stock-out dates, unmet need when ordering by them, how often the truth
lies within the interval. `python -m bench.demand [--seeds 101 102 …] [--libraries]`.

The numbers of `demand-cn.toml` were chosen on the seeds 1-6; the default seeds were not looked at for that.
Libraries are measured where they are installed: they are no part of the product.
"""

import argparse
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from bench.demand_methods import LIBRARIES, RULES, Forecast, Made
from bench.demand_world import REOPENS, Array, World, world
from xiaoan.demand import rules

SEEDS = tuple(range(101, 109))
# Days of the forecast against the reopening, and against the start of each school's wave.
STEP, WAVE = (-14, -7, 3, 7), (6, 10, 15)
AHEAD = rules.HORIZON
LEAD, REVIEW = 10, 7


class Case(NamedTuple):
    """One forecast: a store on a day of a world."""

    kind: str
    seed: int
    lumpy: bool
    now: int
    store: int


class Error(NamedTuple):
    """Days between the forecast stock-out and the true one; whether the truth lay within 95 and 50 %."""

    kind: str
    days: int
    inside: tuple[bool, bool] | None


def cases(seed: int, lumpy: bool, one: World) -> Iterator[Case]:
    for store in range(len(one.use)):
        yield from (Case("step", seed, lumpy, REOPENS + at, store) for at in STEP)
        yield from (Case("wave", seed, lumpy, int(one.starts[store]) + at, store) for at in WAVE)


def errors(made: Made, seeds: Sequence[int]) -> list[Error]:
    """Every case of the seeds. What is held was drawn to last one to six weeks in truth."""
    found = []
    for seed in seeds:
        for lumpy in (False, True):
            one = world(seed, lumpy)
            draw = np.random.default_rng([seed, 7])
            kept: dict[int, Forecast] = {}
            for case in cases(seed, lumpy, one):
                lasts = int(draw.integers(7, 43))
                if case.now not in kept:
                    kept[case.now] = made(one, case.now, AHEAD)
                found.append(_error(one, case, lasts, kept[case.now]))
    return found


def _error(one: World, case: Case, lasts: int, said: Forecast) -> Error:
    true = one.use[case.store, case.now : case.now + AHEAD].cumsum()
    # Not just what was used up to a day: whoever hands out once a week would then run out a week later.
    held = int(true[lasts - 6 : lasts + 1].mean()) or 1
    lots = [rules.Lot(held, None)]
    truth = rules.lasting(lots, true).days

    def days(share: float) -> int:
        return rules.lasting(lots, said.tails[share][case.store]).days

    inside = None
    if said.tails:
        inside = (days(0.975) <= truth <= days(0.025), days(0.75) <= truth <= days(0.25))
    middle = rules.lasting(lots, said.middle[case.store]).days
    return Error(case.kind, abs(middle - truth), inside)


def summary(found: Sequence[Error]) -> dict[str, float]:
    """Mean and median days of error by kind of case, and shares within the intervals."""
    told: dict[str, float] = {}
    for kind in ("step", "wave"):
        days = [one.days for one in found if one.kind == kind]
        told |= {f"{kind}_mean": float(np.mean(days)), f"{kind}_median": float(np.median(days))}
    told["mean"] = float(np.mean([one.days for one in found]))
    told["median"] = float(np.median([one.days for one in found]))
    within = [one.inside for one in found if one.inside]
    if within:
        told["within_95"] = float(np.mean([one[0] for one in within]))
        told["within_50"] = float(np.mean([one[1] for one in within]))
    return told


def unmet(made: Made, seeds: Sequence[int], share: float = 0.5) -> tuple[float, float]:
    """Of what was needed from three weeks before the reopening to nine after it, the share not met when each
    store orders once a week up to what the forecast says of lead time and a week; and what is held, in days
    of use."""
    needed = missed = held = 0.0
    for seed in seeds:
        for lumpy in (False, True):
            one = world(seed, lumpy)
            parts = _ordered(made, one, share)
            needed, missed, held = needed + parts[0], missed + parts[1], held + parts[2]
    return missed / needed, held / needed


def _ordered(made: Made, one: World, share: float) -> tuple[float, float, float]:
    first, last = REOPENS - 21, REOPENS + 63
    stock: Array = np.zeros(len(one.use))
    coming: dict[int, Array] = {}
    needed = missed = held = 0.0
    for day in range(first, last):
        stock = stock + coming.pop(day, 0.0)
        if (day - first) % REVIEW == 0:
            said = made(one, day, LEAD + REVIEW)
            level = said.tails[share][:, -1] if said.tails else said.middle[:, -1]
            order = np.maximum(level - stock - sum(coming.values(), np.zeros(len(stock))), 0)
            if day == first:
                stock = stock + order
            else:
                coming[day + LEAD] = order
        use = one.use[:, day]
        needed, missed = needed + float(use.sum()), missed + float(np.maximum(use - stock, 0).sum())
        stock = np.maximum(stock - use, 0)
        held += float(stock.sum())
    return needed, missed, held


def measure(seeds: Sequence[int] = SEEDS, methods: Mapping[str, Made] = RULES) -> dict[str, Any]:
    """Every method on the same seeds; ratios of the errors of the rules to ours."""
    found: dict[str, Any] = {}
    for name, made in methods.items():
        begun = time.process_time()
        found[name] = summary(errors(made, seeds))
        found[name]["unmet"], found[name]["held"] = unmet(made, seeds)
        found[name]["seconds"] = time.process_time() - begun
    found["ours"]["unmet_at_upper"], found["ours"]["held_at_upper"] = unmet(
        methods["ours"], seeds, 0.975
    )
    found["ratios"] = {
        name: {
            key: found[name][key] / max(found["ours"][key], 1e-9)
            for key in ("mean", "median", "step_mean", "wave_mean", "unmet")
        }
        for name in methods
        if name != "ours"
    }
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.demand")
    parser.add_argument("--seeds", type=int, nargs="*", default=list(SEEDS))
    parser.add_argument("--libraries", nargs="*", default=[], choices=sorted(LIBRARIES))
    given = parser.parse_args()
    methods = RULES | {name: LIBRARIES[name] for name in given.libraries}
    for name, said in measure(given.seeds, methods).items():
        print(name, {key: _short(value) for key, value in said.items()})


def _short(value: Any) -> Any:
    return (
        round(value, 3) if isinstance(value, float) else {k: round(v, 2) for k, v in value.items()}
    )


if __name__ == "__main__":
    main()
