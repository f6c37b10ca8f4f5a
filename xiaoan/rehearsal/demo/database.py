"""Emptying the demonstration's database: everything in it is invented, and made anew."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connections, transaction
from django.db.backends.utils import CursorWrapper

from xiaoan.kernel.errors import Refusal

# The rights of the application role come with the first migration (kernel 0001).
_EMPTY = "set lock_timeout = '5s'; drop schema public cascade; create schema public"


class CannotBuild(Refusal):
    """The demonstration cannot be built here; the sentence says why."""


def empty_database() -> None:
    """Drop every table as the owner and migrate from nothing. Refused outside the demonstration."""
    if not settings.DEMO:
        raise CannotBuild(
            "The demonstration replaces the whole database; it is built only with XIAOAN_MODE=demo."
        )
    if "owner" not in settings.DATABASES:
        raise CannotBuild("Set XIAOAN_OWNER_DATABASE_URL: the tables are made by their owner.")
    try:
        with connections["owner"].cursor() as cursor:
            cursor.execute(_EMPTY)
    except OperationalError as error:
        raise CannotBuild(
            f"The database is in use ({error}). Stop `xiaoan serve`, then build again."
        ) from error
    call_command("migrate", database="owner", verbosity=0)
    connections["owner"].close()


# Tables that are filled in bulk: their keys and indexes are made once they are full.
_BULKY = (
    "directory_person", "directory_enrolment", "directory_guardian", "duties_duty", "duties_step",
    "screening_roll_call", "screening_mark", "hygiene_round", "hygiene_due", "hygiene_record",
)  # fmt: skip
_CONSTRAINTS = """
select conrelid::regclass::text, conname, pg_get_constraintdef(oid)
from pg_constraint where contype in ('u', 'f')
and (conrelid = any (%(tables)s::regclass[]) or confrelid = any (%(tables)s::regclass[]))
order by contype desc, conname
"""
_INDEXES = """
select i.indexname, i.indexdef from pg_indexes i
where i.tablename = any (%(tables)s) and not exists (
  select 1 from pg_constraint c where c.conindid = (quote_ident(i.indexname))::regclass)
order by i.indexname
"""
# Adding a key reads its tables under the policies: this transaction sees everything.
_EVERYWHERE = (
    "select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true)"
)


@contextmanager
def without_indexes() -> Iterator[None]:
    """Drop keys and indexes of the bulky tables as their owner, and make them again at the end.

    Making an index over a full table is several times cheaper than keeping it row by row. What does not
    fit a key stops the build there.
    """
    with connections["owner"].cursor() as cursor:
        cursor.execute(_CONSTRAINTS, {"tables": list(_BULKY)})
        keys = list(cursor.fetchall())
        cursor.execute(_INDEXES, {"tables": list(_BULKY)})
        indexes = list(cursor.fetchall())
        for table, name, definition in reversed(keys):
            if definition.startswith("FOREIGN"):
                cursor.execute(f"alter table {table} drop constraint {name}")
        for table, name, definition in keys:
            if not definition.startswith("FOREIGN"):
                cursor.execute(f"alter table {table} drop constraint {name}")
        for name, _definition in indexes:
            cursor.execute(f"drop index {name}")
        _vacuum(cursor, "off")
    connections["owner"].close()
    yield
    own = [f"alter table {t} add constraint {n} {d}" for t, n, d in keys if d.startswith("UNIQUE")]
    _at_once([*own, *(definition for _name, definition in indexes)])
    foreign = [f"alter table {t} add constraint {n} {d}" for t, n, d in keys if d.startswith("FOR")]
    _at_once(foreign, hands=1)  # each locks two tables


def _vacuum(cursor: CursorWrapper, value: str) -> None:
    """Vacuuming while the tables are filled takes a third of a core and is for nothing."""
    for table in _BULKY:
        cursor.execute(f"alter table {table} set (autovacuum_enabled = {value})")


def _at_once(statements: Iterable[str], hands: int = 2) -> None:
    """Run statements as the owner, some at the same time, each in a transaction of its own."""
    with ThreadPoolExecutor(hands) as pool:
        list(pool.map(_run, statements))


def _run(statement: str) -> None:
    try:
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            # Nobody has looked at the full tables yet: the planner takes them for small ones.
            cursor.execute(
                "set local maintenance_work_mem = '256MB'; set local enable_nestloop = off"
            )
            cursor.execute(_EVERYWHERE)
            cursor.execute(statement)
    finally:
        connections["owner"].close()


def analyze() -> None:
    """Fresh statistics, as the owner: the first page is as fast as the hundredth."""
    with connections["owner"].cursor() as cursor:
        _vacuum(cursor, "on")
        cursor.execute(
            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        )
        tables = [row[0] for row in cursor.fetchall()]
    connections["owner"].close()
    _at_once(f"analyze {table}" for table in tables)
