"""Background work of counselling: what is past its time is destroyed at night."""

from procrastinate.contrib.django import app

from xiaoan.counselling import services
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as


@app.task(name="counselling.destroy", queueing_lock="counselling.destroy")
def destroy(timestamp: int) -> int:
    """Each night; gives how many certificates were made."""
    with acting_as(system("counselling")) as actor:
        return services.destroy(actor, clock.now())
