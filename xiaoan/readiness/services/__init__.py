"""Writing readiness: the school's check, the joint inspection, what it found, decisions, packs, read
tables."""

from xiaoan.readiness.services.checking import SelfCheck, self_check
from xiaoan.readiness.services.cleaning import clean_before_opening
from xiaoan.readiness.services.deciding import Ask, ask, refuse, sign
from xiaoan.readiness.services.inspecting import Begin, Mark, Member, begin, close, drop, mark
from xiaoan.readiness.services.mending import Told, mend, recheck
from xiaoan.readiness.services.refreshing import refresh, together
from xiaoan.readiness.services.withdrawing import withdraw

__all__ = [
    "Ask", "Begin", "Mark", "Member", "SelfCheck", "Told", "ask", "begin",
    "clean_before_opening", "close", "drop", "mark", "mend",
    "recheck", "refresh", "refuse", "self_check", "sign", "together", "withdraw",
]  # fmt: skip
