"""Writing care teams: arranged by rule, changed by hand, settled as people come and go."""

from xiaoan.careteams.services.assigning import (
    Asked,
    Done,
    Preview,
    assign,
    count_county,
    preview,
    school_kept,
    schools,
    schools_begun,
    schools_of,
    settle,
)
from xiaoan.careteams.services.changing import Change, Swap, change, choices, kept_person, swap
from xiaoan.careteams.services.choosing import Wanted, choose
from xiaoan.careteams.services.importing import (
    LARGEST,
    Look,
    clear_sheets,
    confirm,
    errors,
    look,
    receive,
    school_of_sheet,
)
from xiaoan.careteams.services.listing import NewListed, list_carer, set_limit, unlist
from xiaoan.careteams.services.many import act_of, ask_many
from xiaoan.careteams.services.noting import NewContact, note

__all__ = [
    "KEPT",
    "LARGEST",
    "Asked",
    "Change",
    "Done",
    "Look",
    "NewContact",
    "NewListed",
    "Preview",
    "Swap",
    "Wanted",
    "act_of",
    "ask_many",
    "assign",
    "change",
    "choices",
    "choose",
    "clear_sheets",
    "confirm",
    "count_county",
    "errors",
    "kept_person",
    "list_carer",
    "look",
    "note",
    "preview",
    "receive",
    "school_kept",
    "school_of_sheet",
    "schools",
    "schools_begun",
    "schools_of",
    "set_limit",
    "settle",
    "swap",
    "unlist",
]
