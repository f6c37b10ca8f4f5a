"""Writing outreach: families to be called, calls and visits, what leaders decide, lines that end."""

from xiaoan.outreach.services.asking import Asked, Want, ask, close
from xiaoan.outreach.services.following import follow_promises
from xiaoan.outreach.services.looking import see
from xiaoan.outreach.services.trying import NewCall, NewLead, NewVisit, call, lead, take, visit

__all__ = [
    "Asked", "NewCall", "NewLead", "NewVisit", "Want", "ask", "call", "close", "follow_promises", "lead",
    "see", "take", "visit",
]  # fmt: skip
