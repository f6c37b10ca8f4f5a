"""The fairest plan of one item, and of many: lexicographic, by HiGHS (`scipy.optimize.milp`).

1. the worst avoidable shortfall share (missing base units ÷ standard) is as small as whole packs allow;
2. then the missing base units times priority are as few as possible;
3. then few and short journeys (`legs.route`).

Without limits on journeys only the shares matter: the constraints are sums over nested sets (a township's own
stores, and those of the county above them), so that the linear programme has whole numbers at its corners and
nothing is left to branch on. With limits each journey is a variable of its own, and time may run out.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from xiaoan.allocation.rules import highs
from xiaoan.allocation.rules.legs import route
from xiaoan.allocation.rules.problem import ANYWHERE, Flags, Floats, Ints, Problem, Solution

# Steps of the search for the worst share: 2^-40 of it is below any share of two whole numbers in use.
_STEPS = 40
_SLACK = 1e-9


@dataclass(frozen=True)
class Plan:
    """The solutions of many items, and the journeys of them together."""

    solutions: tuple[Solution, ...]
    legs: int
    fewest: int
    seconds: float

    @property
    def proved(self) -> bool:
        return all(one.proved for one in self.solutions)

    @property
    def gap(self) -> float:
        return max((one.gap for one in self.solutions), default=0.0)


def plan_items(problems: Sequence[Problem], seconds: float) -> Plan:
    """One item after the other; later ones use the journeys of earlier ones, and what room is left on them.

    `room` of the first problem is that of a journey for all items together.
    """
    began = time.monotonic()
    if not problems:
        return Plan((), 0, 0, 0.0)
    shape = (len(problems[0].supply), len(problems[0].required))
    made, used = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=np.int64)
    found = []
    for n, one in enumerate(problems):
        left = seconds - (time.monotonic() - began)
        solution = _solved(_with_room(one, used), made, max(left / (len(problems) - n), 0.05))
        made, used = made | (solution.sent > 0), used + solution.sent
        found.append(solution)
    fewest = int(np.any([one.got > 0 for one in found], axis=0).sum())
    return Plan(tuple(found), int(made.sum()), fewest, time.monotonic() - began)


def solve(problem: Problem, seconds: float = 10.0) -> Solution:
    """The fairest plan of one item."""
    made = np.zeros((len(problem.supply), len(problem.required)), dtype=bool)
    return _solved(problem, made, seconds)


def _with_room(one: Problem, used: Ints) -> Problem:
    if one.room is None:
        return one
    return Problem(**{**one.__dict__, "room": np.maximum(one.room - used, 0)})


def _solved(problem: Problem, made: Flags, seconds: float) -> Solution:
    if not problem.most.any() or not problem.packs.any():
        return Solution(np.zeros(made.shape, dtype=np.int64), True, 0.0, 0)
    if problem.is_bound:
        return _by_journey(problem, seconds)
    got = _shares(problem)
    return Solution(route(problem, got, made), True, 0.0, int((got > 0).sum()))


def _shares(problem: Problem) -> Ints:
    """Packs by school (J): first the worst share, then the weighted sum."""
    least = _floor(problem, _worst(problem))
    groups = np.unique(problem.group)
    n, g = len(least), len(groups)
    own = np.array([problem.packs[problem.reach == one].sum() for one in groups], dtype=float)
    common = float(problem.packs[problem.reach == ANYWHERE].sum())
    place = np.searchsorted(groups, problem.group)
    # Schools of a group take no more than its own stores have and what it draws from the common ones.
    inside = highs.matrix(
        np.concatenate([np.ones(n), -np.ones(g)]),
        (np.concatenate([place, np.arange(g)]), np.arange(n + g)),
        (g, n + g),
    )
    drawn = np.concatenate([np.zeros(n), np.ones(g)])[None, :]
    solver = highs.optimize()
    found = solver.milp(
        np.concatenate([-problem.weight, np.zeros(g)]),
        integrality=np.ones(n + g),
        bounds=solver.Bounds(
            np.concatenate([least, np.zeros(g)]), np.concatenate([problem.most, np.full(g, common)])
        ),
        constraints=[
            solver.LinearConstraint(inside, -np.inf, own),
            solver.LinearConstraint(drawn, -np.inf, common),
        ],
    )  # fmt: skip
    return np.asarray(np.rint(found.x[:n]), dtype=np.int64)


def _floor(problem: Problem, share: float) -> Ints:
    """The fewest packs by which each school misses no more than a share of its standard."""
    wanted = problem.most - np.floor(share * problem.required / problem.pack + _SLACK)
    return np.clip(wanted, 0, problem.most).astype(np.int64)


def _worst(problem: Problem) -> float:
    """The smallest worst share that the stores can bring about: halved until no other packs lie between."""
    low, high = 0.0, 1.0
    if _fits(problem, _floor(problem, 0.0)):
        return 0.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _fits(problem, _floor(problem, middle)):
            high = middle
        else:
            low = middle
    return high


def _fits(problem: Problem, least: Ints) -> bool:
    """Whether the stores can give each school so much: what a group's own cannot, the common ones must."""
    common = int(problem.packs[problem.reach == ANYWHERE].sum())
    for group in np.unique(problem.group):
        own = int(problem.packs[problem.reach == group].sum())
        common -= max(int(least[problem.group == group].sum()) - own, 0)
    return common >= 0


