"""Findings: the list with filters, one with its steps, who may do what with it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import queries as duties
from xiaoan.inspections import rules
from xiaoan.inspections.models import Finding, Step
from xiaoan.inspections.queries import (
    RECHECK,
    RECTIFY,
    checklists,
    may_check,
    may_void,
    owners,
    rounds,
    seen_findings,
    sources,
)
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.photos import queries as photos
from xiaoan.photos.queries import papers as kept_papers

# "": what is running. found, in_time, late, due (open and not overdue): as figures counts them. The others as
# they are.
FILTERS = (
    "", "open", "answered", "overdue", "closed", "void", "all", "found", "in_time", "late", "due",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to. `state`: of FILTERS; `since`: found from then on."""

    state: str = ""
    severity: str = ""
    list_code: str = ""
    unit: Interval | None = None
    repeated: bool = False
    waits: bool = False
    since: dt.datetime | None = None


@dataclass(frozen=True)
class Row:
    """A finding in a line. `owner`: who is named for it now, or was last; `age` in whole days."""

    id: UUID
    unit_no: int
    school: str
    above: str
    list_name: str
    text: str
    note: str
    place: str
    severity: str
    state: str
    found_at: dt.datetime
    due_at: dt.datetime
    age: int
    overdue: bool
    late: bool
    repeats: int
    returned: int
    owner: str
    shut_at: dt.datetime | None
    asked_due_at: dt.datetime | None
    mended_at: dt.datetime | None
    ended_at: dt.datetime | None
    steps: int


@dataclass(frozen=True)
class StepRow:
    """A step as the page tells it."""

    kind: str
    at: dt.datetime
    by: str
    text: str
    photo_ids: tuple[UUID, ...]
    papers: list[dict[str, Any]]
    due_at: dt.datetime | None
    owner: str


@dataclass(frozen=True)
class Detail:
    """A finding with its steps and pictures; `seen`: earlier pictures of the school like one of these."""

    finding: Finding
    row: Row
    steps: tuple[StepRow, ...]
    found_by: str
    seen: dict[UUID, list[photos.Seen]]
    earlier: tuple[UUID, ...]


def of(actor: Actor, wanted: Wanted) -> QuerySet[Finding]:
    """Findings in sight that a filter lets through."""
    rows, now = seen_findings(actor), clock.now()
    states: dict[str, Q] = {
        "": Q(state__in=("open", "answered")), "overdue": Q(state="open", due_at__lt=now), "all": Q(),
        "found": ~Q(state="void"), "due": Q(state="open", due_at__gte=now),
        "in_time": MENDED & Q(late=False), "late": MENDED & Q(late=True),
    }  # fmt: skip
    rows = rows.filter(states.get(wanted.state, Q(state=wanted.state)))
    if wanted.severity:
        rows = rows.filter(severity=wanted.severity)
    if wanted.list_code:
        rows = rows.filter(list_code=wanted.list_code)
    if wanted.unit:
        rows = rows.filter(unit_no__gte=wanted.unit[0], unit_no__lt=wanted.unit[1])
    if wanted.repeated:
        rows = rows.filter(repeats__gt=0)
    if wanted.since:
        rows = rows.filter(found_at__gte=wanted.since)
    if wanted.waits:
        rows = rows.filter(WAITS)
    return rows


MENDED = Q(state__in=("answered", "closed"))
WAITS = Q(state="answered") | Q(state="open", asked_due_at__isnull=False)


def page_of(actor: Actor, wanted: Wanted, offset: int, size: int) -> tuple[int, list[Row]]:
    """The gravest first, then by deadline."""
    rows = of(actor, wanted)
    found = rows.order_by("-rank", "due_at", "unit_no", "id")[offset : offset + size]
    return rows.count(), rows_of(actor, found)


def rows_of(actor: Actor, rows: Iterable[Finding]) -> list[Row]:
    found = list(rows)
    now = clock.now()
    schools = {one.school_id for one in found}
    places = directory.places(schools | {numbering.ancestors(no)[1] for no in schools})
    named = owners_of(found)
    names = rounds.names_of(actor, named.values())
    lists = checklists.every()
    return [
        Row(
            one.pk, one.unit_no, places[one.school_id].name,
            places[numbering.ancestors(one.school_id)[1]].name,
            lists[one.list_code].name if one.list_code in lists else sources.name_of(one.list_code),
            one.text, one.note, one.place, one.severity, one.state, one.found_at, one.due_at,
            (now - one.found_at).days, one.state == "open" and one.due_at < now, one.late,
            one.repeats, one.returned, names.get(named.get(one.pk) or one.pk, ""), one.shut_at,
            one.asked_due_at, one.mended_at, one.ended_at, one.steps,
        )
        for one in found
    ]  # fmt: skip


