"""Reading the line list of an outbreak: one row a person, columns named on the command line."""

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from xiaoan.rehearsal.replay.words import EMPTY, symptoms_in

# Whole numbers stand for days counted from an unknown start; the scratch school needs dates. A Monday.
ANCHOR = dt.date(2024, 1, 1)
# Old outbreaks are lived through under the rules of today: the first of which dates from 2006. Dates
# before this are moved on by whole weeks, and back again in what is printed.
EARLIEST = dt.date(2010, 1, 4)
FIRST_YEAR, LAST_YEAR = 1800, 2199
LARGEST_NUMBER = 50_000
LONGEST_SPELL_DAYS = 60
LARGEST_ROWS = 200_000
# So many faults are named one by one.
NAMED = 20
# Without a symptoms column all are one syndrome; which one does not matter.
ANY_SYMPTOM = "fever"

_NUMBER = re.compile(r"[+-]?\d{1,6}(\.0*)?")
_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?([T ]\s*[\d:.]+\s*(Z|[+-][\d:]+)?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(\.0*)?")


class SheetError(Exception):
    """The file is at fault; `str(error)` says which row and column, and how to mend it."""


@dataclass(frozen=True)
class Columns:
    """Names of the columns, '' for one that is not given."""

    person: str
    class_: str
    day: str
    dormitory: str = ""
    symptoms: str = ""
    until: str = ""


@dataclass(frozen=True)
class Spell:
    """One illness of one person: from `first` to `last`, both included."""

    first: dt.date
    last: dt.date
    symptoms: tuple[str, ...]


@dataclass(frozen=True)
class Child:
    """One person in one class and dormitory ('' = none). A person may have several such places."""

    person: str
    class_: str
    dormitory: str
    spells: list[Spell] = field(default_factory=list, compare=False)


@dataclass(frozen=True)
class LineList:
    """The file as read. `refused`: rows left out, each with its reason; `notes`: what was read
    differently from how it stands there.
    """

    children: tuple[Child, ...]
    days_are_numbers: bool
    rows: int
    refused: tuple[str, ...]
    notes: tuple[str, ...] = ()
    moved: dt.timedelta = dt.timedelta(0)

    @property
    def spells(self) -> list[Spell]:
        return [spell for child in self.children for spell in child.spells]

    def label(self, day: dt.date) -> str | int:
        """A day as the file writes it."""
        told = day - self.moved
        return (told - ANCHOR).days if self.days_are_numbers else told.isoformat()


Row = tuple[int, Mapping[str, str]]


def read(path: Path, columns: Columns) -> LineList:
    """Read and check the whole file; SheetError names the first rows that cannot be read."""
    rows = list(_rows(_content(path), columns))
    numbers = _days_are_numbers(rows, columns)
    book = _Book(columns, numbers)
    for number, row in rows:
        book.take(number, row)
    if book.faults:
        raise SheetError("\n".join(first_of(book.faults)))
    children = tuple(book.children.values())
    notes = tuple(first_of(book.notes)) + tuple(_strange_words(rows, columns))
    return _moved(LineList(children, numbers, len(rows), tuple(book.refused), notes))


def first_of(sentences: list[str]) -> Iterator[str]:
    """The first few of many sentences, and how many more there are."""
    yield from sentences[:NAMED]
    if len(sentences) > NAMED:
        yield f"… and {len(sentences) - NAMED} more"


@dataclass
class _Book:
    """What the rows have told so far."""

    columns: Columns
    numbers: bool
    children: dict[tuple[str, str, str], Child] = field(default_factory=dict)
    rooms: dict[tuple[str, str], str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def take(self, number: int, row: Mapping[str, str]) -> None:
        person, class_ = _label(row[self.columns.person]), _label(row[self.columns.class_])
        room = _label(row[self.columns.dormitory]) if self.columns.dormitory else ""
        if not person or not (class_ or room):
            column = self.columns.class_ if person else self.columns.person
            self.refused.append(
                f"row {number}: column {column} is empty; fill it in to have the row counted"
            )
            return
        if not class_:
            self.notes.append(
                f"row {number}: column {self.columns.class_} is empty; "
                "the row counts for its dormitory only"
            )
        # A second row of a person that leaves the room out does not mean that they moved out.
        room = room or self.rooms.get((person, class_), "")
        self.rooms[person, class_] = room
        child = self.children.setdefault((person, class_, room), Child(person, class_, room))
        try:
            child.spells.extend(_spell(row, self.columns, self.numbers))
        except ValueError as fault:
            self.faults.append(f"row {number}: {fault}")


def _moved(lines: LineList) -> LineList:
    """Old dates moved on by whole weeks, so that they lie where the rules of today are in force."""
    first = min((spell.first for spell in lines.spells), default=EARLIEST)
    if first >= EARLIEST:
        return lines
    by = dt.timedelta(weeks=-(-(EARLIEST - first).days // 7))
    for child in lines.children:
        child.spells[:] = [
            Spell(spell.first + by, spell.last + by, spell.symptoms) for spell in child.spells
        ]
    return replace(lines, moved=by)


def _content(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SheetError(f"{error.strerror}; name a CSV file that can be read") from error
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise SheetError("the file is a workbook; save it as CSV UTF-8")
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SheetError("the file is neither UTF-8 nor GB18030; save it as CSV UTF-8")


def _encodings(content: bytes) -> tuple[str, ...]:
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return ("utf-16",) if utf16 else ("utf-8-sig", "gb18030")


def _rows(text: str, columns: Columns) -> Iterator[Row]:
    """The rows with the number of their line; blank lines are passed over."""
    wanted = [name for name in columns.__dict__.values() if name]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text, wanted))
    try:
        reader.fieldnames = names = [name.strip() for name in reader.fieldnames or []]
        missing = [name for name in wanted if name not in names]
        if missing:
            raise SheetError(
                f"no column {', '.join(missing)}; the file has: {', '.join(names) or 'none'}"
            )
        for count, row in enumerate(reader, start=1):
            if count > LARGEST_ROWS:
                raise SheetError(f"more than {LARGEST_ROWS} rows; split the file")
            yield reader.line_num, {name: (row.get(name) or "").strip() for name in wanted}
    except csv.Error as error:
        raise SheetError(f"row {reader.line_num}: {error}; save the file as CSV again") from error


def _delimiter(text: str, wanted: list[str]) -> str:
    """The separator under which the first line has the most of the wanted columns."""
    head = text.split("\n", 1)[0]

    def found(mark: str) -> int:
        names = {name.strip().strip('"') for name in head.split(mark)}
        return len(names.intersection(wanted))

    return max(",;\t", key=found)


def _label(text: str) -> str:
    return "" if text.lower() in ("na", "n/a", "nan", "null") else text


def _is_empty(text: str) -> bool:
    return text.lower() in EMPTY


def _days_are_numbers(rows: Iterable[Row], columns: Columns) -> bool:
    """Most are; the others are named as faults."""
    told = [row[columns.day] for _, row in rows if not _is_empty(row[columns.day])]
    return 2 * sum(bool(_NUMBER.fullmatch(day)) for day in told) >= len(told)


def _day(text: str, column: str, numbers: bool) -> dt.date:
    if numbers:
        whole = int(float(text)) if _NUMBER.fullmatch(text) else LARGEST_NUMBER + 1
        if abs(whole) > LARGEST_NUMBER:
            raise ValueError(
                f"column {column}: {text!r} is not a whole number, as the other days are; mend it"
            )
        return ANCHOR + dt.timedelta(days=whole)
    parts = _DATE.fullmatch(text) or _COMPACT.fullmatch(text)
    try:
        year, month, day = (int(part) for part in parts.groups()[:3]) if parts else (0, 0, 0)
        found = dt.date(year, month, day)
    except ValueError:
        found = dt.date.min
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(
            f"column {column}: {text!r} is neither a date nor a whole number; "
            "write it as 2026-11-23 or 17"
        )
    return found


def _spell(row: Mapping[str, str], columns: Columns, numbers: bool) -> list[Spell]:
    """The illness of a row; none if it never began."""
    if _is_empty(row[columns.day]):
        return []
    first = last = _day(row[columns.day], columns.day, numbers)
    if columns.until and not _is_empty(row[columns.until]):
        last = _day(row[columns.until], columns.until, numbers)
        if last < first:
            raise ValueError(
                f"column {columns.until}: {row[columns.until]!r} is before {row[columns.day]!r} "
                f"in column {columns.day}; mend one of them"
            )
        last = min(last, first + dt.timedelta(days=LONGEST_SPELL_DAYS))
    told = symptoms_in(row[columns.symptoms]).codes if columns.symptoms else (ANY_SYMPTOM,)
    return [Spell(first, last, told)]


def _strange_words(rows: Iterable[Row], columns: Columns) -> Iterator[str]:
    """Words for symptoms that are not in the list: they are "other", which is similar to nothing."""
    if not columns.symptoms:
        return
    cells = (row[columns.symptoms] for _, row in rows if not _is_empty(row[columns.day]))
    words = Counter(word for cell in cells for word in symptoms_in(cell).unknown)
    if words:
        named = ", ".join(f"{word} ({n})" for word, n in words.most_common(NAMED))
        yield f"column {columns.symptoms}: read as other symptoms, similar to nothing: {named}"
