"""The only writers of questions, and what is taken away."""

from xiaoan.analysis.services.keeping import drop, save
from xiaoan.analysis.services.taking import Month, months, take_answer, take_month

__all__ = ["Month", "drop", "months", "save", "take_answer", "take_month"]
