"""Invented people's names: real surname frequencies, given names by generation and sex.

The lists are data/names-cn.toml, with their source.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

import numpy as np

_KINDS = ("child", "adult", "elder")


@cache
def _lists() -> dict[str, Any]:
    file = files("xiaoan.rehearsal") / "data" / "names-cn.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _surnames() -> tuple[list[str], np.ndarray]:
    words = _lists()["surnames"].split()
    weights = np.array([float(w) for w in words[1::2]])
    return words[::2], weights / weights.sum()


@cache
def _given(kind: str, sex: str) -> tuple[list[str], np.ndarray]:
    """Given names of a generation with their probabilities: popular ones, compositions, rare ones."""
    own = _lists()[kind][sex]
    popular = own["popular"].split()
    made = [a + b for a, b in product(own["first"], own["second"]) if a != b]
    rare = _lists()["rare"].split() if kind != "elder" else []
    single = sorted(set(own["second"]))
    names = popular + made + single + rare
    rank = 1.0 / np.arange(4, 4 + len(popular))
    weights = np.concatenate(
        [
            0.42 * rank / rank.sum(),
            np.full(len(made), 0.48 / len(made)),
            np.full(len(single), 0.09 / len(single)),
            np.full(len(rare), 0.01 / max(len(rare), 1)),
        ]
    )
    return names, weights / weights.sum()


def draw_surnames(rng: np.random.Generator, count: int) -> list[str]:
    """`count` surnames by their frequency."""
    names, weights = _surnames()
    return [names[i] for i in rng.choice(len(names), count, p=weights)]


def draw_given(rng: np.random.Generator, kind: str, sexes: Sequence[str]) -> list[str]:
    """A given name of a generation (child, adult, elder) for each sex."""
    if kind not in _KINDS:
        raise ValueError(f"{kind!r} is not a generation")
    pools = {}
    for sex in ("M", "F"):
        names, weights = _given(kind, sex)
        pools[sex] = iter([names[i] for i in rng.choice(len(names), len(sexes), p=weights)])
    return [next(pools[sex]) for sex in sexes]


def draw_children(
    rng: np.random.Generator, sexes: Sequence[str]
) -> tuple[list[str], list[str], list[bool]]:
    """Surnames and given names of children, and who bears a longer name with a dot (surname '')."""
    surnames = draw_surnames(rng, len(sexes))
    given = draw_given(rng, "child", sexes)
    dotted = (rng.random(len(sexes)) < 0.0012).tolist()
    for at in np.flatnonzero(dotted).tolist():
        pool = _lists()["dotted"][sexes[at]].split()
        surnames[at], given[at] = "", pool[int(rng.integers(len(pool)))]
    return surnames, given, dotted
