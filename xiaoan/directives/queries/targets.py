"""Parts of units: lists, one with its course."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.directives import rules
from xiaoan.directives.models import Directive, Entry, Target, Task
from xiaoan.directives.queries import answers_for, offices, parts
from xiaoan.directives.queries.duty_kinds import file_asked
from xiaoan.directives.queries.facts import of_light
from xiaoan.directives.queries.papers import PaperRow, papers_of
from xiaoan.directives.queries.waiting import WAITS
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import everywhere, inside


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to. `until`: due until this day; `waits`: what the actor's office decides."""

    light: str = ""
    state: str = ""
    source: str = ""
    interval: Interval | None = None
    directive_id: UUID | None = None
    until: dt.date | None = None
    waits: bool = False


@dataclass(frozen=True)
class Row:
    """A unit's part as lists show it."""

    id: UUID
    unit_no: int
    place: str
    above: str
    directive_id: UUID
    number: str
    title: str
    task_no: int
    task: str
    due_at: dt.datetime
    state: str
    light: str
    late: bool
    returned: int
    acked_at: dt.datetime | None
    ack_due_at: dt.datetime
    acked_by: str
    done_at: dt.datetime | None
    is_split: bool
    asked_due_at: dt.datetime | None
    steps: int


@dataclass(frozen=True)
class EntryRow:
    """One step of the course, with its papers."""

    kind: str
    stage: str
    at: dt.datetime
    by: str
    text: str
    due_at: dt.datetime | None
    papers: list[PaperRow]


@dataclass(frozen=True)
class Detail:
    """A unit's part with what is asked and its course, the newest first."""

    row: Row
    text: str
    evidence: str
    needs_file: bool
    checker: str
    first_due_at: dt.datetime
    due_why: str
    seen_version: int
    directive: Directive
    check_unit: int
    parent_id: UUID | None
    entries: list[EntryRow]
    children: list[Row]


def page_of(actor: Actor, wanted: Wanted, offset: int, limit: int) -> tuple[int, list[Row]]:
    """How many there are, and one page of them, by deadline."""
    rows = _wanted(actor, wanted)
    page = list(rows.order_by("due_at", "unit_no", "id")[offset : offset + limit])
    return rows.count(), rows_of(actor, page)


def _wanted(actor: Actor, wanted: Wanted) -> QuerySet[Target]:
    rows = parts(actor)
    if wanted.waits:
        rows = rows.filter(WAITS, check_unit__in=offices(actor))
    if wanted.light:
        rows = rows.filter(of_light(wanted.light, clock.now()))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.interval:
        rows = rows.filter(inside((wanted.interval,)))
    if wanted.directive_id:
        rows = rows.filter(directive_id=wanted.directive_id)
    if wanted.source:
        of = Directive.objects.filter(source=wanted.source).values("id")
        rows = rows.filter(directive_id__in=of)
    if wanted.until:
        end = clock.at(wanted.until + dt.timedelta(days=1), dt.time())
        rows = rows.filter(due_at__lt=end)
    return rows


def rows_of(actor: Actor, found: Iterable[Target]) -> list[Row]:
    rows, now = list(found), clock.now()
    places = directory.places(one.unit_no for one in rows)
    above = directory.places({p.parent_no for p in places.values() if p.parent_no})
    heads = Directive.objects.in_bulk({one.directive_id for one in rows})
    tasks = Task.objects.in_bulk({one.task_id for one in rows})
    names = accounts.names(actor, {one.acked_by_id for one in rows if one.acked_by_id})
    return [
        Row(
            one.pk, one.unit_no, places[one.unit_no].name, _above(places[one.unit_no], above),
            one.directive_id, rules.number(heads[one.directive_id].year, heads[one.directive_id].no),
            heads[one.directive_id].title, tasks[one.task_id].no, tasks[one.task_id].text, one.due_at,
            one.state, rules.light(rules.Standing(one.state, one.late, one.due_at), now), one.late,
            one.returned, one.acked_at, one.ack_due_at,
            names.get(one.acked_by_id, "") if one.acked_by_id else "", one.done_at, one.is_split,
            one.asked_due_at, one.steps,
        )
        for one in rows
    ]  # fmt: skip


def _above(place: directory.Place, above: dict[int, directory.Place]) -> str:
    found = above.get(place.parent_no) if place.parent_no else None
    return found.name if found and found.kind == "township" else ""


def places_of(actor: Actor, target_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The units of parts in the actor's sight, by name."""
    rows = dict(parts(actor).filter(pk__in=set(target_ids)).values_list("id", "unit_no"))
    places = directory.places(rows.values())
    return {pk: places[no].name for pk, no in rows.items()}


def detail(actor: Actor, target_id: UUID) -> Detail:
    """A unit's part in the actor's sight."""
    row = parts(actor).filter(pk=target_id).first()
    if row is None:
        raise NotFound
    task, head = Task.objects.get(pk=row.task_id), Directive.objects.get(pk=row.directive_id)
    children = parts(actor).filter(parent_id=row.pk).order_by("unit_no")
    with everywhere("directives") as system:
        checker = accounts.names(system, {task.checker_id}).get(task.checker_id, "")
    return Detail(
        rows_of(actor, [row])[0], task.text, task.evidence,
        task.needs_file or file_asked(row.unit_no), checker,
        row.first_due_at, row.due_why, row.seen_version, head, row.check_unit, row.parent_id,
        _course(row), rows_of(actor, children),
    )  # fmt: skip


def _course(row: Target) -> list[EntryRow]:
    """Whoever sees a part sees who acted on it: these are acts in office."""
    entries = list(Entry.objects.filter(target_id=row.pk).order_by("-no"))
    with everywhere("directives") as system:
        names = accounts.names(system, {one.by_id for one in entries if one.by_id})
    papers = papers_of(one.pk for one in entries)
    return [
        EntryRow(
            one.kind, one.stage, one.at, names.get(one.by_id, "") if one.by_id else "", one.text,
            one.due_at, papers.get(one.pk, []),
        )
        for one in entries
    ]  # fmt: skip


def acts(actor: Actor, found: Detail) -> list[str]:
    """What the actor may do with a part now."""
    row, head = found.row, found.directive
    if head.state not in ("issued", "withdrawn"):
        return []
    own, office = answers_for(actor, row.unit_no), found.check_unit in offices(actor)
    offered = ["acknowledge"] if own and found.seen_version < head.version else []
    if head.state == "withdrawn":
        return offered
    if own and not row.is_split:
        offered += [name for name in ("report",) if row.state in rules.MAY[name]]
    if own and row.state in rules.MAY["ask"] and row.asked_due_at is None:
        offered.append("ask")
    if own and row.unit_no in offices(actor) and row.state in rules.MAY["split"]:
        offered.append("split")
    if office and row.asked_due_at and row.state in rules.MAY["decide"]:
        offered += ["refuse"] if own else ["grant", "refuse"]
    if office:
        # Nobody decides for a unit that they answer for themselves.
        named = ("return",) if own else ("accept", "return", "let_off")
        offered += [name for name in named if row.state in rules.MAY[name]]
    return offered
