"""Writing delivery: messages are queued with what they are about, settled, cancelled; channels are set."""

from xiaoan.delivery.services.channels import NewChannel, end_group, set_channel, set_group
from xiaoan.delivery.services.queueing import Batch, Message, Queued, queue
from xiaoan.delivery.services.sending import run
from xiaoan.delivery.services.settling import cancel, settle

__all__ = [
    "Batch", "Message", "NewChannel", "Queued", "cancel", "end_group", "queue", "run", "set_channel",
    "set_group", "settle",
]  # fmt: skip
