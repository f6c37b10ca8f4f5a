"""Reading spreadsheets that may be hostile: in a child process, within limits. No Django, usable alone."""

from xiaoan.workbooks.headings import JOINT, bare
from xiaoan.workbooks.reading import read, read_again
from xiaoan.workbooks.refusals import CODES, NOTES, Refused
from xiaoan.workbooks.values import Cell, CellError, Formula, Limits, Number, Row, Sheet

__all__ = [
    "CODES",
    "JOINT",
    "NOTES",
    "Cell",
    "CellError",
    "Formula",
    "Limits",
    "Number",
    "Refused",
    "Row",
    "Sheet",
    "bare",
    "read",
    "read_again",
]
