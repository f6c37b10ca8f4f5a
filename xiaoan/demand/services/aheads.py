"""Keeping what each store will use at most: by the calendar, and by the scenario in force."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from xiaoan.demand import rules
from xiaoan.demand.models import Ahead
from xiaoan.demand.queries import ahead, kept, lasting, past, scenarios
from xiaoan.directory import queries as directory
from xiaoan.directory.services import copy_in
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor

_COLUMNS = ("school_id", "unit_no", "scenario_id", "day", "most", "at")


def keep_aheads(
    actor: Actor,
    stores: Sequence[ahead.Store],
    own: Mapping[str, rules.Own],
    found: past.Past,
    told: Sequence[lasting.Outlook],
) -> int:
    """Of stores whose outlooks by the calendar are `told`, reckoned from the rates `own` of the past
    `found`; what was kept of them before goes. Gives how many rows."""
    rows = _rows(stores, None, told)
    scenario = scenarios.in_force(actor)
    if scenario is not None:
        days = ahead.ahead(actor, stores, clock.today(), scenario.parts)
        rows += _rows(stores, scenario.id, lasting.outlooks(stores, found, own, days))
    Ahead.objects.filter(unit_no__in=[one.no for one in stores]).delete()
    return copy_in("demand_ahead", _COLUMNS, rows)


def _rows(
    stores: Sequence[ahead.Store], scenario_id: UUID | None, told: Sequence[lasting.Outlook]
) -> list[tuple[object, ...]]:
    """One for each store, also where nothing is known: that too was reckoned."""
    by_store: dict[int, list[lasting.Outlook]] = {one.no: [] for one in stores}
    for outlook in told:
        by_store[outlook.store_no].append(outlook)
    today, now = clock.today(), clock.now()
    return [
        (
            one.place.school_id, one.no, scenario_id, today,
            json.dumps(kept.most_of(by_store[one.no])), now,
        )
        for one in stores
    ]  # fmt: skip


def keep_missing(actor: Actor) -> int:
    """A scenario set since the count of the night: every store by it. Gives how many rows, 0 where all is
    kept. One at a time (the caller holds the lock)."""
    scenario, today = scenarios.in_force(actor), clock.today()
    of_today = Ahead.objects.filter(day=today)
    if scenario is None or not of_today.exists():
        return 0
    if of_today.filter(scenario_id=scenario.id).exists():
        return 0
    county = directory.county()
    stores = ahead.stores(county, today)
    offices = {one.no for one in stores if one.place.kind != "school"}
    found = past.past(county.interval, [one.no for one in stores], today)
    own = lasting.own_of(found, lasting.kept_county(), offices)
    told = lasting.outlooks(stores, found, own, ahead.ahead(actor, stores, today))
    return keep_aheads(actor, stores, own, found, told)
