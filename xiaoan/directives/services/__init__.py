"""Writing directives: registered, issued, answered, checked, changed and closed; circulars."""

from xiaoan.directives.services.answering import Ask, Report, acknowledge, ask, report
from xiaoan.directives.services.changing import Change, End, change, close, withdraw
from xiaoan.directives.services.checking import (
    Check,
    accept,
    accept_each,
    decide,
    give_back,
    let_off,
)
from xiaoan.directives.services.circulars import Edit, NewCircular, draft, drop, edit, read, recount
from xiaoan.directives.services.circulars import issue as issue_circular
from xiaoan.directives.services.circulars import look as look_at_circular
from xiaoan.directives.services.circulars import reply as reply_to_circular
from xiaoan.directives.services.exporting import export, take_circular
from xiaoan.directives.services.issuing import Issue, Split, issue, look_at_split, split
from xiaoan.directives.services.registering import (
    NewDirective,
    NewMeeting,
    amend,
    as_shown,
    register,
    register_meeting,
)
from xiaoan.directives.services.tasking import NewTask, put_task, set_unit_due, take_away
from xiaoan.directives.services.writing import NewFile

__all__ = [
    "Ask", "Change", "Check", "Edit", "End", "Issue", "NewCircular", "NewDirective", "NewFile",
    "NewMeeting", "NewTask", "Report", "Split", "accept", "accept_each", "acknowledge", "amend",
    "as_shown", "ask", "change", "close", "decide", "draft", "drop", "edit", "export", "give_back",
    "issue", "issue_circular", "let_off", "look_at_circular", "look_at_split", "put_task", "read", "recount",
    "register", "register_meeting", "reply_to_circular", "report", "set_unit_due", "split", "take_away",
    "take_circular", "withdraw",
]  # fmt: skip
