"""That somebody was shown children of no roll by name: on record, as for pupils."""

from collections.abc import Iterable
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.dropout.events import ChildrenSeen
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor


def children_seen(actor: Actor, child_ids: Iterable[UUID], unit_no: int) -> None:
    """Nobody on the page, no fact."""
    seen = tuple(child_ids)
    if seen:
        place = directory.place(unit_no)
        journal.record(
            actor, ChildrenSeen(school_id=place.school_id, unit_no=unit_no, children=seen)
        )
