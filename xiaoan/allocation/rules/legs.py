"""From which store each school gets its packs, on few and short journeys: a transport problem, by HiGHS."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xiaoan.allocation.rules import highs
from xiaoan.allocation.rules.problem import Flags, Ints, Problem

# A journey that is made anyway costs next to nothing, but not nothing: fewer packs on it are as good.
_MADE = 1e-4


@dataclass(frozen=True)
class Journeys:
    """So many journeys of so many kilometres together, one way; of `unknown` ones the length is not known."""

    legs: int
    km: float
    unknown: int


def journeys_of(lengths: NDArray[np.float64]) -> Journeys:
    """`lengths`: of each journey that is made, NaN where it is not known."""
    return Journeys(len(lengths), round(float(np.nansum(lengths)), 1), int(np.isnan(lengths).sum()))


def journeys_of_shares(problems: Sequence[Problem], shares: Sequence[Ints]) -> Journeys:
    """The journeys of given shares (packs by school) of many items together, routed as those of a plan are:
    what two ways of sharing cost can then be compared. Limits on journeys are not kept."""
    if not problems:
        return Journeys(0, 0.0, 0)
    made = np.zeros(problems[0].reaches.shape, dtype=bool)
    for one, got in zip(problems, shares, strict=True):
        made = made | (route(one, got, made) > 0)
    km = problems[0].km
    return journeys_of(np.full(int(made.sum()), np.nan) if km is None else km[made])


def route(problem: Problem, got: Ints, made: Flags) -> Ints:
    """Packs (S, J) that give each school what it gets. `made` (S, J): journeys made for other items.

    The cost of a journey is spread over what it could carry (Balinski's relaxation of the fixed-charge
    transport problem). A corner of it has whole packs, and at most stores + schools - 1 journeys. Whether
    there are fewer is not looked for: `Solution.fewest` says how far it can be.
    """
    sent = np.zeros(made.shape, dtype=np.int64)
    able = problem.reaches & (problem.packs[:, None] > 0) & (got[None, :] > 0)
    stores, schools = np.nonzero(able)
    if not len(stores):
        return sent
    most = np.minimum(problem.packs[stores], got[schools])
    price = problem.journeys[stores, schools]
    cost = np.where(made[stores, schools], _MADE * price, price) / most
    at = np.arange(len(stores))
    ones = np.ones(len(stores))
    rows, row_of = np.unique(schools, return_inverse=True)
    found = highs.optimize().linprog(
        cost,
        A_ub=highs.matrix(ones, (stores, at), (made.shape[0], len(at))),
        b_ub=problem.packs,
        A_eq=highs.matrix(ones, (row_of, at), (len(rows), len(at))),
        b_eq=got[rows],
        method="highs-ds",
    )
    if not found.success:
        raise ValueError("shares that the stores cannot give")
    sent[stores, schools] = np.rint(found.x).astype(np.int64)
    return sent
