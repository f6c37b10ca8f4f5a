"""Background work of outreach: promises and later looks that are over."""

from procrastinate.contrib.django import app

from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as
from xiaoan.outreach import services


@app.task(queueing_lock="outreach.follow_promises", name="outreach.follow_promises")
def follow_promises(timestamp: int) -> int:
    """Whoever was to be back by now and is not is called again; gives how many."""
    with acting_as(system("outreach")) as actor:
        return services.follow_promises(actor)
