"""From the cells of a sheet to rows about people, or to what is wrong with each cell. Nothing is repaired.

Two hundred thousand rows pass here, so what repeats (places, words, dates, common names) is read once.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from xiaoan.directory.queries import Place
from xiaoan.directory.rules import identity
from xiaoan.directory.rules.identity import Fault
from xiaoan.directory.rules.roll import STAFF, STUDENT, Kin, RosterRow
from xiaoan.registry.queries.columns import KINDS
from xiaoan.registry.services.places import Nothing, Places
from xiaoan.registry.services.reading import Line

T = TypeVar("T")
# The common form, before the careful reader.
_MOBILE = re.compile("1[3-9][0-9]{9}")
_NUMBER = re.compile("[0-9A-Za-z][0-9A-Za-z/-]{0,31}")
MOST_SEATS = 999
_KEEP = 100_000


@dataclass
class Checked:
    """What a sheet says: rows that can be taken, and what is wrong with the others, by row number."""

    rows: list[RosterRow] = field(default_factory=list)
    faults: dict[int, list[Fault]] = field(default_factory=dict)
    # School of a refused row (0: not known), and the key of its person as far as it can be read.
    schools: dict[int, int] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return len(self.rows) + len(self.faults)

    def refuse(self, row: RosterRow, fault: Fault) -> None:
        self.faults.setdefault(row.number, []).append(fault)
        self.schools[row.number] = row.school_no
        self.keys[row.number] = row.key


class Reader:
    """Reads the rows of one sheet, for somebody who may import where `mine` says."""

    def __init__(
        self, places: Places, mine: Callable[[int], bool], *, invented: bool, today: dt.date
    ) -> None:
        self.places = places
        self.mine = lru_cache(maxsize=None)(mine)
        self.invented = invented
        self.today = today

    def read(self, line_read: Line, checked: Checked) -> None:
        """Add a row to what was checked, or what is wrong with it."""
        number = line_read.number
        line = _Line(self, line_read)
        row = line.row(number)
        if row is not None and not line.faults:
            checked.rows.append(row)
            return
        checked.faults[number] = line.faults
        checked.schools[number] = line.school_no
        checked.keys[number] = line.key


class _Line:
    """One row: each reader gives its value, or notes the fault and gives nothing."""

    def __init__(self, reader: Reader, read: Line) -> None:
        self.reader = reader
        self.cells = read.cells
        self.faults = read.faults
        self._unread = {fault.field for fault in read.faults}
        self.school_no = 0
        self.key = ""

    def row(self, number: int) -> RosterRow | None:
        kind = self._kind()
        school = self._school()
        identified = self._identified()
        name, sex = self._name("name"), self._take(_sex(self.cells["sex"]))
        birth_date = self._birth_date()
        self._agree(identified, birth_date, sex)
        code = self._code("staff_number" if kind == STAFF else "number")
        if not (kind and school and identified and name and sex and birth_date):
            return None
        if identified.kind == "none" and not code:
            self._fault("id_number", "none_without_number")
        whole = {
            "number": number, "kind": kind, "school_no": school.no, "code": code, "name": name,
            "sex": sex, "birth_date": birth_date, "id_kind": identified.kind,
            "id_number": identified.number,
        }  # fmt: skip
        more = self._staff(school) if kind == STAFF else self._pupil(school)
        return RosterRow(**whole, **more)  # type: ignore[arg-type]  # fields by name

    def _pupil(self, school: Place) -> dict[str, object]:
        place = self._class(school)
        boarder = self._boarder()
        return {
            "unit_no": place.no if place else 0,
            "seat": self._seat(),
            "boarder": boarder,
            "room_no": self._room(school, boarder),
            "kin": (self._kin(1), self._kin(2)),
        }

    def _staff(self, school: Place) -> dict[str, object]:
        phone = self._phone("phone") if self.cells["phone"] else ""
        return {"unit_no": school.no, "phone": phone or "", "post": self._words("post", 50) or ""}

    def _kind(self) -> str:
        word = self.cells["kind"].strip()
        if not word:
            return STUDENT
        kind = KINDS.get(word, "")
        if not kind:
            self._fault("kind", "kind_of_person", text=word)
        return kind

    def _school(self) -> Place | None:
        found = self._place("school", self.cells["school"], self.reader.places.school)
        if found and not self.reader.mine(found.no):
            self._fault("school", "not_your_school", text=found.name)
            return None
        self.school_no = found.no if found else 0
        return found

    def _class(self, school: Place) -> Place | None:
        grade = self.cells["grade"].strip()
        return self._place(
            "class",
            self.cells["class"],
            lambda text: self.reader.places.class_of(school.no, grade, text),
        )

    def _room(self, school: Place, boarder: bool | None) -> int | None:
        text = self.cells["room"].strip()
        if not text:
            return None
        if boarder is False:
            self._fault("room", "room_without_boarding")
            return None
        found = self._place("room", text, lambda word: self.reader.places.room(school.no, word))
        return found.no if found else None

    def _place(
        self, column: str, text: str, find: Callable[[str], Place | Nothing]
    ) -> Place | None:
        word = text.strip()
        if not word:
            self._fault(column, "empty")
            return None
        found = find(word)
        if isinstance(found, Place):
            return found
        code = "place_several" if found.several else "place_close" if found.close else "place_none"
        self._fault(column, code, text=word[:40], close="、".join(found.close))
        return None

    def _identified(self) -> identity.IdNumber | None:
        text = self.cells["id_number"]
        kind = _id_kind(self.cells["id_kind"]) if self.cells["id_kind"].strip() else "resident"
        if isinstance(kind, Fault):
            self._note(kind)
            return None
        reader = self.reader
        found = identity.read_id(kind, text, today=reader.today, invented=reader.invented)
        if isinstance(found, Fault):
            self._note(found)
            return None
        self.key = found.number
        return found

    def _birth_date(self) -> dt.date | None:
        found = self._take(_date(self.cells["birth_date"]))
        if found and not dt.date(1900, 1, 1) <= found <= self.reader.today:
            self._fault("birth_date", "birth_date_impossible", text=found.isoformat())
            return None
        return found

    def _agree(
        self, found: identity.IdNumber | None, birth_date: dt.date | None, sex: str | None
    ) -> None:
        if found:
            self.faults += identity.agree(found, birth_date, sex)

    def _name(self, column: str) -> str | None:
        return self._take(name_of(self.cells[column]), column)

    def _words(self, column: str, longest: int) -> str | None:
        return self._take(_plain(self.cells[column], longest), column)

    def _phone(self, column: str) -> str | None:
        text = self.cells[column]
        if _MOBILE.fullmatch(text):
            return text
        return self._take(identity.read_phone(text, field=column))

    def _code(self, column: str) -> str:
        text = self.cells[column].strip()
        if text and not _NUMBER.fullmatch(text):
            self._fault(column, "number_shape", text=text[:40])
        return text

    def _seat(self) -> int | None:
        text = self.cells["seat"].strip()
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= MOST_SEATS):
            self._fault("seat", "seat_shape", text=text[:20], most=str(MOST_SEATS))
            return None
        return int(text)

    def _boarder(self) -> bool | None:
        text = self.cells["boarder"].strip()
        return self._take(_yes_no(text), "boarder") if text else None

    def _kin(self, rank: int) -> Kin | None:
        name, relation, phone = (f"{word}_{rank}" for word in ("name", "relation", "phone"))
        if not any(self.cells[column].strip() for column in (name, relation, phone)):
            return None
        called, number = self._name(name), self._phone(phone)
        kin = self._words(relation, 20)
        return Kin(called, kin or "", number) if called and number else None

    def _take(self, found: T | Fault, column: str = "") -> T | None:
        if isinstance(found, Fault):
            self._note(Fault(column, found.code, found.values) if column else found)
            return None
        return found

    def _fault(self, column: str, code: str, **values: str) -> None:
        self._note(Fault(column, code, values))

    def _note(self, fault: Fault) -> None:
        # A cell that could not be read counts as empty: one reason is enough.
        if fault.field not in self._unread:
            self.faults.append(fault)


@lru_cache(maxsize=_KEEP)
def name_of(text: str) -> str | Fault:
    return identity.read_name(text)


@lru_cache(maxsize=_KEEP)
def _plain(text: str, longest: int) -> str | Fault:
    return identity.read_words(text, field="", longest=longest)


@lru_cache(maxsize=_KEEP)
def _date(text: str) -> dt.date | Fault:
    return identity.read_date(text)


@lru_cache(maxsize=1000)
def _sex(text: str) -> str | Fault:
    return identity.read_sex(text)


@lru_cache(maxsize=1000)
def _yes_no(text: str) -> bool | Fault:
    return identity.read_yes_no(text)


@lru_cache(maxsize=1000)
def _id_kind(text: str) -> str | Fault:
    return identity.read_id_kind(text)
