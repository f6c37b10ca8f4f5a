"""Messages over channels: they begin to go out as soon as they are queued."""

from xiaoan.delivery import events as delivery
from xiaoan.delivery import tasks as delivery_tasks
from xiaoan.journal.services import hear


def connect() -> None:
    hear(delivery.BatchQueued, delivery_tasks.on_batch_queued)
