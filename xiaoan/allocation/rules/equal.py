"""Equal shares: what a store may give is divided by pupils, in whole packs and never beyond the need."""

import numpy as np

from xiaoan.allocation.rules.problem import ANYWHERE, Ints, Problem


def equal_shares(problem: Problem) -> Ints:
    """Packs by school (J). First what goes anywhere, over all schools; then each group's own."""
    got = np.zeros(len(problem.required), dtype=np.int64)
    for group in (ANYWHERE, *sorted(set(problem.reach.tolist()) - {ANYWHERE})):
        packs = int(problem.packs[problem.reach == group].sum())
        inside = np.ones(len(got), dtype=bool) if group == ANYWHERE else problem.group == group
        got += _shared(packs, problem.pupils, np.where(inside, problem.most - got, 0))
    return got


def _shared(packs: int, pupils: Ints, room: Ints) -> Ints:
    """Largest remainders, by pupils; who has no room left gives its part to the others."""
    got = np.zeros(len(room), dtype=np.int64)
    while packs and (room > got).any():
        size = np.where(room > got, np.maximum(pupils, 1), 0)
        part = packs * size / size.sum()
        whole = np.minimum(part.astype(np.int64), room - got)
        if not whole.any():
            # Fewer packs than schools: to the largest remainders, the first of those that are equal.
            first = np.argsort(-part, kind="stable")[:packs]
            whole[first] = np.minimum(1, (room - got)[first])
        got += whole
        packs -= int(whole.sum())
    return got
