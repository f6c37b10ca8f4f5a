"""Pure decisions of questions: what may be asked together, and which days a period is."""

from xiaoan.analysis.rules.asking import (
    COLUMNS,
    LONGEST_NAME,
    MOST_MEASURES,
    MOST_SAVED,
    PERIODS,
    ROWS,
    TIMES,
    Question,
    fault_of,
    period_days,
)

__all__ = [
    "COLUMNS",
    "LONGEST_NAME",
    "MOST_MEASURES",
    "MOST_SAVED",
    "PERIODS",
    "ROWS",
    "TIMES",
    "Question",
    "fault_of",
    "period_days",
]
