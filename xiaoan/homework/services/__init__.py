"""Writing homework: setting, handing in, telling, marking, returning."""

from xiaoan.homework.services.counting import rebuild
from xiaoan.homework.services.handing import NewPiece, hand_in
from xiaoan.homework.services.owing import excuse_due, owe_marking
from xiaoan.homework.services.setting import NewTask, cancel, set_homework
from xiaoan.homework.services.telling import give_back, mark, mark_all, tell

__all__ = [
    "NewPiece",
    "NewTask",
    "cancel",
    "excuse_due",
    "give_back",
    "hand_in",
    "mark",
    "mark_all",
    "owe_marking",
    "rebuild",
    "set_homework",
    "tell",
]
