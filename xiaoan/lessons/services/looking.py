"""The list of who is missing shows families' numbers and leaves a trace; the own class is the day's work."""

from collections.abc import Iterable
from uuid import UUID

from xiaoan.directory.services import looking
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.lessons.services import acting


def missing_seen(actor: Actor, unit_no: int, pupils: Iterable[UUID]) -> None:
    """Pupils of a class were shown by name with their families."""
    if unit_no not in actor.own_classes:
        looking.pupils_seen(actor, unit_no, dict.fromkeys(pupils, unit_no), "due_list")


def missing_allowed(actor: Actor, unit_no: int) -> None:
    """Whoever teaches or keeps lessons there may see who is missing."""
    acting.require(actor, unit_no, Permission.TEACH, Permission.KEEP_LESSONS)
