"""Imports as pages show them: how far each is, what was found, which schools are in."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.registry.models import ImportedSchool, RosterImport

LISTED = 50
RUNNING = frozenset({"received", "checking", "applying"})


@dataclass(frozen=True)
class Import:
    """One sheet that was handed in. `whole_county`: it may hold rows of every school."""

    id: UUID
    unit_no: int
    whole_county: bool
    by_id: UUID | None
    received_at: dt.datetime
    file_name: str
    file_hash: str
    file_key: str
    state: str
    mode: str
    complete: bool
    since: dt.date
    rows_total: int
    rows_done: int
    schools_total: int
    schools_done: int
    counts: dict[str, int]
    fault: dict[str, str]
    stop_requested: bool
    ended_at: dt.datetime | None
    has_files: bool

    @property
    def runs(self) -> bool:
        return self.state in RUNNING


def imports(actor: Actor) -> list[Import]:
    """What was handed in where the actor may import, the newest first."""
    return [_import(row) for row in _mine(actor).order_by("-received_at")[:LISTED]]


def one_import(actor: Actor, import_id: UUID) -> Import:
    """One import; as if not there for whoever may not import there."""
    found = _mine(actor).filter(pk=import_id).first()
    if found is None:
        raise NotFound
    return _import(found)


def schools_in(actor: Actor, import_id: UUID) -> dict[int, dict[str, int]]:
    """The schools that are in already, with what their rows did."""
    rows = visible(ImportedSchool.objects.all(), actor, Permission.IMPORT_ROSTER)
    return dict(
        rows.filter(roster_import_id=import_id).order_by("unit_no").values_list("unit_no", "counts")
    )


def _mine(actor: Actor) -> QuerySet[RosterImport]:
    return visible(RosterImport.objects.all(), actor, Permission.IMPORT_ROSTER)


def _import(row: RosterImport) -> Import:
    return Import(
        id=row.pk, unit_no=row.unit_no, whole_county=row.school_id == 0, by_id=row.by_id,
        received_at=row.received_at, file_name=row.file_name, file_hash=row.file_hash,
        file_key=row.file_key, state=row.state, mode=row.mode, complete=row.complete,
        since=row.since, rows_total=row.rows_total, rows_done=row.rows_done,
        schools_total=row.schools_total, schools_done=row.schools_done, counts=row.counts,
        fault=row.fault, stop_requested=row.stop_requested, ended_at=row.ended_at,
        has_files=row.files_until > clock.now(),
    )  # fmt: skip
