"""Writing drills: planned, run, ended, what was found, what it came to."""

from xiaoan.drills.services.concluding import Conclusion, conclude
from xiaoan.drills.services.planning import Cancel, Move, NewDrill, cancel, move, plan
from xiaoan.drills.services.running import (
    End,
    Inject,
    NewFinding,
    Said,
    begin,
    done,
    end,
    find,
    inject,
    skip,
    undo,
)

__all__ = [
    "Cancel", "Conclusion", "End", "Inject", "Move", "NewDrill", "NewFinding", "Said", "begin", "cancel",
    "conclude", "done", "end", "find", "inject", "move", "plan", "skip", "undo",
]  # fmt: skip
