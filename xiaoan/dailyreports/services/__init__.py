"""Writing daily reports: opened each school day, drafted by the system, added to, signed, corrected;
remarked by those above, sent outside, received there."""

from xiaoan.dailyreports.services.adding import (
    keep_words,
    mark_of_words,
    redraft,
    remark,
)
from xiaoan.dailyreports.services.opening import draft_due, open_day
from xiaoan.dailyreports.services.ordering import order
from xiaoan.dailyreports.services.sending import NewReceipt, NewSending, receive, send
from xiaoan.dailyreports.services.signing import Changed, Signing, sign
from xiaoan.dailyreports.services.telling import opened, tell, tell_again

__all__ = [
    "Changed", "NewReceipt", "NewSending", "Signing", "draft_due", "keep_words",
    "mark_of_words", "open_day", "opened", "order", "receive", "redraft", "remark", "send", "sign", "tell",
    "tell_again",
]  # fmt: skip
