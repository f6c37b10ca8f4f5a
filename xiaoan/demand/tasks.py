"""Background work of demand: each night everything, every five minutes stores whose ledger was written.

Each store is settled in a transaction of its own: the chains of facts of the county are not held together.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from procrastinate.contrib.django import app

from xiaoan.demand import services
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as

log = structlog.get_logger("xiaoan.demand")


@app.task(queueing_lock="demand.recount", name="demand.recount")
def recount(timestamp: int) -> int:
    """Days, rates, covers and what is owed of them, of the whole county. Gives how many covers."""
    with acting_as(system("demand")) as actor:
        found = services.recount(actor)
        stores = services.stores()
    with _Faults() as faults:
        for one in stores:
            with faults.at(one.no), acting_as(system("demand")) as actor:
                services.settle(actor, [one], clock.today())
    return found


@app.task(queueing_lock="demand.recount_stale", name="demand.recount_stale")
def recount_stale(timestamp: int) -> int:
    """Stores whose ledger was written since they were counted, and a scenario set since. Gives how many
    stores."""
    with acting_as(system("demand")) as actor:
        services.keep_scenario(actor)
    with acting_as(system("demand")) as actor:
        marks = services.marks(actor)
    found = 0
    with _Faults() as faults:
        for one in marks:
            with faults.at(one.unit_no), acting_as(system("demand")) as actor:
                found += services.recount_store(actor, one)
            if one.unit_no in faults.stores:
                with acting_as(system("demand")) as actor:
                    services.put_last(actor, one)
    return found


class _Faults:
    """Goes on with the next store where one cannot be counted; at the end the job fails with the first fault,
    so that it is seen and tried again."""

    def __init__(self) -> None:
        self.stores: dict[int, Exception] = {}

    def __enter__(self) -> "_Faults":
        return self

    def __exit__(self, *given: object) -> None:
        if self.stores and given[0] is None:
            raise next(iter(self.stores.values()))

    @contextmanager
    def at(self, store_no: int) -> Iterator[None]:
        try:
            yield
        except Exception as fault:
            self.stores[store_no] = fault
            log.warning("store not counted", store=store_no, fault=type(fault).__name__)
