"""Writing hygiene."""

from xiaoan.hygiene.services.drafting import draft
from xiaoan.hygiene.services.following import follow_all, follow_tree
from xiaoan.hygiene.services.handing import Decision, decide, hand_in, take_back
from xiaoan.hygiene.services.ordering import order
from xiaoan.hygiene.services.owing import owe_today
from xiaoan.hygiene.services.placing import Edit, ManyAct, act, add, change
from xiaoan.hygiene.services.writing import Setting, as_kind, remove, set_lines

__all__ = [
    "Decision",
    "Edit",
    "ManyAct",
    "Setting",
    "act",
    "add",
    "as_kind",
    "change",
    "decide",
    "draft",
    "follow_all",
    "follow_tree",
    "hand_in",
    "order",
    "owe_today",
    "remove",
    "set_lines",
    "take_back",
]
