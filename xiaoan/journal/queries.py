"""Reading the record."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from django.db.models import DateTimeField, F, Func

from xiaoan.journal import rules
from xiaoan.journal.models import Entry, Head
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside

_FIELDS = ("school_id", "n", "unit_no", "kind", "actor", "utc", "body", "previous", "hash", "salt")
# An instant with its zone costs more to read than all the rest of an entry, which adds up over a million.
_UTC = Func(F("at"), template="%(expressions)s at time zone 'UTC'", output_field=DateTimeField())
# A request is over by then: the entry was written by the request that wrote the row.
_SOON = dt.timedelta(minutes=1)


def facts(actor: Actor, *, kinds: tuple[str, ...] = (), **where: Any) -> Iterator[rules.Fact]:
    """Entries inside the actor's reach, in chain order, streamed."""
    rows = Entry.objects.filter(inside(actor.intervals), **where)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    told = rows.annotate(utc=_UTC).order_by("school_id", "n").values_list(*_FIELDS)
    for row in told.iterator(chunk_size=5000):
        school_id, n, unit_no, kind, actor_, utc, body, previous, own, salt = row
        yield rules.Fact(
            school_id, n, unit_no, kind, actor_, utc.replace(tzinfo=dt.UTC), body, bytes(previous),
            bytes(own), None if salt is None else bytes(salt),
        )  # fmt: skip


# What an entry says is put together where it lies, as rules.said does.
_LINKS = """
select school_id, n, previous, hash, salt, convert_to(concat_ws(e'\\x1f', unit_no, kind, actor,
  to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), body), 'UTF8')
from journal_entry order by school_id, n
"""


def links() -> Iterator[rules.Link]:
    """Entries as their chains hold them, in chain order, as far as the running scope reaches. Past Django's
    cursor: binary and streamed, a million are read while they are hashed."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        yield from cursor.stream(_LINKS, binary=True, size=1000)


def receipt_about(
    actor: Actor, school_id: int, kinds: tuple[str, ...], about: UUID, at: dt.datetime
) -> rules.Receipt | None:
    """The receipt of the entry that was made about a row, soon after `at`; None where there is none."""
    rows = Entry.objects.filter(
        inside(actor.intervals), school_id=school_id, kind__in=kinds,
        at__gte=at, at__lt=at + _SOON, body__contains=f'"{about}"',
    )  # fmt: skip
    found = rows.order_by("n").values_list("n", "hash").first()
    return rules.Receipt(school_id, found[0], bytes(found[1])) if found else None


def heads() -> dict[int, tuple[int, bytes]]:
    """Number and hash of the newest entry of each chain."""
    rows = Head.objects.order_by("school_id").values_list("school_id", "n", "hash")
    return {school_id: (n, bytes(found)) for school_id, n, found in rows}


def verify() -> tuple[int, list[rules.Break]]:
    """How many entries were read in the running scope, and the first bad place of each chain."""
    count = 0

    def counted() -> Iterator[rules.Link]:
        nonlocal count
        for link in links():
            count += 1
            yield link

    found = list(rules.breaks(counted(), heads()))
    return count, found


# One look-up per row: each is a few pages of the record, found by its moment.
_ABOUT = """
select q.about, e.n, e.hash from unnest(%s::uuid[], %s::timestamptz[]) as q(about, at)
cross join lateral (
  select n, hash from journal_entry
  where school_id = %s and kind = any(%s) and at >= q.at - interval '5 seconds'
    and at < q.at + interval '1 minute' and body like '%%"' || q.about || '"%%'
  order by n limit 1
) e
"""


def receipts_about(
    school_id: int, kinds: tuple[str, ...], about: Iterable[tuple[UUID, dt.datetime]]
) -> dict[UUID, rules.Receipt]:
    """As `receipt_about`, of many rows of one chain, as far as the running scope reaches."""
    rows = list(about)
    if not rows:
        return {}
    given: list[Any] = [
        [one for one, _at in rows],
        [at for _one, at in rows],
        school_id,
        list(kinds),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ABOUT, given)
        return {one: rules.Receipt(school_id, n, bytes(own)) for one, n, own in cursor.fetchall()}
