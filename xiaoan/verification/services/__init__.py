"""Writing verification: outside lists, disagreements, checks of answers, spot checks."""

from xiaoan.verification.services.checking import check_answer
from xiaoan.verification.services.clearing import Clearing, clear
from xiaoan.verification.services.deciding import decide, list_of
from xiaoan.verification.services.following import carry_over, keep_lapses, superseded
from xiaoan.verification.services.forgetting import forget_words
from xiaoan.verification.services.going_along import follow_people
from xiaoan.verification.services.judging import Given
from xiaoan.verification.services.lists import (
    LARGEST,
    NewList,
    close,
    destroy_due,
    ending_badly,
    errors_of,
    receive,
    request_stop,
    start_again,
)
from xiaoan.verification.services.running import work
from xiaoan.verification.services.sampling import draw
from xiaoan.verification.services.spots_along import spots_along
from xiaoan.verification.services.template import template

__all__ = [
    "LARGEST",
    "Clearing",
    "Given",
    "NewList",
    "carry_over",
    "check_answer",
    "clear",
    "close",
    "decide",
    "destroy_due",
    "draw",
    "ending_badly",
    "errors_of",
    "follow_people",
    "forget_words",
    "keep_lapses",
    "list_of",
    "receive",
    "request_stop",
    "spots_along",
    "start_again",
    "superseded",
    "template",
    "work",
]
