"""Background work of arrivals: what classes owe on a morning of arrival."""

from procrastinate.contrib.django import app

from xiaoan.arrivals import services
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as


@app.task(queueing_lock="arrivals.owe_counts", name="arrivals.owe_counts")
def owe_counts(timestamp: int) -> int:
    """Every class that is expected today counts who is there; gives how many duties are new."""
    with acting_as(system("arrivals")) as actor:
        return services.owe_counts(actor)
