"""Invented histories of pupils with known drop-outs. What is drawn are lives and what people put on
record of them, day by
day; nothing here knows the features of the model.

A term of 100 school days, days 40–69 online. Who leaves: by fading (absent ever more often), suddenly,
or with the
family without a receipt of another school. Who does not, and looks like it: the long ill, habitual
absentees, those without
a device, those who fade and come back, those who move with a receipt. Families call part of the truant
days illness; teachers
forget some days; a call reaches a family by how that family is, and is only made when somebody has
missed something.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DAYS, ONLINE = 100, range(40, 70)
# The day of whoever never leaves.
NEVER = 10_000
LESSONS = 6
# Shares of the pupils (ours): (kind, share).
KINDS = (
    ("steady", 0.862), ("ill", 0.02), ("habitual", 0.04), ("no_device", 0.03), ("comes_back", 0.012),
    ("receipt", 0.016), ("fades", 0.009), ("sudden", 0.005), ("migrates", 0.006),
)  # fmt: skip
LEAVERS = ("fades", "sudden", "migrates")
PRESENT, SICK, OTHER, UNKNOWN, UNRECORDED = range(5)
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class World:
    """Arrays pupils × days: `mark` of the roll-call (of online days UNRECORDED), `missed` lessons and
    homework,
    `tried` and `answered` calls; per pupil `kind`, `left` (day on which leaving began, NEVER for the
    rest), `gone`
    (day from which the pupil is off the roll with a receipt), `moves`, `key`."""

    kind: NDArray[np.str_]
    mark: Ints
    missed: Ints
    tried: Ints
    answered: Ints
    left: Ints
    gone: Ints
    moves: Ints
    key: Ints


def draw(seed: int, pupils: int = 40_000) -> World:
    """One county's term."""
    rng = np.random.default_rng(seed)
    names = [name for name, _share in KINDS]
    shares = np.array([share for _name, share in KINDS])
    kind = np.array(names)[rng.choice(len(names), pupils, p=shares / shares.sum())]
    left, gone = _ends(rng, kind)
    truant = _truant(rng, kind, left)
    ill = _ill(rng, kind)
    mark = _marks(rng, truant, ill)
    missed = _missed(rng, kind, truant, ill)
    tried, answered = _calls(rng, kind, left, mark, missed)
    moves = rng.poisson(np.where(np.isin(kind, ("migrates", "receipt")), 0.7, 0.08))
    key = (rng.random(pupils) < np.where(np.isin(kind, (*LEAVERS, "comes_back")), 0.3, 0.1)) * 1
    return World(kind, mark, missed, tried, answered, left, gone, moves, key)


def _ends(rng: np.random.Generator, kind: NDArray[np.str_]) -> tuple[Ints, Ints]:
    n = len(kind)
    day = rng.integers(30, 96, n)
    left = np.where(np.isin(kind, LEAVERS), day, NEVER)
    gone = np.where(kind == "receipt", day, NEVER)
    return left, gone


def _truant(rng: np.random.Generator, kind: NDArray[np.str_], left: Ints) -> NDArray[np.bool_]:
    """Who stays away without need on which day."""
    n = len(kind)
    t = np.arange(DAYS)[None, :]
    p = np.full((n, DAYS), 0.004)
    habit = rng.beta(2, 11, n)
    p = np.where((kind == "habitual")[:, None], habit[:, None], p)
    span = rng.integers(15, 60, n)[:, None]
    rise = np.clip((t - (left[:, None] - span)) / span, 0, 1) ** rng.uniform(0.8, 2.5, (n, 1))
    p = np.where((kind == "fades")[:, None], 0.02 + rng.uniform(0.25, 0.8, (n, 1)) * rise, p)
    top = rng.integers(25, 80, n)[:, None]
    bump = np.clip(1 - np.abs(t - top) / rng.integers(10, 30, (n, 1)), 0, 1)
    p = np.where((kind == "comes_back")[:, None], 0.02 + rng.uniform(0.3, 0.8, (n, 1)) * bump, p)
    away = rng.random((n, DAYS)) < p
    return away | (t >= left[:, None])


