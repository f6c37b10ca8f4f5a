"""From the cells of a sheet to rows about people, or to what is wrong with each cell. Nothing is repaired.

Two hundred thousand rows pass here: what repeats (places, words, dates, common names) is read once.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeAlias, TypeVar

from xiaoan.directory.queries import Place
from xiaoan.directory.rules import identity
from xiaoan.directory.rules.identity import Fault
from xiaoan.directory.rules.roll import STAFF, STUDENT, Kin, RosterRow
from xiaoan.registry.queries.columns import HEADS, KINDS
from xiaoan.registry.services.cells import (
    KEEP,
    LONGEST_POST,
    LONGEST_RELATION,
    date_of,
    document_of,
    kin_of,
    label_of,
    name_of,
    phone_of,
    seat_of,
    sex_of,
    yes_no_of,
)
from xiaoan.registry.services.places import Nothing, Places
from xiaoan.registry.services.reading import Line

T = TypeVar("T")
_NUMBER = re.compile("[0-9A-Za-z][0-9A-Za-z/-]{0,31}")
_ORDER = {key: place for place, key in enumerate(HEADS)}
# What the rows of a class have in common.
_SHARED_COLUMNS = ("kind", "school", "grade", "class", "boarder", "room")
_SHARED = itemgetter(*_SHARED_COLUMNS)
_SAID = itemgetter("sex", "birth_date", "id_kind")
_Where: TypeAlias = tuple[str, int, int, bool | None, int | None]
_Who: TypeAlias = tuple[str, str, dt.date, str, str]


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
        self._where = lru_cache(maxsize=KEEP)(self._where_of)
        self._born = lru_cache(maxsize=KEEP)(self.birth_date_of)
        self._said = lru_cache(maxsize=KEEP)(self._said_of)

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
        where = self._where(*_SHARED(cells))
        who = self._who(cells)
        if line.faults or where is None or who is None:
            return None
        kind, school_no, unit_no, boarder, room_no = where
        if kind == STAFF:
            code, more = cells["staff_number"].strip(), _staff_of(cells)
        else:
            code, more = cells["number"].strip(), _pupil_of(cells, boarder, room_no)
        if more is None or (code and not _NUMBER.fullmatch(code)):
            return None
        return RosterRow(line.number, kind, school_no, unit_no, code, *who, *more)

    def _who(self, cells: Mapping[str, str]) -> _Who | None:
        """Name, sex, birth date and document; None if anything is wrong with them."""
        name, said = name_of(cells["name"]), self._said(*_SAID(cells))
        if isinstance(name, Fault) or said is None:
            return None
        sex, born, id_kind = said
        text, today = cells["id_number"], self.today
        if id_kind == "resident" and (
            holder := identity.ordinary(text, today, invented=self.invented)
        ):
            return (name, sex, born, id_kind, text) if holder == (born, sex) else None
        found = identity.read_id(id_kind, text, today=today, invented=self.invented)
        if isinstance(found, Fault) or found.kind == "none" or identity.agree(found, born, sex):
            return None
        return name, sex, born, found.kind, found.number

    def _said_of(self, *texts: str) -> tuple[str, dt.date, str] | None:
        """Sex, birth date and kind of document; None if anything is wrong with them."""
        sex, born, id_kind = sex_of(texts[0]), self._born(texts[1]), document_of(texts[2])
        if isinstance(sex, Fault) or isinstance(born, Fault) or isinstance(id_kind, Fault):
            return None
        return sex, born, id_kind

    def _where_of(self, *texts: str) -> _Where | None:
        """Kind, school, class, boarding and room of a row; None if anything is wrong with them."""
        line = _Line(self, Line(0, dict(zip(_SHARED_COLUMNS, texts, strict=True)), []))
        kind, school = line.kind(), line.school()
        if not kind or school is None:
            return None
        more = line.place(kind, school)
        return None if line.faults else (kind, school.no, *more)

    def birth_date_of(self, text: str) -> dt.date | Fault:
        found = date_of(text)
        if isinstance(found, dt.date) and not dt.date(1900, 1, 1) <= found <= self.today:
            return Fault("birth_date", "birth_date_impossible", {"text": found.isoformat()})
        return found


def _staff_of(cells: Mapping[str, str]) -> tuple[Any, ...] | None:
    """The fields of a row about staff from the seat on; None if anything is wrong with them."""
    phone = phone_of(cells["phone"]) if cells["phone"] else ""
    post = label_of(cells["post"], LONGEST_POST)
    if isinstance(phone, Fault) or isinstance(post, Fault):
        return None
    return None, None, None, phone, post


def _pupil_of(
    cells: Mapping[str, str], boarder: bool | None, room_no: int | None
) -> tuple[Any, ...] | None:
    """The fields of a row about a pupil from the seat on; None if anything is wrong with them."""
    seat = seat_of(cells["seat"])
    first = kin_of(cells["name_1"], cells["relation_1"], cells["phone_1"])
    second = kin_of(cells["name_2"], cells["relation_2"], cells["phone_2"])
    if Fault in (type(seat), type(first), type(second)):
        return None
    return seat, boarder, room_no, "", "", (first, second)


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
        return self._take(document_of(self.cells["id_kind"]))

    def sex(self) -> str | None:
        return self._take(sex_of(self.cells["sex"]))

    def birth_date(self) -> dt.date | None:
        return self._take(self.reader.birth_date_of(self.cells["birth_date"]))

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
        return self._take(yes_no_of(text), "boarder") if text else None

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
