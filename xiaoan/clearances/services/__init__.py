"""Writing clearances: grounds made anew, papers checked, overrides asked for and decided."""

from xiaoan.clearances.services.contacting import NewContact, contact
from xiaoan.clearances.services.letting_in import NewOverride, ask, decide
from xiaoan.clearances.services.owing import owe
from xiaoan.clearances.services.papers import Judged, NewPaper, check_paper
from xiaoan.clearances.services.settling import settle

__all__ = [
    "Judged",
    "NewContact",
    "NewOverride",
    "NewPaper",
    "ask",
    "check_paper",
    "contact",
    "decide",
    "owe",
    "settle",
]
