"""What came of an order, and its bills; inside the running scope."""

from uuid import UUID

from xiaoan.procurement.models import Bill, Delivery, DeliveryLine


def of_order(order_id: UUID) -> list[tuple[Delivery, list[DeliveryLine]]]:
    """Deliveries with their lines, the newest first."""
    found = list(Delivery.objects.filter(order_id=order_id).order_by("-at", "-id"))
    lines: dict[UUID, list[DeliveryLine]] = {}
    for one in DeliveryLine.objects.filter(order_id=order_id).order_by("item"):
        lines.setdefault(one.delivery_id, []).append(one)
    return [(one, lines.get(one.pk, [])) for one in found]


def took_in(order_id: UUID, user_id: UUID | None) -> bool:
    """Whether somebody took in a delivery of an order."""
    return Delivery.objects.filter(order_id=order_id, by_id=user_id).exists()


def paid(order_id: UUID, user_id: UUID | None) -> bool:
    """Whether somebody put down a payment of an order."""
    return Bill.objects.filter(order_id=order_id, kind="payment", by_id=user_id).exists()


def bills(order_id: UUID) -> list[Bill]:
    """Invoices and payments, the oldest first."""
    return list(Bill.objects.filter(order_id=order_id).order_by("at", "id"))
