"""Writing events, their cases and contacts."""

from xiaoan.investigations.services.cases import (
    NewCase,
    add_case,
    correct_onset,
    decide_cases,
    set_infector,
)
from xiaoan.investigations.services.deciding import (
    Definition,
    assign,
    close,
    confirm,
    define,
    exclude,
    learn,
    reopen,
)
from xiaoan.investigations.services.exposing import NewExposure, add_exposure, mark_exposed
from xiaoan.investigations.services.joining import follow_signal, take_signal
from xiaoan.investigations.services.looking import (
    find,
    person_id,
    see_cases,
    see_picture,
    see_rolls,
    see_sheet,
    take_cases,
)
from xiaoan.investigations.services.merging import merge
from xiaoan.investigations.services.opening import NewEvent, open_event
from xiaoan.investigations.services.statistical import join_statistical, open_from_signal
from xiaoan.investigations.services.steps import Decision

# Duties of contacts are not opened before.
FIRST_HOUR = 5

__all__ = [
    "FIRST_HOUR",
    "Decision",
    "Definition",
    "NewCase",
    "NewEvent",
    "NewExposure",
    "add_case",
    "add_exposure",
    "assign",
    "close",
    "confirm",
    "correct_onset",
    "decide_cases",
    "define",
    "exclude",
    "find",
    "follow_signal",
    "join_statistical",
    "learn",
    "mark_exposed",
    "merge",
    "open_event",
    "open_from_signal",
    "person_id",
    "reopen",
    "see_cases",
    "see_picture",
    "see_rolls",
    "see_sheet",
    "set_infector",
    "take_cases",
    "take_signal",
]
