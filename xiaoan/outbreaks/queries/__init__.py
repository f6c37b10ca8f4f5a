"""Signals a person may see, with the rule, the people counted and the clock."""

from xiaoan.outbreaks.queries.advice import AdviceRow, advice
from xiaoan.outbreaks.queries.detail import REPORT_PLACE, CountedPerson, SignalDetail, signal
from xiaoan.outbreaks.queries.heads import SignalHead, Told, counted, head, people_of
from xiaoan.outbreaks.queries.in_force import rules_on
from xiaoan.outbreaks.queries.lists import Wanted, page_of_signals, running_count, signals
from xiaoan.outbreaks.queries.names import (
    CERTAINTY_NAMES,
    DIAGNOSIS_NAMES,
    LEVEL_NAMES,
    NEEDS_NAMES,
    RECIPIENT_NAMES,
    RUNNING,
    STATE_NAMES,
    SYNDROME_NAMES,
    WAY_NAMES,
)
from xiaoan.outbreaks.queries.patients import as_child, as_sighting, patients_of
from xiaoan.outbreaks.queries.reporting import Asks, asks_by, asks_of, texts_of
from xiaoan.outbreaks.queries.rows import SignalRow, rows_of
from xiaoan.outbreaks.queries.rulebook import (
    RuleRow,
    is_reportable,
    left_in_words,
    rule_named,
    rule_row,
    rule_rows,
    text_of,
)

__all__ = [
    "CERTAINTY_NAMES",
    "DIAGNOSIS_NAMES",
    "LEVEL_NAMES",
    "NEEDS_NAMES",
    "RECIPIENT_NAMES",
    "REPORT_PLACE",
    "RUNNING",
    "STATE_NAMES",
    "SYNDROME_NAMES",
    "WAY_NAMES",
    "AdviceRow",
    "Asks",
    "CountedPerson",
    "RuleRow",
    "SignalDetail",
    "SignalHead",
    "SignalRow",
    "Told",
    "Wanted",
    "advice",
    "as_child",
    "as_sighting",
    "asks_by",
    "asks_of",
    "counted",
    "head",
    "is_reportable",
    "left_in_words",
    "page_of_signals",
    "patients_of",
    "people_of",
    "rows_of",
    "rule_named",
    "rule_row",
    "rule_rows",
    "rules_on",
    "running_count",
    "signal",
    "signals",
    "text_of",
    "texts_of",
]
