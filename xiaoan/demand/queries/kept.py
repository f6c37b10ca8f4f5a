"""What one store will use at most until a day, as the night has reckoned it; reckoned now only where nothing
was kept today."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from xiaoan.demand.models import Ahead
from xiaoan.demand.queries import lasting, outlooks
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.supplies import queries as supplies


@dataclass(frozen=True)
class Most:
    """`most`: item → base units from today to the end of each day, today's first (97.5 of 100, or the
    standard where that is more); an item of which nothing is known is not in it. `at`: when it was
    reckoned."""

    most: Mapping[str, list[int]]
    at: dt.datetime


def of_store(actor: Actor, store_no: int, scenario_id: UUID | None = None) -> Most:
    """By the calendar, or a scenario. What was kept on another day is not of today: then it is reckoned
    now. NotFound where the actor sees no supplies."""
    supplies.store(actor, store_no)
    row = Ahead.objects.filter(
        unit_no=store_no, scenario_id=scenario_id, day=clock.today()
    ).first()  # fmt: skip
    if row is not None:
        return Most(row.most, row.at)
    return Most(most_of(outlooks.of_store(actor, store_no, scenario_id)), clock.now())


def most_of(found: list[lasting.Outlook]) -> dict[str, list[int]]:
    """Item → base units to each day, of the outlooks of one store."""
    return {one.item: lasting.whole_ends(one, 0).tolist() for one in found}
