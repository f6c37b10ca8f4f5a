"""From bytes to a source of rows: looks what the file is and hands it to the reader of that kind."""

from collections.abc import Collection
from typing import BinaryIO

from xiaoan.workbooks import kinds
from xiaoan.workbooks.delimited import Delimited
from xiaoan.workbooks.package import Package
from xiaoan.workbooks.table import Source
from xiaoan.workbooks.values import Limits
from xiaoan.workbooks.workbook import Workbook


def open_source(file: BinaryIO, limits: Limits, heads: Collection[str]) -> tuple[str, Source]:
    """The kind of the file ("xlsx", "csv") and its rows."""
    if kinds.kind_of(file) == kinds.ZIP:
        return "xlsx", Workbook(Package(file, limits), limits)
    return "csv", Delimited(file, limits, heads)
