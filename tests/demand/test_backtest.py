"""The small version of bench/demand.py: on seeds that nothing was tuned on, ours at least halves the error of
the stock-out date of both rules, after a step and a wave together, and is as sure as it says."""

import pytest

from bench import demand
from bench.demand_methods import RULES

SEEDS = (201, 202)


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, float]]:
    return {name: demand.summary(demand.errors(made, SEEDS)) for name, made in RULES.items()}


def test_the_error_is_at_least_halved(told: dict[str, dict[str, float]]) -> None:
    for rule in ("openboxes", "last_week"):
        assert told[rule]["mean"] >= 2 * told["ours"]["mean"], rule
        assert told[rule]["step_mean"] >= 2 * told["ours"]["step_mean"], rule
        assert told[rule]["wave_mean"] >= told["ours"]["wave_mean"], rule
    assert told["openboxes"]["median"] >= 2 * told["ours"]["median"]


def test_nineteen_of_twenty_lie_within_the_interval(told: dict[str, dict[str, float]]) -> None:
    assert 0.90 <= told["ours"]["within_95"] <= 0.98


def test_the_same_seed_gives_the_same_numbers(told: dict[str, dict[str, float]]) -> None:
    assert demand.summary(demand.errors(RULES["ours"], SEEDS)) == told["ours"]


def test_ordering_by_it_leaves_less_need_unmet() -> None:
    missed = {name: demand.unmet(made, SEEDS)[0] for name, made in RULES.items()}
    assert missed["openboxes"] >= 2 * missed["ours"]
    assert missed["last_week"] > missed["ours"]
    assert demand.unmet(RULES["ours"], SEEDS, 0.975)[0] <= missed["ours"] / 2
