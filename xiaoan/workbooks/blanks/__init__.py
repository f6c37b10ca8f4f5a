"""Blank forms of other offices (.xlsx, .docx): what a file asks for, and the same file filled in.

A form is filled in place: only the texts of its cells change, all else of the file stays as it came. What is
asked stands in double braces ({{单位}}) or is assigned to a cell. Nothing in a form is ever computed here.
Usable without Django. A file from outside is looked at in a child process (`look`); `fill` and `grids` take
only what was found harmless there.
"""

from xiaoan.workbooks.blanks.filling import fill, grids
from xiaoan.workbooks.blanks.looking import look
from xiaoan.workbooks.blanks.values import (
    CODES,
    REPEATS,
    Blank,
    Cell,
    Grid,
    Mark,
    Share,
    Unfit,
    Value,
)

__all__ = [
    "CODES",
    "REPEATS",
    "Blank",
    "Cell",
    "Grid",
    "Mark",
    "Share",
    "Unfit",
    "Value",
    "fill",
    "grids",
    "look",
]
