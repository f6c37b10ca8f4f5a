"""From which store each school gets its packs, on few journeys: a transport problem, by HiGHS."""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from xiaoan.allocation.rules.problem import Flags, Ints, Problem

# A journey that is made anyway costs next to nothing, but not nothing: fewer packs on it are as good.
_MADE = 1e-4


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
    cost = np.where(made[stores, schools], _MADE, 1.0) / most
    at = np.arange(len(stores))
    ones = np.ones(len(stores))
    rows, row_of = np.unique(schools, return_inverse=True)
    found = linprog(
        cost,
        A_ub=coo_array((ones, (stores, at)), shape=(made.shape[0], len(at))).tocsr(),
        b_ub=problem.packs,
        A_eq=coo_array((ones, (row_of, at)), shape=(len(rows), len(at))).tocsr(),
        b_eq=got[rows],
        method="highs-ds",
    )
    if not found.success:
        raise ValueError("shares that the stores cannot give")
    sent[stores, schools] = np.rint(found.x).astype(np.int64)
    return sent
