"""Background work of command."""

from procrastinate.contrib.django import app

from xiaoan.command import services
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as


@app.task(queueing_lock="command.settle", name="command.settle")
def settle(timestamp: int) -> int:
    """Every ten minutes: duties of shifts that begin soon, and of gaps; gives how many check-ins opened."""
    with acting_as(system("command")) as actor:
        return services.settle(actor)
