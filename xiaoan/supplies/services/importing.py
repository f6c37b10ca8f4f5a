"""An existing ledger is read from a sheet as opening stock: all of its rows, or none of them."""

import datetime as dt
import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan import workbooks
from xiaoan.directory import queries as directory
from xiaoan.directory.rules import identity
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.supplies import rules
from xiaoan.supplies.events import LedgerImported
from xiaoan.supplies.models import Entry
from xiaoan.supplies.queries import words
from xiaoan.supplies.services import acting
from xiaoan.supplies.services.receiving import lot_of, refuse_expiry
from xiaoan.web import uploads
from xiaoan.workbooks import Cell, CellError, Formula, Number

LARGEST = 5 << 20
MOST_ROWS = 5_000
_NEEDED = ("item", "quantity", "pack")


def heads_of_a_sheet() -> dict[str, str]:
    """The columns as they stand on a sheet, whatever language its reader has."""
    with override("zh-hans"):
        return {key: str(head) for key, head in words.LEDGER_HEADS.items()}


@dataclass(frozen=True)
class File:
    """What was uploaded, under the id of its form."""

    id: UUID
    store_no: int
    name: str
    content: bytes


@dataclass(frozen=True)
class RowFault:
    """A cell that is wrong: its row as Excel counts, its column, what stands there, how to mend it."""

    row: int
    column: str
    value: str
    sentence: str


@dataclass(frozen=True)
class Imported:
    """Rows that were read; faults, and then nothing was stored; `sheet`: the same with the remarks."""

    rows: int
    faults: tuple[RowFault, ...] = ()
    sheet: bytes = b""


@dataclass(frozen=True)
class _Row:
    number: int
    item: str
    quantity: int
    expires: dt.date | None
    batch: str
    maker: str


class _Bad(Exception):
    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


@transaction.atomic
def import_ledger(actor: Actor, given: File) -> Imported:
    """Read a sheet; where every row is right, the store begins with what it says. The same file under the
    same id once more adds nothing."""
    store = acting.store_kept(actor, given.store_no)
    if len(given.content) > LARGEST:
        raise Invalid(_("文件超过 5 MB。请分成几份上传。"), {"file": "large"})
    rows, faults, sheet = _read(given)
    if not rows and not faults:
        raise Invalid(_("文件里没有数据行。"), {"file": "empty"})
    if faults:
        return Imported(len(rows) + len({one.row for one in faults}), tuple(faults), sheet)
    digest = hashlib.sha256(given.content).hexdigest()
    if acting.begin(actor, given.id, store, "import", digest):
        return Imported(len(rows))
    _refuse_begun(store, rows)
    lines = [
        acting.Line(
            "opening", row.item, lot_of(row.item, row.batch, row.maker, row.expires), row.quantity
        )
        for row in rows
    ]
    acting.post(actor, given.id, store, "import", clock.today(), lines)
    journal.record(
        actor,
        LedgerImported(
            school_id=store.school_id, unit_no=store.no, act_id=given.id, rows=len(rows),
            entries=len(lines),
        ),
    )  # fmt: skip
    return Imported(len(rows))


def _refuse_begun(store: directory.Place, rows: Sequence[_Row]) -> None:
    """Opening stock comes first: of what has entries already, it would be counted twice."""
    items = {row.item for row in rows}
    begun = Entry.objects.filter(unit_no=store.no, item__in=items).values_list("item", flat=True)
    if found := sorted(set(begun)):
        raise Invalid(
            _("这些物资账上已有记录,不能再导入期初,请用盘点更正:%(items)s")
            % {"items": _("、").join(words.item_name(one) for one in found)},
            {"file": "begun"},
        )


def _read(given: File) -> tuple[list[_Row], list[RowFault], bytes]:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as keep:
        path = Path(folder) / f"ledger{Path(given.name).suffix[:8]}"
        path.write_bytes(given.content)
        try:
            with workbooks.read(path, heads=tuple(heads_of_a_sheet().values()), keep=keep) as sheet:
                rows, faults = _rows(sheet)
        except workbooks.Refused:
            raise Invalid(
                _("这个文件读不了。请用模板填写,存为 .xlsx 后再上传。"), {"file": "unreadable"}
            ) from None
        if not faults:
            return rows, faults, b""
        told: dict[int, str] = {}
        for one in faults:
            told[one.row] = f"{told.get(one.row, '')}{one.column}:{one.sentence} "
        again = workbooks.read_again(keep, path)
        return rows, faults, uploads.remarked(again, path.stem, _("错误说明"), told)


def _rows(sheet: workbooks.Sheet) -> tuple[list[_Row], list[RowFault]]:
    known = heads_of_a_sheet()
    heads = [head.replace("*", "").strip() for head in sheet.columns]
    missing = [known[key] for key in _NEEDED if known[key] not in heads]
    if missing:
        raise Invalid(_("缺少列:%(heads)s") % {"heads": _("、").join(missing)}, {"file": "heads"})
    at = {key: heads.index(head) for key, head in known.items() if head in heads}
    rows: list[_Row] = []
    faults: list[RowFault] = []
    seen: dict[tuple[object, ...], int] = {}
    for number, cells in sheet.lines:
        if len(rows) + len(faults) >= MOST_ROWS:
            raise Invalid(_("一份文件最多 5000 行。请分成几份上传。"), {"file": "rows"})
        try:
            row = _row(number, {key: cells[place] for key, place in at.items()})
            printed = (row.item, row.batch, row.maker, row.expires)
            if printed in seen:
                raise _Bad("batch", _("与第 %(n)s 行是同一批,请合并。") % {"n": seen[printed]})
            seen[printed] = number
            rows.append(row)
        except _Bad as bad:
            value = _shown(cells[at[bad.key]]) if bad.key in at else ""
            faults.append(RowFault(number, known[bad.key], value, str(bad)))
    return rows, faults


def _row(number: int, cells: dict[str, Cell]) -> _Row:
    texts = {key: _text(key, cell) for key, cell in cells.items()}
    item = _by_name(words.ITEM_NAMES).get(texts["item"], "")
    if not item:
        raise _Bad("item", _("没有叫这个名字的物资。请照模板的品名填写。"))
    try:
        quantity = rules.in_base(rules.ITEMS[item], texts["quantity"], _pack(item, texts["pack"]))
    except rules.Fault as fault:
        key = "pack" if fault.code == "unit" else "quantity"
        raise _Bad(key, words.fault_sentence(fault, item)) from None
    expires = _day(texts.get("expires", ""))
    try:
        refuse_expiry(item, expires)
    except Invalid as refused:
        raise _Bad("expires", str(refused)) from None
    return _Row(
        number, item, quantity, expires, texts.get("batch", ""), texts.get("maker", "")
    )  # fmt: skip


def _by_name(names: Mapping[str, Any]) -> dict[str, str]:
    """Names as they stand on the sheet → codes."""
    with override("zh-hans"):
        return {str(name): code for code, name in names.items()}


def _pack(item: str, name: str) -> str:
    known = rules.ITEMS[item]
    if _by_name(words.UNIT_NAMES).get(name) == known.unit:
        return rules.PIECES
    # What is no pack at all is none of this item either.
    return _by_name(words.PACK_NAMES).get(name, "?")


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    found = identity.read_date(text, field="expires")
    if isinstance(found, identity.Fault):
        raise _Bad("expires", _("日期请写成 2026-11-24 这样。"))
    return found


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
    if isinstance(cell, Formula):
        return _shown(cell.value)
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m-%d}"
    return cell.text if isinstance(cell, Number | CellError) else str(cell)[: rules.LONGEST + 1]