def _by_journey(problem: Problem, seconds: float) -> Solution:
    """Each journey a variable: packs, and whether it is made. Three programmes, one after the other."""
    form = _Form.of(problem)
    if not form.n:
        return Solution(np.zeros(problem.reaches.shape, dtype=np.int64), True, 0.0, 0)
    worst = form.run(form.cost(0, 1), None, None, seconds / 3)
    if worst.x is None:
        return _nothing(problem)
    share = float(worst.x[-1]) + 1e-7
    summed = form.run(None, share, None, seconds / 3)
    if summed.x is None:
        return form.solution(worst.x, proved=False, gap=1.0)
    fewer = form.run(form.cost(1, 0), share, summed.fun + 1e-6 * abs(summed.fun), seconds / 3)
    proved = worst.status == 0 and summed.status == 0
    gap = 0.0 if proved else min(max(float(worst.mip_gap or 0), float(summed.mip_gap or 0)), 1.0)
    best = fewer.x if fewer.x is not None else summed.x
    return form.solution(best, proved=proved, gap=gap)


def _nothing(problem: Problem) -> Solution:
    """Nothing was found in time: nothing is sent, and that is said."""
    return Solution(np.zeros(problem.reaches.shape, dtype=np.int64), False, 1.0, 0)


@dataclass(frozen=True)
class _Form:
    """Variables: packs of each journey (n), whether it is made (n), the worst share (1)."""

    problem: Problem
    stores: Ints
    schools: Ints
    most: Ints

    @classmethod
    def of(cls, problem: Problem) -> "_Form":
        most = np.minimum(problem.packs[:, None], problem.most[None, :])
        room: Ints = np.where(problem.reaches, most, 0)
        if problem.room is not None:
            room = np.minimum(room, problem.room)
        stores, schools = np.nonzero(room >= problem.least)
        return cls(problem, stores, schools, room[stores, schools])

    @property
    def n(self) -> int:
        return len(self.stores)

    def cost(self, journey: float, worst: float) -> Floats:
        """Of journeys, each by its length, and of the worst share; packs are free."""
        prices = self.problem.journeys[self.stores, self.schools]
        return np.concatenate([np.zeros(self.n), journey * prices, [worst]])

    def run(
        self, per: Floats | None, share: float | None, weighted: float | None, seconds: float
    ) -> Any:
        """`per`: the cost of each variable; None: by priority."""
        n, weight = self.n, self.problem.weight[self.schools]
        cost = np.concatenate([-weight, np.zeros(n + 1)]) if per is None else per
        solver = highs.optimize()
        constraints = self._constraints()
        if weighted is not None:
            row = np.concatenate([-weight, np.zeros(n + 1)])[None, :]
            constraints.append(solver.LinearConstraint(row, -np.inf, weighted))
        upper = np.concatenate([self.most, np.ones(n), [1.0 if share is None else share]])
        return solver.milp(
            cost,
            integrality=np.concatenate([np.ones(2 * n), [0]]),
            bounds=solver.Bounds(np.zeros(2 * n + 1), upper),
            constraints=constraints,
            options={"time_limit": max(seconds, 0.02), "mip_rel_gap": 1e-6},
        )

    def _constraints(self) -> list[Any]:
        limit = highs.optimize().LinearConstraint
        one, n, at = self.problem, self.n, np.arange(self.n)
        ones, width = np.ones(n), 2 * n + 1

        def rows(values: Floats, row: Ints, column: Ints, count: int) -> Any:
            return highs.matrix(values, (row, column), (count, width))

        stores, schools = len(one.supply), len(one.required)
        pair = np.concatenate([at, at])
        both = np.concatenate([at, at + n])
        # Packs of a school and the share it may miss: (most - packs) * pack ≤ share * required.
        served = rows(
            np.concatenate([ones * one.pack, one.required.astype(float)]),
            np.concatenate([self.schools, np.arange(schools)]),
            np.concatenate([at, np.full(schools, 2 * n)]),
            schools,
        )
        return [
            limit(rows(ones, self.stores, at, stores), -np.inf, one.packs),
            limit(rows(ones, self.schools, at, schools), -np.inf, one.most),
            limit(served, one.most * one.pack, np.inf),
            limit(
                rows(np.concatenate([ones, -self.most.astype(float)]), pair, both, n), -np.inf, 0
            ),
            limit(rows(np.concatenate([ones, -ones * one.least]), pair, both, n), 0, np.inf),
        ]

    def solution(self, x: Floats, *, proved: bool, gap: float) -> Solution:
        sent = np.zeros(self.problem.reaches.shape, dtype=np.int64)
        sent[self.stores, self.schools] = np.rint(x[: self.n]).astype(np.int64)
        return Solution(sent, proved, gap, int((sent.sum(axis=0) > 0).sum()))
