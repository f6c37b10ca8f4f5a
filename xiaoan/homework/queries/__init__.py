"""Reading homework. What other apps ask: sums for rates, and the minutes of a class on a day."""

from xiaoan.homework.queries.days import FIGURES, load, sums

# The duty of marking what was handed in.
MARK = "homework.mark"

__all__ = ["FIGURES", "MARK", "load", "sums"]
