"""Devices are registered from a sheet: where every row is right, all of them; else none."""

import datetime as dt
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan import workbooks
from xiaoan.directory import queries as directory
from xiaoan.directory.rules import identity
from xiaoan.equipment import queries, rules
from xiaoan.equipment.queries.words import HEADS
from xiaoan.equipment.services.registering import MOST, New, register
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.supplies.queries.words import ITEM_NAMES
from xiaoan.workbooks import Cell, CellError, Formula, Number

LARGEST = 5 << 20
_LONGEST = 60
_NEEDED = ("item",)


@dataclass(frozen=True)
class RowFault:
    """A cell that is wrong: its row as Excel counts, its column, what stands there, how to mend it."""

    row: int
    column: str
    value: str
    sentence: str


@dataclass(frozen=True)
class Imported:
    """How many devices were registered; faults, and then none was."""

    devices: int
    faults: tuple[RowFault, ...] = ()


class _Bad(Exception):
    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


def heads_of_a_sheet() -> dict[str, str]:
    """The columns as they stand on a sheet, whatever language its reader has."""
    with override("zh-hans"):
        return {key: str(head) for key, head in HEADS.items()}


@transaction.atomic
def import_devices(
    actor: Actor, act_id: UUID, school_no: int, name: str, content: bytes
) -> Imported:
    """Read a sheet: where every row is right, its devices are registered; else none is."""
    place = queries.unit(actor, school_no, Permission.USE_DEVICES)
    if place.kind != "school" or not actor.may(Permission.KEEP_DEVICES, school_no):
        raise Forbidden
    if len(content) > LARGEST:
        raise Invalid(_("文件超过 5 MB。请分成几份上传。"), {"file": "large"})
    reader = _Reader(
        {one.name: one.no for one in _places(place)},
        {name: pk for pk, name in queries.keepers(actor, school_no).items()},
    )
    lines, faults = _read(reader, name, content)
    if faults:
        return Imported(0, tuple(faults))
    if not lines:
        raise Invalid(_("文件里没有数据行。"), {"file": "empty"})
    return Imported(register(actor, act_id, school_no, lines))


def _places(school: directory.Place) -> list[directory.Place]:
    """Where a device may be at a school."""
    return directory.places_inside(
        school.interval, "class", "gate", "observation", "dormitory", "canteen", "bus", "place"
    )


@dataclass(frozen=True)
class _Reader:
    """Reads rows by the names of this school's places and people."""

    places: Mapping[str, int]
    people: Mapping[str, UUID]

    def rows(self, sheet: workbooks.Sheet) -> tuple[list[New], list[RowFault]]:
        known = heads_of_a_sheet()
        heads = [head.replace("*", "").strip() for head in sheet.columns]
        missing = [known[key] for key in _NEEDED if known[key] not in heads]
        if missing:
            raise Invalid(_("缺少列:%(heads)s") % {"heads": "、".join(missing)}, {"file": "heads"})
        at = {key: heads.index(head) for key, head in known.items() if head in heads}
        lines: list[New] = []
        faults: list[RowFault] = []
        seen: dict[str, int] = {}
        for number, cells in sheet.lines:
            if len(lines) + len(faults) >= MOST:
                raise Invalid(_("一次登记 1 到 500 台。请分几次。"), {"file": "rows"})
            texts: dict[str, str] = {}
            try:
                for key, place in at.items():
                    texts[key] = _text(key, cells[place])
                line = self._line(texts)
                if line.serial in seen:
                    raise _Bad(
                        "serial", _("与第 %(n)s 行的序列号相同。") % {"n": seen[line.serial]}
                    )
                if line.serial:
                    seen[line.serial] = number
                lines.append(line)
            except _Bad as bad:
                faults.append(RowFault(number, known[bad.key], texts.get(bad.key, ""), str(bad)))
        return lines, faults

    def _line(self, texts: Mapping[str, str]) -> New:
        with override("zh-hans"):
            items = {str(ITEM_NAMES[item]): item for item in rules.DEVICE_KINDS}
        item = items.get(texts.get("item", ""), "")
        if not item:
            raise _Bad("item", _("请填:%(names)s") % {"names": "、".join(items)})
        keeper = self.people.get(texts.get("keeper", ""))
        if texts.get("keeper") and keeper is None:
            raise _Bad("keeper", _("本校没有这个姓名的人。请先任职,或不填。"))
        place, until = texts.get("place", ""), _day("until", texts)
        calibrated = _day("calibrated", texts)
        if calibrated and calibrated > clock.today():
            raise _Bad("calibrated", _("校准日期不能在今天之后。"))
        if calibrated and rules.is_too_old(calibrated, clock.today()):
            raise _Bad("calibrated", _("校准日期早于 20 年前。请查对证书上的日期。"))
        if until and calibrated and not calibrated < until <= calibrated + rules.LONGEST_VALID:
            raise _Bad("until", _("有效期要晚于校准日期,三年以内。"))
        serial = texts.get("serial", "")
        if max(len(serial), len(place)) > _LONGEST:
            raise _Bad("serial", _("请填写,不超过 60 个字。"))
        return New(
            item, _number(texts.get("number", ""), serial), serial, self.places.get(place, 0),
            place or _("全校"), keeper, calibrated, until,
        )  # fmt: skip


def _number(typed: str, serial: str) -> int:
    if not typed:
        return 1
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    if not 0 < number <= MOST:
        raise _Bad("number", _("数量请填 1 到 500 的整数。"))
    if serial and number != 1:
        raise _Bad("number", _("填了序列号的,数量只能是 1。"))
    return number


def _day(key: str, texts: Mapping[str, str]) -> dt.date | None:
    if not texts.get(key):
        return None
    found = identity.read_date(texts[key], field=key)
    if isinstance(found, identity.Fault):
        raise _Bad(key, _("日期请写成 2026-11-24 这样。"))
    return found


def _read(reader: "_Reader", name: str, content: bytes) -> tuple[list[New], list[RowFault]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"devices{Path(name).suffix[:8]}"
        path.write_bytes(content)
        try:
            with workbooks.read(path, heads=tuple(heads_of_a_sheet().values())) as sheet:
                return reader.rows(sheet)
        except workbooks.Refused:
            raise Invalid(
                _("这个文件读不了。请用模板填写,存为 .xlsx 后再上传。"), {"file": "unreadable"}
            ) from None


def _text(key: str, cell: Cell) -> str:
    if isinstance(cell, Formula):
        raise _Bad(key, _("这一格是公式。请改成数值。"))
    if isinstance(cell, CellError | bool):
        raise _Bad(key, _("这一格有错。请改正。"))
    found = _shown(cell).strip()
    if len(found) > rules.LONGEST or not all(sign.isprintable() for sign in found):
        raise _Bad(key, _("不超过 200 个字,不能有特殊控制符。"))
    return found


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m-%d}"
    return cell.text if isinstance(cell, Number) else str(cell)[: rules.LONGEST + 1]
