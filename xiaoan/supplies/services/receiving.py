"""Goods come in: by purchase, allocation or donation. A bar code is learnt on the way."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.supplies import rules
from xiaoan.supplies.models import Recall
from xiaoan.supplies.queries import words
from xiaoan.supplies.services import acting, learning

_FEN = 100
# Without touching a lot that is there: all stores of the county receive the same one on the same morning, and
# would wait for one another until each has committed.
_NEW_LOT = """
insert into supplies_lot (id, unit_no, item, batch, maker, expires) values (%s, %s, %s, %s, %s, %s)
on conflict (item, batch, maker, expires) do nothing
"""
_LOT = """
select id from supplies_lot
where item = %s and batch = %s and maker = %s and expires is not distinct from %s
"""


@dataclass(frozen=True)
class Receipt:
    """What a form says came in. `quantity`, `price` as they were typed; `id` is the form's own."""

    id: UUID
    store_no: int
    item: str
    quantity: str
    pack: str
    source: str
    day: dt.date
    supplier: str = ""
    batch: str = ""
    maker: str = ""
    expires: dt.date | None = None
    price: str = ""
    papers: str = ""
    code: str = ""


@transaction.atomic
def receive(actor: Actor, given: Receipt) -> int:
    """Write a receipt; gives how many base units came in. The same form once more adds nothing."""
    store = acting.store_kept(actor, given.store_no)
    quantity = _quantity(given)
    price = read_price(given.price)
    code = _code_of(given)
    fields = _fields(given)
    refuse_expiry(given.item, given.expires)
    # Of the typed values, read: "3" and "3.0" are the same.
    body = (given.item, quantity, given.pack, price, code, given.day, given.expires, fields)
    if acting.begin(actor, given.id, store, "receive", *body):
        return quantity
    acting.refuse_day(given.day)
    if code:
        learning.keep(actor, store, code, given.item, given.pack)
    lot_id = lot_of(given.item, fields["batch"], fields["maker"], given.expires)
    if Recall.objects.filter(lot_id=lot_id, lifted_at=None).exists():
        raise Invalid(_("这一批正在召回,不能入库。请退给供货单位。"), {"batch": "recalled"})
    acting.post(
        actor, given.id, store, "receive", given.day,
        [
            acting.Line(
                "receipt", given.item, lot_id, quantity, source=given.source,
                supplier=fields["supplier"], papers=fields["papers"], price=price, pack=given.pack,
            )
        ],
    )  # fmt: skip
    return quantity


def _quantity(given: Receipt) -> int:
    """Whoever receives less than nothing means another act."""
    try:
        return acting.quantity_of(given.item, given.quantity, given.pack)
    except Invalid as fault:
        if fault.fields != {"quantity": "none"}:
            raise
        raise Invalid(_("入库数量要大于零。减少请用领用、报废或更正。"), fault.fields) from None


def _fields(given: Receipt) -> dict[str, str]:
    if given.source not in rules.SOURCES:
        raise Invalid(_("请选来源:自购、下拨或捐赠。"), {"source": "unknown"})
    return {
        "supplier": acting.words_of(
            given.supplier, "supplier",
            required=_("捐赠和自购请写明供货或捐赠单位。") if given.source != "allocation" else "",
        ),
        "batch": acting.words_of(given.batch, "batch"),
        "maker": acting.words_of(given.maker, "maker"),
        "papers": acting.words_of(given.papers, "papers"),
        "source": given.source,
    }  # fmt: skip


def refuse_expiry(item: str, expires: dt.date | None) -> None:
    """What expires comes in with its day, which is neither past nor absurdly far."""
    today = clock.today()
    if expires is None:
        if rules.ITEMS[item].dated:
            raise Invalid(_("这种物资有有效期,请照包装填写。"), {"expires": "empty"})
        return
    if expires < today:
        raise Invalid(
            _("有效期到 %(day)s,已经过期,不能入库。") % {"day": expires.isoformat()},
            {"expires": "past"},
        )
    if expires > today + rules.FARTHEST_EXPIRY:
        raise Invalid(_("有效期太远,请检查年份。"), {"expires": "far"})


def read_price(typed: str) -> int | None:
    """The price of one pack in fen, exactly; None: not said."""
    if not typed.strip():
        return None
    try:
        fen = rules.read_number(typed) * Decimal(_FEN)
    except rules.Fault:
        raise Invalid(_("单价请写成元,如 12.50。"), {"price": "number"}) from None
    if fen < 0:
        raise Invalid(_("单价不能小于零。"), {"price": "negative"})
    if fen != fen.to_integral_value() or fen > rules.MOST_PRICE:
        raise Invalid(_("单价最多写到分,不超过一百万元。"), {"price": "range"})
    return int(fen)


def _code_of(given: Receipt) -> str:
    if not given.code.strip():
        return ""
    try:
        return rules.read_scan(given.code).code
    except rules.Fault as fault:
        raise Invalid(words.fault_sentence(fault, given.item), {"code": fault.code}) from None


def lot_of(item: str, batch: str, maker: str, expires: dt.date | None) -> UUID:
    """The lot with this print on it; the same one for every store."""
    printed = [item, batch, maker, expires]
    with connection.cursor() as cursor:
        cursor.execute(_LOT, printed)
        found = cursor.fetchone()
        if found is None:
            cursor.execute(_NEW_LOT, [uuid7(), directory.county().no, *printed])
            # Whoever put it down first has committed by now.
            cursor.execute(_LOT, printed)
            found = cursor.fetchone()
        return UUID(str(found[0]))
