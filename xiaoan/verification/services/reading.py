"""The rows of an outside list, whatever file they come in. Nothing is guessed."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from xiaoan import workbooks
from xiaoan.directory.rules import identity
from xiaoan.directory.rules.identity import Fault
from xiaoan.directory.rules.identity.cells import narrow
from xiaoan.directory.rules.identity.numbers import NONE
from xiaoan.kernel import clock
from xiaoan.verification.queries.columns import EXAMPLE, HEADS, KEYS, NEEDED
from xiaoan.workbooks import Cell, CellError, Formula, Number

LONGEST = 200
# Spaces and the mark of a column that must be filled are not part of a heading.
_DRESS = re.compile(r"[\s*＊]+")
_DATES = ("birth_date", "since", "until")
_TEXTS = ("place", "note")
# Nobody on a roll or a staff was born before.
_EARLIEST = dt.date(1900, 1, 1)
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")


class Unreadable(Exception):
    """The file as a whole cannot be taken: `code` and what its sentence needs."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = {
            name: "".join(c if c.isprintable() else "\ufffd" for c in str(value))[:LONGEST]
            for name, value in values.items()
        }


# Not frozen: a list makes 50,000 of these.
@dataclass(slots=True)
class Claimed:
    """A row that names somebody. `id_number` is empty unless it can be one; `id_birth` is the date that
    stands in it, also in one with a wrong digit."""

    row_no: int
    name: str
    id_kind: str = ""
    id_number: str = ""
    id_birth: dt.date | None = None
    # A resident's number whose check digit is wrong, as it stands.
    id_wrong: str = ""
    phone: str = ""
    birth_date: dt.date | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    place: str = ""
    note: str = ""

    @property
    def birth(self) -> dt.date | None:
        return self.birth_date or self.id_birth

    @property
    def is_usable(self) -> bool:
        return bool(self.id_number or self.id_wrong or self.phone or self.birth)


@dataclass(slots=True)
class Line:
    """A row: whom it names (None: nobody who could be looked for), and what is wrong with its cells."""

    number: int
    claimed: Claimed | None
    faults: list[Fault]


@contextmanager
def read_list(path: Path, keep: BinaryIO | None = None) -> Iterator[Iterator[Line]]:
    """Open a list; refused as a whole where a needed column is missing."""
    try:
        with workbooks.read(path, heads=tuple(KEYS), keep=keep) as sheet:
            keys = [KEYS.get(_DRESS.sub("", narrow(head)), "") for head in sheet.columns]
            _refuse_heads(keys)
            yield _lines(sheet, keys)
    except workbooks.Refused as refused:
        raise Unreadable(refused.code, **dict(refused.values)) from None


def _refuse_heads(keys: Sequence[str]) -> None:
    missing = [HEADS[key] for key in NEEDED if key not in keys]
    if not {"id_number", "phone", "birth_date"} & set(keys):
        missing.append(HEADS["id_number"])
    if missing:
        raise Unreadable("heads_missing", heads="、".join(missing))
    twice = sorted({HEADS[key] for key in keys if key and keys.count(key) > 1})
    if twice:
        raise Unreadable("heads_twice", heads="、".join(twice))


def _lines(sheet: workbooks.Sheet, keys: Sequence[str]) -> Iterator[Line]:
    wanted = [(at, key) for at, key in enumerate(keys) if key]
    for number, cells in sheet.lines:
        faults: list[Fault] = []
        texts: dict[str, str] = {}
        for at, key in wanted:
            found = _text(key, cells[at])
            if isinstance(found, Fault):
                faults.append(found)
            elif found:
                texts[key] = found
        if texts.get("name") == EXAMPLE["name"]:
            continue
        claimed = _claimed(number, texts, faults)
        yield Line(number, claimed, faults)


def _text(key: str, cell: Cell) -> str | Fault:
    """What a cell says, where that is one thing only."""
    if isinstance(cell, str):
        if len(cell) > LONGEST:
            return Fault(key, "cell_long", {"length": str(len(cell)), "longest": str(LONGEST)})
        return cell
    if cell is None:
        return ""
    if isinstance(cell, Number):
        # The sixteenth digit of a number is lost, of a telephone's eleven none is.
        return Fault(key, "number_cell") if key == "id_number" else cell.text
    if isinstance(cell, dt.date) and key in _DATES:
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, Formula):
        return Fault(key, "formula")
    return Fault(key, "cell_error" if isinstance(cell, CellError) else "cell_kind")


def _claimed(number: int, texts: dict[str, str], faults: list[Fault]) -> Claimed | None:
    """Whom a row names. A number or telephone that cannot be one is told and not looked for; a date that
    cannot be read, or a name, refuses the row."""
    name = identity.read_name(texts.get("name", ""))
    if isinstance(name, Fault):
        faults.append(name)
        return None
    row = Claimed(number, name, place=_plain(texts, "place"), note=_plain(texts, "note"))
    _read_id(row, texts.get("id_number", ""), faults)
    if texts.get("phone"):
        phone = identity.read_phone(texts["phone"])
        if isinstance(phone, Fault):
            faults.append(phone)
        else:
            row.phone = phone
    if not _read_dates(row, texts, faults):
        return None
    if not row.is_usable:
        faults.append(Fault("name", "alone"))
        return None
    return row


def _plain(texts: dict[str, str], key: str) -> str:
    return "".join(c for c in texts.get(key, "") if c.isprintable()).strip()


def _read_id(row: Claimed, text: str, faults: list[Fault]) -> None:
    kind = identity.guess_kind(text) if text else NONE
    if kind == NONE:
        return
    found = identity.read_id(kind, text, invented=settings.DEMO)
    if isinstance(found, Fault):
        faults.append(found)
        number = narrow(text).upper()
        if _EIGHTEEN.fullmatch(number):
            row.id_wrong, row.id_birth = number, _birth_in(number)
        return
    row.id_kind, row.id_number, row.id_birth = kind, found.number, found.birth_date


def _birth_in(number: str) -> dt.date | None:
    """The date inside a resident's number whose check digit is wrong: the wrong digit is elsewhere in
    eleven of eighteen cases, and a date alone finds nobody."""
    try:
        found = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return found if _EARLIEST <= found <= clock.today() else None


def _read_dates(row: Claimed, texts: dict[str, str], faults: list[Fault]) -> bool:
    """False where a date that is given cannot be read, or the end comes before the beginning."""
    before = len(faults)
    for key in _DATES:
        if texts.get(key):
            found = identity.read_date(texts[key], field=key)
            if not isinstance(found, Fault) and not _EARLIEST <= found <= clock.LAST_DAY:
                found = Fault(key, "date_impossible", {"text": texts[key][:20]})
            if isinstance(found, Fault):
                faults.append(found)
            else:
                setattr(row, key, found)
    if row.since and row.until and row.until < row.since:
        faults.append(Fault("until", "ends_before"))
    return len(faults) == before
