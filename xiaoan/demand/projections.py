"""The only writer of the use by day: one row per store, item and day, in the transaction of the entries.

One statement per posting, with the arithmetic in the database: two people who post at the same moment both
count. `rebuild` makes it anew from the ledger, and the tests hold the one against the other.
"""

from collections.abc import Sequence

from django.db import connection, transaction

from xiaoan.demand.models import Use
from xiaoan.directory.services import copy_in
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.supplies.events import Posted
from xiaoan.supplies.queries import using

_ADD = """
insert into demand_use (school_id, unit_no, item, day, used, lost, put_right)
select * from unnest(%s::int[], %s::int[], %s::text[], %s::date[], %s::bigint[], %s::bigint[], %s::bigint[])
on conflict (unit_no, day, item) do update set used = demand_use.used + excluded.used,
  lost = demand_use.lost + excluded.lost, put_right = demand_use.put_right + excluded.put_right
"""
# The moment tells a mark from the one before it: of the database, where time never stands still.
_STALE = """
insert into demand_stale (unit_no, school_id, marked_at) values (%s, %s, clock_timestamp())
on conflict (unit_no) do update set marked_at = clock_timestamp()
"""
# What neither uses nor loses anything: nothing to look for.
_OTHER = frozenset({"receive", "dispatch", "take_in", "import"})
_COLUMNS = ("school_id", "unit_no", "item", "day", "used", "lost", "put_right")


def posted(actor: Actor, event: Posted) -> None:
    """Entries were added to a ledger."""
    with connection.cursor() as cursor:
        cursor.execute(_STALE, [event.unit_no, event.school_id])
    if event.what in _OTHER:
        return
    rows = using.used_in(event.act_id)
    if rows:
        _add(rows)


def many_posted(actor: Actor, events: Sequence[Posted]) -> None:
    """Many at once."""
    for event in events:
        posted(actor, event)


def _add(rows: Sequence[using.Used]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [list(column) for column in zip(*rows, strict=True)])


@transaction.atomic
def rebuild(actor: Actor) -> int:
    """Reckon the whole table anew from the ledger; of the system. Gives how many rows it has."""
    if not actor.is_system:
        raise Forbidden
    with connection.cursor() as cursor:
        # Postings wait meanwhile.
        cursor.execute("lock table demand_use in share row exclusive mode")
    Use.objects.all().delete()
    return copy_in("demand_use", _COLUMNS, using.used_inside((0, 2**31 - 1)))
