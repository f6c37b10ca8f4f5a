"""What a blank form is made of, what goes into it, and why one is not taken."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from xiaoan.workbooks.refusals import CODES as OF_FILES

# What stands in double braces, also in the wide ones of a Chinese keyboard: no braces, no line's end inside.
MARK = re.compile(r"(?:\{\{|\uff5b\uff5b)\s*([^{}\uff5b\uff5d\r\n]{1,80}?)\s*(?:\}\}|\uff5d\uff5d)")
# A row that has one of these is repeated: marker → code.
REPEATS: Mapping[str, str] = MappingProxyType({"每校": "school", "每乡镇": "township"})
# So many rows and columns of a form are looked at, so many questions of it are taken (own choice).
MOST_ROWS, MOST_COLUMNS, MOST_MARKS = 400, 60, 500
# Elements inside elements: no program that writes forms goes deeper.
DEEPEST = 120

_AGAIN = "Save it anew in Excel, Word or WPS and send that."
# Why a form is refused, beside what is said of any file (workbooks.refusals).
OWN: Mapping[str, str] = MappingProxyType(
    {
        "not_a_form": "This is not an .xlsx or .docx but: {kind}. " + _AGAIN,
        "has_macros": "The file holds macros or controls. Save it without them (.xlsx, .docx).",
        "has_objects": "Another file is embedded ({part}). Delete the embedded object and save again.",
        "outside_links": "The file draws on another file or address ({part}). Cut the link and save again.",
        "active_field": "The file has a field that runs or fetches something ({part}). Make it plain text.",
        "too_deep": "The file is built in an unusual way. " + _AGAIN,
        "too_wide": "A table of the form is larger than {rows} rows and {columns} columns.",
        "too_many_marks": "The form asks more than {limit} things. Send it in several parts.",
        "nothing_in_it": "The form has neither a table nor a placeholder.",
        "shared_formula": "A row that is repeated has shared formulas ({part}). Write them out one by one.",
        "two_repeats": "A row can be repeated for one thing only ({part}).",
    }
)
CODES: Mapping[str, str] = MappingProxyType({**OF_FILES, **OWN})


class Unfit(Exception):
    """A form is not taken; `code` and `values` say why."""

    def __init__(self, code: str, **values: int | str) -> None:
        self.code, self.values = code, values
        super().__init__(CODES[code].format_map(values))


@dataclass(frozen=True)
class Share:
    """A share: a number where the cell is formatted in per cent, else its text."""

    of_one: float
    text: str


Value: TypeAlias = str | int | float | Share


@dataclass(frozen=True)
class Cell:
    """A cell as it is shown; `ref`: its address in the form, by which something is assigned to it."""

    ref: str
    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Grid:
    """A sheet of a workbook, a table or the text of a document."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    # Whether cells can be assigned to: those of tables, not lines of text.
    is_table: bool = True


@dataclass(frozen=True)
class Mark:
    """Something asked: what, in which cell, and whether its row is repeated ("", "school", "township")."""

    what: str
    ref: str
    repeat: str = ""


@dataclass(frozen=True)
class Blank:
    """What a form is: "xlsx" or "docx", its grids, what it asks."""

    kind: str
    grids: tuple[Grid, ...]
    marks: tuple[Mark, ...]


def marks_in(text: str) -> list[str]:
    """What is asked in a text, in order."""
    return [found[1].strip() for found in MARK.finditer(text)]


def asked_in(text: str) -> list[str]:
    """The same without markers of repetition that stand beside other words: they ask nothing. One that has
    its cell to itself asks the name of what the row is repeated for."""
    found = MARK.fullmatch(text.strip())
    return [found[1].strip()] if found else [one for one in marks_in(text) if one not in REPEATS]


def repeat_of(marks: list[str], where: str) -> str:
    """What a row with these marks is repeated for. Unfit: for two things."""
    found = {REPEATS[one] for one in marks if one in REPEATS}
    if len(found) > 1:
        raise Unfit("two_repeats", part=where)
    return found.pop() if found else ""
