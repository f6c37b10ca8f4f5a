"""Writing, deciding, sending, reading, recalling and chasing notices."""

from xiaoan.notices.services.calling import NewCall, note_call
from xiaoan.notices.services.chasing import open_chases
from xiaoan.notices.services.deciding import NewDecision, decide, release, take_back
from xiaoan.notices.services.drafting import (
    Content,
    Edit,
    NewDraft,
    begin_draft,
    correct,
    drop,
    save,
)
from xiaoan.notices.services.letters import Letter, may_write, write
from xiaoan.notices.services.lists import NewList, make_list, retire_list
from xiaoan.notices.services.looking import list_seen, unconfirmed_seen
from xiaoan.notices.services.opening import Announced, announce
from xiaoan.notices.services.reading import acknowledge, mark_read
from xiaoan.notices.services.recalling import NewRecall, recall
from xiaoan.notices.services.sending import send, send_due
from xiaoan.notices.services.templates import NewTemplate, NewVariable, set_template, set_variable

__all__ = [
    "Announced",
    "Content",
    "Edit",
    "Letter",
    "NewCall",
    "NewDecision",
    "NewDraft",
    "NewList",
    "NewRecall",
    "NewTemplate",
    "NewVariable",
    "acknowledge",
    "announce",
    "begin_draft",
    "correct",
    "decide",
    "drop",
    "list_seen",
    "make_list",
    "mark_read",
    "may_write",
    "note_call",
    "open_chases",
    "recall",
    "release",
    "retire_list",
    "save",
    "send",
    "send_due",
    "set_template",
    "set_variable",
    "take_back",
    "unconfirmed_seen",
    "write",
]
