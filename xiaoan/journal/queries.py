"""Reading the record."""

from collections.abc import Iterator
from typing import Any

from xiaoan.journal import rules
from xiaoan.journal.models import Entry, Head
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside

_FIELDS = ("school_id", "n", "unit_no", "kind", "actor", "at", "body", "previous", "hash")


def facts(actor: Actor, *, kinds: tuple[str, ...] = (), **where: Any) -> Iterator[rules.Fact]:
    """Entries inside the actor's reach, in chain order, streamed."""
    rows = Entry.objects.filter(inside(actor.intervals), **where)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    for row in rows.order_by("school_id", "n").values_list(*_FIELDS).iterator(chunk_size=5000):
        school_id, n, unit_no, kind, actor_, at, body, previous, own = row
        yield rules.Fact(school_id, n, unit_no, kind, actor_, at, body, bytes(previous), bytes(own))


def heads() -> dict[int, tuple[int, bytes]]:
    """Number and hash of the newest entry of each chain."""
    rows = Head.objects.order_by("school_id").values_list("school_id", "n", "hash")
    return {school_id: (n, bytes(found)) for school_id, n, found in rows}


def verify(actor: Actor) -> tuple[int, list[rules.Break]]:
    """How many entries were read, and the first bad place of each chain."""
    count = 0

    def counted() -> Iterator[rules.Fact]:
        nonlocal count
        for fact in facts(actor):
            count += 1
            yield fact

    found = list(rules.breaks(counted(), heads()))
    return count, found
