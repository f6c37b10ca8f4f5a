"""What Starsim says of a small county, for the test of agreement: infections of each seed, as JSON.

Starsim (https://starsim.org, MIT) is no requirement of ours: forty packages, 800 MB, for one number. Run
this in an environment of its own, `pip install "starsim>=3.7,<4"`, and put what it prints into
tests/data/simulation/starsim.json. 20,000 people: households of 4, the first 6,000 in classes of 40 on
weekdays, 10 drawn contacts a day with anybody; chances by pair and day as `CHANCES`, latent 2 days,
infectious 5, the first 20 people infected, 150 days.
"""

import json
import sys
from typing import Any

import numpy as np
import starsim as ss  # type: ignore[import-not-found]  # in an environment of its own

PEOPLE, PUPILS, HOME, CLASS, DRAWN, DAYS, FIRST = 20_000, 6_000, 4, 40, 10, 150, 20
CHANCES = {"household": 0.05, "class": 0.006, "county": 0.012}


def pairs(groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Everybody with everybody of a group, once; groups of one size after another."""
    size = int(np.bincount(groups).max())
    one, other = np.triu_indices(size, 1)
    begins = np.arange(0, groups.size, size)[:, None]
    return (begins + one).ravel(), (begins + other).ravel()


class Fixed(ss.Network):  # type: ignore[misc]  # untyped where it is not installed
    """Complete graphs inside groups; `weekdays`: none at weekends, day 0 being a Monday."""

    def __init__(
        self, groups: np.ndarray, chance: float, *, weekdays: bool = False, **more: object
    ) -> None:
        p1, p2 = pairs(groups)
        super().__init__(p1=p1, p2=p2, beta=np.full(p1.size, chance, np.float32), **more)
        self.weekdays = weekdays
        self.all: dict[str, Any] = {}

    def step(self) -> None:
        if not self.weekdays:
            return
        if not self.all:
            self.all = dict(self.edges)
        for name, values in self.all.items():
            self.edges[name] = values if self.ti % 7 < 5 else values[:0]


class Daily(ss.Network):  # type: ignore[misc]  # untyped where it is not installed
    """So many contacts a day of each with anybody, drawn anew."""

    def __init__(self, chance: float, seed: int, **more: object) -> None:
        none = np.zeros(0, int)
        super().__init__(p1=none, p2=none, beta=np.zeros(0, np.float32), **more)
        self.chance, self.rng = chance, np.random.default_rng([seed, 99])

    def step(self) -> None:
        p1 = np.repeat(np.arange(PEOPLE), DRAWN // 2)
        p2 = self.rng.integers(0, PEOPLE, p1.size)
        self.edges["p1"] = p1.astype(self.meta["p1"])
        self.edges["p2"] = p2.astype(self.meta["p2"])
        self.edges["beta"] = np.full(p1.size, self.chance, np.float32)


def run(seed: int) -> int:
    networks = [
        Fixed(np.arange(PEOPLE) // HOME, CHANCES["household"], name="household"),
        Fixed(np.arange(PUPILS) // CLASS, CHANCES["class"], weekdays=True, name="class"),
        Daily(CHANCES["county"], seed, name="county"),
    ]
    disease = ss.SEIR(
        beta=ss.probperday(1.0), init_prev=ss.choose_n(FIRST), dur_exp=ss.constant(ss.days(2)),
        dur_inf=ss.constant(ss.days(5)), p_death=ss.bernoulli(p=0),
    )  # fmt: skip
    disease.pars.beta = 1.0
    sim = ss.Sim(
        n_agents=PEOPLE, networks=networks, diseases=disease, start=ss.date("2020-09-07"),
        dur=ss.days(DAYS), dt=ss.days(1), rand_seed=seed, verbose=0,
    )  # fmt: skip
    sim.init()
    sim.run()
    return int(PEOPLE - np.asarray(sim.diseases[0].susceptible.values).sum())


if __name__ == "__main__":
    found = [run(seed) for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 24)]
    sys.stdout.write(json.dumps({"starsim": ss.__version__, "infections": found}))
