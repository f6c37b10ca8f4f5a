"""Writing counselling: referrals, cases, screenings, emergencies, taking over, destroying after time."""

from xiaoan.counselling.services.calling import ask_family, whose
from xiaoan.counselling.services.caring import (
    NewNote,
    add,
    close,
    hand_over,
    reopen,
    take,
    take_directly,
)
from xiaoan.counselling.services.caring import see as see_case
from xiaoan.counselling.services.emergencies import Stepped, step
from xiaoan.counselling.services.emergencies import close as close_emergency
from xiaoan.counselling.services.forgetting import destroy, set_keeping
from xiaoan.counselling.services.referring import (
    NewReferral,
    Receipt,
    ask_for_child,
    decline,
    refer,
)
from xiaoan.counselling.services.referring import see as see_referral
from xiaoan.counselling.services.screening import (
    NewScreening,
    Outcome,
    Said,
    open_screening,
    say,
    withdraw,
)
from xiaoan.counselling.services.taking_over import NewTakeover
from xiaoan.counselling.services.taking_over import ask as ask_takeover
from xiaoan.counselling.services.taking_over import decide as decide_takeover

__all__ = [
    "NewNote",
    "NewReferral",
    "NewScreening",
    "NewTakeover",
    "Outcome",
    "Receipt",
    "Said",
    "Stepped",
    "add",
    "ask_family",
    "ask_for_child",
    "ask_takeover",
    "close",
    "close_emergency",
    "decide_takeover",
    "decline",
    "destroy",
    "hand_over",
    "open_screening",
    "refer",
    "reopen",
    "say",
    "see_case",
    "see_referral",
    "set_keeping",
    "step",
    "take",
    "take_directly",
    "whose",
    "withdraw",
]
