"""Pure decisions of indicators: the catalogue, what a figure says, and how two counts of it are compared."""

from xiaoan.indicators.rules.catalogue import CATALOGUE, GROUPS, Indicator, by_key
from xiaoan.indicators.rules.figures import NOTHING, Counted, state
from xiaoan.indicators.rules.recount import FIELDS, SOURCES, VALUES, Found, added_up, differing

__all__ = [
    "CATALOGUE",
    "FIELDS",
    "GROUPS",
    "NOTHING",
    "SOURCES",
    "VALUES",
    "Counted",
    "Found",
    "Indicator",
    "added_up",
    "by_key",
    "differing",
    "state",
]
