"""Writing arrivals: plans, changes by hand, publishing, the desk, what comes after it."""

from xiaoan.arrivals.services.changing import Move, move
from xiaoan.arrivals.services.following import NewCount, NewFollow, follow, hand_over
from xiaoan.arrivals.services.loading import Loaded, load_checks
from xiaoan.arrivals.services.noting import Noted, Receipt, note
from xiaoan.arrivals.services.owing import owe_counts
from xiaoan.arrivals.services.planning import NewPlan, reckon
from xiaoan.arrivals.services.publishing import publish, withdraw

__all__ = [
    "Loaded", "Move", "NewCount", "NewFollow", "NewPlan", "Noted", "Receipt", "follow", "hand_over",
    "load_checks", "move", "note", "owe_counts", "publish", "reckon", "withdraw",
]  # fmt: skip
