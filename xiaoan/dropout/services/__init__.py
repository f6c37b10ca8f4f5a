"""Writing the drop-out watch: entries of the ledger and their steps, key groups, reports, reviews."""

from xiaoan.dropout.services.entries import NewEntry, NewStep, act, open_by_score, open_entry
from xiaoan.dropout.services.groups import NewGroup, add_group, end_group
from xiaoan.dropout.services.reporting import owe, sign_report, sign_review
from xiaoan.dropout.services.scoring import reckon

__all__ = [
    "NewEntry", "NewGroup", "NewStep", "act", "add_group", "end_group", "open_by_score", "open_entry",
    "owe", "reckon", "sign_report", "sign_review",
]  # fmt: skip
