"""Writing surveys: rounds, answers with their versions, decisions between them; counting after the roll."""

from xiaoan.surveys.services.answering import (
    Doubtful,
    Given,
    Receipt,
    answer,
    answer_for_self,
    answer_rest,
)
from xiaoan.surveys.services.clearing import clear_answers
from xiaoan.surveys.services.codes import (
    answer_by_code,
    clear_codes,
    form_by_code,
    make_codes,
    opened,
    prove,
    replace_code,
    why_dead,
)
from xiaoan.surveys.services.deciding import (
    found_untrue,
    hold_answer,
    mark_contradicted,
    settle,
)
from xiaoan.surveys.services.following import follow_day, follow_roll
from xiaoan.surveys.services.importing import Result, clear_imports, import_answers
from xiaoan.surveys.services.looking import codes_printed, form_seen, list_seen, see_versions, seen
from xiaoan.surveys.services.rounds import (
    KIND,
    close_round,
    drop_round,
    end_series,
    go_on,
    make_round,
    open_round,
    owe_again,
)
from xiaoan.surveys.services.settling import AGAIN, SETTLE, ask_there, follow_people
from xiaoan.surveys.services.taking import take_sheet

__all__ = [
    "AGAIN",
    "KIND",
    "SETTLE",
    "Doubtful",
    "Given",
    "Receipt",
    "Result",
    "answer",
    "answer_by_code",
    "answer_for_self",
    "answer_rest",
    "ask_there",
    "clear_answers",
    "clear_codes",
    "clear_imports",
    "close_round",
    "codes_printed",
    "drop_round",
    "end_series",
    "follow_day",
    "follow_people",
    "follow_roll",
    "form_by_code",
    "form_seen",
    "found_untrue",
    "go_on",
    "hold_answer",
    "import_answers",
    "list_seen",
    "make_codes",
    "make_round",
    "mark_contradicted",
    "open_round",
    "opened",
    "owe_again",
    "prove",
    "replace_code",
    "see_versions",
    "seen",
    "settle",
    "take_sheet",
    "why_dead",
]
