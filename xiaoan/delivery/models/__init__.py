"""Tables of delivery."""

from xiaoan.delivery.models.outbox import Attempt, Batch, Message, Receipt, Sending
from xiaoan.delivery.models.ways import Address, Bar, Channel, Group, Pace

__all__ = [
    "Address", "Attempt", "Bar", "Batch", "Channel", "Group", "Message", "Pace", "Receipt", "Sending",
]  # fmt: skip
