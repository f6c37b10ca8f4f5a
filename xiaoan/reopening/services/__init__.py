"""Opening dates are proposed by one person of the bureau and decided by another."""

from xiaoan.reopening.services.deciding import decide, refuse, take_back
from xiaoan.reopening.services.proposing import NewProposal, look, propose

__all__ = ["NewProposal", "decide", "look", "propose", "refuse", "take_back"]
