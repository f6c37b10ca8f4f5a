"""Invented people's names: real surname frequencies, given names by generation and sex, pinyin.

The lists are data/names-cn.toml, with their source.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

import numpy as np
from pypinyin import Style, pinyin

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


@cache
def _reading(character: str) -> str:
    found = pinyin(character, style=Style.NORMAL, errors="ignore")
    return str(found[0][0]) if found else ""


@cache
def _surname_readings(surname: str) -> tuple[str, ...]:
    known = _lists()["readings"].get(surname)
    return tuple(known) if known else (" ".join(_reading(c) for c in surname),)


@cache
def _given_reading(given: str) -> str:
    return " ".join(filter(None, (_reading(c) for c in given)))


@cache
def _search_text(reading: str) -> str:
    syllables = reading.split()
    return f"{reading}|{''.join(s[0] for s in syllables)}|{''.join(syllables)}"


def search_text(surname: str, given: str) -> str:
    """What a name is found by in Latin letters: `wang zi han|wzh|wangzihan`, every reading of a surname."""
    tail = _given_reading(given)
    return "|".join(
        _join(head, tail) for head in (_surname_readings(surname) if surname else ("",))
    )


def _join(head: str, tail: str) -> str:
    return _search_text(f"{head} {tail}".strip())
