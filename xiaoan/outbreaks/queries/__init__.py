"""Signals a person may see, with the rule, the people counted and the clock."""

from xiaoan.outbreaks.queries.detail import CountedPerson, SignalDetail, as_sighting, signal
from xiaoan.outbreaks.queries.heads import SignalHead, Told, counted, head, people_of
from xiaoan.outbreaks.queries.in_force import rules_on
from xiaoan.outbreaks.queries.lists import Wanted, page_of_signals, running_count, signals
from xiaoan.outbreaks.queries.names import LEVEL_NAMES, RUNNING, STATE_NAMES, SYNDROME_NAMES
from xiaoan.outbreaks.queries.reporting import Asks, asks_by, asks_of, texts_of
from xiaoan.outbreaks.queries.rows import SignalRow, rows_of

__all__ = [
    "LEVEL_NAMES",
    "RUNNING",
    "STATE_NAMES",
    "SYNDROME_NAMES",
    "Asks",
    "CountedPerson",
    "SignalDetail",
    "SignalHead",
    "SignalRow",
    "Told",
    "Wanted",
    "as_sighting",
    "asks_by",
    "asks_of",
    "counted",
    "head",
    "page_of_signals",
    "people_of",
    "rows_of",
    "rules_on",
    "running_count",
    "signal",
    "signals",
    "texts_of",
]
