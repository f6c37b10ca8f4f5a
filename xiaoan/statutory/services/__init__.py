"""Reports owed, sent, received, waived; official warnings entered, read, answered, ended."""

from xiaoan.statutory.services.owing import begin, hold_school, progress_today, settle
from xiaoan.statutory.services.seeing import see, see_paper
from xiaoan.statutory.services.sending import (
    Changed,
    Receiving,
    Sending,
    keep_words,
    mark_of,
    receive,
    send,
    waive,
)
from xiaoan.statutory.services.warnings import NewWarning, acknowledge, answer, end, enter

__all__ = [
    "Changed",
    "NewWarning",
    "Receiving",
    "Sending",
    "acknowledge",
    "answer",
    "begin",
    "end",
    "enter",
    "hold_school",
    "keep_words",
    "mark_of",
    "progress_today",
    "receive",
    "see",
    "see_paper",
    "send",
    "settle",
    "waive",
]
