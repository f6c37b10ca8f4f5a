"""One row, as far as the actor sees it; NotFound else. The rows themselves, for pages that show them."""

from uuid import UUID

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.procurement import queries
from xiaoan.procurement.models import (
    Donation,
    DonationLine,
    Order,
    OrderLine,
    Requisition,
    RequisitionLine,
    Supplier,
)

__all__ = [
    "Donation",
    "DonationLine",
    "Order",
    "OrderLine",
    "Requisition",
    "RequisitionLine",
    "Supplier",
    "donation",
    "order",
    "requisition",
    "supplier",
    "suppliers",
]


def requisition(actor: Actor, requisition_id: UUID) -> Requisition:
    return queries.one(actor, Requisition.objects.filter(pk=requisition_id))


def order(actor: Actor, order_id: UUID) -> Order:
    """With its supplier."""
    return queries.one(actor, Order.objects.select_related("supplier").filter(pk=order_id))


def donation(actor: Actor, donation_id: UUID) -> Donation:
    return queries.one(actor, Donation.objects.filter(pk=donation_id))


def supplier(supplier_id: UUID) -> Supplier:
    """One of the county's register, which is no secret from any store."""
    row = Supplier.objects.filter(pk=supplier_id).first()
    if row is None:
        raise NotFound
    return row


def suppliers() -> list[Supplier]:
    """The register, by name."""
    return list(Supplier.objects.order_by("name", "id"))
