"""Writing hygiene."""

from xiaoan.hygiene.services.acting import Shot
from xiaoan.hygiene.services.checking import Looked, check
from xiaoan.hygiene.services.closing import close_days
from xiaoan.hygiene.services.doubting import days_to_look_at, look_at
from xiaoan.hygiene.services.drafting import draft
from xiaoan.hygiene.services.drawing import draw_for
from xiaoan.hygiene.services.excusing import Excuse, due_again, excuse
from xiaoan.hygiene.services.following import follow_all, follow_tree
from xiaoan.hygiene.services.handing import Decision, decide, hand_in, take_back
from xiaoan.hygiene.services.incidents import Stepped, Told, step, tell
from xiaoan.hygiene.services.judging import Doubtful, fault_words
from xiaoan.hygiene.services.laying_out import BATCH, lay_out
from xiaoan.hygiene.services.leaving import Back, Left, clean_before, follow_today, set_away
from xiaoan.hygiene.services.loaded import Habit, LoadedPlace, LoadedPlan
from xiaoan.hygiene.services.loading import load_days, load_places, load_plans
from xiaoan.hygiene.services.mending import Mended, mend
from xiaoan.hygiene.services.ordering import order
from xiaoan.hygiene.services.owing import owe_today
from xiaoan.hygiene.services.placing import Edit, ManyAct, act, add, change
from xiaoan.hygiene.services.product_lists import List, Listed, add_products
from xiaoan.hygiene.services.products import NewProduct, add_product, close_product
from xiaoan.hygiene.services.recording import (
    Kept,
    Mixture,
    Sent,
    SentTogether,
    record,
    record_together,
)
from xiaoan.hygiene.services.stating import state
from xiaoan.hygiene.services.writing import Setting, as_kind, remove, set_lines

__all__ = [
    "BATCH",
    "Back",
    "Decision",
    "Doubtful",
    "Edit",
    "Excuse",
    "Habit",
    "Kept",
    "Left",
    "List",
    "Listed",
    "LoadedPlace",
    "LoadedPlan",
    "Looked",
    "ManyAct",
    "Mended",
    "Mixture",
    "NewProduct",
    "Sent",
    "SentTogether",
    "Setting",
    "Shot",
    "Stepped",
    "Told",
    "act",
    "add",
    "add_product",
    "add_products",
    "as_kind",
    "change",
    "check",
    "clean_before",
    "close_days",
    "close_product",
    "days_to_look_at",
    "decide",
    "draft",
    "draw_for",
    "due_again",
    "excuse",
    "fault_words",
    "follow_all",
    "follow_today",
    "follow_tree",
    "hand_in",
    "lay_out",
    "load_days",
    "load_places",
    "load_plans",
    "look_at",
    "mend",
    "order",
    "owe_today",
    "record",
    "record_together",
    "remove",
    "set_away",
    "set_lines",
    "state",
    "step",
    "take_back",
    "tell",
]
