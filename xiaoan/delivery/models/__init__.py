"""Tables of delivery."""

from xiaoan.delivery.models.outbox import Attempt, Batch, Message, Receipt, Sending
from xiaoan.delivery.models.ways import Address, Channel, Group, Pace

__all__ = [
    "Address", "Attempt", "Batch", "Channel", "Group", "Message", "Pace", "Receipt", "Sending",
]  # fmt: skip
