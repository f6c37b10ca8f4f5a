"""What became of the illness of people counted somewhere else: read there, never typed again."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.illness.models import Illness
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible


@dataclass(frozen=True)
class Outcome:
    """The illness of a person: where it stands, what was found. `id`: its page."""

    id: UUID
    stage: str
    onset: dt.date | None
    diagnosis: str
    certainty: str
    is_over: bool


def outcomes(actor: Actor, person_ids: Iterable[UUID], since: dt.date) -> dict[UUID, Outcome]:
    """The latest illness of each person that was noticed since a day, where the actor sees illnesses."""
    rows = visible(Illness.objects.all(), actor, Permission.SEE_ILLNESS).filter(
        person_id__in=set(person_ids), since__gte=since
    )
    kept = rows.exclude(stage="withdrawn").order_by("person_id", "since", "id")
    return {
        one.person_id: Outcome(
            one.pk, one.stage, one.onset, one.diagnosis, one.certainty, one.closed_at is not None
        )
        for one in kept
    }
