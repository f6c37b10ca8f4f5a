"""Starsim and Covasim on a county like ours: CPU seconds of one replicate as JSON, for `bench.simulation`.

Neither is among our requirements (some 800 MB of packages). Run by the bench with the Python that
`SIMULATION_REFEREES` names, or with its own where they are installed:
`PYTHON bench/referees.py PEOPLE DAYS`. Setting up is not counted, theirs or ours.
"""

import json
import sys
import time
from importlib import import_module
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
    ss: Any = import_module("starsim")

    # Complete graphs inside groups, the same every day.
    fixed: Any = type("Fixed", (ss.Network,), {"step": lambda _self: None})

    def of(groups: np.ndarray, name: str) -> Any:
        p1, p2 = pairs(groups)
        beta = np.full(p1.size, CHANCES[name] * times, np.float32)
        return fixed(p1=p1, p2=p2, beta=beta, name=name)

    pupils = people * 35 // 100
    networks = [
        of(np.arange(people) // HOME, "household"),
        of(np.arange(pupils) // CLASS, "class"),
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
    cv: Any = import_module("covasim")

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
