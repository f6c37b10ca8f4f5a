"""The register: directives and meetings in lists, one with everything; directives by township."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, ExpressionWrapper, F, IntegerField, Q, QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.directives import rules
from xiaoan.directives.models import Directive, Meeting, Target, Task, Version
from xiaoan.directives.queries import parts, seen
from xiaoan.directives.queries.addressing import chosen_of, units_of
from xiaoan.directives.queries.facts import of_light
from xiaoan.directives.queries.papers import PaperRow, papers_of
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible


@dataclass(frozen=True)
class Wanted:
    """What a list of directives is narrowed to."""

    state: str = ""
    source: str = ""
    light: str = ""
    unit_no: int = 0


@dataclass(frozen=True)
class HeadRow:
    """A directive in a line, with counts of the parts in the actor's sight. `light`: the gravest of them."""

    id: UUID
    number: str
    title: str
    source: str
    issuer: str
    paper_no: str
    office: str
    state: str
    due_at: dt.datetime | None
    parts: int
    acked: int
    settled: int
    red: int
    amber: int
    light: str


@dataclass(frozen=True)
class TaskRow:
    """A task with whom it is meant for, or who has it."""

    id: UUID
    no: int
    text: str
    evidence: str
    needs_file: bool
    due_at: dt.datetime
    checker: str
    level: str
    units: list[tuple[int, str]]
    other: list[tuple[str, dt.datetime, str]]
    counts: dict[str, int]
    fault: str


@dataclass(frozen=True)
class VersionRow:
    no: int
    title: str
    text: str
    reason: str
    at: dt.datetime
    by: str


@dataclass(frozen=True)
class HeadDetail:
    """A directive with its tasks, versions (newest first) and papers."""

    row: HeadRow
    directive: Directive
    by: dict[str, str]
    meeting: Meeting | None
    tasks: list[TaskRow]
    versions: list[VersionRow]
    papers: list[PaperRow]


_COUNTS = {
    "parts": Count("id"),
    "acked": Count("id", filter=Q(acked_at__isnull=False)),
    "settled": Count("id", filter=Q(state__in=("accepted", "let_off"))),
    "done": Count("id", filter=Q(state="done")),
}


def _counted(rows: QuerySet[Target], *by: str) -> list[dict[str, Any]]:
    """Parts counted by columns; those that were handed on by those under them."""
    now = clock.now()
    lights = {code: Count("id", filter=of_light(code, now)) for code in rules.LIGHTS}
    found = rows.filter(is_split=False).order_by().values(*by).annotate(**_COUNTS, **lights)
    return list(found)


def page_of(actor: Actor, wanted: Wanted, offset: int, limit: int) -> tuple[int, list[HeadRow]]:
    """How many directives the actor sees, and one page: what runs first, then the newest."""
    rows = seen(actor)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.source:
        rows = rows.filter(source=wanted.source)
    if wanted.unit_no:
        lo, hi = directory.place(wanted.unit_no).interval
        at = parts(actor).filter(unit_no__gte=lo, unit_no__lt=hi)
        rows = rows.filter(Q(unit_no=wanted.unit_no) | Q(pk__in=at.values("directive_id")))
    if wanted.light:
        at = parts(actor).filter(of_light(wanted.light, clock.now()), is_split=False)
        rows = rows.filter(pk__in=at.values("directive_id"))
    total = rows.count()
    # What has not ended has no end: it comes first.
    page = rows.defer("text", "said").order_by(
        F("ended_at").desc(nulls_first=True), "-registered_at", "id"
    )
    return total, heads(actor, page[offset : offset + limit])


def heads(actor: Actor, found: Iterable[Directive]) -> list[HeadRow]:
    rows = list(found)
    counted = {
        one["directive_id"]: one
        for one in _counted(
            parts(actor).filter(directive_id__in=[r.pk for r in rows]), "directive_id"
        )
    }
    tasks = Task.objects.filter(directive_id__in=[r.pk for r in rows])
    # The earliest of each comes last, and stays; where the office's own tasks are seen, of these.
    in_order = tasks.order_by(F("parent_id").asc(nulls_last=True), "-due_at")
    dues = dict(in_order.values_list("directive_id", "due_at"))
    offices = directory.places(r.unit_no for r in rows)
    return [_head(row, counted.get(row.pk, {}), dues.get(row.pk), offices) for row in rows]


def _head(
    row: Directive,
    counted: dict[str, Any],
    due_at: dt.datetime | None,
    offices: dict[int, directory.Place],
) -> HeadRow:
    lit = [code for code in rules.LIGHTS if counted.get(code)]
    return HeadRow(
        row.pk, rules.number(row.year, row.no), row.title, row.source, row.issuer, row.paper_no,
        offices[row.unit_no].name, row.state, due_at, counted.get("parts", 0),
        counted.get("acked", 0), counted.get("settled", 0), counted.get("red", 0),
        counted.get("amber", 0), rules.gravest(lit),
    )  # fmt: skip


def head(actor: Actor, directive_id: UUID) -> Directive:
    """A directive in the actor's sight."""
    found = seen(actor).filter(pk=directive_id).first()
    if found is None:
        raise NotFound
    return found


