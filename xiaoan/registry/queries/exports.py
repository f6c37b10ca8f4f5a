"""Exports of rosters as pages show them: each person sees those they asked for."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.registry.models import RosterExport

LISTED = 20
RUNNING = frozenset({"asked", "making"})


@dataclass(frozen=True)
class Export:
    """One roster that was asked for."""

    id: UUID
    unit_no: int
    form: str
    numbers: str
    reason: str
    asked_at: dt.datetime
    state: str
    rows_total: int
    rows_done: int
    expires_at: dt.datetime | None
    taken: int

    @property
    def runs(self) -> bool:
        return self.state in RUNNING


def export_places(actor: Actor) -> list[Place]:
    """The county and the schools whose roll the actor may take away."""
    found: dict[int, Place] = {}
    for interval in actor.reach(Permission.EXPORT_ROSTER):
        for place in directory.places_inside(interval, "county", "school"):
            found[place.no] = place
    return [found[no] for no in sorted(found)]


def exports(actor: Actor) -> list[Export]:
    """What the actor asked for, the newest first."""
    return [_export(row) for row in _own(actor).order_by("-asked_at")[:LISTED]]


def one_export(actor: Actor, export_id: UUID) -> Export:
    """One export; as if not there for everybody but who asked for it."""
    found = _own(actor).filter(pk=export_id).first()
    if found is None:
        raise NotFound
    return _export(found)


def _own(actor: Actor) -> QuerySet[RosterExport]:
    rows = visible(RosterExport.objects.all(), actor, Permission.EXPORT_ROSTER)
    return rows.filter(by_id=accounts.user_id(actor))


def _export(row: RosterExport) -> Export:
    over = row.state == "ready" and row.expires_at is not None and row.expires_at <= clock.now()
    return Export(
        id=row.pk, unit_no=row.unit_no, form=row.form, numbers=row.numbers, reason=row.reason,
        asked_at=row.asked_at, state="gone" if over else row.state, rows_total=row.rows_total,
        rows_done=row.rows_done, expires_at=row.expires_at, taken=row.taken,
    )  # fmt: skip
