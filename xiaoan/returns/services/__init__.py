"""Writing returns: forms and their versions, filled forms, runs, requests and what schools answer."""

from xiaoan.returns.services.answering import answer
from xiaoan.returns.services.exchanging import map_names, took
from xiaoan.returns.services.filling import NewRun, ask_run, fail, make, take, take_run
from xiaoan.returns.services.forms import NewForm, add, assign, set_state, upload
from xiaoan.returns.services.keeping import put_away
from xiaoan.returns.services.requests import (
    NewField,
    NewRequest,
    end,
    open_rounds,
    register,
    settle,
    take_answers,
)

__all__ = [
    "NewField", "NewForm", "NewRequest", "NewRun", "add", "answer", "ask_run", "assign", "end", "fail",
    "make",
    "map_names", "open_rounds", "put_away", "register", "set_state", "settle", "take", "take_answers",
    "take_run", "took",
    "upload",
]  # fmt: skip
