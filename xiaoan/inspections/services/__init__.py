"""Writing inspections: planned, walked, closed; findings mended and seen again; checklists of the county."""

from xiaoan.inspections.services.acting import Evidence, Shot
from xiaoan.inspections.services.checklists import NewEdition, put_edition
from xiaoan.inspections.services.exporting import export
from xiaoan.inspections.services.finding import Found, found_elsewhere
from xiaoan.inspections.services.planning import NewPlan, drop, plan
from xiaoan.inspections.services.rechecking import Check, close_finding, give_back, void
from xiaoan.inspections.services.rectifying import (
    Act,
    Answer,
    Ask,
    Naming,
    answer,
    ask,
    decide,
    name_owner,
    shut,
)
from xiaoan.inspections.services.rounds import Begin, Close, Marked, begin, close, mark, mark_rest

__all__ = [
    "Act", "Answer", "Ask", "Begin", "Check", "Close", "Evidence", "Found", "Marked", "Naming", "NewEdition",
    "NewPlan", "Shot", "answer", "ask", "begin", "close", "close_finding", "decide", "drop", "export",
    "found_elsewhere", "give_back", "mark", "mark_rest", "name_owner", "plan", "put_edition", "shut", "void",
]  # fmt: skip
