"""Who was looked at by name: pupils whose families have not confirmed. Not of whoever's own class it is."""

from collections.abc import Iterable
from uuid import UUID

from xiaoan.directory.services import looking
from xiaoan.kernel.actor import Actor


def list_seen(actor: Actor, unit_no: int, pupils: Iterable[UUID | None]) -> None:
    """A call list was opened; the class teacher's own is the day's work."""
    if unit_no in actor.own_classes:
        return
    looking.pupils_seen(actor, unit_no, {one: unit_no for one in pupils if one}, "due_list")


def unconfirmed_seen(actor: Actor, unit_no: int, pupils: Iterable[UUID]) -> None:
    """Families of a class that have not confirmed were shown by name."""
    if unit_no in actor.own_classes:
        return
    looking.pupils_seen(actor, unit_no, dict.fromkeys(pupils, unit_no), "due_list")
