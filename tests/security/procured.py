"""Rows of procurement for the access table: a requisition, a supplier, an order, a gift."""

from tests.builders import BUILDER
from tests.procurement import paths
from xiaoan.procurement import services


def procured() -> dict[str, str]:
    """Name in braces → id."""
    asked = paths.requisition(BUILDER)
    who = paths.supplier(BUILDER)
    bought = paths.sent_order(BUILDER, who)
    gift = services.offer(BUILDER, paths.offer())
    return {
        "requisition": str(asked), "supplier": str(who), "order": str(bought), "gift": str(gift),
    }  # fmt: skip
