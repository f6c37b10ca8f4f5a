"""Messages go out by a job: at once when some are queued, and each minute for what became due."""

import datetime as dt
from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from xiaoan.delivery.events import BatchQueued
from xiaoan.delivery.services import pacing, sending
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as

# So long one run sends; the worker has other things to do, and the next run follows at once.
_SECONDS = 20
# One run at a time; who dies holds the next one up so long.
_HELD = "delivery.send"


def on_batch_queued(actor: Actor, event: BatchQueued) -> None:
    """Begin to send as soon as the batch stands."""
    if event.people:
        with suppress(AlreadyEnqueued), transaction.atomic():
            send_soon.configure(queueing_lock="delivery.send_soon").defer()


@app.task(name="delivery.send", queueing_lock="delivery.send")
def send(timestamp: int) -> int:
    """Each minute: send what is due, put back what a dead worker left."""
    return _send()


@app.task(name="delivery.send_soon")
def send_soon() -> int:
    """The same because something was queued."""
    return _send()


def _send() -> int:
    with acting_as(system("delivery")):
        if not pacing.seize(_HELD, dt.timedelta(seconds=_SECONDS + 10)):
            return 0
    try:
        count = sending.run(_SECONDS)
    finally:
        with acting_as(system("delivery")):
            pacing.release(_HELD)
    if count:
        with suppress(AlreadyEnqueued), transaction.atomic():
            send_soon.configure(queueing_lock="delivery.send_soon").defer()
    return count
