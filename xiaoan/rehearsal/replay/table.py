"""A CSV file as people really save it: its encoding, its separator, its header, its rows as text."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LARGEST_FILE = 100_000_000
LARGEST_ROWS = 200_000
MARKS = ",;\t|"
# So many characters of a cell, so many names of a header are shown.
SHOWN, SHOWN_NAMES = 40, 30

# Tried in turn. Every file is some text in the last ones: what was read with them is said.
_USUAL = ("utf-8-sig", "gb18030")
_GUESSED = {"big5hkscs": "Big5", "cp1252": "Windows-1252"}
_MARKED = {
    codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip

# The number of the line on which the row begins, and its cells by name of column.
Row = tuple[int, Mapping[str, str]]


class SheetError(Exception):
    """The file is at fault; `str(error)` says which row and column, and how to mend it."""


@dataclass(frozen=True)
class Table:
    """`notes`: what was read differently from how it stands in the file."""

    rows: list[Row]
    notes: list[str]


def read(path: Path, wanted: Sequence[str]) -> Table:
    """The wanted columns of every row that is not blank."""
    content = _content(path)
    text, encoding = _decoded(content, wanted)
    notes = []
    if encoding in _GUESSED:
        notes.append(
            f"row {_first_foreign(content)}: not UTF-8; the file is read as {_GUESSED[encoding]}: "
            "save it as CSV UTF-8 if names look wrong"
        )
    return Table(list(_rows(text, wanted, notes)), notes)


def shown(text: str) -> str:
    """A cell in a sentence: quoted, on one line, and not too long."""
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise SheetError(f"{error.strerror}; name a CSV file that can be read") from error
    if len(content) > LARGEST_FILE:
        raise SheetError(f"more than {LARGEST_FILE // 1_000_000} MB; split the file")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise SheetError("the file is a workbook; save it as CSV UTF-8")
    return content


def _decoded(content: bytes, wanted: Sequence[str]) -> tuple[str, str]:
    """The text in the first encoding that shows all wanted columns, else in the first that fits."""
    found = list(_readings(content))
    if not found:
        raise SheetError("the file is neither UTF-8 nor GB18030; save it as CSV UTF-8")
    named = (one for one in found if set(wanted) <= set(_header(one[0], wanted)))
    text, encoding = next(named, found[0])
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise SheetError(f"row {row}: a NUL byte, so this is no plain text; save it as CSV UTF-8")
    return text, encoding


def _readings(content: bytes) -> Iterator[tuple[str, str]]:
    marked = next((name for bom, name in _MARKED.items() if content.startswith(bom)), None)
    for encoding in (marked,) if marked else (*_USUAL, *_GUESSED):
        try:
            yield content.decode(encoding).removeprefix("\ufeff"), encoding
        except UnicodeDecodeError:
            continue


def _first_foreign(content: bytes) -> int:
    """The line of the first byte that is not UTF-8."""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1
    return 1


def _header(text: str, wanted: Sequence[str]) -> list[str]:
    return _names(text, _mark(text, wanted))


def _mark(text: str, wanted: Sequence[str]) -> str:
    """The separator under which the header has the most of the wanted columns."""
    return max(MARKS, key=lambda mark: len(set(wanted).intersection(_names(text, mark))))


def _names(text: str, mark: str) -> list[str]:
    try:
        _line, header = next(_filled(text, mark), (1, []))
    except SheetError:
        return []
    return [name.strip() for name in header]


def _filled(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    """Rows in which something stands, each with the line on which it begins."""
    # Strict: a quote that never closes would else swallow the rows after it without a word.
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=mark, skipinitialspace=True, strict=True
    )
    start = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise SheetError(f"row {start}: {error}; mend the quotes of this row") from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield start, cells
        start = reader.line_num + 1


def _rows(text: str, wanted: Sequence[str], notes: list[str]) -> Iterator[Row]:
    mark = _mark(text, wanted)
    rows = _filled(text, mark)
    _line, header = next(rows, (1, []))
    at = _places([name.strip() for name in header], wanted)
    for count, (number, cells) in enumerate(rows, start=1):
        if count > LARGEST_ROWS:
            raise SheetError(f"row {number}: more than {LARGEST_ROWS} rows; split the file")
        _refuse_longer(number, cells, len(header), mark)
        notes.extend(
            f"row {number}: it ends before column {name}, which is read as empty"
            for name, place in at.items()
            if place >= len(cells)
        )
        yield number, {n: cells[p].strip() if p < len(cells) else "" for n, p in at.items()}


def _places(header: list[str], wanted: Sequence[str]) -> dict[str, int]:
    missing = [name for name in wanted if name not in header]
    if missing:
        names = [shown(name)[1:-1] for name in header if name]
        more = [f"… and {len(names) - SHOWN_NAMES} more"] if len(names) > SHOWN_NAMES else []
        if not names:
            raise SheetError("the file is empty; name a CSV file with a header")
        told = ", ".join([*names[:SHOWN_NAMES], *more])
        raise SheetError(f"no column {', '.join(missing)}; name one of these: {told}")
    for name in wanted:
        if header.count(name) > 1:
            raise SheetError(
                f"column {name} is there {header.count(name)} times; rename the others"
            )
    return {name: header.index(name) for name in wanted}


def _refuse_longer(number: int, cells: list[str], width: int, mark: str) -> None:
    if any(cell.strip() for cell in cells[width:]):
        raise SheetError(
            f"row {number}: {len(cells)} fields, and the header has {width}; "
            f"put quotes around a field in which {shown(mark)} stands"
        )
