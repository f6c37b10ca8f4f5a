"""The ledger: which step leads where; what closes an entry."""

LEDGERS = ("suspected", "dropped")
STATES = ("open", "closing", "closed")
STEPS = ("open", "confirm", "note", "name", "ask_close", "close", "refuse")
# How an entry ends: back at school, at another school by its receipt, on leave with papers, gone
# abroad, died,
# entered by mistake.
HOWS = ("back", "transferred", "leave", "abroad", "died", "mistake")
# Key groups of the 2024 notice (reference §7, S45).
GROUPS = ("orphan", "unsupported", "disabled", "left_behind", "hardship", "migrant", "case")
# Ages of compulsory schooling in full years (义务教育法 §11 begins at six; fifteen is the ninth year).
AGES = (6, 15)
LONGEST = 300
MOVES = {
    ("suspected", "open"): {"confirm", "note", "name", "ask_close"},
    ("dropped", "open"): {"note", "name", "ask_close"},
    ("suspected", "closing"): {"close", "refuse", "note"},
    ("dropped", "closing"): {"close", "refuse", "note"},
}


def acts(ledger: str, state: str) -> set[str]:
    """What can be done with an entry; the caller may take from it."""
    return set(MOVES.get((ledger, state), ()))
