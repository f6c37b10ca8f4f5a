"""Writing accountability: looks at the past, case files, conduct and replies."""

from xiaoan.accountability.services.files import (
    NewFile,
    Sent,
    appeal,
    ask,
    close,
    confirm,
    decide_appeal,
    measure,
    open_file,
    pick,
    propose,
    send_back,
    state,
)
from xiaoan.accountability.services.looking import see_course, see_file, see_past, see_record
from xiaoan.accountability.services.recording import (
    NewConduct,
    enter_conduct,
    reply,
    reply_own,
    reply_to_fault,
)

__all__ = [
    "NewConduct",
    "NewFile",
    "Sent",
    "appeal",
    "ask",
    "close",
    "confirm",
    "decide_appeal",
    "enter_conduct",
    "measure",
    "open_file",
    "pick",
    "propose",
    "reply",
    "reply_own",
    "reply_to_fault",
    "see_course",
    "see_file",
    "see_past",
    "see_record",
    "send_back",
    "state",
]
