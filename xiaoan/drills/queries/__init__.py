"""Drills: one as a page shows it, those of a school, and how schools stand."""

import datetime as dt
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.drills.models import Act, Case, Drill, Part, Step
from xiaoan.drills.queries import scenario_words
from xiaoan.drills.queries.readiness import DrillReadiness, readiness
from xiaoan.drills.rules import scenarios, timing
from xiaoan.inspections.queries import sources
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside
from xiaoan.outbreaks.queries import supposed

__all__ = [
    "Detail", "DrillReadiness", "Row", "detail", "mine", "of_school", "outcome_of", "readiness",
    "roles_of", "steps_of", "to_json", "with_part",
]  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A drill in a list."""

    id: UUID
    name: str
    form: str
    planned_at: dt.datetime
    state: str
    verdict: str
    outcome: timing.Outcome | None
    findings: int
    findings_open: int
    repeats: bool


@dataclass(frozen=True)
class StepRow:
    """A step as the page tells it. `due_at`, `minutes`: of a drill that has begun; `result`: rules.timing."""

    step: scenarios.Step
    role: str
    who: str
    due_at: dt.datetime | None
    done_at: dt.datetime | None
    minutes: int | None
    result: str
    words: str
    mine: bool


@dataclass(frozen=True)
class CaseRow:
    label: str
    signs: str
    diagnosis: str
    onset: dt.date
    told_at: dt.datetime | None


@dataclass(frozen=True)
class Told:
    """An act as the course tells it."""

    what: str
    step: str
    words: str
    at: dt.datetime
    by: str


@dataclass(frozen=True)
class Detail:
    """A drill with all that belongs to it. `said`: what the rules in force would say of its made-up pupils;
    `parts`: (role, who)."""

    drill: Drill
    scenario: scenarios.Scenario
    school: str
    place: str
    organiser: str
    assessor: str
    concluded_by: str
    parts: tuple[tuple[scenarios.Role, str], ...]
    steps: tuple[StepRow, ...]
    cases: tuple[CaseRow, ...]
    said: tuple[supposed.Told, ...]
    findings: tuple[sources.Known, ...]
    told: tuple[Told, ...]
    outcome: timing.Outcome | None
    keeps: bool
    assesses: bool


def to_json(scenario: scenarios.Scenario) -> dict[str, Any]:
    """As a drill keeps it; `scenario_of` reads it."""
    return asdict(scenario)


def scenario_of(row: Drill) -> scenarios.Scenario:
    """The scenario as it was when the drill was planned."""
    told = dict(row.sheet)
    return scenarios.Scenario(
        **{
            **told,
            "forms": tuple(told["forms"]),
            "roles": tuple(
                scenarios.Role(one["code"], one["name"], tuple(one["posts"]))
                for one in told["roles"]
            ),
            "steps": tuple(scenarios.Step(**one) for one in told["steps"]),
            "cases": tuple(scenarios.Case(**one) for one in told["cases"]),
        }
    )


def steps_of(row: Drill) -> tuple[scenarios.Step, ...]:
    return scenario_of(row).steps


def timed(row: Drill) -> list[timing.Timed]:
    """Each step of a drill as it went."""
    return _timed(steps_of(row), Step.objects.filter(drill_id=row.pk))


def _timed(steps: Iterable[scenarios.Step], kept: Iterable[Step]) -> list[timing.Timed]:
    by = {one.code: one for one in kept}
    return [
        timing.Timed(
            step.code, step.within, step.critical,
            by[step.code].done_at, by[step.code].skipped, by[step.code].by_id,
        )
        if step.code in by
        else timing.Timed(step.code, step.within, step.critical, None)
        for step in steps
    ]  # fmt: skip


def burst() -> timing.Burst:
    """What counts as entered afterwards."""
    norm = scenarios.book().norm
    return timing.Burst(norm.burst_seconds, norm.burst_steps)


def outcome_of(row: Drill) -> timing.Outcome:
    """The steps of a drill that is over, counted."""
    if row.begun_at is None or row.ended_at is None:
        raise NotFound
    return timing.outcome(timed(row), row.begun_at, row.ended_at, burst())


def with_part(actor: Actor) -> Q:
    """Drills in which the actor plays a part, leads or assesses: one look, so that what is there and not
    theirs takes as long as what is not there."""
    if actor.user_id is None:
        return Q(pk=None)
    parts = Part.objects.filter(user_id=actor.user_id).values("drill_id")
    return Q(organiser_id=actor.user_id) | Q(assessor_id=actor.user_id) | Q(pk__in=parts)


def roles_of(actor: Actor, row: Drill) -> set[str]:
    """The roles that the actor plays."""
    rows = Part.objects.filter(drill_id=row.pk, user_id=actor.user_id)
    return set(rows.values_list("role", flat=True)) if actor.user_id else set()


def beyond(actor: Actor, drill_id: UUID) -> AbstractContextManager[object]:
    """The scope in which the actor reads and marks a drill: their own, or, for who plays a part in a drill
    of their school but has a class alone, the school's. NotFound for anybody else."""
    if Drill.objects.filter(inside(actor.reach(Permission.SEE_DRILLS)), pk=drill_id).exists():
        return nullcontext()
    with everywhere("drills"):
        if not Drill.objects.filter(with_part(actor), pk=drill_id).exists():
            raise NotFound
    return everywhere("drills")


def detail(actor: Actor, drill_id: UUID) -> Detail:
    """One drill, for whoever sees drills there or plays a part in it; NotFound."""
    with beyond(actor, drill_id):
        return _detail(actor, Drill.objects.get(pk=drill_id))


