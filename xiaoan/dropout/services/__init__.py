"""Writing the drop-out watch: entries of the ledger and their steps, key groups, reports, reviews; children
of no roll, registers held against each other."""

from xiaoan.dropout.services.caring import NewChildStep, follow, forget
from xiaoan.dropout.services.caring import act as act_child
from xiaoan.dropout.services.checking import NewAnswer, compare, compare_all
from xiaoan.dropout.services.checking import answer as answer_difference
from xiaoan.dropout.services.entries import NewEntry, NewStep, act, open_by_score, open_entry
from xiaoan.dropout.services.groups import NewGroup, add_group, end_group
from xiaoan.dropout.services.lists import NewList, drop, drop_forgotten, read_list, take_over
from xiaoan.dropout.services.looking import children_seen
from xiaoan.dropout.services.reporting import owe, sign_report, sign_review
from xiaoan.dropout.services.scoring import reckon

__all__ = [
    "NewAnswer", "NewChildStep", "NewEntry", "NewGroup", "NewList", "NewStep", "act", "act_child",
    "add_group", "answer_difference", "children_seen", "compare", "compare_all", "drop",
    "drop_forgotten", "end_group", "follow", "forget", "open_by_score", "open_entry", "owe", "read_list",
    "reckon", "sign_report", "sign_review", "take_over",
]  # fmt: skip
