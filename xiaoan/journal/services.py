"""Writing the record. Every service of the product ends here, inside its own transaction."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from xiaoan.journal import rules
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.events import Event

Listener = Callable[[Actor, Any], None]
_listeners: dict[str, list[Listener]] = defaultdict(list)


def hear(event: type[Event], listener: Listener) -> None:
    """Have `listener(actor, event)` called in the transaction that records the fact (see wiring.py)."""
    if listener not in _listeners[event.kind]:
        _listeners[event.kind].append(listener)


def listeners() -> dict[str, tuple[Listener, ...]]:
    """The map of who listens to what, for the tests and the docs."""
    return {kind: tuple(found) for kind, found in _listeners.items()}


def record(actor: Actor, event: Event) -> int:
    """Append `event` to its school's chain and let the listeners hear it; gives the entry's number.

    Refuses to run outside a transaction: a fact without its change, or a change without its fact,
    cannot be written.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a fact is recorded with its change")
    with connection.cursor() as cursor:
        cursor.execute(
            "select journal_append(%s, %s, %s, %s, %s, %s)",
            [
                event.school_id,
                event.unit_no,
                event.kind,
                actor.label,
                clock.now(),
                rules.canonical(event.payload()),
            ],
        )
        (number,) = cursor.fetchone()
    for listener in _listeners[event.kind]:
        listener(actor, event)
    return int(number)
