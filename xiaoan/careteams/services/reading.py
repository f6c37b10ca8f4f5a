"""A ledger row by row: whom each names, who is to look after them in which role, what is wrong in which cell.

Nothing is guessed: whoever could be two people is asked about.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan import workbooks
from xiaoan.careteams import rules
from xiaoan.careteams.queries import sheets
from xiaoan.careteams.queries.ledger import Carers, OnRoll
from xiaoan.careteams.queries.sheets import Column, key
from xiaoan.careteams.rules import Carer, Named
from xiaoan.careteams.services.naming import Cadre, Naming, NotSo
from xiaoan.directory import queries as directory
from xiaoan.kernel.errors import Invalid
from xiaoan.web import uploads
from xiaoan.workbooks import Cell, CellError, Formula, Number

_LONGEST = 100


@dataclass(frozen=True)
class Fault:
    """A cell that is wrong: its row as Excel counts, its column, what stands there, how to mend it."""

    row: int
    column: str
    value: str
    sentence: str


@dataclass
class Read:
    """What a sheet says. `unknown`: faults about people whom the school does not have, by row."""

    rows: int = 0
    cells: list[Named] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    cadres: dict[UUID, Cadre] = field(default_factory=dict)
    people: set[UUID] = field(default_factory=set)
    unknown: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    # Rows that name nobody and no carer: a line of notes below the table.
    passed_over: int = 0


class Reader:
    """Reads the sheet of one school."""

    def __init__(
        self, sheet_id: UUID, school: directory.Place, scheme: rules.Scheme, now: rules.Standing,
        people: Sequence[OnRoll], carers: Carers,
    ) -> None:  # fmt: skip
        self._school, self._scheme, self._now = school, scheme, now
        self._naming = Naming(sheet_id, carers, {key(o.name) for o in people if o.kind == "staff"})
        self._by_name: dict[str, list[OnRoll]] = defaultdict(list)
        self._by_number: dict[str, list[OnRoll]] = defaultdict(list)
        for one in people:
            self._by_name[key(one.name)].append(one)
            if one.number:
                self._by_number[key(one.number)].append(one)
        inside = directory.places_inside(school.interval, "class")
        self._classes = {key(one.name): one.no for one in inside}
        self._seen: dict[tuple[UUID, str], int] = {}
        self.found = Read()

    def read(self, sheet: workbooks.Sheet) -> Read:
        columns = self._columns(sheet.columns)
        heads = {one: head for one, head in zip(columns, sheet.columns, strict=True) if one}
        for number, cells in sheet.lines:
            self._line(number, dict(zip(columns, cells, strict=False)), heads)
        self.found.notes = list(sheet.notes)
        self.found.cadres = self._naming.cadres
        return self.found

    def _columns(self, heads: Sequence[str]) -> list[Column | None]:
        """The columns that are read. Invalid: one that is needed is not there, or two say the same."""
        found = sheets.columns(heads)
        present = {one for one in found if one}
        is_long = Column("role") in present and Column("carer") in present
        if not is_long:  # a bare telephone is the pupil's own, not a carer's
            bare = {Column(name) for name in ("role", "carer", "post", "phone")}
            found = [None if one in bare else one for one in found]
        missing = [] if Column("name") in present else [sheets.HEADS["name"]]
        if not is_long and not any(one and one.field == "carer" for one in found):
            missing += [sheets.HEADS["role"], sheets.HEADS["carer"]]
        uploads.require(missing)
        twice = [
            head for head, one in zip(heads, found, strict=True) if one and found.count(one) > 1
        ]
        if twice:
            raise Invalid(
                _("这几列是同一个意思:%(heads)s。请只留一列。") % {"heads": "、".join(twice)},
                {"file": "twice"},
            )
        self.found.unread = [head for head, one in zip(heads, found, strict=True) if not one]
        return found

    def _line(
        self, number: int, cells: Mapping[Column | None, Cell], heads: Mapping[Column, str]
    ) -> None:
        texts: dict[Column, str] = {}
        before = len(self.found.faults)
        for column, cell in cells.items():
            if column is None:
                continue
            try:
                texts[column] = _text(cell)
            except NotSo as wrong:
                self._fault(number, heads[column], _shown(cell), str(wrong))
        named = [texts.get(Column(name), "") for name in ("name", "number")]
        filled = [one for one in texts if one.field == "carer" and texts[one]]
        if not any(named) and not filled and before == len(self.found.faults):
            self.found.passed_over += 1
            return
        self.found.rows += 1
        if before < len(self.found.faults):
            return
        who = self._person(number, texts, heads)
        if who is not None:
            self.found.people.add(who.person_id)
            self._places(number, who, texts, heads)

    def _person(
        self, number: int, texts: Mapping[Column, str], heads: Mapping[Column, str]
    ) -> OnRoll | None:
        """Whom a row is about; None, and a fault, if that cannot be said."""
        said = {one.field: text for one, text in texts.items() if not one.role}
        try:
            return self._matching(number, said)
        except NotSo as wrong:
            column = heads.get(Column(wrong.column), sheets.HEADS[wrong.column])
            self._fault(number, column, said.get(wrong.column, ""), str(wrong))
            return None

    def _matching(self, number: int, said: Mapping[str, str]) -> OnRoll:
        school, unit, name = said.get("school", ""), said.get("unit", ""), said.get("name", "")
        if school and key(school) != key(self._school.name):
            raise NotSo(
                _("这一行写的是别的学校。一次只导入一所学校:请删去,到那所学校导入。"), "school"
            )
        if not name:
            raise NotSo(_("没有填姓名,请补上。"), "name")
        if said.get("number"):
            return self._numbered(number, said["number"], name)
        found = self._by_name.get(key(name), [])
        if not found:
            self.found.unknown[number] = name
            raise NotSo(
                _("本校今天的花名册上没有这个人。请核对姓名;已离校的请删去这一行。"), "name"
            )
        return self._one_of(self._in_unit(found, unit), said)

    def _numbered(self, number: int, text: str, name: str) -> OnRoll:
        found = self._by_number.get(key(text), [])
        if not found:
            self.found.unknown[number] = name
            raise NotSo(
                _("本校今天的花名册上没有这个学号或工号。请核对;已离校的请删去这一行。"), "number"
            )
        same = [one for one in found if key(one.name) == key(name)]
        if not same:
            raise NotSo(_("与这个学号或工号登记的姓名不同。请核对是不是错行。"), "name")
        return same[0]

    def _in_unit(self, found: list[OnRoll], unit: str) -> list[OnRoll]:
        if not unit or sheets.is_staff(unit) or key(unit) == key(self._school.name):
            kind = "staff" if unit else ""
            return [one for one in found if not kind or one.kind == kind]
        no = self._classes.get(key(unit))
        if no is None:
            known = "、".join(place for place in list(self._classes)[:6])
            raise NotSo(
                _("本校没有这个班。请照系统里的班名写,如:%(known)s;教职工请写“教职工”。")
                % {"known": known},
                "unit",
            )
        return [one for one in found if one.unit_no == no]

    def _one_of(self, found: list[OnRoll], said: Mapping[str, str]) -> OnRoll:
        if not found:
            raise NotSo(_("这个班(或教职工里)没有叫这个名字的人。请核对班级和姓名。"), "unit")
        if len(found) > 1 and said.get("seat"):
            found = [one for one in found if one.seat == key(said["seat"])] or found
        if len(found) > 1:
            raise NotSo(
                _("有 %(n)s 个人叫这个名字。请填班级;同班同名的请填学号或座号。")
                % {"n": len(found)},
                "name",
            )
        return found[0]

    def _places(
        self, number: int, who: OnRoll, texts: Mapping[Column, str], heads: Mapping[Column, str]
    ) -> None:
        """The carers of a row, each with its role."""
        told = False
        for column, role, text, post, phone in self._carers(number, texts, heads):
            if role not in self._scheme.roles(who.kind):
                words = {"role": sheets.role_name(role)}
                sentence = (
                    _("现行方案里学生没有“%(role)s”这个角色。请清空,或先改方案。")
                    if who.kind == "student"
                    else _("现行方案里教职工没有“%(role)s”这个角色。请清空,或先改方案。")
                )
                self._fault(number, column, text, sentence % words)
                continue
            first = self._seen.setdefault((who.person_id, role), number)
            if first != number:
                if not told:  # of a row that stands there twice, once
                    self._fault(
                        number, column, text,
                        _("与第 %(row)s 行是同一个人的同一个角色。请只留一行。") % {"row": first},
                    )  # fmt: skip
                told = True
                continue
            self._place(number, column, who, role, (text, post, phone))

    def _place(
        self, number: int, column: str, who: OnRoll, role: str, said: tuple[str, str, str]
    ) -> None:
        carer: Carer | None = None
        if not sheets.is_nobody(said[0]):
            try:
                person = self._now.people.get(who.person_id)
                if person is None:
                    raise NotSo(_("这个人今天不在册,不用安排包联。"))
                carer = self._naming.carer(number, person, role, *said)
            except NotSo as wrong:
                self._fault(number, column, said[0], str(wrong))
                return
        self.found.cells.append(Named(number, column, who.person_id, role, carer, said[0]))

    def _carers(
        self, number: int, texts: Mapping[Column, str], heads: Mapping[Column, str]
    ) -> Iterator[tuple[str, str, str, str, str]]:
        """Heading, role, carer, post and phone of each carer that a row names."""
        for column, text in texts.items():
            if column.field != "carer" or not text:
                continue
            role = column.role or sheets.role_of(texts.get(Column("role"), ""))
            if not role:
                known = "、".join(sheets.ROLE_HEADS[one] for one in self._roles())
                self._fault(
                    number, heads[Column("role")], texts.get(Column("role"), ""),
                    _("没有这个角色。可填:%(known)s。") % {"known": known},
                )  # fmt: skip
                continue
            more = (texts.get(Column(name, column.role), "") for name in ("post", "phone"))
            post, phone = more
            yield heads[column], role, text, post, phone

    def _roles(self) -> list[str]:
        return list(dict.fromkeys((*self._scheme.student, *self._scheme.staff)))

    def _fault(self, row: int, column: str, value: str, sentence: str) -> None:
        self.found.faults.append(Fault(row, column, value, sentence))


def _text(cell: Cell) -> str:
    """What a cell says, where that is one thing only."""
    if cell is None:
        return ""
    if isinstance(cell, Number):
        return cell.text
    if isinstance(cell, Formula):
        raise NotSo(_("这一格是公式。请复制后“选择性粘贴”为值。"))
    if isinstance(cell, CellError | bool | dt.date):
        raise NotSo(_("这一格不是文字。请设为文本后重新填写。"))
    text = " ".join(cell.split())
    if len(text) > _LONGEST or not text.isprintable():
        raise NotSo(_("不超过 100 个字,不能有特殊控制符。"))
    return text.removeprefix("'")


def _shown(cell: Cell) -> str:
    if isinstance(cell, Formula):
        return _shown(cell.value)
    if isinstance(cell, Number | CellError):
        return cell.text
    return "" if cell is None else str(cell)[:_LONGEST]
