"""What one store will use, reckoned at the moment from the rates of the night; by calendar or scenario."""

from collections.abc import Collection
from uuid import UUID

from xiaoan.demand.queries import ahead, lasting, past, scenarios
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.supplies import queries as supplies


def of_store(
    actor: Actor,
    store_no: int,
    scenario_id: UUID | None = None,
    items: Collection[str] | None = None,
) -> list[lasting.Outlook]:
    """The items of a store of which something is known; `items` None: all. NotFound where the actor sees no
    supplies."""
    place = supplies.store(actor, store_no)
    parts = scenarios.scenario(actor, scenario_id).parts if scenario_id else ()
    today = clock.today()
    stores = ahead.stores(place, today, own_only=True)
    found = past.past((store_no, store_no + 1), [store_no], today, items)
    offices = {store_no} if place.kind != "school" else set()
    own = lasting.own_of(found, lasting.kept_county(), offices)
    days = ahead.ahead(actor, stores, today, parts)
    told = lasting.outlooks(stores, found, own, days)
    return [one for one in told if items is None or one.item in items]
