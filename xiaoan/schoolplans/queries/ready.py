"""Whether a school's plan stands, for the gate of reopening: many schools in a fixed number of looks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.schoolplans.models import Plan, Task
from xiaoan.schoolplans.queries import openings, people


@dataclass(frozen=True)
class PlanReadiness:
    """How the plan of a school stands. `version`: the one that was approved last (None: none);
    `missing`: how much
    is missing, people who left among it; `changed_since`: what was approved is no more what holds (the
    plan is
    being changed, the opening has moved, or somebody it names has left)."""

    plan_id: UUID | None
    version: int | None
    state: str
    approved_at: dt.datetime | None
    missing: int
    changed_since: bool


NOTHING = PlanReadiness(None, None, "none", None, 0, changed_since=False)


def readiness(school_nos: Sequence[int], on: dt.date) -> dict[int, PlanReadiness]:
    """School → its plan; a school without one has state "none". Inside the running scope."""
    plans = {one.school_id: one for one in Plan.objects.filter(school_id__in=set(school_nos))}
    places = directory.places(plans)
    days = openings.first_days(list(places.values()))
    gone = people.gone(_named(plans), {one.no: one.end for one in places.values()}, on)
    found = {}
    for no in school_nos:
        plan = plans.get(no)
        if plan is None:
            found[no] = NOTHING
            continue
        left = len(gone.get(no, ()))
        opening = days.get(no) or plan.own_opening
        approved = plan.state in ("approved", "published")
        moved = plan.opened_on is not None and opening != plan.opened_on
        being_changed = plan.approved_at is not None and not approved
        found[no] = PlanReadiness(
            plan.pk, plan.version if approved else plan.published_no or None, plan.state,
            plan.approved_at, max(plan.missing, left),
            changed_since=being_changed or (plan.approved_at is not None and bool(moved or left)),
        )  # fmt: skip
    return found


def _named(plans: dict[int, Plan]) -> dict[int, set[UUID]]:
    rows = Task.objects.filter(plan_id__in=[one.pk for one in plans.values()], removed=False)
    found: dict[int, set[UUID]] = {no: set() for no in plans}
    for no, person, deputy in rows.values_list("school_id", "person_id", "deputy_id"):
        found[no] |= {who for who in (person, deputy) if who}
    return found
