"""Lists of what pupils lack show them by name and leave a trace; the own class is the day's work."""

from collections.abc import Mapping
from uuid import UUID

from xiaoan.directory.services import looking
from xiaoan.kernel.actor import Actor


def pupils_seen(actor: Actor, unit_no: int, pupils: Mapping[UUID, int]) -> None:
    """Pupils (with their classes) were shown by name on a page of a unit."""
    others = {who: no for who, no in pupils.items() if no not in actor.own_classes}
    looking.pupils_seen(actor, unit_no, others, "due_list")
