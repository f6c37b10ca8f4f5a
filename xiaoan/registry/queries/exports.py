"""Exports of rosters as pages show them: each person sees those they asked for."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet, Sum

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.registry import rules
from xiaoan.registry.models import RosterExport

LISTED = 20
MOST_TO_APPROVE = 100
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
    taken_at: dt.datetime | None
    session_id: UUID | None
    large: bool
    decided_by: str
    decided_at: dt.datetime | None
    answer: str
    # Until when a request or an approval holds.
    lapses_at: dt.datetime

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
    rows = list(_own(actor).order_by("-asked_at")[:LISTED])
    names = accounts.names(actor, {row.decided_by_id for row in rows if row.decided_by_id})
    return [_export(row, names) for row in rows]


def one_export(actor: Actor, export_id: UUID) -> Export:
    """One export; as if not there for everybody but who asked for it."""
    found = _own(actor).filter(pk=export_id).first()
    if found is None:
        raise NotFound
    decider = [found.decided_by_id] if found.decided_by_id else []
    return _export(found, accounts.names(actor, decider))


@dataclass(frozen=True)
class ToApprove:
    """A large roster that somebody else asks for."""

    id: UUID
    unit_no: int
    by: str
    people: int
    # What the same person took without approval in the last hours, and counts along.
    lately: int
    full: bool
    reason: str
    asked_at: dt.datetime
    lapses_at: dt.datetime


def to_approve(actor: Actor) -> list[ToApprove]:
    """What waits for the actor's approval, the oldest first; nothing of the rosters themselves."""
    rows = list(_to_approve(actor).order_by("asked_at", "id")[:MOST_TO_APPROVE])
    people = {row.by_id for row in rows}
    names, taken = accounts.names(actor, people), _lately(people)
    return [
        ToApprove(
            row.pk, row.unit_no, names.get(row.by_id, ""), row.rows_total,
            taken.get(row.by_id, 0), row.numbers == "full",
            row.reason, row.asked_at, row.asked_at + rules.LIMITS.waits,
        )
        for row in rows
    ]  # fmt: skip


def _lately(people: set[UUID]) -> dict[UUID, int]:
    """How many people's data each took lately, as far as the running scope sees."""
    rows = RosterExport.objects.filter(
        by_id__in=people, large=False, asked_at__gt=clock.now() - rules.LIMITS.within
    ).exclude(state="failed")
    return dict(rows.values("by_id").annotate(sum=Sum("rows_total")).values_list("by_id", "sum"))


def waiting_to_approve(actor: Actor) -> int:
    return _to_approve(actor).count()


def waiting_to_begin(actor: Actor) -> int:
    """How many of the actor's own were approved and not yet written."""
    over = clock.now() - rules.LIMITS.waits
    return _own(actor).filter(state="approved", decided_at__gt=over).count()


def _to_approve(actor: Actor) -> QuerySet[RosterExport]:
    rows = visible(RosterExport.objects.all(), actor, Permission.APPROVE_EXPORT)
    over = clock.now() - rules.LIMITS.waits
    waiting = rows.filter(state="waiting", asked_at__gt=over)
    return waiting.exclude(by_id=accounts.user_id(actor))


def _own(actor: Actor) -> QuerySet[RosterExport]:
    rows = visible(RosterExport.objects.all(), actor, Permission.EXPORT_ROSTER)
    return rows.filter(by_id=accounts.user_id(actor))


def _export(row: RosterExport, names: dict[UUID, str]) -> Export:
    lapses = (row.decided_at or row.asked_at) + rules.LIMITS.waits
    over = (row.state == "ready" and row.expires_at and row.expires_at <= clock.now()) or (
        row.state in ("waiting", "approved") and lapses <= clock.now()
    )
    return Export(
        id=row.pk, unit_no=row.unit_no, form=row.form, numbers=row.numbers, reason=row.reason,
        asked_at=row.asked_at, state="gone" if over else row.state, rows_total=row.rows_total,
        rows_done=row.rows_done, expires_at=row.expires_at, taken=row.taken, taken_at=row.taken_at,
        session_id=row.session_id, large=row.large,
        decided_by=names.get(row.decided_by_id, "") if row.decided_by_id else "",
        decided_at=row.decided_at, answer=row.answer, lapses_at=lapses,
    )  # fmt: skip
