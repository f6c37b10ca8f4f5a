"""The questions somebody kept, and those that others of their unit share."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xiaoan.accounts import queries as accounts
from xiaoan.analysis.models import Saved
from xiaoan.analysis.rules import MOST_SAVED, Question
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible


@dataclass(frozen=True)
class SavedRow:
    """A question that was kept. `by`: the name of whoever kept it."""

    id: UUID
    name: str
    question: Question
    shared: bool
    is_own: bool
    by: str
    at: dt.datetime


def saved(actor: Actor) -> list[SavedRow]:
    """One's own and the shared ones of units one reads, the newest first; at most MOST_SAVED."""
    rows = (
        visible(Saved.objects.filter(dropped_at=None), actor, Permission.ANALYSE)
        .filter(Q(by_id=actor.user_id) | Q(shared=True))
        .order_by("-at", "id")[:MOST_SAVED]
    )
    found = list(rows)
    names = accounts.names(actor, {row.by_id for row in found})
    return [_row(actor, row, names.get(row.by_id, "")) for row in found]


def one_saved(actor: Actor, saved_id: UUID) -> SavedRow:
    """NotFound for one that is neither one's own nor shared."""
    rows = visible(Saved.objects.filter(pk=saved_id, dropped_at=None), actor, Permission.ANALYSE)
    row = rows.filter(Q(by_id=actor.user_id) | Q(shared=True)).first()
    if row is None:
        raise NotFound
    return _row(actor, row, accounts.names(actor, {row.by_id}).get(row.by_id, ""))


def _row(actor: Actor, row: Saved, by: str) -> SavedRow:
    return SavedRow(
        row.pk, row.name, Question.of_json(row.question), row.shared, row.by_id == actor.user_id, by,
        row.at,
    )  # fmt: skip
