"""Money of orders, in fen."""

from xiaoan.procurement import rules
from xiaoan.procurement.models import Order, OrderLine


def billable(row: Order) -> int:
    """What an order may still come to: all of it less what was cancelled or refused, and what came over."""
    lines = OrderLine.objects.filter(order_id=row.pk).values_list(
        "received", "left", "over", "size", "price"
    )
    return sum(
        rules.worth(got + left + over, size, price) for got, left, over, size, price in lines
    )


def yuan(fen: int | None) -> str:
    """1,234.50; nothing known: ""."""
    return "" if fen is None else f"{fen // 100:,}.{fen % 100:02d}"
