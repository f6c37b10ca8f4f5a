"""What was said, found and decided of a school, and when its items turned: for whoever sees its gate
(`sees`), also
from inside the school."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import everywhere
from xiaoan.photos.queries import papers
from xiaoan.readiness.models import (
    Decision,
    Finding,
    Inspection,
    Standing,
    Statement,
    Turn,
)
from xiaoan.readiness.queries import sees


@dataclass(frozen=True)
class Said:
    """A statement with who made it. `gone`: (when, by whom, why) it was taken back."""

    id: UUID
    item: str
    kind: str
    result: str
    note: str
    at: dt.datetime
    by: str
    photo_ids: tuple[UUID, ...]
    paper_ids: tuple[UUID, ...]
    gone: tuple[dt.datetime, str, str] | None = None


def school(actor: Actor, school_no: int) -> directory.Place:
    """A school whose gate the actor sees."""
    place = directory.places([school_no]).get(school_no)
    if place is None or place.kind != "school":
        raise NotFound
    if not sees(actor, school_no):
        raise NotFound
    return place


def named(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Who signed for what here: officials and the school's staff in their posts, so to whoever sees it."""
    with everywhere("readiness") as system:
        return accounts.names(system, {one for one in ids if one is not None})


def said(school_no: int, item: str = "", inspection_id: UUID | None = None) -> list[Said]:
    """What was said of a school's items, the newest first."""
    rows = Statement.objects.filter(unit_no=school_no).exclude(kind="withdraw")
    if item:
        rows = rows.filter(item=item)
    if inspection_id:
        rows = rows.filter(inspection_id=inspection_id)
    with everywhere("readiness"):
        found = list(rows.order_by("-at", "-id")[:500])
        ids = [row.pk for row in found]
        gone = {row.about_id: row for row in Statement.objects.filter(about_id__in=ids)}
    names = named({row.by_id for row in (*found, *gone.values())})
    return [_said(row, gone.get(row.pk), names) for row in found]


def _said(row: Statement, gone: Statement | None, names: dict[UUID, str]) -> Said:
    return Said(
        row.pk, row.item, row.kind, row.result, row.note, row.at, names.get(row.by_id, ""),
        tuple(row.photo_ids), tuple(row.paper_ids),
        (gone.at, names.get(gone.by_id, ""), gone.note) if gone else None,
    )  # fmt: skip


def turns(school_no: int, since: dt.datetime | None = None, limit: int = 60) -> list[Turn]:
    """When items of a school turned, the newest first."""
    rows = Turn.objects.filter(unit_no=school_no)
    if since:
        rows = rows.filter(at__gte=since)
    with everywhere("readiness"):
        return list(rows.order_by("-at", "-id")[:limit])


def decisions(school_no: int) -> list[Decision]:
    with everywhere("readiness"):
        return list(Decision.objects.filter(unit_no=school_no).order_by("-asked_at", "-id")[:50])


def decision(actor: Actor, decision_id: UUID) -> Decision:
    """One; NotFound where the actor does not see the gate of its school."""
    with everywhere("readiness"):
        row = Decision.objects.filter(pk=decision_id).first()
    if row is None or not sees(actor, row.unit_no):
        raise NotFound
    return row


def standing(school_no: int) -> Standing | None:
    with everywhere("readiness"):
        return Standing.objects.filter(pk=school_no).first()


def inspection(actor: Actor, inspection_id: UUID) -> Inspection:
    with everywhere("readiness"):
        row = Inspection.objects.filter(pk=inspection_id).first()
    if row is None or not sees(actor, row.unit_no):
        raise NotFound
    return row


def inspections(school_no: int) -> list[Inspection]:
    with everywhere("readiness"):
        return list(Inspection.objects.filter(unit_no=school_no).order_by("-begun_at")[:20])


def finding(actor: Actor, finding_id: UUID) -> Finding:
    with everywhere("readiness"):
        row = Finding.objects.filter(pk=finding_id).first()
    if row is None or not sees(actor, row.unit_no):
        raise NotFound
    return row


def findings(school_no: int) -> list[Finding]:
    """Those that run first."""
    with everywhere("readiness"):
        rows = list(Finding.objects.filter(unit_no=school_no).order_by("-found_at", "-id")[:100])
    return sorted(rows, key=lambda row: row.state not in ("open", "answered"))


def statement(actor: Actor, statement_id: UUID) -> Statement:
    with everywhere("readiness"):
        row = Statement.objects.filter(pk=statement_id).first()
    if row is None or not sees(actor, row.unit_no):
        raise NotFound
    return row


def papers_of(found: Sequence[Said]) -> dict[UUID, papers.PaperRow]:
    """The papers of some statements by id."""
    with everywhere("readiness"):
        return papers.rows(pk for row in found for pk in row.paper_ids)
