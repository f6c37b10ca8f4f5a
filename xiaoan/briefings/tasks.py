"""Background work of briefings: each morning, of the county and of each township."""

from procrastinate.contrib.django import app

from xiaoan.briefings import services
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as

_NAME = "briefings"


@app.task(queueing_lock="briefings.make_morning", name="briefings.make_morning")
def make_morning(timestamp: int) -> int:
    """Those of this morning that are not made yet; gives how many."""
    with acting_as(system(_NAME)) as actor:
        places = services.places_of_morning(actor)
    made = 0
    for place in places:
        with acting_as(system(_NAME)) as actor:
            made += services.make_morning(actor, place)
    return made
