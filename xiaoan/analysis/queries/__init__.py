"""Questions answered from the indicators, and those that were kept."""

from xiaoan.analysis.queries.answering import Answer, Cell, answer
from xiaoan.analysis.queries.saved import SavedRow, one_saved, saved

__all__ = ["Answer", "Cell", "SavedRow", "answer", "one_saved", "saved"]
