"""Background work on duties."""

from procrastinate.contrib.django import app

from xiaoan.duties import services
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as


@app.task(queueing_lock="duties.escalate", name="duties.escalate")
def escalate(timestamp: int) -> int:
    """Take every escalation step that is due; batch by batch, each in its own transaction."""
    total = 0
    while True:
        with acting_as(system("duties")) as actor:
            taken = services.escalate(actor)
        total += taken
        if taken < services.BATCH:
            return total
