"""Writing demand: days and covers each night, shortages and what is owed of them, scenarios."""

from collections.abc import Sequence

from django.db import connection, transaction

from xiaoan.demand.models import Stale
from xiaoan.demand.queries.ahead import STORE_KINDS
from xiaoan.demand.services.covers import keep_covers, keep_rates
from xiaoan.demand.services.days import keep_days
from xiaoan.demand.services.scenarios import NewScenario, set_scenario
from xiaoan.demand.services.shortages import LOOK, answered, settle, unanswered
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden

__all__ = [
    "LOOK",
    "NewScenario",
    "answered",
    "recount",
    "recount_stale",
    "set_scenario",
    "unanswered",
]
_LOCK = "select pg_advisory_xact_lock(hashtext('demand.recount'))"


def _begin(actor: Actor) -> None:
    """One count at a time, of the system."""
    if not actor.is_system:
        raise Forbidden
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)


@transaction.atomic
def recount(actor: Actor) -> int:
    """Days, rates, covers, shortages and duties of the whole county. Twice does no harm. Gives how many
    covers."""
    _begin(actor)
    today, county = clock.today(), directory.county()
    Stale.objects.all().delete()
    keep_days(actor, today)
    keep_rates(today)
    found = keep_covers(actor, county, today)
    settle(actor, directory.places_inside(county.interval, *STORE_KINDS), today)
    return found


@transaction.atomic
def recount_stale(actor: Actor, most: int = 100) -> int:
    """Stores whose ledger was written since: their covers and shortages, by the rates of the night. Gives
    how many stores."""
    _begin(actor)
    rows = Stale.objects.order_by("unit_no").select_for_update(skip_locked=True)[:most]
    numbers = list(rows.values_list("unit_no", flat=True))
    Stale.objects.filter(unit_no__in=numbers).delete()
    places: Sequence[directory.Place] = [
        one for one in directory.places(numbers).values() if one.kind in STORE_KINDS
    ]
    today = clock.today()
    for place in places:
        keep_covers(actor, place, today, own_only=True)
    settle(actor, places, today)
    return len(places)
