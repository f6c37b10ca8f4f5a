"""Measures go along with their event; roll-calls of resting classes are excused as they are opened."""

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from xiaoan.duties import queries as duties
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.measures.models import Measure, Suspension
from xiaoan.measures.queries import DO
from xiaoan.screening import services as screening


def move(school_id: int, event_id: UUID, into_id: UUID) -> None:
    """What was ordered against an event belongs to the one it was merged into. The caller has locked the
    school's events, and its fact says so."""
    for table in (Measure, Suspension):
        table.objects.filter(school_id=school_id, event_id=event_id).update(event_id=into_id)


def follow_duties(duty_ids: Iterable[UUID]) -> int:
    """Measures that are owed have the owner whom their duties name now; gives how many changed. The caller,
    who moved the duties, has them locked, as whoever ends a measure has."""
    moved = 0
    for due in duties.dues_of(duty_ids).values():
        if due.kind == DO and due.state == "open" and due.about_id:
            rows = Measure.objects.filter(pk=due.about_id, state="ordered")
            moved += rows.exclude(owner_id=due.assignee_id).update(owner_id=due.assignee_id)
    return moved


def rest(actor: Actor, resting: Mapping[int, Mapping[str, set[int]]], day: dt.date) -> int:
    """Excuse the roll-calls of a day of classes whose lessons rest; gives how many."""
    if not actor.is_system:
        raise Forbidden
    return sum(
        screening.suspend(actor, school_id, classes, day, paper_no)
        for school_id, papers in sorted(resting.items())
        for paper_no, classes in sorted(papers.items())
    )
