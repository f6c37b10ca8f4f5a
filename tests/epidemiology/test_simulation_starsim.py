"""Agreement with an independent simulator: Starsim's infections of a small county, kept as data.

How they came to be, and why Starsim is not among our requirements: tests/epidemiology/starsim_referee.py.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from xiaoan.epidemiology.simulation import (
    NOWHERE,
    Disease,
    Policy,
    Population,
    Span,
    layer,
    simulate,
)

PEOPLE, PUPILS, HOME, CLASS, DRAWN, DAYS, FIRST, SEEDS = 20_000, 6_000, 4, 40, 10, 150, 20, 24
THEIRS = np.array(
    json.loads((Path(__file__).parents[1] / "data/simulation/starsim.json").read_text())[
        "infections"
    ]
)


def county() -> Population:
    pupil = np.arange(PEOPLE) < PUPILS
    class_ = np.where(pupil, np.arange(PEOPLE) // CLASS, NOWHERE)
    layers = (
        layer("household", np.arange(PEOPLE) // HOME, home=True), layer("class", class_, at_school=True),
        layer("county", np.zeros(PEOPLE, np.int64)),
    )  # fmt: skip
    return Population(layers, np.where(pupil, 0, NOWHERE), class_, pupil)


def test_as_many_are_infected_as_starsim_says() -> None:
    # Each has DRAWN contacts a day with anybody: as a chance by pair and day, DRAWN / PEOPLE of it.
    chances = {"household": 0.05, "class": 0.006, "county": 0.012 * DRAWN / PEOPLE}
    one = Disease("test", chances, latent=Span(2), infectious=Span(5), onset=Span(2))
    rng = np.random.default_rng(4)
    ours = np.array(
        [
            simulate(
                county(), [one], Policy(), days=DAYS, seed=seed,
                first=rng.choice(PEOPLE, FIRST, replace=False),
            )[0].new.sum()
            for seed in range(SEEDS)
        ]
    )  # fmt: skip
    error = float(np.hypot(ours.std(ddof=1), THEIRS.std(ddof=1)) / np.sqrt(SEEDS))
    # Within four standard errors of the difference, each a two-hundredth or so of what is counted.
    assert error < 0.0075 * THEIRS.mean()
    assert ours.mean() == pytest.approx(THEIRS.mean(), abs=4 * error)
    assert 0.5 < ours.std(ddof=1) / THEIRS.std(ddof=1) < 2
