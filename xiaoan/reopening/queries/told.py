"""Who was told of a decision: an app above says what it sent (wiring), as nothing here knows of it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from xiaoan.kernel.actor import Actor
from xiaoan.reopening.models import Opening


@dataclass(frozen=True)
class Told:
    """What was sent of one opening date. Families: one for each pupil. `told` of them were addressed, of whom
    `reached` have an account or a phone and `confirmed` have confirmed; all None until it has gone out.
    `url`, `sheet_url`: "" for whoever may not look. `took`: seconds from the decision until all of it was
    addressed, None until then; what the public page shows turns with the decision itself."""

    opening_id: UUID
    title: str
    shape: str
    state: str
    sent_at: dt.datetime | None
    told: int | None
    reached: int | None
    confirmed: int | None
    url: str
    sheet_url: str
    took: int | None = None


Source = Callable[[Actor, Sequence[UUID]], Sequence[Told]]
_sources: list[Source] = []


def connect(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def of_proposal(actor: Actor, proposal_id: UUID) -> list[Told]:
    """What was sent of the dates that a proposal has become, in their order."""
    rows = Opening.objects.filter(proposal_id=proposal_id).order_by("unit_no", "stage", "no")
    decided = dict(rows.values_list("id", "decided_at"))
    ids = list(decided)
    found = [one for source in _sources for one in source(actor, ids)] if ids else []
    timed = [replace(one, took=_seconds(decided[one.opening_id], one.sent_at)) for one in found]
    return sorted(timed, key=lambda one: ids.index(one.opening_id))


def _seconds(decided_at: dt.datetime, sent_at: dt.datetime | None) -> int | None:
    return None if sent_at is None else max(int((sent_at - decided_at).total_seconds()), 0)
