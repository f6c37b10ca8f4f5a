"""The one source of figures for boards, reports and questions: described, of a unit on a day, with both
values of what changed after the day was closed."""

from xiaoan.indicators.queries.links import link
from xiaoan.indicators.queries.reading import (
    Figure,
    by_child,
    by_school,
    first_day,
    known_days,
    of_unit,
    place_seen,
    series,
    units_seen,
)
from xiaoan.indicators.queries.words import (
    GROUP_NAMES,
    STATE_NAMES,
    STATE_SHAPES,
    Described,
    catalogue,
    described,
    state_words,
)

__all__ = [
    "GROUP_NAMES",
    "STATE_NAMES",
    "STATE_SHAPES",
    "Described",
    "Figure",
    "by_child",
    "by_school",
    "catalogue",
    "described",
    "first_day",
    "known_days",
    "link",
    "of_unit",
    "place_seen",
    "series",
    "state_words",
    "units_seen",
]
