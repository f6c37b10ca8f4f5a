"""Drills in the states that tests begin from, made by services."""

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

import time_machine

from tests.builders import CLASS_11, PRIMARY, Universe
from tests.outbreaks.looks import Acting
from xiaoan.drills import services
from xiaoan.drills.models import Drill
from xiaoan.drills.rules import scenarios
from xiaoan.duties.models import Duty
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere

FLU = scenarios.book().scenarios["flu_cluster"]


def a_plan(universe: Universe, **other: Any) -> services.NewDrill:
    """The principal plans; the doctor assesses; the teacher of class 1(1) plays the teacher."""
    users = universe.users
    made = services.NewDrill(
        uuid7(), PRIMARY, "flu_cluster", "tabletop", clock.now() + dt.timedelta(hours=2),
        users["doctor"].pk, "会议室", CLASS_11,
        {"lead": users["principal"].pk, "doctor": users["doctor"].pk, "teacher": users["teacher"].pk},
    )  # fmt: skip
    return replace(made, **other)


def planned(acting: Acting, universe: Universe, **other: Any) -> Drill:
    return row(services.plan(acting("principal"), a_plan(universe, **other)))


def running(acting: Acting, universe: Universe, **other: Any) -> Drill:
    made = planned(acting, universe, **other)
    services.begin(acting("principal"), said(made))
    return row(made.pk)


def held(acting: Acting, universe: Universe, **other: Any) -> Drill:
    """Over, with a step done every half minute; it ended just now."""
    now, each = clock.now(), dt.timedelta(seconds=30)
    began = now - each * (len(FLU.steps) + 1)
    with time_machine.travel(began, tick=False):
        made = running(acting, universe, **other)
    principal = acting("principal")
    for n, step in enumerate(FLU.steps, start=1):
        with time_machine.travel(began + n * each, tick=False):
            services.done(principal, said(made, code=step.code))
    services.end(principal, services.End(uuid7(), made.pk, 6, 0))
    return row(made.pk)


def said(made: Drill, **other: Any) -> services.Said:
    return replace(services.Said(uuid7(), made.pk), **other)


def row(pk: UUID) -> Drill:
    with everywhere("tests"):
        return Drill.objects.get(pk=pk)


def owed(made: Drill) -> list[tuple[str, str, UUID | None]]:
    """(kind, state, who) of every duty about a drill, in the order of kinds."""
    with everywhere("tests"):
        rows = Duty.objects.filter(about_id=made.pk).order_by("kind", "opened_at", "id")
        return [(one.kind.removeprefix("drills."), one.state, one.assignee_id) for one in rows]