def owners_of(found: Iterable[Finding]) -> dict[UUID, UUID | None]:
    """Who answers for each: whom its duty names while it is open, else who was named last."""
    rows = list(found)
    running = [one.pk for one in rows if one.state == "open"]
    with everywhere("inspections") as system:
        dues = duties.open_about(system, running)
    named = {
        pk: next((due.assignee_id for due in each if due.kind == RECTIFY), None)
        for pk, each in dues.items()
    }
    return {one.pk: named.get(one.pk, one.owner_id) for one in rows}


def detail(actor: Actor, finding_id: UUID) -> Detail:
    """A finding in the actor's sight; whoever checks sees whether its pictures were used before."""
    one = finding(actor, finding_id)
    steps = list(Step.objects.filter(finding_id=one.pk).order_by("no"))
    people = {who for step in steps for who in (step.by_id, step.owner_id)} | {one.found_by_id}
    names = rounds.names_of(actor, people)
    papers = kept_papers.rows(pk for step in steps for pk in step.paper_ids)
    told = tuple(
        StepRow(
            step.kind,
            step.at,
            names.get(step.by_id, ""),
            step.text,
            tuple(step.photo_ids),
            [
                {"id": pk, "name": papers[pk].name, "size": papers[pk].size}
                for pk in step.paper_ids
                if pk in papers
            ],
            step.due_at,
            names.get(step.owner_id, "") if step.owner_id else "",
        )
        for step in steps
    )
    own = {pk for step in steps for pk in step.photo_ids} | set(one.photo_ids)
    seen = {pk: photos.seen_before(pk) for pk in own} if may_check(actor, one) else {}
    earlier = Finding.objects.filter(
        ~Q(pk=one.pk), school_id=one.school_id, list_code=one.list_code, item=one.item,
        found_at__lte=one.found_at, found_at__gte=one.found_at - dt.timedelta(days=rules.REPEAT_DAYS),
    )  # fmt: skip
    return Detail(
        one, rows_of(actor, [one])[0], told, names.get(one.found_by_id, ""), seen,
        tuple(earlier.order_by("-found_at").values_list("id", flat=True)[:10]),
    )  # fmt: skip


def finding(actor: Actor, finding_id: UUID) -> Finding:
    one = seen_findings(actor).filter(pk=finding_id).first()
    if one is None:
        raise NotFound
    return one


def acts(actor: Actor, one: Finding) -> list[str]:
    """What the actor may do with a finding now."""
    found = []
    runs = one.state in ("open", "answered")
    if one.state == "open" and actor.may(Permission.RECTIFY, one.unit_no):
        found += ["answer"] + ([] if one.asked_due_at else ["ask"])
    if runs and may_check(actor, one):
        if one.state == "answered":
            found += ["close", "return"]
        if one.asked_due_at and one.asked_by_id != actor.user_id:
            found += ["grant", "refuse"]
        found += ["void"] if may_void(actor, one) else []
    if one.state == "open" and actor.may(Permission.DECIDE_DUTIES, one.unit_no):
        found.append("name")
    if runs and one.shut_at is None and actor.may(Permission.INSPECT, one.unit_no):
        found.append("shut")
    return found


def menders(actor: Actor, one: Finding) -> list[tuple[UUID, str]]:
    """Who may be named: whoever holds such a post at the place or its school."""
    return owners.menders({one.unit_no, one.school_id}, one.unit_no)


def checker(one: Finding) -> tuple[str, str]:
    """Who sees it again, (name, post): whom the duty names, else who would be named now; ("", "") for
    nobody."""
    with everywhere("inspections") as system:
        dues = duties.open_about(system, [one.pk]) if one.state == "answered" else {}
    named = next((due.assignee_id for due in dues.get(one.pk, []) if due.kind == RECHECK), None)
    found = (named, "") if named else owners.checker_of(one)
    if found is None:
        return "", ""
    with everywhere("inspections") as system:
        name = accounts.names(system, [found[0]]).get(found[0], "")
    return name, str(accounts.ROLE_NAMES.get(found[1], ""))


def paper_of(one: Finding, paper_id: UUID) -> tuple[str, bytes]:
    """Name and content of a paper that was shown with a step of a finding; NotFound for any other."""
    if not Step.objects.filter(finding_id=one.pk, paper_ids__contains=[paper_id]).exists():
        raise NotFound
    return kept_papers.paper(paper_id)


def photo_is_of(one: Finding, photo_id: UUID) -> bool:
    """Whether a picture belongs to a finding or to one of its steps."""
    steps = Step.objects.filter(finding_id=one.pk, photo_ids__contains=[photo_id])
    return photo_id in one.photo_ids or steps.exists()
