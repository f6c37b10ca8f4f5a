"""Public texts: written by one person, agreed to by another, changed, withdrawn, all of it kept."""

from xiaoan.publicity.services.agreeing import approve, drop, pin, refuse, withdraw
from xiaoan.publicity.services.giving import Given, publish, retract
from xiaoan.publicity.services.keeping import turn
from xiaoan.publicity.services.writing import Draft, write

__all__ = [
    "Draft", "Given", "approve", "drop", "pin", "publish", "refuse", "retract", "turn", "withdraw",
    "write",
]  # fmt: skip
