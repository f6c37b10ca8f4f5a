"""Writing the record. Every service of the product ends here, inside its own transaction."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction

from xiaoan.journal import rules
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.events import Event

Listener = Callable[[Actor, Any], None]
ManyListener = Callable[[Actor, Sequence[Any]], None]
_listeners: dict[str, list[Listener]] = defaultdict(list)
_many: dict[tuple[str, Listener], ManyListener] = {}

# By chain, for whoever takes receipts of what the running request records (web.middleware.Receipts).
_taken: ContextVar[dict[int, rules.Receipt] | None] = ContextVar("receipts", default=None)

_APPEND = "select n, hash from journal_append(%s, %s, %s, %s, %s, %s)"
_APPEND_MANY = (
    "select school_id, n, hash from "
    "journal_append_many(%s::int[], %s::int[], %s::text[], %s, %s, %s::json)"
)


def hear(event: type[Event], listener: Listener, many: ManyListener | None = None) -> None:
    """Have `listener(actor, event)` called in the transaction that records the fact (see wiring).

    `many(actor, events)` does the same for many facts of the kind at once, where that is faster.
    """
    if listener not in _listeners[event.kind]:
        _listeners[event.kind].append(listener)
    if many:
        _many[event.kind, listener] = many


def listeners() -> dict[str, tuple[Listener, ...]]:
    """The map of who listens to what, for the tests and the docs."""
    return {kind: tuple(found) for kind, found in _listeners.items()}


@contextmanager
def receipts() -> Iterator[dict[int, rules.Receipt]]:
    """The receipt of the last entry of each chain that is recorded in here."""
    found: dict[int, rules.Receipt] = {}
    token = _taken.set(found)
    try:
        yield found
    finally:
        _taken.reset(token)


def _take(receipt: rules.Receipt) -> rules.Receipt:
    taken = _taken.get()
    if taken is not None:
        taken[receipt.school_id] = receipt
    return receipt


def record(actor: Actor, event: Event) -> rules.Receipt:
    """Append `event` to its school's chain and let the listeners hear it; gives the entry's receipt.

    Refuses to run outside a transaction: a fact without its change, or a change without its fact,
    cannot be written.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a fact is recorded with its change")
    with connection.cursor() as cursor:
        cursor.execute(
            _APPEND,
            [
                event.school_id,
                event.unit_no,
                event.kind,
                actor.label,
                clock.now(),
                rules.canonical(event.payload()),
            ],
        )
        number, own = cursor.fetchone()
    receipt = _take(rules.Receipt(event.school_id, number, bytes(own)))
    for listener in _listeners[event.kind]:
        listener(actor, event)
    return receipt


def record_many(actor: Actor, events: Iterable[Event]) -> int:
    """Append many facts in one statement, in their order, then let the listeners hear them."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a fact is recorded with its change")
    found = list(events)
    columns = (
        [event.school_id for event in found],
        [event.unit_no for event in found],
        [event.kind for event in found],
    )
    # As one JSON text: an array of texts full of quotes costs more to write than everything else.
    bodies = json.dumps([rules.canonical(event.payload()) for event in found])
    with connection.cursor() as cursor:
        cursor.execute(_APPEND_MANY, [*columns, actor.label, clock.now(), bodies])
        for school_id, number, own in cursor.fetchall():
            _take(rules.Receipt(school_id, number, bytes(own)))
    by_kind: dict[str, list[Event]] = defaultdict(list)
    for event in found:
        by_kind[event.kind].append(event)
    for kind, same in by_kind.items():
        for listener in _listeners[kind]:
            _tell(actor, listener, kind, same)
    return len(found)


def _tell(actor: Actor, listener: Listener, kind: str, events: Sequence[Event]) -> None:
    many = _many.get((kind, listener))
    if many:
        many(actor, events)
        return
    for event in events:
        listener(actor, event)
