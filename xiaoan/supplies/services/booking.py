"""Goods of an order or a gift come in, counted in whole base units by the app that keeps these."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.supplies import rules
from xiaoan.supplies.models import Recall
from xiaoan.supplies.services import acting, receiving


@dataclass(frozen=True)
class Booking:
    """`quantity` in base units, `price` in fen of one `pack`; `about_id`: the order or the gift."""

    id: UUID
    store_no: int
    item: str
    quantity: int
    day: dt.date
    source: str
    supplier: str
    about_id: UUID
    batch: str = ""
    maker: str = ""
    expires: dt.date | None = None
    price: int | None = None
    pack: str = ""
    papers: str = ""


@transaction.atomic
def book_in(actor: Actor, given: Booking) -> None:
    """Write the receipt; faults as of any receipt, at `batch`, `maker`, `expires` or `quantity`. The same
    once more adds nothing."""
    store = acting.store_kept(actor, given.store_no)
    item = acting.item_of(given.item)
    if not 0 < given.quantity <= item.most or not item.size(given.pack):
        raise Invalid(_("数量不对。请检查数量和单位。"), {"quantity": "range"})
    batch, maker = (acting.words_of(getattr(given, name), name) for name in ("batch", "maker"))
    receiving.refuse_expiry(given.item, given.expires)
    body = [str(one) for one in given.__dict__.values()]
    if acting.begin(actor, given.id, store, "receive", *body):
        return
    acting.refuse_day(given.day)
    lot_id = receiving.lot_of(given.item, batch, maker, given.expires)
    if Recall.objects.filter(lot_id=lot_id, lifted_at=None).exists():
        raise Invalid(_("这一批正在召回,不能入库。请退给供货单位。"), {"batch": "recalled"})
    acting.post(
        actor, given.id, store, "receive", given.day,
        [
            acting.Line(
                "receipt", given.item, lot_id, given.quantity, source=given.source,
                supplier=given.supplier[: rules.LONGEST], papers=given.papers[: rules.LONGEST],
                price=given.price, pack=given.pack, about_id=given.about_id,
            )
        ],
    )  # fmt: skip
