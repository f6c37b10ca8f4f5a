"""Reading the line list of an outbreak: one row a person, columns named on the command line."""

import csv
import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

# Whole numbers stand for days counted from an unknown start; the scratch school needs dates.
ANCHOR = dt.date(2024, 1, 1)
# Old outbreaks are lived through under the rules of today: the first of which dates from 2006. Dates
# before this are moved on by whole weeks, and back again in what is printed.
EARLIEST = dt.date(2010, 1, 4)
LONGEST_SPELL_DAYS = 60
LARGEST_ROWS = 200_000

# Words for symptoms in line lists, Chinese and English, → code of the standard list.
SYMPTOM_WORDS = {
    "fever": "fever", "发热": "fever", "发烧": "fever", "发燒": "fever", "發熱": "fever",
    "cough": "cough", "咳嗽": "cough",
    "headache": "headache", "头痛": "headache", "頭痛": "headache",
    "sore throat": "sore_throat", "sore_throat": "sore_throat",
    "咽痛": "sore_throat", "喉咙痛": "sore_throat",
    "parotid": "parotid", "parotitis": "parotid", "腮腺肿大": "parotid", "腮腺腫大": "parotid",
    "abdominal pain": "abdominal_pain", "abdominal_pain": "abdominal_pain", "腹痛": "abdominal_pain",
    "diarrhoea": "diarrhoea", "diarrhea": "diarrhoea", "腹泻": "diarrhoea", "腹瀉": "diarrhoea",
    "vomiting": "vomiting", "vomit": "vomiting", "nausea": "vomiting", "呕吐": "vomiting", "嘔吐": "vomiting",
    "rash": "rash", "皮疹": "rash", "出疹": "rash",
    "dizziness": "dizziness", "头晕": "dizziness", "頭暈": "dizziness",
    "fatigue": "fatigue", "乏力": "fatigue",
    "red eyes": "red_eyes", "red_eyes": "red_eyes", "conjunctivitis": "red_eyes", "结膜充血": "red_eyes",
    "jaundice": "jaundice", "黄疸": "jaundice", "黃疸": "jaundice",
}  # fmt: skip
# Without a symptoms column all are one syndrome; which one does not matter.
ANY_SYMPTOM = "fever"


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


@dataclass
class Child:
    """One person in one class."""

    person: str
    class_: str
    dormitory: str
    spells: list[Spell] = field(default_factory=list)


@dataclass(frozen=True)
class LineList:
    """The file as read. `refused`: rows without a person or class, by number, each with its reason."""

    children: tuple[Child, ...]
    days_are_numbers: bool
    rows: int
    refused: tuple[str, ...]
    moved: dt.timedelta = dt.timedelta(0)

    @property
    def span(self) -> tuple[dt.date, dt.date] | None:
        spells = [spell for child in self.children for spell in child.spells]
        if not spells:
            return None
        return min(s.first for s in spells), max(s.last for s in spells)

    def label(self, day: dt.date) -> str | int:
        """A day as the file writes it."""
        told = day - self.moved
        return (told - ANCHOR).days if self.days_are_numbers else told.isoformat()


def read(path: Path, columns: Columns) -> LineList:
    """Read and check the whole file; SheetError names the first rows that cannot be read."""
    rows = _rows(path, columns)
    numbers = _days_are_numbers(rows, columns)
    children: dict[tuple[str, str], Child] = {}
    faults: list[str] = []
    refused: list[str] = []
    for number, row in enumerate(rows, start=2):
        person, class_ = row[columns.person], row[columns.class_]
        if not person or not class_:
            what = columns.class_ if person else columns.person
            refused.append(
                f"row {number}: column {what} is empty; fill it in to have the row counted"
            )
            continue
        dormitory = row[columns.dormitory] if columns.dormitory else ""
        child = children.setdefault((person, class_), Child(person, class_, dormitory))
        try:
            spell = _spell(row, columns, numbers)
        except ValueError as fault:
            faults.append(f"row {number}: {fault}")
            continue
        if spell:
            child.spells.append(spell)
    if faults:
        more = f"\n… and {len(faults) - 20} more" if len(faults) > 20 else ""
        raise SheetError("\n".join(faults[:20]) + more)
    found = LineList(tuple(children.values()), numbers, len(rows), tuple(refused))
    return _moved(found)


