"""Background work of demand: each night everything, every five minutes stores whose ledger was written.

Each store is settled in a transaction of its own: the chains of facts of the county are not held together.
"""

from procrastinate.contrib.django import app

from xiaoan.demand import services
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as


@app.task(queueing_lock="demand.recount", name="demand.recount")
def recount(timestamp: int) -> int:
    """Days, rates, covers and what is owed of them, of the whole county. Gives how many covers."""
    with acting_as(system("demand")) as actor:
        found = services.recount(actor)
        stores = services.stores()
    for one in stores:
        with acting_as(system("demand")) as actor:
            services.settle(actor, [one], clock.today())
    return found


@app.task(queueing_lock="demand.recount_stale", name="demand.recount_stale")
def recount_stale(timestamp: int) -> int:
    """Stores whose ledger was written since they were counted. Gives how many stores."""
    with acting_as(system("demand")) as actor:
        marks = services.marks(actor)
    found = 0
    for one in marks:
        with acting_as(system("demand")) as actor:
            found += services.recount_store(actor, one)
    return found
