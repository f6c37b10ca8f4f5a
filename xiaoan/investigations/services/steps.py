"""What is kept of everything that is done with an event; and how one runs again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xiaoan.investigations import rules
from xiaoan.investigations.events import EventReopened
from xiaoan.investigations.models import Event, Step
from xiaoan.investigations.services import due
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.races import new_id


@dataclass(frozen=True)
class Decision:
    """What a person does with an event. `id` is the form's own (UUIDv7): the same once more changes nothing.

    `base`: how many steps there were when they looked (EventHead.steps).
    """

    id: UUID
    event_id: UUID
    base: int
    reason: str = ""


def put_back(actor: Actor, row: Event, given: Decision) -> None:
    """An event whose school is locked runs again; an excluded one has to be judged anew."""
    row.state = rules.reopened(row.state)
    row.closed_at, row.closed_by_id = None, None
    if row.state == "open":
        row.decided_at, row.decided_by_id, row.reason = None, None, ""
    keep(actor, row, given, "reopen")
    if row.state == "open":
        due.open_judging(actor, row, clock.now() + due.judged_within(row.unit_no))
    journal.record(actor, EventReopened(**about(row), state=row.state))


def keep(
    actor: Actor, row: Event, given: Decision, kind: str, facts: dict[str, Any] | None = None
) -> None:
    """Save the event, with the step that changed it."""
    row.steps += 1
    row.version += 1
    row.save()
    with new_id():
        Step.objects.create(
            id=given.id, event_id=row.pk, school_id=row.school_id, unit_no=row.unit_no, no=row.steps,
            kind=kind, at=clock.now(), by_id=actor.user_id, reason=given.reason, facts=facts or {},
        )  # fmt: skip


def by_system(row: Event) -> Decision:
    return Decision(uuid7(), row.pk, row.steps)


def about(row: Event) -> dict[str, Any]:
    return {"school_id": row.school_id, "unit_no": row.unit_no, "event_id": row.pk}
