"""Writing clearances: grounds made anew, papers checked, overrides asked for and decided."""

from xiaoan.clearances.services.letting_in import NewOverride, ask, decide
from xiaoan.clearances.services.papers import Judged, NewPaper, check_paper
from xiaoan.clearances.services.settling import settle

__all__ = ["Judged", "NewOverride", "NewPaper", "ask", "check_paper", "decide", "settle"]
