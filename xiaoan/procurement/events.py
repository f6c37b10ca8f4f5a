"""Facts of procurement. Ids, codes and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RequisitionStepped(Event):
    """A requisition went on: drafted, changed, submitted, approved, decided, refused, withdrawn."""

    kind: ClassVar[str] = "procurement.requisition_stepped"
    requisition_id: UUID
    step: str
    state: str
    lines: int


@dataclass(frozen=True, kw_only=True)
class OrderStepped(Event):
    """An order went on: written, sent, chased, closed, cancelled. `open`: base units still to come."""

    kind: ClassVar[str] = "procurement.order_stepped"
    order_id: UUID
    step: str
    state: str
    lines: int
    open: int


@dataclass(frozen=True, kw_only=True)
class DeliveryReceived(Event):
    """Goods of an order came: so many base units taken, of these over what was ordered, and refused."""

    kind: ClassVar[str] = "procurement.delivery_received"
    order_id: UUID
    delivery_id: UUID
    received: int
    over: int
    refused: int
    open: int


@dataclass(frozen=True, kw_only=True)
class BillEntered(Event):
    """An invoice or a payment of an order, in fen."""

    kind: ClassVar[str] = "procurement.bill_entered"
    order_id: UUID
    bill_id: UUID
    bill: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class SupplierChanged(Event):
    """A supplier was registered, changed, blocked or unblocked, or had papers or a lead time put down."""

    kind: ClassVar[str] = "procurement.supplier_changed"
    supplier_id: UUID | None
    step: str


@dataclass(frozen=True, kw_only=True)
class ReleaseChanged(Event):
    """Above which amount (fen) a second person releases an order: asked for, set, declined."""

    kind: ClassVar[str] = "procurement.release_changed"
    release_id: UUID
    state: str
    fen: int
    since: dt.date


@dataclass(frozen=True, kw_only=True)
class DonationStepped(Event):
    """A gift went on: offered, accepted or declined, received, thanked for, published."""

    kind: ClassVar[str] = "procurement.donation_stepped"
    donation_id: UUID
    step: str
    state: str
    lines: int


@dataclass(frozen=True, kw_only=True)
class ChasesOpened(Event):
    """Orders past their promised day, each with a duty to chase it."""

    kind: ClassVar[str] = "procurement.chases_opened"
    day: dt.date
    orders: int
