"""Reading illnesses: the list, one child, a guardian's own child, the official forms."""

from xiaoan.illness.queries.detail import (
    NEEDS,
    WORDS_PLACE,
    Detail,
    StepRow,
    acts_of,
    detail,
    steps_of,
    was_refused,
)
from xiaoan.illness.queries.lists import (
    SHOWN,
    Board,
    Figures,
    board,
    in_hand,
    line_list,
    place_seen,
)
from xiaoan.illness.queries.rows import (
    OfChild,
    Row,
    of_children,
    open_of,
    rows_of,
    seen,
    situation,
    verdict,
)
from xiaoan.illness.queries.settings import InForce, Settings, setting_of, settings

__all__ = [
    "NEEDS",
    "SHOWN",
    "WORDS_PLACE",
    "Board",
    "Detail",
    "Figures",
    "InForce",
    "OfChild",
    "Row",
    "Settings",
    "StepRow",
    "acts_of",
    "board",
    "detail",
    "in_hand",
    "line_list",
    "of_children",
    "open_of",
    "place_seen",
    "rows_of",
    "seen",
    "setting_of",
    "settings",
    "situation",
    "steps_of",
    "verdict",
    "was_refused",
]
