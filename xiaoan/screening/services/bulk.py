"""Bulk paths: roll-calls of past days, with bulk facts."""

from collections.abc import Iterable, Sequence
from typing import Any

from xiaoan.directory import services as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.screening.events import RollCallsRecorded
from xiaoan.screening.models import Mark, RollCall

# The columns in which rows are handed to the two loaders.
ROLL_CALL_COLUMNS = tuple(
    field.attname for field in RollCall._meta.concrete_fields if field.attname != "recorded_at"
)
MARK_COLUMNS = tuple(field.attname for field in Mark._meta.concrete_fields)


def load_roll_calls(
    actor: Actor, rows: Iterable[Sequence[Any]], facts: Iterable[RollCallsRecorded]
) -> int:
    """Load roll-calls of past days by COPY, and record one bulk fact per school, day and slot.

    Each row bears the time it claims, and this instant as the one when the record came to know of it.
    """
    _only_system(actor)
    now = clock.now().isoformat()
    columns = (*ROLL_CALL_COLUMNS, "recorded_at")
    count = directory.copy_in("screening_roll_call", columns, ((*row, now) for row in rows))
    journal.record_many(actor, facts)
    return count


def load_marks(actor: Actor, rows: Iterable[Sequence[Any]]) -> int:
    """Load the marks of roll-calls loaded before; their figures are in the bulk facts."""
    _only_system(actor)
    return directory.copy_in("screening_mark", MARK_COLUMNS, rows)


def _only_system(actor: Actor) -> None:
    if not actor.is_system:
        raise Forbidden
