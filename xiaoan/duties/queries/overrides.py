"""What a unit has set for itself instead of the catalogue's numbers: when, by whom and why."""

import datetime as dt
from dataclasses import dataclass

from xiaoan.accounts import queries as accounts
from xiaoan.duties import rules
from xiaoan.duties.models import Override
from xiaoan.duties.queries.levels import LEVEL_NAMES
from xiaoan.duties.queries.words import VALUE_NAMES, shown
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission

MOST = 100


@dataclass(frozen=True)
class Said:
    """One number that was set."""

    name: str
    level: str
    value: str
    default: str
    since: dt.date
    reason: str
    by: str
    at: dt.datetime


def set_at(actor: Actor, unit_no: int) -> list[Said]:
    """The latest that was set at a unit, the newest first."""
    if not actor.may(Permission.SET_ESCALATION, unit_no):
        raise NotFound
    rows = list(Override.objects.filter(unit_no=unit_no).order_by("-at", "path")[:MOST])
    names = accounts.names(actor, {row.by_id for row in rows if row.by_id})
    return [_said(row, names.get(row.by_id, "") if row.by_id else "") for row in rows]


def _said(row: Override, by: str) -> Said:
    value = rules.VALUES.get(row.path)
    return Said(
        str(VALUE_NAMES.get(row.path, row.path)), str(LEVEL_NAMES[row.level]),
        shown(value, row.value) if value else str(row.value),
        shown(value, value.at(row.level)) if value else "",
        row.since, row.reason, by, row.at,
    )  # fmt: skip
