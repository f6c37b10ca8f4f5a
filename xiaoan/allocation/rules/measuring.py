"""What a plan leaves unmet, by the same measures for every way of sharing out."""

from collections.abc import Iterable
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


def shortfall(problem: Problem, got: Ints) -> Ints:
    """Base units that are still missing by school."""
    return problem.need - got * problem.pack


def measures_of(problem: Problem, got: Ints, legs: int) -> Measures:
    """`got` (J) in packs."""
    left = shortfall(problem, got)
    required = np.maximum(problem.required, 1)
    avoidable = (problem.most - got) * problem.pack
    return Measures(
        worst=float((avoidable / required).max(initial=0.0)),
        worst_all=float((left / required).max(initial=0.0)),
        unmet=int(left.sum()),
        weighted=float((left * problem.weight).sum()),
        given=int(got.sum()) * problem.pack,
        helped=int((got > 0).sum()),
        short=int((problem.need > 0).sum()),
        legs=legs,
    )


def summed(found: Iterable[Measures], legs: int) -> Measures:
    """Of several items: the worst of all; amounts are of different units and are not added, schools neither."""
    ones = list(found)
    return Measures(
        worst=max((one.worst for one in ones), default=0.0),
        worst_all=max((one.worst_all for one in ones), default=0.0),
        unmet=0,
        weighted=0.0,
        given=0,
        helped=sum(one.helped for one in ones),
        short=sum(one.short for one in ones),
        legs=legs,
    )
