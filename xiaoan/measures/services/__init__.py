"""Writing measures: ordered and carried out; lessons that rest."""

from xiaoan.measures.services.excluding import withdraw_all
from xiaoan.measures.services.following import follow_duties, move, rest
from xiaoan.measures.services.ordering import (
    Answer,
    Line,
    Order,
    carry_out,
    decline,
    order,
    withdraw,
)
from xiaoan.measures.services.suspending import (
    Assessment,
    Decision,
    Proposal,
    decide,
    extend,
    propose,
    refuse,
    reopen,
)
from xiaoan.measures.services.suspending import withdraw as withdraw_proposal

__all__ = [
    "Answer",
    "Assessment",
    "Decision",
    "Line",
    "Order",
    "Proposal",
    "carry_out",
    "decide",
    "decline",
    "extend",
    "follow_duties",
    "move",
    "order",
    "propose",
    "refuse",
    "reopen",
    "rest",
    "withdraw",
    "withdraw_all",
    "withdraw_proposal",
]
