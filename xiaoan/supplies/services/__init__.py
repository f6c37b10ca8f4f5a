"""Writing supplies: the ledger of each store, recalls, the county's standard."""

from xiaoan.supplies.services.counting import Correction, Decision, NewCount, correct, count, decide
from xiaoan.supplies.services.issuing import Issue, Return, give_back, issue
from xiaoan.supplies.services.moving import Dispatch, TakeIn, dispatch, take_in
from xiaoan.supplies.services.recalling import Answer, NewRecall, answer, lift, recall
from xiaoan.supplies.services.receiving import Receipt, receive

__all__ = [
    "Answer", "Correction", "Decision", "Dispatch", "Issue", "NewCount", "NewRecall", "Receipt",
    "Return", "TakeIn", "answer", "correct", "count", "decide", "dispatch", "give_back", "issue",
    "lift", "recall", "receive", "take_in",
]  # fmt: skip
