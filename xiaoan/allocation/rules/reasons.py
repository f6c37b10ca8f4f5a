"""Why a school does not get more of an item: one reason, the first that holds."""

from xiaoan.allocation.rules.problem import Ints, Problem

REASONS = ("enough", "pack", "met", "empty", "least", "room", "others")


def reason_of(problem: Problem, got: Ints, left: Ints, school: int) -> str:
    """`got` (J), `left` (S): packs that stores still have. `enough`: nothing was missing; `met`: all of it
    comes; `pack`: what is still missing is less than a pack; `empty`: the stores that reach it have nothing
    left; `least`, `room`: journeys are too small or full; `others`: what is left was not given by hand."""
    if not problem.need[school]:
        return "enough"
    if got[school] == problem.most[school]:
        return "pack" if problem.need[school] % problem.pack else "met"
    if not left[problem.reaches[:, school]].any():
        return "empty"
    if problem.room is not None:
        return "room"
    return "least" if problem.least > 1 else "others"
