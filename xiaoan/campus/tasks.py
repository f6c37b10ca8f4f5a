"""Background work of campus: visits that may not be kept any longer."""

from procrastinate.contrib.django import app

from xiaoan.campus import services
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as


@app.task(name="campus.forget", queueing_lock="campus.forget")
def forget(timestamp: int) -> int:
    """Each night; gives how many were deleted."""
    with acting_as(system("campus")) as actor:
        return services.forget(actor)
