"""How schools stand at the gate: reckoned now (gates), as kept for the board (board), said and decided
(course)."""

from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission

# Kinds of duties (duty_kinds).
MEND = "readiness.mend"
RECHECK = "readiness.recheck"
BROKEN = "readiness.broken"


def sees(actor: Actor, school_no: int) -> bool:
    """Whether the actor reads the gate of a school: who holds a post over it or inside it that says so.
    A grade
    head reads it for the whole school: figures and what the school shows, no names of pupils."""
    lo, hi = school_no, school_no + numbering.SCHOOL
    reach = actor.reach(Permission.SEE_READINESS)
    return any(first <= lo < last or lo <= first < hi for first, last in reach)