def _ill(rng: np.random.Generator, kind: NDArray[np.str_]) -> NDArray[np.bool_]:
    n = len(kind)
    begins = rng.random((n, DAYS)) < 0.012
    long_from = np.where(kind == "ill", rng.integers(5, 70, n), DAYS)[:, None]
    long_for = rng.integers(12, 50, n)[:, None]
    ill = np.zeros((n, DAYS), bool)
    length = rng.integers(1, 5, (n, DAYS))
    for lag in range(4):
        moved = np.zeros_like(begins)
        moved[:, lag:] = begins[:, : DAYS - lag] & (length[:, : DAYS - lag] > lag)
        ill |= moved
    t = np.arange(DAYS)[None, :]
    return ill | ((t >= long_from) & (t < long_from + long_for))


def _marks(rng: np.random.Generator, truant: NDArray[np.bool_], ill: NDArray[np.bool_]) -> Ints:
    """What the class teacher wrote down: part of the truant days is called illness, part a family
    matter; a sick
    child's family has sometimes not said so."""
    shape = truant.shape
    said = rng.random(shape)
    # A family keeps to its story.
    liar = rng.beta(1.2, 2.2, (shape[0], 1)) * 0.8
    truant_word = np.where(said < liar, SICK, np.where(said < liar + 0.25, OTHER, UNKNOWN))
    ill_word = np.where(rng.random(shape) < 0.93, SICK, UNKNOWN)
    mark = np.where(truant, truant_word, np.where(ill, ill_word, PRESENT))
    mark = np.where(~truant & ~ill & (rng.random(shape) < 0.005), OTHER, mark)
    mark = np.where(rng.random(shape) < 0.03, UNRECORDED, mark)
    mark[:, ONLINE.start : ONLINE.stop] = UNRECORDED
    found: Ints = mark.astype(np.int64)
    return found


def _missed(
    rng: np.random.Generator, kind: NDArray[np.str_], truant: NDArray[np.bool_], ill: NDArray[np.bool_],
) -> Ints:  # fmt: skip
    """Lessons not watched on online days and homework not handed in on all; the ill are excused, of
    those without
    a device four in five are known as such."""
    n, _days = truant.shape
    slack = rng.beta(1, 25, (n, 1))
    online = np.zeros((1, DAYS), bool)
    online[:, ONLINE.start : ONLINE.stop] = True
    dark = ((kind == "no_device") & (rng.random(n) > 0.8))[:, None]
    p_lesson = np.where(dark, 0.95, np.where(truant, 0.9, slack))
    known = ((kind == "no_device")[:, None]) & ~dark
    lessons = rng.binomial(LESSONS, p_lesson) * online * ~known
    p_home = np.where(truant, 0.8, np.where(online & dark, 0.9, slack * 1.3))
    homework = rng.binomial(1, np.clip(p_home, 0, 1)) * ~(online & known)
    found: Ints = ((lessons + homework) * ~ill).astype(np.int64)
    return found


def _calls(
    rng: np.random.Generator, kind: NDArray[np.str_], left: Ints, mark: Ints, missed: Ints
) -> tuple[Ints, Ints]:
    """A call is made after an absence without a word or several lessons missed, four times in five; how
    often it is answered is of the family, and worse once it is leaving."""
    n, days = mark.shape
    why = (mark == UNKNOWN) | (missed >= 3)
    tried = why & (rng.random((n, days)) < 0.8)
    answers = rng.beta(6, 1.6, (n, 1))
    worse = np.array(
        [{"fades": 0.65, "sudden": 0.5, "migrates": 0.3}.get(one, 1.0) for one in kind]
    )
    near = np.arange(days)[None, :] >= (left[:, None] - 10)
    p = answers * np.where(near, worse[:, None], 1)
    return tried * 1, (tried & (rng.random((n, days)) < p)) * 1
