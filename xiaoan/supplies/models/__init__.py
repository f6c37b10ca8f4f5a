"""Tables of supplies: the ledger of each store; what is held outside of it."""

from xiaoan.supplies.models.catalogue import Code, Lot, Recall, RecallStore, Size, Standard
from xiaoan.supplies.models.ledger import (
    Act,
    Balance,
    Count,
    CountLine,
    Entry,
    Transfer,
    TransferLine,
)
from xiaoan.supplies.models.placed import Placed

__all__ = [
    "Act",
    "Balance",
    "Code",
    "Count",
    "CountLine",
    "Entry",
    "Lot",
    "Placed",
    "Recall",
    "RecallStore",
    "Size",
    "Standard",
    "Transfer",
    "TransferLine",
]
