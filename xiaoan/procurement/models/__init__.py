"""Tables of procurement. `unit_no` is the store that asks, receives or is given; `buyer_no` who orders.

Suppliers, their papers and lead times are the county's. Money is in fen, goods in base units.
"""

from xiaoan.procurement.models.donations import Donation, DonationLine
from xiaoan.procurement.models.orders import Bill, Delivery, DeliveryLine, Order, OrderLine
from xiaoan.procurement.models.requisitions import Requisition, RequisitionLine, Step
from xiaoan.procurement.models.suppliers import Pace, Paper, Release, Supplier

__all__ = [
    "Bill",
    "Delivery",
    "DeliveryLine",
    "Donation",
    "DonationLine",
    "Order",
    "OrderLine",
    "Pace",
    "Paper",
    "Release",
    "Requisition",
    "RequisitionLine",
    "Step",
    "Supplier",
]
