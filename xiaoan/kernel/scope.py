"""What an actor may see, twice: a filter on the rows, and row security under it.

`enter(actor)` tells PostgreSQL whose request this is, for this transaction only; the policies in
the migrations enforce the same intervals. Outside `enter` the policies raise (see `scope_lo()`
there). With it goes the instant by the county's clock, for triggers that keep what a row was before.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connections, models, transaction
from psycopg.pq import TransactionStatus

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval, system
from xiaoan.kernel.permission import Permission

Rows = TypeVar("Rows", bound=models.QuerySet[Any])

_SET = """
select set_config('xiaoan.user', %s, true), set_config('xiaoan.lo', %s, true),
       set_config('xiaoan.hi', %s, true), set_config('xiaoan.ranges', %s, true),
       set_config('xiaoan.people', %s, true), set_config('xiaoan.classes', %s, true)
"""
_SET_AT = f"{_SET}, set_config('xiaoan.at', %s, true)"


def visible(rows: Rows, actor: Actor, permission: Permission, field: str = "unit_no") -> Rows:
    """The rows whose `field` lies where the actor holds `permission`; no grant, no rows."""
    return rows.filter(inside(actor.reach(permission), field))


def inside(intervals: tuple[Interval, ...], field: str = "unit_no") -> models.Q:
    """`field` lies in one of the half-open intervals."""
    wanted = models.Q(pk__in=[])
    for lo, hi in intervals:
        wanted |= models.Q(**{f"{field}__gte": lo, f"{field}__lt": hi})
    return wanted


def multirange(intervals: tuple[Interval, ...]) -> str:
    """The same for a statement of one's own: `unit_no <@ %s::int4multirange`."""
    return "{" + ",".join(f"[{lo},{hi})" for lo, hi in intervals) + "}"


def enter(actor: Actor, using: str = "default") -> None:
    """Bind the running transaction to the actor's reach. Refuses to run outside a transaction."""
    with _in_transaction(using).cursor() as cursor:
        cursor.execute(_SET_AT, [*_settings(actor), clock.now().isoformat()])


def _in_transaction(using: str) -> Any:
    connection = connections[using]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a scope lives in a transaction")
    return connection


def _settings(actor: Actor) -> list[str]:
    intervals = actor.intervals
    lo = min((lo for lo, _ in intervals), default=0)
    hi = max((hi for _, hi in intervals), default=0)
    ranges = multirange(intervals) if len(intervals) > 1 else ""
    people = "{" + ",".join(str(p) for p in actor.people) + "}"
    classes = "{" + ",".join(str(n) for n in actor.classes) + "}"
    return [str(actor.user_id or ""), str(lo), str(hi), ranges, people, classes]


def leave(using: str = "default") -> None:
    """Take the scope away again: the next protected query of this transaction raises."""
    with connections[using].cursor() as cursor:
        cursor.execute(_SET_AT, [""] * 7)


# What is held is read before it is changed: a common table expression that is kept, not folded in.
_SWAP = """
with held as materialized (
  select current_setting('xiaoan.user', true) a, current_setting('xiaoan.lo', true) b,
         current_setting('xiaoan.hi', true) c, current_setting('xiaoan.ranges', true) d,
         current_setting('xiaoan.people', true) e, current_setting('xiaoan.classes', true) f
)
select held.*,
       set_config('xiaoan.user', %s, true), set_config('xiaoan.lo', %s, true),
       set_config('xiaoan.hi', %s, true), set_config('xiaoan.ranges', %s, true),
       set_config('xiaoan.people', %s, true), set_config('xiaoan.classes', %s, true)
from held
"""


@contextmanager
def everywhere(name: str, using: str = "default") -> Iterator[Actor]:
    """Look beyond the running scope as the system, then be in it again. For what concerns the actor and
    lies outside: nothing else read in here may be shown."""
    connection = _in_transaction(using)
    actor = system(name)
    with connection.cursor() as cursor:
        cursor.execute(_SWAP, _settings(actor))
        held = [value or "" for value in cursor.fetchone()[:6]]
        try:
            yield actor
        finally:
            # PostgreSQL ended it (a deadlock): whoever rolls back, whole or to a savepoint, takes this scope
            # back with it. A statement here would only hide why it ended, and nobody would try again.
            if not connection.needs_rollback and not _is_ended(connection):
                cursor.execute(_SET, held)


def _is_ended(connection: Any) -> bool:
    return bool(connection.connection.info.transaction_status == TransactionStatus.INERROR)


@contextmanager
def acting_as(actor: Actor, using: str = "default") -> Iterator[Actor]:
    """A transaction in which `actor` acts: for tasks, commands and tests. Does not nest."""
    with transaction.atomic(using=using):
        enter(actor, using)
        yield actor
        if connections[using].in_atomic_block and not connections[using].needs_rollback:
            leave(using)
