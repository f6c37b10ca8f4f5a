"""What a plan leaves unmet, by the same measures for every way of sharing out."""

from dataclasses import dataclass

import numpy as np

from xiaoan.allocation.rules.problem import Ints, Problem


@dataclass(frozen=True)
class Measures:
    """`worst`: the largest share of a standard that a school misses although whole packs could go there;
    `worst_all`: that of all schools, also where what is missing is less than a pack. `weighted`: missing base
    units times priority. `helped`: schools that get something, of `short` that miss something before."""

    worst: float
    worst_all: float
    unmet: int
    weighted: float
    given: int
    helped: int
    short: int
    legs: int


def measures_of(problem: Problem, given: Ints, legs: int) -> Measures:
    """`given` (J) in base units: by hand broken packs are given too."""
    left = problem.need - given
    required = np.maximum(problem.required, 1)
    avoidable = np.maximum(problem.most * problem.pack - given, 0)
    return Measures(
        worst=float((avoidable / required).max(initial=0.0)),
        worst_all=float((left / required).max(initial=0.0)),
        unmet=int(left.sum()),
        weighted=float((left * problem.weight).sum()),
        given=int(given.sum()),
        helped=int((given > 0).sum()),
        short=int((problem.need > 0).sum()),
        legs=legs,
    )
