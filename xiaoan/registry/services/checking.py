"""From the cells of a sheet to rows about people, or to what is wrong with each cell. Nothing is repaired.

Two hundred thousand rows pass here, so what repeats (places, words, dates, common names) is read once.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

from xiaoan.directory.queries import Place
from xiaoan.directory.rules import identity
from xiaoan.directory.rules.identity import Fault
from xiaoan.directory.rules.roll import STAFF, STUDENT, Kin, RosterRow
from xiaoan.registry.queries.columns import HEADS, KINDS
from xiaoan.registry.services.places import Nothing, Places
from xiaoan.registry.services.reading import Line
from xiaoan.workbooks.writing import STARTERS

T = TypeVar("T")
# The common form, before the careful reader.
_MOBILE = re.compile("1[3-9][0-9]{9}")
_NUMBER = re.compile("[0-9A-Za-z][0-9A-Za-z/-]{0,31}")
MOST_SEATS = 999
_ORDER = {key: place for place, key in enumerate(HEADS)}
LONGEST_RELATION, LONGEST_POST = 20, 50
_KEEP = 100_000
# What the rows of a class have in common.
_SHARED = ("kind", "school", "grade", "class", "boarder", "room")
_EMPTY = dict.fromkeys(HEADS, "")
_Where: TypeAlias = tuple[str, int, int, bool | None, int | None]
_Bearing: TypeAlias = tuple[str, dt.date, str]


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
        # What many rows share is read once, by the reader of all rows.
        self._where = lru_cache(maxsize=_KEEP)(self._where_of)
        self._bearing = lru_cache(maxsize=_KEEP)(self._bearing_of)

    def read(self, line_read: Line, checked: Checked) -> None:
        """Add a row to what was checked, or what is wrong with it."""
        ordinary = self.ordinary(line_read)
        if ordinary is not None:
            checked.rows.append(ordinary)
            return
        number = line_read.number
        line = _Line(self, line_read)
        row = line.row(number)
        if row is not None and not line.faults:
            checked.rows.append(row)
            return
        checked.faults[number] = sorted(line.faults, key=lambda fault: _ORDER[fault.field])
        checked.schools[number] = line.school_no
        checked.keys[number] = line.key

    def ordinary(self, line: Line) -> RosterRow | None:
        """The row, if its cells are all right and none needs a second look, as nearly everywhere.

        Nothing is refused here: what this gives up goes to the careful reader, who would have given
        the same row.
        """
        cells = line.cells
        where = self._where(*(cells[column] for column in _SHARED))
        bearing = self._bearing(cells["sex"], cells["birth_date"], cells["id_kind"])
        name = name_of(cells["name"])
        if line.faults or where is None or bearing is None or isinstance(name, Fault):
            return None
        kind, school_no, *_place = where
        sex, birth_date, id_kind = bearing
        found = identity.read_id(
            id_kind, cells["id_number"], today=self.today, invented=self.invented
        )
        code = cells["staff_number" if kind == STAFF else "number"].strip()
        more = _more_of(where, cells)
        if isinstance(found, Fault) or more is None or identity.agree(found, birth_date, sex):
            return None
        if found.kind == "none" or (code and not _NUMBER.fullmatch(code)):
            return None
        return RosterRow(
            line.number, kind, school_no, where[2], code, name, sex, birth_date, found.kind,
            found.number, *more,
        )  # fmt: skip

    def _where_of(self, *texts: str) -> _Where | None:
        """Kind, school, class, boarding and room of a row; None if anything is wrong with them."""
        line = _Line(self, Line(0, {**_EMPTY, **dict(zip(_SHARED, texts, strict=True))}, []))
        kind, school = line.kind(), line.school()
        if not kind or school is None:
            return None
        more = line.place(kind, school)
        return None if line.faults else (kind, school.no, *more)

    def _bearing_of(self, sex: str, birth_date: str, id_kind: str) -> _Bearing | None:
        """Sex, birth date and kind of document; None if anything is wrong with them."""
        line = _Line(self, Line(0, {"sex": sex, "birth_date": birth_date, "id_kind": id_kind}, []))
        found = line.sex(), line.birth_date(), line.document()
        return None if None in found else found  # type: ignore[return-value]  # none is None


def _more_of(where: _Where, cells: Mapping[str, str]) -> tuple[Any, ...] | None:
    """The fields of a row from the seat on."""
    _kind, _school_no, _unit_no, boarder, room_no = where
    if where[0] == STAFF:
        phone = phone_of(cells["phone"]) if cells["phone"] else ""
        post = label_of(cells["post"], LONGEST_POST)
        if isinstance(phone, Fault) or isinstance(post, Fault):
            return None
        return None, None, None, phone, post
    seat = seat_of(cells["seat"])
    kin = (
        kin_of(cells["name_1"], cells["relation_1"], cells["phone_1"]),
        kin_of(cells["name_2"], cells["relation_2"], cells["phone_2"]),
    )
    if isinstance(seat, Fault) or any(isinstance(one, Fault) for one in kin):
        return None
    return seat, boarder, room_no, "", "", kin


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
        kind = self.kind()
        school = self.school()
        identified = self._identified()
        name, sex = self._name("name"), self.sex()
        birth_date = self.birth_date()
        self._agree(identified, birth_date, sex)
        code = self._code("staff_number" if kind == STAFF else "number")
        # Whatever else is wrong, the rest is looked at: everything is mended in one round.
        more = self._more(kind, school)
        if not (kind and school and identified and name and sex and birth_date):
            return None
        if identified.kind == "none" and not code:
            self._fault("id_number", "none_without_number")
        whole = {
            "number": number, "kind": kind, "school_no": school.no, "code": code, "name": name,
            "sex": sex, "birth_date": birth_date, "id_kind": identified.kind,
            "id_number": identified.number,
        }  # fmt: skip
        return RosterRow(**whole, **more)  # type: ignore[arg-type]  # fields by name

    def _more(self, kind: str, school: Place | None) -> dict[str, object]:
        if not kind or school is None:
            return {}
        return self._staff(school) if kind == STAFF else self._pupil(school)

    def _pupil(self, school: Place) -> dict[str, object]:
        unit_no, boarder, room_no = self.place(STUDENT, school)
        return {
            "unit_no": unit_no,
            "seat": self._take(seat_of(self.cells["seat"])),
            "boarder": boarder,
            "room_no": room_no,
            "kin": (self._kin(1), self._kin(2)),
        }

    def place(self, kind: str, school: Place) -> tuple[int, bool | None, int | None]:
        """The class of a pupil, whether they board and where; staff belong to the school."""
        if kind == STAFF:
            return school.no, None, None
        found = self._class(school)
        boarder = self._boarder()
        return found.no if found else 0, boarder, self._room(school, boarder)

    def _staff(self, school: Place) -> dict[str, object]:
        phone = self._phone("phone") if self.cells["phone"] else ""
        post = self._label("post", LONGEST_POST)
        return {"unit_no": school.no, "phone": phone or "", "post": post or ""}

    def kind(self) -> str:
        word = self.cells["kind"].strip()
        if not word:
            return STUDENT
        kind = KINDS.get(word, "")
        if not kind:
            self._fault("kind", "kind_of_person", text=word)
        return kind

    def school(self) -> Place | None:
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
        kind = self.document()
        if kind is None:
            return None
        reader = self.reader
        found = identity.read_id(kind, text, today=reader.today, invented=reader.invented)
        if isinstance(found, Fault):
            self._note(found)
            return None
        self.key = found.number
        return found

    def document(self) -> str | None:
        """The kind of document, a resident's card where nothing is said."""
        text = self.cells["id_kind"]
        return self._take(_id_kind(text)) if text.strip() else "resident"

    def sex(self) -> str | None:
        return self._take(_sex(self.cells["sex"]))

    def birth_date(self) -> dt.date | None:
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

    def _phone(self, column: str) -> str | None:
        return self._take(phone_of(self.cells[column]), column)

    def _label(self, column: str, longest: int) -> str | None:
        return self._take(label_of(self.cells[column], longest), column)

    def _code(self, column: str) -> str:
        text = self.cells[column].strip()
        if text and not _NUMBER.fullmatch(text):
            self._fault(column, "number_shape", text=text[:40])
        return text

    def _boarder(self) -> bool | None:
        text = self.cells["boarder"].strip()
        return self._take(_yes_no(text), "boarder") if text else None

    def _kin(self, rank: int) -> Kin | None:
        name, relation, phone = (f"{word}_{rank}" for word in ("name", "relation", "phone"))
        if not any(self.cells[column].strip() for column in (name, relation, phone)):
            return None
        called, number = self._name(name), self._phone(phone)
        related = self._label(relation, LONGEST_RELATION)
        return Kin(called, related or "", number) if called and number else None

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


def as_meant(text: str) -> str:
    """Free text, without the apostrophe by which our own sheets keep it from being computed."""
    text = text.strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(STARTERS) else text


def kin_of(name: str, relation: str, phone: str) -> Kin | Fault | None:
    """A guardian; None where nothing is said."""
    if not (name or relation or phone):
        return None
    called, related, number = name_of(name), label_of(relation, LONGEST_RELATION), phone_of(phone)
    if isinstance(called, Fault):
        return called
    if isinstance(related, Fault):
        return related
    return number if isinstance(number, Fault) else Kin(called, related, number)


def phone_of(text: str) -> str | Fault:
    return text if _MOBILE.fullmatch(text) else identity.read_phone(text)


@lru_cache(maxsize=10_000)
def label_of(text: str, longest: int) -> str | Fault:
    return identity.read_label(as_meant(text), field="label", longest=longest)


@lru_cache(maxsize=10_000)
def seat_of(text: str) -> int | Fault | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= MOST_SEATS):
        return Fault("seat", "seat_shape", {"text": text[:20], "most": str(MOST_SEATS)})
    return int(text)


@lru_cache(maxsize=_KEEP)
def name_of(text: str) -> str | Fault:
    return identity.read_name(text)


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
