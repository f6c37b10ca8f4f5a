"""An existing list of places as a sheet: read, held against what is there, entered whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan import workbooks
from xiaoan.hygiene import rules
from xiaoan.hygiene.models import Place
from xiaoan.hygiene.queries import places, sheets, units
from xiaoan.hygiene.rules import listing
from xiaoan.hygiene.rules.proposing import NewPlace
from xiaoan.hygiene.services import acts, drafting, following, placing
from xiaoan.kernel import said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.web import uploads
from xiaoan.workbooks import Cell, CellError, Formula

LARGEST = 5 * 1024 * 1024
_LIMITS = workbooks.Limits(rows=placing.MOST)


@dataclass(frozen=True)
class Row:
    """A row of the sheet as it was understood. `who_id` "": nobody named; `often` "": nothing said."""

    number: int
    kind: str
    name: str
    building: str = ""
    floor: int | None = None
    area: int | None = None
    who_id: str = ""
    often: str = ""


@dataclass(frozen=True)
class Fault:
    """A cell that is wrong: its row as Excel counts, its column, what stands there, how to mend it."""

    row: int
    column: str
    value: str
    sentence: str


@dataclass
class Reading:
    """What a sheet says: rows, faults, and (if there are any) the sheet with these beside its rows."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    marked: bytes = b""


@dataclass(frozen=True)
class Imported:
    """What a sheet does, or did: places that are new, changed, as they were."""

    added: int
    changed: int
    same: int


def read(actor: Actor, school_no: int, path: Path) -> Reading:
    """Read a sheet; nothing is entered. Raises Invalid for a file that cannot be read."""
    place = units.school(actor, school_no, Permission.PLAN_HYGIENE)
    heads = sheets.heads()
    reader = _Reader(actor, school_no, heads)
    with uploads.opened(path, _LIMITS, tuple(heads.values())) as sheet:
        columns = uploads.columns(sheet, heads, sheets.NEEDED)
        for line in sheet.rows:
            cells = dict(zip(columns, line.cells, strict=False))
            reader.take(line.number, {code: cell for code, cell in cells.items() if code})
    found = reader.found
    if not found.rows and not found.faults:
        raise Invalid(_("表里没有一处场所。请从第二行起,每行写一处。"), {"file": "empty"})
    if found.faults:
        said_of: dict[int, list[str]] = {}
        for one in found.faults:
            said_of.setdefault(one.row, []).append(f"{one.column}:{one.sentence}")
        with uploads.opened(path, _LIMITS, tuple(heads.values())) as sheet:
            found.marked = uploads.remarked(
                sheet,
                place.name,
                _("错误原因"),
                {row: " ".join(all_) for row, all_ in said_of.items()},
            )
    return found


class _Reader:
    def __init__(self, actor: Actor, school_no: int, heads: Mapping[str, str]) -> None:
        self.heads, self.found = heads, Reading()
        self.people: dict[str, set[UUID]] = {}
        for one in units.doers(actor, school_no):
            self.people.setdefault(one.name, set()).add(one.user_id)
        self.seen: dict[tuple[str, str], int] = {}

    def take(self, number: int, raw: Mapping[str, Cell]) -> None:
        before = len(self.found.faults)
        for code, cell in raw.items():
            if isinstance(cell, Formula | CellError):
                self._fault(number, code, "", _("这一格是公式或有错。请改成数值或文字。"))
        cells = {code: uploads.text_of(cell) for code, cell in raw.items()}
        if not any(cells.values()):
            return
        name = self._words(number, cells, "name", listing.LONGEST_NAME)
        building = self._words(number, cells, "building", listing.LONGEST_BUILDING)
        if not name:
            self._fault(number, "name", "", _("请写场所名称。"))
        kind = listing.kind_of(cells.get("kind", ""), name)
        if not kind:
            names = _("、").join(sheets.kind_names().values())
            self._fault(
                number,
                "kind",
                cells.get("kind", ""),
                _("看不出是哪一种。请填:%(names)s。") % {"names": names},
            )
        if (building, name) in self.seen:
            self._fault(
                number, "name", name,
                _("与第 %(n)s 行是同一栋楼的同一个名称。请只留一行,或改名。")
                % {"n": self.seen[building, name]},
            )  # fmt: skip
        row = Row(
            number, kind, name, building, self._floor(number, cells), self._area(number, cells),
            self._who(number, cells), self._often(number, cells),
        )  # fmt: skip
        self.seen.setdefault((building, name), number)
        if len(self.found.faults) == before:
            self.found.rows.append(row)

    def _fault(self, number: int, code: str, value: str, sentence: str) -> None:
        self.found.faults.append(Fault(number, self.heads[code], value, sentence))

    def _words(self, number: int, cells: Mapping[str, str], code: str, longest: int) -> str:
        try:
            return acts.words(cells.get(code, ""), code, longest=longest)
        except Invalid as refused:
            self._fault(number, code, cells[code][:40], str(refused))
            return ""

    def _floor(self, number: int, cells: Mapping[str, str]) -> int | None:
        text = cells.get("floor", "")
        try:
            return listing.floor_of(text)
        except ValueError:
            self._fault(number, "floor", text, _("楼层请写 3、三楼或地下1层这样,-3 到 40。"))
            return None

    def _area(self, number: int, cells: Mapping[str, str]) -> int | None:
        text = sheets.plain_area(cells.get("area", ""))
        if not text:
            return None
        value = sheets.whole_area(text)
        if value is None or not 0 < value <= listing.LARGEST_AREA:
            self._fault(number, "area", text, _("面积请写 1 到 100000 之间的数(平方米)。"))
            return None
        return value

    def _who(self, number: int, cells: Mapping[str, str]) -> str:
        name = cells.get("who", "")
        if not name:
            return ""
        found = self.people.get(name, set())
        if len(found) == 1:
            return str(next(iter(found)))
        sentence = (
            _("本校有 %(n)s 位同名的人。请留空,在方案里选。") % {"n": len(found)}
            if found
            else _(
                "本校没有这个人的消毒岗位(班主任、后勤、校医、食堂、宿管、校长)。请先任职,或留空。"
            )
        )
        self._fault(number, "who", name, sentence)
        return ""

    def _often(self, number: int, cells: Mapping[str, str]) -> str:
        text = cells.get("often", "")
        if not text:
            return ""
        try:
            return listing.often_of(text)
        except ValueError:
            self._fault(
                number,
                "often",
                text,
                _("看不懂多久一次。请写:每天2次、隔天一次、每周1次、每月1次。"),
            )
            return ""


