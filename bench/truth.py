"""How well untrue records of disinfection are told from true ones (docs/truth.md): fitted on some seeds,
measured on others."""

import argparse
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import minimize

from bench.truth_logs import KINDS, Case, cases
from xiaoan.hygiene.rules import doubts, logs

FITTED, MEASURED = range(200), range(1000, 1200)
# Not drawn in invented logs: these stay by judgement.
BY_JUDGEMENT = (
    "ahead", "photo", "away", "untrained", "after_day", "lessons", "order", "figures",
)  # fmt: skip
_RIDGE, _MOST = 2.0, 6.5
PREVALENCES = (0.02, 0.05, 0.1, 0.2, 0.25, 0.3)


@dataclass
class Tally:
    """Records: of untrue ones how many are worth a look, and of true ones."""

    untrue: int = 0
    caught: int = 0
    true: int = 0
    wrongly: int = 0
    kinds: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    styles: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    @property
    def recall(self) -> float:
        return self.caught / self.untrue

    def precision(self, prevalence: float | None = None) -> float:
        """Among as many untrue records as were drawn, or as a share `prevalence` of all would be."""
        hit, miss = self.recall, self.wrongly / self.true
        share = prevalence if prevalence is not None else self.untrue / (self.untrue + self.true)
        return share * hit / (share * hit + (1 - share) * miss) if hit else 0.0


def signs(one: Case) -> Iterable[tuple[bool, list[logs.Reason]]]:
    found = doubts.doubts(one.day, one.past)
    for record in one.day:
        yield str(record.id) in one.untrue, found.get(record.id, [])


def measure(seeds: Iterable[int]) -> Tally:
    tally = Tally()
    for seed in seeds:
        for one in cases(seed):
            for is_untrue, reasons in signs(one):
                worth = doubts.is_doubtful(reasons)
                tally.untrue += is_untrue
                tally.caught += is_untrue and worth
                tally.true += not is_untrue
                tally.wrongly += worth and not is_untrue
                count = tally.kinds[one.kind] if is_untrue else tally.styles[one.style]
                count[0] += 1
                count[1] += worth
    return tally


def fit(seeds: Iterable[int]) -> tuple[dict[str, float], float]:
    """Weights of a logistic regression with none below nought, each worker counted as one (their records are
    no witnesses apart); and its constant, the logarithm of the odds without any sign."""
    names = [name for name in logs.WEIGHTS if name not in BY_JUDGEMENT]
    rows: dict[tuple[bool, frozenset[str]], float] = defaultdict(float)
    for seed in seeds:
        for one in cases(seed):
            for is_untrue, reasons in signs(one):
                rows[is_untrue, frozenset(reason.what for reason in reasons)] += 1 / len(one.day)
    x = np.array([[_says(name, said) for name in names] for _y, said in rows], dtype=float)
    y = np.array([is_untrue for is_untrue, _said in rows], dtype=float)
    n = np.array(list(rows.values()))

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = w[0] + x @ w[1:]
        p = 1 / (1 + np.exp(-z))
        value = float(n @ (np.logaddexp(0, z) - y * z)) + _RIDGE / 2 * float(w[1:] @ w[1:]) / 10
        slope = x.T @ (n * (p - y)) + _RIDGE / 10 * w[1:]
        return value, np.concatenate([[float(n @ (p - y))], slope])

    bounds = [(None, None), *[(0.0, _MOST)] * len(names)]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, bounds=bounds, method="L-BFGS-B")
    own = dict(zip(names, map(float, found.x[1:]), strict=True))
    return {
        name: own[name] + sum(own[one] for one in _UNDER.get(name, ())) for name in names
    }, float(found.x[0])


# What is more of the same says at least as much: its weight is on top of theirs.
_UNDER = {
    "pace_60": ("pace_80",), "pace_35": ("pace_80", "pace_60"), "together_3h": ("together_1h",),
    "cloned_2": ("cloned_1",), "rhythm": ("rhythm_round",),
}  # fmt: skip


def _says(name: str, said: frozenset[str]) -> bool:
    return name in said or any(name in _UNDER.get(one, ()) for one in said)


def lines(tally: Tally) -> Iterable[str]:
    yield f"records {tally.untrue + tally.true:,}, untrue {tally.untrue:,}"
    yield f"precision {tally.precision():.3f}  recall {tally.recall:.3f}"
    for kind in KINDS:
        all_, worth = tally.kinds[kind]
        hit, miss = worth / all_, tally.wrongly / tally.true
        alone = ", ".join(
            f"{p:.0%}: {p * hit / (p * hit + (1 - p) * miss):.3f}" for p in PREVALENCES
        )
        yield f"  {kind:12} recall {hit:.3f} ({worth:,}/{all_:,})  precision alone at {alone}"
    for style, (all_, worth) in sorted(tally.styles.items()):
        yield f"  true, {style:12} wrongly worth a look {worth / all_:.4f} ({worth:,}/{all_:,})"
    yield "precision at a share of " + ", ".join(
        f"{p:.0%}: {tally.precision(p):.3f}" for p in PREVALENCES
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.truth")
    parser.add_argument("seeds", nargs="*", type=int, help="first and last seed to measure, once")
    given = parser.parse_args().seeds
    if given:
        for line in lines(measure(range(given[0], given[-1] + 1))):
            print(line)
        return
    weights, constant = fit(FITTED)
    print(f"constant {constant:.2f}")
    for name, weight in weights.items():
        print(f"{name} = {weight:.1f}")
    for title, seeds in (("fitted", FITTED), ("measured", MEASURED)):
        print(f"-- {title} seeds {seeds.start}-{seeds.stop - 1}")
        for line in lines(measure(seeds)):
            print(line)


if __name__ == "__main__":
    main()
