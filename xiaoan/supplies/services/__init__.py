"""Writing supplies: the ledger of each store, recalls, the county's standard."""

from xiaoan.supplies.services.acting import hold_stores
from xiaoan.supplies.services.booking import Booking, book_in
from xiaoan.supplies.services.counting import Correction, Decision, NewCount, correct, count, decide
from xiaoan.supplies.services.importing import File, Imported, heads_of_a_sheet, import_ledger
from xiaoan.supplies.services.issuing import Issue, Return, give_back, issue
from xiaoan.supplies.services.learning import learn
from xiaoan.supplies.services.loading import Opening, load_openings
from xiaoan.supplies.services.moving import Dispatch, TakeIn, dispatch, look_at, take_in
from xiaoan.supplies.services.outfitting import Outfit, Taken, outfit, place_elsewhere
from xiaoan.supplies.services.recalling import Answer, NewRecall, answer, lift, recall
from xiaoan.supplies.services.receiving import Receipt, receive
from xiaoan.supplies.services.sending import Consignment, dispatch_many
from xiaoan.supplies.services.sizes import recount
from xiaoan.supplies.services.standards import Edit, NewDraft, ask, draft, edit, publish
from xiaoan.supplies.services.standards import withdraw as withdraw_standard
from xiaoan.supplies.services.using_up import Use, UsedUp, use_up

__all__ = [
    "Answer",
    "Booking",
    "Consignment",
    "Correction",
    "Decision",
    "Dispatch",
    "Edit",
    "File",
    "Imported",
    "Issue",
    "NewCount",
    "NewDraft",
    "NewRecall",
    "Opening",
    "Outfit",
    "Receipt",
    "Return",
    "TakeIn",
    "Taken",
    "Use",
    "UsedUp",
    "answer",
    "ask",
    "book_in",
    "correct",
    "count",
    "decide",
    "dispatch",
    "dispatch_many",
    "draft",
    "edit",
    "give_back",
    "heads_of_a_sheet",
    "hold_stores",
    "import_ledger",
    "issue",
    "learn",
    "lift",
    "load_openings",
    "look_at",
    "outfit",
    "place_elsewhere",
    "publish",
    "recall",
    "receive",
    "recount",
    "take_in",
    "use_up",
    "withdraw_standard",
]
