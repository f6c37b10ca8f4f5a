"""Drop-out watch beside the 80/88 % attendance rule: recall at equal list length, calibration.

`python -m bench.dropout fit` draws the seeds of FIT, fits the model and writes
xiaoan/dropout/data/model-cn.toml;
`python -m bench.dropout` measures the shipped model on the seeds of TEST, which nothing was tuned on.
"""

import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from bench.dropout_world import (
    LEAVERS,
    OTHER,
    PRESENT,
    SICK,
    UNKNOWN,
    UNRECORDED,
    World,
    draw,
)
from xiaoan.dropout.rules.features import BEFORE, NAMES, RECENT, Floats, Seen, matrix
from xiaoan.dropout.rules.model import AHEAD, BEHIND, fit, model

FIT, TEST = range(1, 9), range(1001, 1011)
LOOKS = (40, 50, 60, 70, 80, 90)
RULES = (("80 %", 0.80), ("88 %", 0.88))


def at(world: World, day: int) -> tuple[Any, ...]:
    """On the morning of a day: features, whether leaving is under way or begins soon, attendance until
    then, and
    who is looked at: on the roll, not taken off it, not known as gone."""
    recent, before = (
        slice(max(0, day - RECENT), day),
        slice(max(0, day - RECENT - BEFORE), max(0, day - RECENT)),
    )
    unexplained = np.isin(world.mark, (OTHER, UNKNOWN))
    known = world.mark != UNRECORDED
    failed = world.tried - world.answered
    run, alive = np.zeros(len(world.left)), np.ones(len(world.left), bool)
    since, silent = np.zeros(len(world.left)), np.ones(len(world.left), bool)
    for back in range(1, 31):
        if day - back < 0:
            break
        alive &= unexplained[:, day - back] | ~known[:, day - back]
        run += alive & unexplained[:, day - back]
        silent &= world.answered[:, day - back] == 0
        since += silent * failed[:, day - back]
    seen = Seen(
        unexplained[:, recent].sum(1), unexplained[:, before].sum(1), run,
        (world.mark[:, recent] == SICK).sum(1), world.missed[:, recent].sum(1), since,
        world.answered[:, recent].max(1), world.moves.astype(np.float64), world.key.astype(np.float64),
    )  # fmt: skip
    y = ((world.left > day - BEHIND) & (world.left <= day + AHEAD)) * 1.0
    looked = (world.left > day - BEHIND) & (world.gone > day)
    there = (world.mark[:, :day] == PRESENT).sum(1)
    attendance = there / np.maximum(1, known[:, :day].sum(1))
    return matrix(seen), y, attendance, looked


def _stack(seeds: range) -> tuple[Any, ...]:
    found = []
    for seed in seeds:
        world = draw(seed)
        for day in LOOKS:
            x, y, attendance, looked = at(world, day)
            found.append(
                (
                    x[looked],
                    y[looked],
                    attendance[looked],
                    world.kind[looked],
                    np.full(looked.sum(), day),
                )
            )
    return tuple(np.concatenate(part) for part in zip(*found, strict=True))


def fitted() -> None:
    """Fit on FIT and write the model; listed is as many as the 80 % rule lists on these
    seeds, and half of them are to be looked at at once (ours)."""
    x, y, attendance, _kind, _day = _stack(FIT)
    intercept, weights = fit(x, y)
    p = 1 / (1 + np.exp(-(intercept + x @ weights)))
    share = float((attendance < RULES[0][1]).mean())
    watch, high = (float(np.quantile(p, 1 - share / part)) for part in (1, 2))
    head = (
        "# Coefficients of the drop-out watch (rules/model.py), fitted on invented histories by",
        "# `python -m bench.dropout fit`. No real child's history was seen: refit before relying",
        "# on the probabilities. From `watch` on a pupil is listed: as many as the 80 % rule lists;",
        "# `high`, half of them, are looked at at once; from `opens` on (ours: about every second",
        "# one is leaving) a line of the ledger opens by itself.",
    )
    lines = [
        *head, 'version = "2026.11"', "as_of = 2026-11-28",
        'source = "own choice: bench/dropout_world.py, seeds 1-8"', 'confidence = "L"',
        f"intercept = {intercept:.4f}", f"watch = {watch:.4f}", f"high = {high:.4f}",
        "opens = 0.4", "", "[weights]",
        *(f"{name} = {weight:.4f}" for name, weight in zip(NAMES, weights, strict=True)),
    ]  # fmt: skip
    path = Path(__file__).parent.parent / "xiaoan/dropout/data/model-cn.toml"
    path.write_text("\n".join(lines) + "\n", "utf-8")


def recall(score: Floats, y: Floats, n: int) -> float:
    """Share of the leavers among the first n by score (equal scores in random order of the rows)."""
    return float(y[np.argsort(-score, kind="stable")[:n]].sum() / y.sum())


def measure() -> dict[str, float]:
    """Print the comparison on TEST; gives the numbers."""
    x, y, attendance, kind, _day = _stack(TEST)
    p = model().probability(x)
    base = float(y.mean() * (1 - y.mean()))
    found = {"brier": float(((p - y) ** 2).mean()), "base": base}
    print(f"pupil-looks {len(y):,}, leaving {int(y.sum()):,} ({y.mean():.2%})")
    for name, limit in RULES:
        listed = attendance < limit
        n = int(listed.sum())
        rule, ours = float(y[listed].sum() / y.sum()), recall(p, y, n)
        found[f"rule {name}"], found[f"ours {name}"] = rule, ours
        print(f"list of {n:,} ({n / len(y):.2%})")
        print(f"  rule <{name}: recall {rule:.3f}, precision {y[listed].mean():.3f}")
        print(f"  ours: recall {ours:.3f}, precision {ours * y.sum() / n:.3f}")
    _by_kind(p, y, attendance, kind)
    print(f"Brier {found['brier']:.5f}; of the base rate alone {base:.5f}")
    print(f"skill {1 - found['brier'] / base:.3f}")
    _reliability(p, y)
    return found


def _by_kind(p: Floats, y: Floats, attendance: Floats, kind: Any) -> None:
    n = int((attendance < 0.88).sum())
    first = np.zeros(len(p), bool)
    first[np.argsort(-p, kind="stable")[:n]] = True
    print("kind, looks, on our list, on that of 88 %; of those leaving: ours, 88 %")
    for one in np.unique(kind):
        here = kind == one
        row = [f"{int(here.sum()):,}", f"{first[here].mean():.3f}"]
        row.append(f"{(attendance[here] < 0.88).mean():.3f}")
        if one in LEAVERS:
            gone = here & (y > 0)
            row += [f"{first[gone].mean():.3f}", f"{(attendance[gone] < 0.88).mean():.3f}"]
        print(f"  {one:<11}", *row)


def _reliability(p: Floats, y: Floats) -> None:
    print("reliability: said, came true, pupil-looks")
    for lo, hi in pairwise([0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0001]):
        inside = (p >= lo) & (p < hi)
        if inside.any():
            said, came = f"{p[inside].mean():.4f}", f"{y[inside].mean():.4f}"
            print(f"  {lo:.3f}-{min(hi, 1):.3f}:", said, came, f"{inside.sum():,}")


if __name__ == "__main__":
    if sys.argv[1:] == ["fit"]:
        fitted()
    else:
        measure()
