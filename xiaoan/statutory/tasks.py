"""What statutory hears, and what it does by the clock."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.investigations.events import (
    EventClosed,
    EventConfirmed,
    EventExcluded,
    EventMerged,
    EventOpened,
    EventReopened,
    SignalJoined,
)
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as
from xiaoan.statutory import services

# 3, 9, 27 … seconds, two and a half hours in all.
_RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)
_NAME = "statutory"


def on_event_grown(actor: Actor, event: EventOpened | SignalJoined | EventConfirmed) -> None:
    """The clock runs from the first moment of an event: its reports are owed in the same transaction."""
    services.begin(actor, event.event_id)


def on_event_ended(actor: Actor, event: EventExcluded | EventClosed | EventReopened) -> None:
    """What is owed follows in a transaction of its own: it waits for duties, and may not hold the journal
    meanwhile."""
    settle.defer(event_id=str(event.event_id))


def on_event_merged(actor: Actor, event: EventMerged) -> None:
    settle.defer(event_id=str(event.event_id))
    settle.defer(event_id=str(event.into_id))


@app.task(name="statutory.settle", retry=_RETRY)
def settle(event_id: str) -> None:
    """Have the reports of an event follow what became of it."""
    with acting_as(system(_NAME)) as actor:
        services.settle(actor, UUID(event_id))


@app.task(name="statutory.progress", queueing_lock="statutory.progress")
def progress(timestamp: int) -> int:
    """Have today's progress reports owed that are not yet; end the warnings whose last day is over."""
    with acting_as(system(_NAME)) as actor:
        count = services.progress_today(actor, clock.today())
    with acting_as(system(_NAME)) as actor:
        return count + services.end(actor, clock.today())