def detail(actor: Actor, directive_id: UUID) -> HeadDetail:
    """A directive with everything the actor may see of it."""
    row = head(actor, directive_id)
    versions = list(Version.objects.filter(directive_id=row.pk).order_by("-no"))
    who = {row.registered_by_id, row.issued_by_id, row.ended_by_id, *(v.by_id for v in versions)}
    with everywhere("directives") as system:
        names = accounts.names(system, {one for one in who if one})
    meetings = visible(Meeting.objects.all(), actor, Permission.SEE_DIRECTIVES)
    held = meetings.filter(pk=row.meeting_id).first() if row.meeting_id else None
    by = {
        what: names.get(pk, "") if pk else ""
        for what, pk in (
            ("registered", row.registered_by_id), ("issued", row.issued_by_id),
            ("ended", row.ended_by_id),
        )
    }  # fmt: skip
    return HeadDetail(
        heads(actor, [row])[0], row, by, held,
        tasks_of(actor, row),
        [
            VersionRow(one.no, one.title, one.text, one.reason, one.at, names.get(one.by_id, ""))
            for one in versions
        ],
        papers_of([row.pk]).get(row.pk, []),
    )  # fmt: skip


def tasks_of(actor: Actor, row: Directive) -> list[TaskRow]:
    """The tasks of a directive in their order; before it is issued with the units that would get them. What a
    township made of one counts there; whoever does not see that one sees what was made of it."""
    mine = parts(actor).filter(directive_id=row.pk)
    split = dict(mine.filter(is_split=True).values_list("id", "task_id"))
    known = list(Task.objects.filter(directive_id=row.pk).order_by("no", "id"))
    root = {one.pk: split[one.parent_id] for one in known if one.parent_id in split}
    counted: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in _counted(mine, "task_id"):
        task_id = one.pop("task_id")
        for name, n in one.items():
            counted[root.get(task_id, task_id)][name] += n
    tasks = [one for one in known if one.pk not in root]
    with everywhere("directives") as system:
        names = accounts.names(system, {one.checker_id for one in tasks})
    return [_task(one, counted.get(one.pk, {}), names.get(one.checker_id, "")) for one in tasks]


def _task(one: Task, counted: dict[str, Any], checker: str) -> TaskRow:
    chosen, units, fault = chosen_of(one.chosen), [], ""
    if one.issued_at is None:
        try:
            units = [(place.no, place.name) for place in units_of(one.unit_no, chosen)]
        except Invalid as refused:
            fault = str(refused)
    named = dict(units)
    other = [
        (named[no], due, why) for no, (due, why) in (chosen.other or {}).items() if no in named
    ]
    return TaskRow(
        one.pk, one.no, one.text, one.evidence, one.needs_file, one.due_at, checker, chosen.level,
        units, other, dict(counted), fault,
    )  # fmt: skip


def meetings_page(actor: Actor, offset: int, limit: int) -> tuple[int, list[Meeting]]:
    """How many meetings are on file in the actor's sight, and one page, the newest first."""
    rows = visible(Meeting.objects.all(), actor, Permission.SEE_DIRECTIVES)
    page = rows.defer("minutes", "said").order_by("-held_on", "-registered_at", "id")
    return rows.count(), list(page[offset : offset + limit])


def meeting(actor: Actor, meeting_id: UUID) -> tuple[Meeting, list[str], list[PaperRow]]:
    """A meeting, the names of accounts that were there, its papers."""
    rows = visible(Meeting.objects.all(), actor, Permission.SEE_DIRECTIVES)
    row = rows.filter(pk=meeting_id).first()
    if row is None:
        raise NotFound
    names = accounts.names(actor, row.attended_ids)
    return row, sorted(names.values()), papers_of([row.pk]).get(row.pk, [])


def of_meeting(actor: Actor, meeting_id: UUID) -> list[HeadRow]:
    return heads(actor, seen(actor).filter(meeting_id=meeting_id).order_by("year", "no"))


def meetings_of(office_no: int) -> list[tuple[UUID, str]]:
    """Meetings an office may name as the source, the newest first."""
    rows = Meeting.objects.filter(unit_no=office_no).order_by("-held_on", "-no")[:200]
    return [(row.pk, f"{row.held_on:%Y-%m-%d} {row.title}") for row in rows]


@dataclass(frozen=True)
class Cell:
    """The parts of one directive in one township."""

    parts: int
    settled: int
    red: int
    amber: int


def matrix(
    actor: Actor, offset: int, limit: int
) -> tuple[int, list[HeadRow], list[directory.Place], dict[tuple[UUID, int], Cell]]:
    """Running directives by township: how many there are, one page, the townships in sight, the cells."""
    rows = seen(actor).filter(state="issued")
    page = list(
        rows.defer("text", "said").order_by("-registered_at", "id")[offset : offset + limit]
    )
    town = ExpressionWrapper(F("unit_no") / numbering.TOWNSHIP, output_field=IntegerField())
    mine = parts(actor).filter(directive_id__in=[one.pk for one in page]).annotate(town=town)
    cells: dict[tuple[UUID, int], Cell] = {}
    for one in _counted(mine, "directive_id", "town"):
        no = one["town"] * numbering.TOWNSHIP
        cells[one["directive_id"], no] = Cell(
            one["parts"], one["settled"], one["red"], one["amber"]
        )
    towns: dict[int, directory.Place] = defaultdict()
    for interval in actor.reach(Permission.SEE_DIRECTIVES):
        for place in directory.places_inside(interval, "township"):
            towns[place.no] = place
    return rows.count(), heads(actor, page), [towns[no] for no in sorted(towns)], cells
