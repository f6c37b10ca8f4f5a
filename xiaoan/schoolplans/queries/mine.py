"""What of plans in force names somebody, wherever they stand."""

from django.db.models import Q

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere
from xiaoan.schoolplans.models import Task

_MOST = 200


def said(row: Task, name: str) -> str:
    """A field of a task as the version in force has it."""
    return str(row.owed.get(name, getattr(row, name)))


def named(actor: Actor) -> list[Task]:
    """Tasks in force that name the actor, as who stands in too: what is open first, by deadline."""
    if actor.user_id is None:
        return []
    with everywhere("schoolplans"):
        rows = list(
            Task.objects.filter(
                Q(owes_id=actor.user_id) | Q(owes_deputy_id=actor.user_id)
            ).order_by("owed_until", "id")[:_MOST]
        )
    return sorted(rows, key=lambda one: one.done_at is not None)
