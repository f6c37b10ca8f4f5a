"""Reading the line list of an outbreak: one row a person, columns named on the command line."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from xiaoan.rehearsal.replay import table
from xiaoan.rehearsal.replay.table import Row, SheetError, shown
from xiaoan.rehearsal.replay.words import EMPTY, symptoms_in

# Whole numbers stand for days counted from an unknown start; the scratch school needs dates. A Monday.
ANCHOR = dt.date(2024, 1, 1)
# Old outbreaks are lived through under the rules of today: the first of which dates from 2006. Dates
# before this are moved on by whole weeks, and back again in what is printed.
EARLIEST = dt.date(2010, 1, 4)
FIRST_YEAR, LAST_YEAR = 1800, 2199
LARGEST_NUMBER = 50_000
LONGEST_SPELL = dt.timedelta(days=60)
# So many faults are named one by one.
NAMED = 20
# Without a symptoms column all are one syndrome; which one does not matter.
ANY_SYMPTOM = "fever"

_MISSING = EMPTY.union((word.upper() for word in EMPTY), ["NaN", "NaT", "None"])
# "Day pupil" is no room: all of them in one would be a dormitory that is not there.
_NOT_BOARDING = frozenset((
    "走读", "走读生", "走讀", "走讀生", "通学", "通学生", "通學", "通學生", "不住校", "不住宿",
))  # fmt: skip
_WHOLE = re.compile(r"[+-]?\d+(\.0*)?")
_NUMBER = re.compile(r"[+-]?\d{1,6}(\.0*)?")
_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?([T ]\s*[\d:.]+\s*(Z|[+-][\d:]+)?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(\.0*)?")


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


def read(path: Path, columns: Columns) -> LineList:
    """Read and check the whole file; SheetError names the first rows that cannot be read."""
    found = table.read(path, [name for name in columns.__dict__.values() if name])
    numbers = _days_are_numbers(found.rows, columns)
    book = _Book(columns, numbers, notes=found.notes)
    for number, row in found.rows:
        book.take(number, row)
    if book.faults:
        raise SheetError("\n".join(first_of(book.faults)))
    children = tuple(book.children.values())
    notes = (*first_of(book.notes), *_strange_words(found.rows, columns))
    return _moved(LineList(children, numbers, len(found.rows), tuple(book.refused), notes))


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
        child = self._child(number, row)
        if child is None:
            return
        try:
            spell = _spell(row, self.columns, self.numbers)
        except ValueError as fault:
            self.faults.append(f"row {number}: {fault}")
            return
        child.spells.extend([spell] if spell else [])
        self.notes.extend(
            f"row {number}: {note}" for note in _until_notes(row, self.columns, spell)
        )

    def _child(self, number: int, row: Mapping[str, str]) -> Child | None:
        """Whom the row is about, and where; None if that is not to be known."""
        person, class_ = _label(row[self.columns.person]), _label(row[self.columns.class_])
        room = _room(row[self.columns.dormitory]) if self.columns.dormitory else ""
        if not person or not (class_ or room):
            column = self.columns.class_ if person else self.columns.person
            self.refused.append(
                f"row {number}: column {column} is empty; fill it in to have the row counted"
            )
            return None
        if not class_:
            self.notes.append(
                f"row {number}: column {self.columns.class_} is empty; "
                "the row counts for its dormitory only"
            )
        before = self.rooms.setdefault((person, class_), room)
        # A second row of a person that leaves the room out does not mean that they moved out.
        room = room or before
        if before and room != before:
            self.notes.append(
                f"row {number}: another dormitory than in a row of the same person before; "
                "a day that both rows name counts for the first"
            )
        return self.children.setdefault((person, class_, room), Child(person, class_, room))


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


def _label(text: str) -> str:
    return "" if text in _MISSING else text


def _room(text: str) -> str:
    return "" if text.lower() in _NOT_BOARDING else _label(text)


def _is_empty(text: str) -> bool:
    return text.lower() in EMPTY


def _days_are_numbers(rows: Iterable[Row], columns: Columns) -> bool:
    """Most are; the others are named as faults."""
    told = [row[columns.day] for _, row in rows if not _is_empty(row[columns.day])]
    return 2 * sum(bool(_NUMBER.fullmatch(day)) for day in told) >= len(told)


def _day(text: str, column: str, numbers: bool) -> dt.date:
    return _number_day(text, column) if numbers else _calendar_day(text, column)


def _number_day(text: str, column: str) -> dt.date:
    if not _WHOLE.fullmatch(text):
        raise ValueError(
            f"column {column}: {shown(text)} is not a whole number, as the other days are; mend it"
        )
    number = int(text.split(".")[0]) if _NUMBER.fullmatch(text) else LARGEST_NUMBER + 1
    if abs(number) > LARGEST_NUMBER:
        raise ValueError(
            f"column {column}: {shown(text)} is beyond day {LARGEST_NUMBER}; "
            "count the days from one that is nearer"
        )
    return ANCHOR + dt.timedelta(days=number)


def _calendar_day(text: str, column: str) -> dt.date:
    parts = _DATE.fullmatch(text) or _COMPACT.fullmatch(text)
    try:
        year, month, day = (int(part) for part in parts.groups()[:3]) if parts else (0, 0, 0)
        found = dt.date(year, month, day)
    except ValueError:
        found = dt.date.min
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(
            f"column {column}: {shown(text)} is neither a date from {FIRST_YEAR} to {LAST_YEAR} "
            f"nor a whole number up to {LARGEST_NUMBER}; write it as 2026-11-23 or 17"
        )
    return found


def _spell(row: Mapping[str, str], columns: Columns, numbers: bool) -> Spell | None:
    """The illness of a row; None if it never began."""
    if _is_empty(row[columns.day]):
        return None
    first = last = _day(row[columns.day], columns.day, numbers)
    if columns.until and not _is_empty(row[columns.until]):
        last = _day(row[columns.until], columns.until, numbers)
        if last < first:
            raise ValueError(
                f"column {columns.until}: {shown(row[columns.until])} is before "
                f"{shown(row[columns.day])} in column {columns.day}; mend one of them"
            )
    told = symptoms_in(row[columns.symptoms]).codes if columns.symptoms else (ANY_SYMPTOM,)
    return Spell(first, min(last, first + LONGEST_SPELL), told)


def _until_notes(row: Mapping[str, str], columns: Columns, spell: Spell | None) -> Iterator[str]:
    until = row[columns.until] if columns.until else ""
    if not spell and not _is_empty(until):
        yield (
            f"column {columns.day} is empty and column {columns.until} is not; "
            "the row is read as never ill"
        )
    if spell and spell.last - spell.first == LONGEST_SPELL:
        yield f"column {columns.until}: an illness is followed for {LONGEST_SPELL.days} days at most"


def _strange_words(rows: Iterable[Row], columns: Columns) -> Iterator[str]:
    """Words for symptoms that are not in the list: they are "other", which is similar to nothing."""
    if not columns.symptoms:
        return
    cells = (row[columns.symptoms] for _, row in rows if not _is_empty(row[columns.day]))
    words = Counter(word for cell in cells for word in symptoms_in(cell).unknown)
    if words:
        named = ", ".join(f"{word} ({n})" for word, n in words.most_common(NAMED))
        yield f"column {columns.symptoms}: read as other symptoms, similar to nothing: {named}"