def _detail(actor: Actor, row: Drill) -> Detail:
    scenario = scenario_words.told(scenario_of(row))
    acts = list(Act.objects.filter(drill_id=row.pk).order_by("no"))
    parts = dict(Part.objects.filter(drill_id=row.pk).values_list("role", "user_id"))
    people = {one for one in parts.values() if one} | {row.organiser_id, row.assessor_id}
    people |= {one.by_id for one in acts} | (
        {row.concluded_by_id} if row.concluded_by_id else set()
    )
    with everywhere("drills") as system:
        names = accounts.names(system, people)
    places = directory.places({row.school_id, row.class_no or row.school_id})
    roles = {one.code: one for one in scenario.roles}
    steps = {one.code: one for one in scenario.steps}
    cases = _cases(row, scenario)
    keeps = actor.may(Permission.KEEP_DRILLS, row.unit_no)
    return Detail(
        row, scenario, places[row.school_id].name,
        places[row.class_no].name if row.class_no else "", names.get(row.organiser_id, ""),
        names.get(row.assessor_id, ""),
        names.get(row.concluded_by_id, "") if row.concluded_by_id else "",
        tuple((roles[code], names.get(parts.get(code) or row.pk, "")) for code in roles),
        tuple(_steps(actor, row, scenario, parts, names)), tuple(cases),
        tuple(_said(row, cases)), tuple(sources.about([row.pk])),
        tuple(
            Told(
                one.what, steps[one.code].words if one.code in steps else "", one.words, one.at,
                names.get(one.by_id, ""),
            )
            for one in acts
        ),
        outcome_of(row) if row.ended_at else None, keeps,
        row.organiser_id != actor.user_id and (row.assessor_id == actor.user_id or keeps),
    )  # fmt: skip


def _steps(
    actor: Actor, row: Drill, scenario: scenarios.Scenario, parts: dict[str, UUID | None],
    names: dict[UUID, str],
) -> list[StepRow]:  # fmt: skip
    kept = {one.code: one for one in Step.objects.filter(drill_id=row.pk)}
    how = {one.code: one for one in timed(row)}
    afterwards = timing.afterwards(list(how.values()), burst())
    roles, now = {one.code: one.name for one in scenario.roles}, clock.now()
    found = []
    for step in scenario.steps:
        begun, one = row.begun_at, kept.get(step.code)
        done_at = one.done_at if one else None
        found.append(
            StepRow(
                step, roles[step.role], names.get(parts.get(step.role) or row.pk, ""),
                timing.due_at(begun, step.within) if begun else None, done_at,
                timing.minutes(begun, done_at) if begun and done_at else None,
                (
                    timing.AFTERWARDS if step.code in afterwards
                    else timing.result(how[step.code], begun, now, is_over=row.ended_at is not None)
                ) if begun else timing.WAITING,
                (one.skipped or one.note) if one else "",
                actor.user_id is not None and parts.get(step.role) == actor.user_id,
            )
        )  # fmt: skip
    return found


def _cases(row: Drill, scenario: scenarios.Scenario) -> list[CaseRow]:
    """Made-up pupils told of so far; of a drill that is only planned all of them, so that it can be
    prepared."""
    begun, now = row.begun_at, row.ended_at or clock.now()
    day = (begun or row.planned_at).astimezone(clock.ZONE).date()
    found = [
        CaseRow(
            one.label, one.signs, one.diagnosis, day - dt.timedelta(days=one.onset_days),
            timing.due_at(begun, one.minute) if begun else None,
        )
        for one in scenario.cases
        if begun is None or timing.due_at(begun, one.minute) <= now
    ]  # fmt: skip
    return found + [
        CaseRow(
            one.label, one.signs, one.diagnosis, day - dt.timedelta(days=one.onset_days), one.at
        )
        for one in Case.objects.filter(drill_id=row.pk).order_by("at", "id")
    ]


def _said(row: Drill, cases: Iterable[CaseRow]) -> list[supposed.Told]:
    if row.begun_at is None:
        return []
    ill = [
        supposed.Ill(f"{n}", row.class_no or row.unit_no, one.onset, one.signs, one.diagnosis)
        for n, one in enumerate(cases)
    ]
    return supposed.supposed(ill, row.unit_no, row.begun_at.astimezone(clock.ZONE).date())


def of_school(actor: Actor, school_no: int) -> list[Row]:
    """Drills of a school, the latest first."""
    if not actor.may(Permission.SEE_DRILLS, school_no):
        raise NotFound
    return _rows(list(Drill.objects.filter(unit_no=school_no).order_by("-planned_at", "-id")[:200]))


def mine(actor: Actor) -> list[Row]:
    """Drills in which the actor plays a part and that are not over."""
    with everywhere("drills"):
        parts = Part.objects.filter(user_id=actor.user_id).values_list("drill_id", flat=True)
        rows = Drill.objects.filter(pk__in=list(parts), state__in=["planned", "running"])
        return _rows(list(rows.order_by("planned_at", "id")))


def _rows(found: list[Drill]) -> list[Row]:
    known = sources.about(one.pk for one in found)
    kept = list(Step.objects.filter(drill_id__in=[one.pk for one in found]))
    rows = []
    for one in found:
        own = [each for each in known if each.about_id == one.pk]
        rows.append(
            Row(
                one.pk, scenario_words.said(one.name), one.form, one.planned_at, one.state, one.verdict,
                _outcome(one, [each for each in kept if each.drill_id == one.pk]), len(own),
                sum(each.state != "closed" for each in own), one.repeats_id is not None,
            )
        )  # fmt: skip
    return rows


def _outcome(row: Drill, kept: list[Step]) -> timing.Outcome | None:
    if row.begun_at is None or row.ended_at is None:
        return None
    return timing.outcome(_timed(steps_of(row), kept), row.begun_at, row.ended_at, burst())
