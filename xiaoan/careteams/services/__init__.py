"""Writing care teams: arranged by rule, changed by hand, settled as people come and go."""

from xiaoan.careteams.services.assigning import (
    Asked,
    Done,
    Preview,
    assign,
    count_county,
    preview,
    schools,
    schools_begun,
    schools_of,
    settle,
)
from xiaoan.careteams.services.changing import Change, Swap, change, choices, kept_person, swap
from xiaoan.careteams.services.choosing import Wanted, choose
from xiaoan.careteams.services.listing import NewListed, list_carer, set_limit, unlist
from xiaoan.careteams.services.many import act_of, ask_many
from xiaoan.careteams.services.noting import NewContact, note

__all__ = [
    "Asked",
    "Change",
    "Done",
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
    "count_county",
    "kept_person",
    "list_carer",
    "note",
    "preview",
    "schools",
    "schools_begun",
    "schools_of",
    "set_limit",
    "settle",
    "swap",
    "unlist",
]
