"""Writing the drop-out watch: entries of the ledger and their steps, key groups, reports, reviews."""

from xiaoan.dropout.services.entries import NewEntry, NewStep, act, open_by_score, open_entry
from xiaoan.dropout.services.groups import NewGroup, add_group, end_group
from xiaoan.dropout.services.reporting import owe, sign_report, sign_review

__all__ = [
    "NewEntry", "NewGroup", "NewStep", "act", "add_group", "end_group", "open_by_score", "open_entry", "owe",
    "sign_report", "sign_review",
]  # fmt: skip
