"""Writing surveys: rounds, answers with their versions, decisions between them; counting after the roll."""

from xiaoan.surveys.services.answering import Given, Receipt, answer, answer_rest
from xiaoan.surveys.services.deciding import mark_contradicted, settle
from xiaoan.surveys.services.following import follow_day, follow_roll
from xiaoan.surveys.services.rounds import (
    KIND,
    close_round,
    end_series,
    go_on,
    make_round,
    open_round,
    owe_again,
)

__all__ = [
    "KIND",
    "Given",
    "Receipt",
    "answer",
    "answer_rest",
    "close_round",
    "end_series",
    "follow_day",
    "follow_roll",
    "go_on",
    "make_round",
    "mark_contradicted",
    "open_round",
    "owe_again",
    "settle",
]
