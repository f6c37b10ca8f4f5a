"""Reading delimited text (.csv) whose characters and delimiter are found out by looking."""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator
from typing import BinaryIO

from xiaoan.workbooks.refusals import Refused
from xiaoan.workbooks.table import heads_in
from xiaoan.workbooks.values import Cell, Limits

_BLOCK = 1 << 20
_SAMPLE = 1 << 16
_TOP = 10
_FIELD = 1 << 17
_DELIMITERS = ",;\t"
_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
# A Chinese character in UTF-8; in GB18030 text these three bytes in a row are rare.
_CHINESE_IN_UTF_8 = re.compile(rb"[\xe4-\xe9][\x80-\xbf]{2}")
_NOT_ASCII = bytes(range(128, 256))
# Lone surrogates get through to where each becomes U+FFFD; half a UTF-16 unit at the end likewise.
_ERRORS = {"utf-8": "surrogatepass", "gb18030": "strict"}


class Delimited:
    """A delimited text."""

    name = ""

    def __init__(self, file: BinaryIO, limits: Limits, heads: Collection[str]) -> None:
        self._limits = limits
        self._file = file
        self.encoding = _encoding(file)
        sample = self._text().read(_SAMPLE)
        self._delimiter = max(_DELIMITERS, key=lambda one: _fitness(sample, one, heads))

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Number and cells of each record; blank ones too."""
        # Longer than any cell may be: only a quotation mark that is never closed comes to this.
        csv.field_size_limit(max(_FIELD, self._limits.cell_chars + 1))
        number = 0
        try:
            for number, cells in enumerate(
                csv.reader(self._text(), delimiter=self._delimiter, strict=True), 1
            ):
                yield number, list(cells)
        except csv.Error:
            raise Refused("bad_quotes", row=number + 1) from None

    def notes(self, _header_row: int) -> list[str]:
        """Nothing: in text nothing is hidden or merged."""
        return []

    def _text(self) -> io.TextIOWrapper:
        errors = _ERRORS.get(self.encoding, "replace")
        # The wrapper would close the file with itself, and it is gone through twice.
        copy = open(self._file.fileno(), "rb", closefd=False)  # noqa: SIM115  # from a descriptor
        copy.seek(0)
        text = io.TextIOWrapper(copy, self.encoding, errors, newline="")
        if text.read(1) != "\ufeff":
            text.seek(0)
        return text


def _encoding(file: BinaryIO) -> str:
    """The encoding in which the whole file can be read."""
    file.seek(0)
    head = file.read(4096)
    if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        raise Refused("bad_encoding", row=1)
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            if fault := _first_fault(file, encoding):
                raise Refused("bad_encoding", row=fault)
            return encoding
    if head.count(0) * 5 > len(head):
        raise Refused("bad_encoding", row=1)  # UTF-16 without its mark
    return _unmarked(file)


def _unmarked(file: BinaryIO) -> str:
    """UTF-8 if it is throughout; GB18030 if it is throughout, and not UTF-8 with a fault."""
    fault = _first_fault(file, "utf-8")
    if not fault:
        return "utf-8"
    if _is_mostly_utf_8(file) or _first_fault(file, "gb18030"):
        raise Refused("bad_encoding", row=fault)
    return "gb18030"


def _first_fault(file: BinaryIO, encoding: str) -> int:
    """The line on which a file stops being text of an encoding; 0 if it is all text."""
    decoder = codecs.getincrementaldecoder(encoding)(_ERRORS.get(encoding, "replace"))
    file.seek(0)
    line = 1
    block = b"begin"
    while block:
        block = file.read(_BLOCK)
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            return line + block.count(b"\n", 0, error.start)
        line += block.count(b"\n")
    return 0


def _is_mostly_utf_8(file: BinaryIO) -> bool:
    """Whether most of what is not ASCII is Chinese in UTF-8: else GB18030 would read it as other words."""
    file.seek(0)
    chinese = others = 0
    while block := file.read(_BLOCK):
        chinese += 3 * len(_CHINESE_IN_UTF_8.findall(block))
        others += len(block) - len(block.translate(None, _NOT_ASCII))
    return chinese * 2 > others


def _fitness(sample: str, delimiter: str, heads: Collection[str]) -> tuple[int, int]:
    """How well a delimiter fits: headings found with it, then columns of the first row that has any."""
    top: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            top.append(cells)
            if len(top) == _TOP:
                break
    except csv.Error:
        pass  # told when the rows are read
    found = max((heads_in(cells, heads) for cells in top), default=0)
    return found, next((len(cells) for cells in top if len(cells) > 1), 0)
