"""Background work of demand: each night everything, every five minutes stores whose ledger was written."""

from procrastinate.contrib.django import app

from xiaoan.demand import services
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as


@app.task(queueing_lock="demand.recount", name="demand.recount")
def recount(timestamp: int) -> None:
    """Days, rates, covers and what is owed of them, of the whole county."""
    with acting_as(system("demand")) as actor:
        services.recount(actor)


@app.task(queueing_lock="demand.recount_stale", name="demand.recount_stale")
def recount_stale(timestamp: int) -> None:
    """Stores whose ledger was written since they were counted."""
    with acting_as(system("demand")) as actor:
        services.recount_stale(actor)
