"""Looks at reports: whose names stand in one is written down for their families."""

from typing import Any
from uuid import UUID

from xiaoan.illness import services as illness
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.statutory import queries
from xiaoan.statutory.models import Report
from xiaoan.statutory.queries import drafting


def see(actor: Actor, report_id: UUID) -> tuple[Report, drafting.Draft]:
    """The draft of a report as of now (`drafting.shown`: as the actor may read it)."""
    row = queries.seen(actor, report_id)
    found = drafting.draft(actor, row)
    _leave(actor, row, found.named)
    return row, found


def see_paper(actor: Actor, report_id: UUID, number: int) -> dict[str, Any]:
    """A version as it was sent; number 0: the draft of now, with the words kept so far."""
    row = queries.seen(actor, report_id)
    found = drafting.draft(actor, row)
    _leave(actor, row, found.named)
    if number == 0:
        return {
            **drafting.shown(actor, row, found),
            "words": found.words,
            "school_id": row.school_id,
        }
    content = drafting.content_of(actor, row, number)
    if content is None:
        raise NotFound
    return {**content, "school_id": row.school_id}


def _leave(actor: Actor, row: Report, named: dict[UUID, int]) -> None:
    if not named or not actor.may(Permission.SEE_ILLNESS, row.unit_no):
        return
    illness.form_taken(actor, illness.Taken("f", row.unit_no, clock.today(), len(named), named))