def _moved(lines: LineList) -> LineList:
    """Old dates moved on by whole weeks, so that they lie where the rules of today are in force."""
    first = lines.span[0] if lines.span else EARLIEST
    if first >= EARLIEST:
        return lines
    by = dt.timedelta(weeks=-(-(EARLIEST - first).days // 7))
    for child in lines.children:
        child.spells = [
            Spell(spell.first + by, spell.last + by, spell.symptoms) for spell in child.spells
        ]
    return replace(lines, moved=by)


def _rows(path: Path, columns: Columns) -> list[Mapping[str, str]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SheetError(f"{path}: {error.strerror}; name a CSV file that can be read") from error
    reader = csv.DictReader(io.StringIO(_decode(content), newline=""))
    names = [name.strip() for name in reader.fieldnames or []]
    reader.fieldnames = names
    wanted = [name for name in columns.__dict__.values() if name]
    missing = [name for name in wanted if name not in names]
    if missing:
        raise SheetError(
            f"no column {', '.join(missing)}; the file has: {', '.join(names) or 'none'}"
        )
    rows: list[Mapping[str, str]] = []
    try:
        for row in reader:
            rows.append({name: (row.get(name) or "").strip() for name in wanted})
            if len(rows) > LARGEST_ROWS:
                raise SheetError(f"more than {LARGEST_ROWS} rows; split the file")
    except csv.Error as error:
        raise SheetError(f"row {reader.line_num}: {error}; save the file as CSV again") from error
    return rows


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError("the file is neither UTF-8 nor GB18030; save it as CSV UTF-8")


def _empty(text: str) -> bool:
    return text.lower() in ("", "na", "nan", "none", "null", "-")


def _days_are_numbers(rows: list[Mapping[str, str]], columns: Columns) -> bool:
    first = next((row[columns.day] for row in rows if not _empty(row[columns.day])), "0")
    return _whole(first) is not None


def _whole(text: str) -> int | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return int(value) if value == int(value) and abs(value) < 100_000 else None


def _day(text: str, column: str, numbers: bool) -> dt.date:
    if numbers:
        whole = _whole(text)
        if whole is None:
            raise ValueError(f"column {column}: {text!r} is not a whole number like the other days")
        return ANCHOR + dt.timedelta(days=whole)
    try:
        return dt.date.fromisoformat(text.replace("/", "-")[:10])
    except ValueError:
        raise ValueError(
            f"column {column}: {text!r} is not a date; write it as 2026-11-23"
        ) from None


def _spell(row: Mapping[str, str], columns: Columns, numbers: bool) -> Spell | None:
    if _empty(row[columns.day]):
        return None
    first = _day(row[columns.day], columns.day, numbers)
    last = first
    if columns.until and not _empty(row[columns.until]):
        last = _day(row[columns.until], columns.until, numbers)
        if last < first:
            raise ValueError(f"column {columns.until}: ends before it begins")
        last = min(last, first + dt.timedelta(days=LONGEST_SPELL_DAYS))
    return Spell(
        first, last, _symptoms(row[columns.symptoms]) if columns.symptoms else (ANY_SYMPTOM,)
    )


def _symptoms(text: str) -> tuple[str, ...]:
    """Codes of the words in a cell; words outside the list become "other", none at all stays none."""
    for mark in "；;、，,|/+":
        text = text.replace(mark, "\n")
    words = [word.strip().lower() for word in text.split("\n")]
    found = [SYMPTOM_WORDS.get(word, "other") for word in words if not _empty(word)]
    return tuple(dict.fromkeys(found))
