"""Outside lists as pages show them, and the doubtful rows of one with both sides."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.verification.models import Disagreement, ListFile, ListRow, Match, OutsideList
from xiaoan.verification.queries.sealed import row_of

LISTED = 50
RUNNING = frozenset({"received", "working"})


@dataclass(frozen=True)
class Outside:
    """One list; `open` of its disagreements are not cleared, `doubts` of its rows not decided."""

    id: UUID
    kind: str
    category: str
    round_id: UUID
    source: str
    basis: str
    paper: str
    file_name: str
    received_at: dt.datetime
    by_id: UUID | None
    state: str
    rows_total: int
    rows_done: int
    counts: dict[str, int]
    fault: dict[str, str]
    stop_requested: bool
    keep_days: int
    delete_on: dt.date | None
    destroyed_at: dt.datetime | None
    destroyed_rows: int | None
    rows_hash: str
    open: int = 0
    doubts: int = 0
    has_errors: bool = False
    has_sheet: bool = False

    @property
    def may_start(self) -> bool:
        """Once more, where that can come to another end: what cannot be read will never be."""
        return self.has_sheet and self.fault.get("code", "broken") == "broken"

    @property
    def runs(self) -> bool:
        return self.state in RUNNING


@dataclass(frozen=True)
class Doubt:
    """A row beside a person it may be about; numbers are masked on both sides."""

    id: UUID
    row_no: int
    rule: str
    row: dict[str, Any]
    other: directory.OnRecord | None


_FIELDS = (
    "id", "kind", "category", "round_id", "source", "basis", "paper", "file_name", "received_at",
    "by_id", "state", "rows_total", "rows_done", "counts", "fault", "stop_requested", "keep_days",
    "delete_on", "destroyed_at", "destroyed_rows", "rows_hash",
)  # fmt: skip


def outside_lists(actor: Actor) -> list[Outside]:
    """What was handed in, the newest first."""
    rows = _mine(actor).order_by("-received_at", "-id")[:LISTED]
    return [Outside(**row) for row in rows.values(*_FIELDS)]


def outside_list(actor: Actor, list_id: UUID) -> Outside:
    """One list with what is left to do about it; as if not there for whoever may not match lists."""
    row = _mine(actor).filter(pk=list_id).values(*_FIELDS).first()
    if row is None:
        raise NotFound
    files = set(ListFile.objects.filter(list_id=list_id).values_list("what", flat=True))
    return Outside(
        **row,
        open=Disagreement.objects.filter(list_id=list_id, state="open").count(),
        doubts=_doubtful(actor, list_id).count(),
        has_errors="errors" in files,
        has_sheet="sheet" in files,
    )


def doubts(actor: Actor, list_id: UUID, offset: int, limit: int) -> tuple[int, list[Doubt]]:
    """The doubtful rows of a list that nobody has decided: how many in all, and one page."""
    found = _doubtful(actor, list_id)
    rows = list(found.order_by("row_no", "person_id")[offset : offset + limit])
    people = directory.on_record(actor, {row.person_id for row in rows})
    said = {
        row.row_no: row_of(row)
        for row in ListRow.objects.filter(list_id=list_id, row_no__in={row.row_no for row in rows})
    }
    return found.count(), [
        Doubt(row.pk, row.row_no, row.rule, _masked(said.get(row.row_no, {})), people.get(row.person_id))
        for row in rows
    ]  # fmt: skip


def by_school(actor: Actor, list_id: UUID) -> dict[int, dict[str, int]]:
    """School → how many disagreements of a list there are, and how many are open still."""
    rows = visible(Disagreement.objects.all(), actor, Permission.MATCH_LISTS)
    counted = (
        rows.filter(list_id=list_id)
        .values("school_id")
        .annotate(n=Count("id"), left=Count("id", filter=Q(state="open")))
        .order_by("school_id")
    )
    return {one["school_id"]: {"all": one["n"], "open": one["left"]} for one in counted}


def _masked(said: dict[str, Any]) -> dict[str, Any]:
    numbers = [key for key in ("id_number", "phone") if key in said]
    return said | {key: directory.masked(said[key]) for key in numbers}


def _mine(actor: Actor) -> QuerySet[OutsideList]:
    return visible(OutsideList.objects.all(), actor, Permission.MATCH_LISTS)


def _doubtful(actor: Actor, list_id: UUID) -> QuerySet[Match]:
    rows = visible(Match.objects.all(), actor, Permission.MATCH_LISTS)
    return rows.filter(list_id=list_id, grade="doubtful", decision="")
