"""From bytes to a source of rows: looks what the file is and hands it to the reader of that kind."""

from collections.abc import Collection, Sequence
from typing import BinaryIO

from xiaoan.workbooks import kinds
from xiaoan.workbooks.delimited import Delimited
from xiaoan.workbooks.old import sheets_of
from xiaoan.workbooks.package import Package
from xiaoan.workbooks.refusals import Refused
from xiaoan.workbooks.table import Source
from xiaoan.workbooks.values import Limits
from xiaoan.workbooks.workbook import Workbook


def open_source(file: BinaryIO, limits: Limits, heads: Collection[str]) -> tuple[str, Source]:
    """The kind of the file ("xlsx", "csv") and its rows."""
    if kinds.kind_of(file) == kinds.ZIP:
        return "xlsx", Workbook(Package(file, limits), limits)
    return "csv", Delimited(file, limits, heads)


def open_all(
    file: BinaryIO, limits: Limits, heads: Collection[str]
) -> tuple[str, Sequence[Source]]:
    """The same with every visible sheet of a workbook, in their order; "xls" too."""
    try:
        kind, first = open_source(file, limits, heads)
    except Refused as refused:
        if refused.code != "old_xls":
            raise
        return "xls", sheets_of(file, limits)
    if not isinstance(first, Workbook):
        return kind, [first]
    others = [first.other(n) for n in range(1, min(first.count, limits.sheets))]
    return kind, [first, *others]
