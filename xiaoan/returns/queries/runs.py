"""Forms filled in for many units: how far each run is."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.returns import rules
from xiaoan.returns.models import Run


@dataclass(frozen=True)
class RunRow:
    id: UUID
    form_id: UUID
    unit_no: int
    level: str
    day: dt.date
    state: str
    wanted: int
    done: int
    at: dt.datetime
    ended_at: dt.datetime | None
    by_id: UUID
    # Of one that is done: until when its archive is kept, and whether it is deleted.
    kept_until: dt.datetime | None
    is_gone: bool


def of_form(actor: Actor, form_id: UUID) -> list[RunRow]:
    """The last runs of a form, the newest first."""
    rows = visible(Run.objects.filter(form_id=form_id), actor, Permission.SEE_RETURNS)
    return [_row(row) for row in _light(rows).order_by("-at")[:50]]


def run(actor: Actor, run_id: UUID) -> RunRow:
    rows = visible(Run.objects.filter(pk=run_id), actor, Permission.SEE_RETURNS)
    row = _light(rows).first()
    if row is None:
        raise NotFound
    return _row(row)


def _light(rows: QuerySet[Run]) -> QuerySet[Run]:
    """Without archives, but with whether there is one."""
    return rows.defer("content").annotate(
        is_there=ExpressionWrapper(Q(content__isnull=False), BooleanField())
    )


def _row(row: Any) -> RunRow:
    done = row.state == "done" and row.ended_at is not None
    return RunRow(
        row.pk, row.form_id, row.unit_no, row.level, row.day, row.state, row.wanted, row.done, row.at,
        row.ended_at, row.by_id, rules.kept_until(row.ended_at) if done else None,
        done and not row.is_there,
    )  # fmt: skip
