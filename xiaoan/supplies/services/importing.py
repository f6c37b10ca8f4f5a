"""An existing ledger is read from a sheet as opening stock: all of its rows, or none of them."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

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

SHEET = uploads.Template(words.LEDGER_HEADS, ("item", "quantity", "pack"), longest=rules.LONGEST)


@dataclass(frozen=True)
class File:
    """What was uploaded, under the id of its form."""

    id: UUID
    store_no: int
    name: str
    content: bytes


@dataclass(frozen=True)
class _Row:
    number: int
    item: str
    quantity: int
    expires: dt.date | None
    batch: str
    maker: str


@transaction.atomic
def import_ledger(actor: Actor, given: File) -> uploads.Taken[Any]:
    """Read a sheet; where every row is right, the store begins with what it says. The same file under the
    same id once more adds nothing."""
    store = acting.store_kept(actor, given.store_no)
    taken = uploads.take(given.name, given.content, SHEET, _Reader().row)
    if taken.faults:
        return taken
    rows = taken.rows
    digest = hashlib.sha256(given.content).hexdigest()
    if acting.begin(actor, given.id, store, "import", digest):
        return taken
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
    return taken


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


class _Reader:
    """Reads rows, and remembers which lots there were."""

    def __init__(self) -> None:
        self.seen: dict[tuple[object, ...], int] = {}

    def row(self, number: int, texts: Mapping[str, str]) -> _Row:
        row = _row(number, texts)
        printed = (row.item, row.batch, row.maker, row.expires)
        if printed in self.seen:
            raise uploads.BadCell(
                "batch", _("与第 %(n)s 行是同一批,请合并。") % {"n": self.seen[printed]}
            )
        self.seen[printed] = number
        return row


def _row(number: int, texts: Mapping[str, str]) -> _Row:
    item = _by_name(words.ITEM_NAMES).get(texts["item"], "")
    if not item:
        raise uploads.BadCell("item", _("没有叫这个名字的物资。请照模板的品名填写。"))
    try:
        quantity = rules.in_base(rules.ITEMS[item], texts["quantity"], _pack(item, texts["pack"]))
    except rules.Fault as fault:
        key = "pack" if fault.code == "unit" else "quantity"
        raise uploads.BadCell(key, words.fault_sentence(fault, item)) from None
    expires = _day(texts.get("expires", ""))
    try:
        refuse_expiry(item, expires)
    except Invalid as refused:
        raise uploads.BadCell("expires", str(refused)) from None
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
        raise uploads.BadCell("expires", _("日期请写成 2026-11-24 这样。"))
    return found
