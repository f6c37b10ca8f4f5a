"""Writing rumours: reports, answers and who lets them out, items put together and taken apart."""

from xiaoan.rumours.services.checking import (
    Act,
    NewAnswer,
    dismiss,
    give_back,
    propose,
    publish,
    reopen,
    take,
    withdraw,
)
from xiaoan.rumours.services.reporting import Checked, NewReport, Receipt, mark_seen, report
from xiaoan.rumours.services.sorting import Merge, Split, apart, merge, split
from xiaoan.rumours.services.telling import tell

__all__ = [
    "Act", "Checked", "Merge", "NewAnswer", "NewReport", "Receipt", "Split", "apart", "dismiss",
    "give_back", "mark_seen", "merge", "propose", "publish", "reopen", "report", "split", "take",
    "tell", "withdraw",
]  # fmt: skip
