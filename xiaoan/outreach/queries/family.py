"""What a family, and whoever makes a list, may know of calls: that they took place, not what was noted."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import everywhere
from xiaoan.outreach.models import Task, Try


@dataclass(frozen=True)
class Called:
    """A call or visit without its note."""

    way: str
    outcome: str
    at: dt.datetime


def calls_of(actor: Actor, person_id: UUID, limit: int = 50) -> list[Called]:
    """Calls and visits about a child of the actor, the latest first. NotFound: it is not theirs."""
    if person_id not in actor.people:
        raise NotFound
    with everywhere("outreach"):
        rows = Try.objects.filter(person_id=person_id, way__in=("call", "visit"))
        found = rows.order_by("-at", "-id").values_list("way", "outcome", "at")[:limit]
        return [Called(*row) for row in found]


def running(person_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, str, int]]:
    """Person → the open task, its stage, tries without an answer; in the running scope."""
    rows = Task.objects.filter(person_id__in=list(person_ids), closed_at=None)
    return {
        who: (pk, stage, tries)
        for who, pk, stage, tries in rows.values_list("person_id", "id", "stage", "tries")
    }