def preview(actor: Actor, school_no: int, rows: Sequence[Row]) -> Imported:
    """What entering the rows would do."""
    units.school(actor, school_no, Permission.PLAN_HYGIENE)
    new, changes, same = _against(school_no, rows)
    return Imported(len(new), len(changes), same)


@transaction.atomic
def enter(actor: Actor, act_id: UUID, school_no: int, rows: Sequence[Row]) -> Imported:
    """Enter what a sheet said: new places, and what is other of those that are there. An empty cell says
    nothing. The same sheet once more changes nothing."""
    units.school(actor, school_no, Permission.PLAN_HYGIENE)
    if not 0 < len(rows) <= placing.MOST:
        raise Invalid(_("一次登记 1 到 1000 处。请分几次。"), {"file": "rows"})
    acts.hold(school_no)
    body = said.fingerprint("import", school_no, [asdict(one) for one in rows])
    known = acts.done_before(actor, act_id, body)
    if known is not None:
        return Imported(*(known.outcome[name] for name in ("new", "altered", "same")))
    new, changes, same = _against(school_no, rows)
    made = placing.enter(school_no, [one for one, _row in new]) if new else []
    lists = {(one.building, one.name): row for one, row in new}
    try:
        with transaction.atomic():
            told = _tell(made, lists) + _change(changes)
    except IntegrityError:
        raise placing.same_name() from None
    drafting.own_words([one for one in places.places_of([school_no]) if one.id in set(told)])
    touched = [*made, *(row.pk for row, _values in changes)]
    placing.finish(
        actor, act_id, school_no, "imported", body, touched, altered=len(changes), same=same,
        new=len(made),
    )  # fmt: skip
    return Imported(len(made), len(changes), same)


_Changes = list[tuple[Place, dict[str, Any]]]


def _against(
    school_no: int, rows: Sequence[Row]
) -> tuple[list[tuple[NewPlace, Row]], _Changes, int]:
    """What is new, what changes of what is there, how many rows say nothing new."""
    units_by_name: dict[str, list[Any]] = {}
    for one in following.units_of(school_no):
        units_by_name.setdefault(one.name, []).append(one)
    there = {
        (row.building, row.name): row
        for row in Place.objects.filter(school_id=school_no, closed=None)
    }
    new, changes, same = [], [], 0
    for row in rows:
        known = there.get((row.building, row.name)) or _unplaced(there, row)
        if known is None:
            new.append((_new(row, units_by_name), row))
            continue
        values = _other(known, row)
        if values:
            changes.append((known, values))
        else:
            same += 1
    return new, changes, same


def _unplaced(there: Mapping[tuple[str, str], Place], row: Row) -> Place | None:
    """A class's place that nobody has put in a building yet is the one of that name in a list that has."""
    known = there.get(("", row.name))
    return known if known is not None and known.follows else None


def _new(row: Row, units_by_name: Mapping[str, list[Any]]) -> NewPlace:
    fits = [
        one for one in units_by_name.get(row.name, [])
        if row.kind in rules.OF_UNITS[one.kind]
    ]  # fmt: skip
    unit_no = fits[0].no if len(fits) == 1 else 0
    return NewPlace(row.kind, row.name, unit_no, row.building, row.floor, row.area)


def _other(known: Place, row: Row) -> dict[str, Any]:
    """What a row says that is not so yet; the kind stays: another is another place."""
    wanted = {
        "building": row.building, "floor": row.floor, "area_m2": row.area, "often": row.often,
        "who_id": UUID(row.who_id) if row.who_id else None,
    }  # fmt: skip
    return {
        name: value for name, value in wanted.items()
        if value not in (None, "") and getattr(known, name) != value
    }  # fmt: skip


def _tell(made: Sequence[UUID], lists: Mapping[tuple[str, str], Row]) -> list[UUID]:
    """Who and how often of new places; gives those of which the sheet said so."""
    rows = []
    for place in Place.objects.filter(pk__in=made):
        row = lists[place.building, place.name]
        if row.who_id or row.often:
            place.who_id, place.often = UUID(row.who_id) if row.who_id else None, row.often
            rows.append(place)
    Place.objects.bulk_update(rows, ["who_id", "often"])
    return [place.pk for place in rows]


def _change(changes: _Changes) -> list[UUID]:
    told = []
    for row, values in changes:
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        if {"who_id", "often"} & values.keys():
            told.append(row.pk)
    return told


def template_rows(school_no: int) -> list[list[Any]]:
    """The list as it is, to be filled in and brought back; of a school that has none, some examples."""
    with override("zh-hans"):
        names = sheets.kind_names()
        return [
            [one.building, one.floor, one.name, names[one.kind], one.own_area, "", ""]
            for one in places.places_of([school_no])
        ]
