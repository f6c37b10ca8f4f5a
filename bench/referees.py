"""Starsim and Covasim on a county like ours: CPU seconds of one replicate as JSON, for `bench.simulation`.

Neither is among our requirements (some 800 MB of packages). Run by the bench with the Python that
`SIMULATION_REFEREES` names, or with its own where they are installed:
`PYTHON bench/referees.py PEOPLE DAYS`. Setting up is not counted, theirs or ours.
"""

import json
import sys
import time
from typing import Any

import numpy as np

HOME, CLASS, DRAWN, FIRST = 3, 40, 10, 10
# Chance by pair and day, and of each drawn contact; times the number of a case.
CHANCES = {"household": 0.05, "class": 0.004, "county": 0.01}
CASES = {"near one": 0.5, "unmitigated": 3.0}


def pairs(groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Everybody with everybody of a group, once; all groups of one size, in order."""
    size = int(np.bincount(groups).max())
    groups = groups[: groups.size // size * size]
    one, other = np.triu_indices(size, 1)
    begins = np.arange(0, groups.size, size)[:, None]
    return (begins + one).ravel(), (begins + other).ravel()


def starsim(people: int, days: int, times: float) -> dict[str, float]:
    import starsim as ss  # type: ignore[import-not-found]  # where it is installed

    class Fixed(ss.Network):  # type: ignore[misc]  # untyped
        def __init__(self, groups: np.ndarray, chance: float, **more: object) -> None:
            p1, p2 = pairs(groups)
            super().__init__(p1=p1, p2=p2, beta=np.full(p1.size, chance, np.float32), **more)

        def step(self) -> None:
            """The same every day."""

    pupils = people * 35 // 100
    networks = [
        Fixed(np.arange(people) // HOME, CHANCES["household"] * times, name="household"),
        Fixed(np.arange(pupils) // CLASS, CHANCES["class"] * times, name="class"),
        ss.RandomNet(n_contacts=ss.constant(DRAWN), beta=CHANCES["county"] * times, name="county"),
    ]
    disease = ss.SEIR(
        beta=ss.probperday(1.0), init_prev=ss.choose_n(FIRST), dur_exp=ss.constant(ss.days(1)),
        dur_inf=ss.constant(ss.days(4)), p_death=ss.bernoulli(p=0),
    )  # fmt: skip
    disease.pars.beta = 1.0
    sim = ss.Sim(
        n_agents=people, networks=networks, diseases=disease, start=ss.date("2020-09-07"),
        dur=ss.days(days), dt=ss.days(1), rand_seed=1, verbose=0,
    )  # fmt: skip
    sim.init()
    began = time.process_time()
    sim.run()
    infected = people - int(np.asarray(sim.diseases[0].susceptible.values).sum())
    return {"cpu_s": round(time.process_time() - began, 2), "infected": infected}


def covasim(people: int, days: int, times: float) -> dict[str, float]:
    import covasim as cv  # type: ignore[import-not-found]  # where it is installed

    sim = cv.Sim(
        pop_size=people, pop_type="hybrid", pop_infected=FIRST, n_days=days, beta=0.016 * times / 2,
        rescale=False, rand_seed=1, verbose=0,
    )  # fmt: skip
    sim.initialize()
    began = time.process_time()
    sim.run()
    return {
        "cpu_s": round(time.process_time() - began, 2),
        "infected": int(sim.results["cum_infections"][-1]),
    }


def main() -> None:
    people, days = int(sys.argv[1]), int(sys.argv[2])
    found: dict[str, Any] = {}
    for name, run in (("starsim", starsim), ("covasim", covasim)):
        try:
            found[name] = {case: run(people, days, times) for case, times in CASES.items()}
        except ImportError:
            found[name] = None
        sys.stderr.write(f"{name}: {found[name]}\n")
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
