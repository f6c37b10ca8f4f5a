"""Writing demand: days and covers each night, shortages and what is owed of them, scenarios.

Whoever posts to a ledger marks its store as stale, under the head of its chain of facts. So nothing here
holds a mark while it counts: marks are read without a lock and taken away last, when nothing else is wanted
any more; and each store is settled in a transaction of its own (tasks.py), so that no chain is held for the
others. Locks: the count, the shortages of the store, its duties, its chain, its mark.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models.functions import Now

from xiaoan.demand.models import Stale
from xiaoan.demand.queries.ahead import STORE_KINDS
from xiaoan.demand.rules import Extra, Part
from xiaoan.demand.services.aheads import keep_missing
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
    "Extra",
    "Mark",
    "NewScenario",
    "Part",
    "answered",
    "keep_scenario",
    "marks",
    "put_last",
    "recount",
    "recount_store",
    "set_scenario",
    "settle",
    "stores",
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
    """Days, rates and covers of the whole county; of the system. Twice does no harm. Gives how many covers.
    What runs out is `settle`d store by store after it. Marks stay: those stores are counted again soon."""
    _begin(actor)
    today = clock.today()
    keep_days(actor, today)
    keep_rates(today)
    return keep_covers(actor, directory.county(), today)


@transaction.atomic
def keep_scenario(actor: Actor) -> int:
    """What every store will use at most by a scenario set since the night; of the system. Gives how many
    rows, 0: nothing was wanting."""
    _begin(actor)
    return keep_missing(actor)


def stores() -> list[directory.Place]:
    """Every store of the county, by number; inside the running scope."""
    found = directory.places_inside(directory.county().interval, *STORE_KINDS)
    return sorted(found, key=lambda one: one.no)


@dataclass(frozen=True)
class Mark:
    """The ledger of a store was written, the last time at `at` (by the clock of the database)."""

    unit_no: int
    at: dt.datetime


def marks(actor: Actor, most: int = 100) -> list[Mark]:
    """Stores to be counted again, those that wait longest first; of the system. Locks nothing."""
    if not actor.is_system:
        raise Forbidden
    rows = Stale.objects.order_by("marked_at", "unit_no")[:most]
    return [Mark(*row) for row in rows.values_list("unit_no", "marked_at")]


@transaction.atomic
def put_last(actor: Actor, mark: Mark) -> None:
    """A store that could not be counted waits behind the others, so that it holds none of them up."""
    if not actor.is_system:
        raise Forbidden
    Stale.objects.filter(unit_no=mark.unit_no, marked_at=mark.at).update(marked_at=Now())


@transaction.atomic
def recount_store(actor: Actor, mark: Mark) -> bool:
    """A store whose ledger was written: its covers by the rates of the night, its shortages. False: it keeps
    none any more. The mark goes last, and only if nobody has posted since it was read; else the store is
    counted once more."""
    _begin(actor)
    today = clock.today()
    place = directory.places([mark.unit_no]).get(mark.unit_no)
    is_store = place is not None and place.kind in STORE_KINDS
    if place is not None and is_store:
        keep_covers(actor, place, today, own_only=True)
        settle(actor, [place], today)
    Stale.objects.filter(unit_no=mark.unit_no, marked_at=mark.at).delete()
    return is_store
