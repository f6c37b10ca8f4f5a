"""Writing homework: setting, handing in, telling, marking, returning; lists of platforms taken in."""

from xiaoan.homework.services.counting import rebuild
from xiaoan.homework.services.handing import NewPiece, hand_in
from xiaoan.homework.services.importing import (
    Applied,
    Foreseen,
    apply_sheet,
    foresee,
    forget_previews,
    keep_sheet,
    settle_name,
)
from xiaoan.homework.services.owing import excuse_due, owe_marking
from xiaoan.homework.services.setting import NewTask, cancel, set_homework
from xiaoan.homework.services.sheets import LARGEST as LARGEST_SHEET
from xiaoan.homework.services.sheets import Reading, read_sheet
from xiaoan.homework.services.telling import give_back, mark, mark_all, tell

__all__ = [
    "LARGEST_SHEET",
    "Applied",
    "Foreseen",
    "NewPiece",
    "NewTask",
    "Reading",
    "apply_sheet",
    "cancel",
    "excuse_due",
    "foresee",
    "forget_previews",
    "give_back",
    "hand_in",
    "keep_sheet",
    "mark",
    "mark_all",
    "owe_marking",
    "read_sheet",
    "rebuild",
    "set_homework",
    "settle_name",
    "tell",
]
