"""Pure decisions of indicators: the catalogue, and what a figure says."""

from xiaoan.indicators.rules.catalogue import CATALOGUE, GROUPS, Indicator, by_key
from xiaoan.indicators.rules.figures import NOTHING, Counted, state

__all__ = ["CATALOGUE", "GROUPS", "NOTHING", "Counted", "Indicator", "by_key", "state"]
