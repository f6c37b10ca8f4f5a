"""Resting lessons: which classes, from when to when, decided by whom, and what became of it."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import F, Q

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.investigations import queries as investigations
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.measures import rules
from xiaoan.measures.models import Suspension, SuspensionStep


@dataclass(frozen=True)
class Row:
    """One suspension as pages show it. `rests_today`: the classes have no lessons today; `is_over`: its last
    day has passed and nobody has decided that lessons begin again. `last`: the last day without lessons, also
    where they began again earlier (none: they never rested); `days`: so many, `school_days` of them days on
    which there would have been lessons (None: not reckoned for a list)."""

    id: UUID
    event_id: UUID
    school_id: int
    unit_no: int
    school: str
    classes: tuple[str, ...]
    since: dt.date
    until: dt.date
    back_on: dt.date | None
    state: str
    proposed_at: dt.datetime
    proposed_by: str
    decided_at: dt.datetime | None
    decided_by: str
    cdc_person: str
    cdc_office: str
    paper_no: str
    paper_on: dt.date | None
    steps: int
    rests_today: bool
    is_over: bool
    last: dt.date | None
    days: int
    school_days: int | None = None


@dataclass(frozen=True)
class StepRow:
    """What somebody did; `days`: since, until, back_on as they were then."""

    kind: str
    at: dt.datetime
    by: str
    reason: str
    days: dict[str, dt.date]


def find(actor: Actor, suspension_id: UUID) -> Suspension:
    """The row; NotFound if it is not there or not the actor's to see."""
    rows = Suspension.objects.filter(pk=suspension_id)
    found = visible(rows, actor, Permission.SEE_MEASURES).first()
    if found is None:
        raise NotFound
    return found


def one(actor: Actor, suspension_id: UUID) -> tuple[Row, list[StepRow]]:
    """A suspension and what was done with it, the oldest first."""
    found = find(actor, suspension_id)
    steps = list(
        SuspensionStep.objects.filter(
            school_id=found.school_id, suspension_id=found.pk
        ).order_by("no")
    )  # fmt: skip
    names = accounts.names(actor, {step.by_id for step in steps if step.by_id})
    told = [
        StepRow(
            step.kind, step.at, names.get(step.by_id, "?") if step.by_id else "", step.reason,
            {name: dt.date.fromisoformat(day) for name, day in step.facts.items()},
        )
        for step in steps
    ]  # fmt: skip
    return _with_school_days(_rows(actor, [found]))[0], told


def of_event(actor: Actor, event_id: UUID) -> list[Row]:
    """The suspensions of an event, the newest first; NotFound if the event is not the actor's to see."""
    head = investigations.event(actor, event_id)
    rows = Suspension.objects.filter(school_id=head.school_id, event_id=event_id)
    found = visible(rows, actor, Permission.SEE_MEASURES).order_by("-proposed_at", "-id")
    return _with_school_days(_rows(actor, found))


def page_of(actor: Actor, state: str, offset: int, limit: int) -> tuple[int, list[Row]]:
    """How many there are, and one page, the newest first; `state` "": all."""
    rows = visible(Suspension.objects.all(), actor, Permission.SEE_MEASURES)
    if state:
        rows = rows.filter(state=state)
    found = rows.order_by("-proposed_at", "-id")[offset : offset + limit]
    return rows.count(), _rows(actor, found)


def waiting(actor: Actor) -> int:
    """How many proposals wait for the actor's decision."""
    rows = Suspension.objects.filter(state="proposed")
    return visible(rows, actor, Permission.DECIDE_SUSPENSION).count()


def overlapping(
    school_id: int, class_nos: Collection[int], since: dt.date, until: dt.date,
    *, but: UUID | None = None,
) -> Suspension | None:  # fmt: skip
    """What one of the classes has already for some of these days: lessons rest, or a proposal that they do;
    decided ones first."""
    found = Suspension.objects.filter(
        Q(state__in=["proposed", "decided"])
        | Q(state="reopened", back_on__gt=since) & Q(back_on__gt=F("since")),
        school_id=school_id, class_nos__overlap=list(class_nos), since__lte=until,
        until__gte=since,
    ).exclude(pk__in=[but] if but else [])  # fmt: skip
    return min(found.order_by("since", "id"), key=lambda row: row.state == "proposed", default=None)


def _with_school_days(rows: list[Row]) -> list[Row]:
    """With how many of the days would have had lessons, by the calendar of the school."""
    days = {
        day
        for one in rows
        if one.last and one.days <= 366
        for day in clock.days(one.since, one.last)
    }
    if not days:
        return rows
    open_ = directory.schools_open(days, {one.school_id for one in rows})
    return [
        replace(
            one,
            school_days=sum(
                one.since <= day <= one.last and one.school_id in schools
                for day, schools in open_.items()
            )
            if one.last
            else 0,
        )
        for one in rows
    ]


def unfinished(school_id: int, event_id: UUID) -> int:
    """How many suspensions of an event nobody has ended yet: proposed, or decided and not reopened."""
    return Suspension.objects.filter(
        school_id=school_id, event_id=event_id, state__in=["proposed", "decided"]
    ).count()


def resting(school_ids: Iterable[int], day: dt.date) -> dict[int, dict[str, set[int]]]:
    """School → paper → classes whose lessons rest on a day."""
    found: dict[int, dict[str, set[int]]] = {}
    rows = Suspension.objects.filter(
        state__in=["decided", "reopened"], since__lte=day, until__gte=day,
        school_id__in=set(school_ids),
    )  # fmt: skip
    for row in rows.order_by("school_id", "id"):
        if rules.rests(row.state, row.since, row.until, row.back_on, day):
            papers = found.setdefault(row.school_id, {})
            papers.setdefault(row.paper_no, set()).update(row.class_nos)
    return found


def _rows(actor: Actor, found: Iterable[Suspension]) -> list[Row]:
    rows = list(found)
    numbers = {no for one in rows for no in (one.school_id, *one.class_nos)}
    places = directory.places(numbers)
    people = {who for one in rows for who in (one.proposed_by_id, one.decided_by_id) if who}
    names = accounts.names(actor, people)
    today = clock.today()
    return [
        Row(
            one.pk, one.event_id, one.school_id, one.unit_no, places[one.school_id].name,
            tuple(places[no].name for no in one.class_nos if no in places), one.since, one.until,
            one.back_on, one.state, one.proposed_at, names.get(one.proposed_by_id or one.pk, "?"),
            one.decided_at, names.get(one.decided_by_id or one.pk, ""), one.cdc_person,
            one.cdc_office, one.paper_no, one.paper_on, one.steps,
            rules.rests(one.state, one.since, one.until, one.back_on, today),
            one.state == "decided" and one.until < today,
            rules.last_day(one.since, one.until, one.back_on),
            rules.rest_days(one.since, one.until, one.back_on),
        )
        for one in rows
    ]  # fmt: skip


def rested(suspension_id: UUID) -> tuple[list[int], dt.date, dt.date | None] | None:
    """The classes of a decided suspension, its first and last day (None: they never rested), in the running
    scope; None while nobody has decided it."""
    row = Suspension.objects.filter(pk=suspension_id, state__in=["decided", "reopened"]).first()
    if row is None:
        return None
    return list(row.class_nos), row.since, rules.last_day(row.since, row.until, row.back_on)
