"""Sending and chasing in the background; what is heard only puts a job into the queue."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as
from xiaoan.notices import services
from xiaoan.notices.events import NoticeReleased
from xiaoan.reopening.events import OpeningDecided

_RETRY = RetryStrategy(max_attempts=5, exponential_wait=3)


def on_released(actor: Actor, event: NoticeReleased) -> None:
    """It goes out now."""
    if event.at is None:
        send.defer(notice_id=str(event.notice_id))


# What was decided about an opening date → the template that tells it.
_TOLD_BY = {"date": "opening", "held": "held"}


def on_opening(actor: Actor, event: OpeningDecided) -> None:
    """The date of a group was decided, moved or put off: its families are told, in the same transaction."""
    if event.what in _TOLD_BY:
        day = event.day.isoformat() if event.day else ""
        moved = event.moved_from.isoformat() if event.moved_from else ""
        template = "moved" if day and moved else _TOLD_BY[event.what]
        given = services.Announced(
            event.opening_id, event.unit_no, event.stage, day, template, moved
        )
        services.announce(actor, given)


@app.task(name="notices.send", retry=_RETRY)
def send(notice_id: str) -> int:
    """Address everybody whom a released notice means; running twice sends nothing twice."""
    with acting_as(system("notices")) as actor:
        counted = services.send(actor, UUID(notice_id))
    return counted.people if counted else 0


@app.task(queueing_lock="notices.settle", name="notices.settle", retry=_RETRY)
def settle(timestamp: int) -> int:
    """Each minute: what was scheduled goes out, and who did not confirm in time is to be called."""
    with acting_as(system("notices")) as actor:
        services.send_due(actor)
    with acting_as(system("notices")) as actor:
        return services.open_chases(actor)
