"""Background work of clearances: grounds of a school made anew once something they rest on has
changed, those of all schools each night."""

from contextlib import suppress

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from xiaoan.clearances import services
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.events import Event
from xiaoan.kernel.scope import acting_as

_RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)
_BATCH = 50


def on_change(_actor: Actor, event: Event) -> None:
    """What clearances of a school rest on has changed: one look for much that comes together."""
    if event.school_id and event.school_id == numbering.school_of(event.school_id):
        with suppress(AlreadyEnqueued), transaction.atomic():
            lock = f"clearances.settle.{event.school_id}"
            settle_school.configure(queueing_lock=lock).defer(school_id=event.school_id)


def on_pack(_actor: Actor, _event: Event) -> None:
    """Another policy pack is in force: everybody is looked at anew."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        settle.configure(queueing_lock="clearances.settle_now").defer(timestamp=0)


@app.task(name="clearances.settle_school", retry=_RETRY)
def settle_school(school_id: int) -> int:
    """Gives of how many pupils it changed."""
    with acting_as(system("clearances")) as actor:
        return services.settle(actor, [school_id])


@app.task(name="clearances.owe", queueing_lock="clearances.owe")
def owe(timestamp: int) -> int:
    """Each morning: whoever is kept is asked after today; gives how many duties are new."""
    with acting_as(system("clearances")) as actor:
        schools = [one.no for one in directory.places_inside(directory.county().interval, "school")]
        return services.owe(actor, schools)


@app.task(name="clearances.settle", queueing_lock="clearances.settle")
def settle(timestamp: int) -> int:
    """All schools, some in each transaction: the chains of the county are not held together."""
    with acting_as(system("clearances")):
        schools = [one.no for one in directory.places_inside(directory.county().interval, "school")]
    found = 0
    for at in range(0, len(schools), _BATCH):
        with acting_as(system("clearances")) as actor:
            found += services.settle(actor, schools[at : at + _BATCH])
    return found
