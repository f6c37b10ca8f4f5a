"""One school's plan as it stands, with what is missing; the list of all schools."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from xiaoan.command.queries import groups
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.schoolplans.models import Comment, Plan, Step, Task, Text
from xiaoan.schoolplans.queries import openings, people, templates
from xiaoan.schoolplans.rules import completeness
from xiaoan.schoolplans.rules.template import Chapter, fitting


@dataclass(frozen=True)
class Written:
    """A text as it stands, and since when by whom."""

    text: str
    rev: int
    at: dt.datetime
    by_id: UUID


@dataclass
class Whole:
    """A plan with all that it is judged by. `opening`: the day decided, else the school's own proposal."""

    plan: Plan
    school: Place
    chapters: tuple[Chapter, ...]
    texts: dict[tuple[str, str], Written]
    tasks: list[completeness.Task]
    rows: dict[UUID, Task]
    staff: list[people.Staff]
    decided: dt.date | None
    opening: dt.date | None
    missing: list[completeness.Missing] = field(default_factory=list)

    @property
    def names(self) -> dict[UUID, str]:
        found = {one.user_id: one.name for one in self.staff}
        return found | people.names(completeness.unique_people(self.tasks) - found.keys())

    def chapter(self, code: str) -> Chapter:
        found = next((one for one in self.chapters if one.code == code), None)
        if found is None:
            raise NotFound
        return found


def school_of(actor: Actor, school_no: int, permission: Permission) -> Place:
    """A school that the actor may do this at; seen but not permitted: Forbidden."""
    if not actor.may(Permission.SEE_SCHOOL_PLANS, school_no):
        raise NotFound
    place = directory.places([school_no]).get(school_no)
    if place is None or place.kind != "school":
        raise NotFound
    if not actor.may(permission, school_no):
        raise Forbidden
    return place


def plan_of(school_no: int) -> Plan | None:
    return Plan.objects.filter(school_id=school_no).first()


def as_task(row: Task) -> completeness.Task:
    return completeness.Task(
        row.pk, row.chapter, row.code, row.no, row.phase, row.what, row.person_id, row.deputy_id,
        row.due_on, row.offset, row.place, row.evidence, row.rev, row.wants_file,
    )  # fmt: skip


def whole(plan: Plan, school: Place) -> Whole:
    """All of a plan in a fixed number of looks."""
    today = clock.today()
    template = templates.version(plan.template_no)
    chapters = fitting(template.chapters, plan.kind, plan.needs)
    written = Text.objects.filter(plan_id=plan.pk)
    texts = {
        (one.chapter, one.code): Written(one.text, one.rev, one.at, one.by_id) for one in written
    }
    rows = list(Task.objects.filter(plan_id=plan.pk, removed=False).order_by("chapter", "no", "id"))
    order = {one.code: n for n, one in enumerate(chapters)}
    rows.sort(key=lambda row: (order.get(row.chapter, len(order)), row.no))
    decided = openings.first_day(school)
    found = Whole(
        plan, school, chapters, texts, [as_task(row) for row in rows], {row.pk: row for row in rows},
        people.staff(school, today), decided, decided or plan.own_opening,
    )  # fmt: skip
    found.missing = missing_of(found)
    return found


def missing_of(one: Whole) -> list[completeness.Missing]:
    led = groups.firsts([one.school], clock.today()).get(one.school.no)
    known = completeness.Known(
        bool(led and led.basis), one.opening, {who.user_id for who in one.staff}
    )
    texts = {key: found.text for key, found in one.texts.items()}
    return completeness.missing(one.chapters, texts, one.tasks, known)


@dataclass(frozen=True)
class Row:
    """A school on the list; `state` "none" while it has no plan."""

    school: Place
    state: str
    missing: int
    missing_by: dict[str, int]
    version: int
    published_no: int
    changed_at: dt.datetime | None
    submitted_at: dt.datetime | None


def rows_of(actor: Actor, place: Place) -> list[Row]:
    """All schools inside a unit with their plans, in two looks."""
    schools = [
        one for one in directory.places_inside(place.interval, "school")
        if one.opened <= clock.today()
    ]  # fmt: skip
    lo, hi = place.interval
    plans = Plan.objects.filter(
        inside(actor.reach(Permission.SEE_SCHOOL_PLANS)), unit_no__gte=lo, unit_no__lt=hi
    )
    by_school = {one.school_id: one for one in plans}
    return [_row(one, by_school.get(one.no)) for one in schools]


def _row(school: Place, plan: Plan | None) -> Row:
    if plan is None:
        return Row(school, "none", 0, {}, 0, 0, None, None)
    return Row(
        school, plan.state, plan.missing, plan.missing_by, plan.version, plan.published_no,
        plan.changed_at, plan.submitted_at,
    )  # fmt: skip


def steps_of(plan: Plan) -> list[Step]:
    return list(Step.objects.filter(plan_id=plan.pk).order_by("-at", "-id"))


def comments_of(plan: Plan, chapter: str = "") -> list[Comment]:
    """What was said of a plan (of one chapter), what is not answered first."""
    rows = Comment.objects.filter(plan_id=plan.pk)
    if chapter:
        rows = rows.filter(chapter=chapter)
    return sorted(rows.order_by("at", "id"), key=lambda one: one.answered_at is not None)


def waiting(actor: Actor, permission: Permission, states: Sequence[str]) -> list[Row]:
    """Schools whose plans stand so, where the actor may act on them: the longest waiting first."""
    rows = Plan.objects.filter(inside(actor.reach(permission)), state__in=list(states))
    found = list(rows.order_by("changed_at", "id"))
    places = directory.places({one.school_id for one in found})
    return [_row(places[one.school_id], one) for one in found]


def to_decide(actor: Actor) -> int:
    """How many plans wait for the bureau."""
    return Plan.objects.filter(
        inside(actor.reach(Permission.APPROVE_SCHOOL_PLAN)), state="submitted"
    ).count()


def to_go_on(actor: Actor) -> int:
    """How many plans came back to the school: returned, or approved and to be published."""
    return Plan.objects.filter(
        inside(actor.reach(Permission.WRITE_SCHOOL_PLAN)), state__in=["returned", "approved"]
    ).count()
