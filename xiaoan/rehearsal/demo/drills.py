"""Drills of one township's schools: at the school of the outbreak one that has to be done again, and is
planned for tomorrow; at the next one passed with its finding still open; at a third one that waits for its
assessor. All others have held none yet."""

import datetime as dt
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.drills import services as drills
from xiaoan.drills.queries import choices
from xiaoan.drills.rules import scenarios
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.inspections import people_of
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.today import STEPS

_DAYS_AGO, _AT, _TOMORROW_AT = 7, 15 * 3600, 14 * 3600
_FLU = scenarios.book().scenarios["flu_cluster"]
_FOUND = "报告电话表里疾控中心的号码是旧的"


def before(plan: Plan) -> int:
    """What was drilled on a day before; gives how many drills."""
    _officer, principals = people_of(plan)
    own = plan.history.incidents.school.no
    schools = [own, *(no for no in principals if no != own)][:3]
    for at, no in enumerate(schools):
        drill_id = _held(plan, no, principals[no], leave_out=at == 0)
        if at < 2:
            _assess(no, principals[no], drill_id, passed=at == 1)
    return len(schools)


def today(plan: Plan) -> int:
    """What was to be done again is planned for tomorrow; gives how many."""
    stand_at(second_of(plan.day, STEPS[-1]))
    _officer, principals = people_of(plan)
    own = plan.history.incidents.school.no
    with acting_as(BUILDER):
        again = choices.to_repeat(own)
    for drill_id, _name in again:
        at = second_of(plan.day + dt.timedelta(days=1), _TOMORROW_AT)
        with acting_as(principals[own]) as principal:
            drills.plan(principal, _plan(own, principal, at, drill_id))
    return len(again)


def passed(plan: Plan, school_no: int, principal: Actor) -> None:
    """A school drilled in the last days, and the assessor found nothing."""
    drill_id = _held(plan, school_no, principal, leave_out=False)
    with acting_as(BUILDER):
        chosen = next(
            who for who, _name in choices.assessors(school_no) if who != principal.user_id
        )
        assessor = accounts.actors_of([chosen])[chosen]
    with acting_as(assessor) as actor:
        drills.conclude(
            actor, drills.Conclusion(uuid7(), drill_id, "passed", "分工清楚,用时都在时限内。")
        )


def _plan(
    school_no: int, principal: Actor, at: dt.datetime, repeats: UUID | None = None
) -> drills.NewDrill:
    classes = choices.classes(school_no)
    class_no = classes[0][0] if classes else None
    assessor = next(
        (who for who, _name in choices.assessors(school_no) if who != principal.user_id), None
    )
    parts = {one.code: choices.in_posts(school_no, one.posts, class_no) for one in _FLU.roles}
    return drills.NewDrill(
        uuid7(), school_no, _FLU.code, "tabletop", at, assessor, "会议室", class_no, parts, repeats
    )


def _held(plan: Plan, school_no: int, principal: Actor, *, leave_out: bool) -> UUID:
    """Planned, run and ended, a step every few minutes; `leave_out`: one critical step was forgotten."""
    began = second_of(plan.day - dt.timedelta(days=_DAYS_AGO), _AT)
    stand_at(began - dt.timedelta(hours=2))
    with acting_as(principal) as actor:
        drill_id = drills.plan(actor, _plan(school_no, actor, began))
    stand_at(began)
    with acting_as(principal) as actor:
        drills.begin(actor, drills.Said(uuid7(), drill_id))
    for n, step in enumerate(_FLU.steps):
        if leave_out and step.code == "report":
            continue
        stand_at(began + dt.timedelta(minutes=4 * n + 3))
        with acting_as(principal) as actor:
            drills.done(actor, drills.Said(uuid7(), drill_id, step.code))
    stand_at(began + dt.timedelta(minutes=50))
    with acting_as(principal) as actor:
        drills.end(actor, drills.End(uuid7(), drill_id, 9, 0))
    return drill_id


def _assess(school_no: int, leader: Actor, drill_id: UUID, *, passed: bool) -> None:
    with acting_as(BUILDER):
        chosen = next(who for who, _name in choices.assessors(school_no) if who != leader.user_id)
        assessor = accounts.actors_of([chosen])[chosen]
    with acting_as(assessor) as actor:
        if passed:
            drills.find(actor, drills.NewFinding(uuid7(), drill_id, "report", _FOUND, "minor"))
            given = drills.Conclusion(uuid7(), drill_id, "passed", "分工清楚,用时都在时限内。")
        else:
            given = drills.Conclusion(uuid7(), drill_id, "again", "没有人向疾控中心报告,需要复练。")
        drills.conclude(actor, given)
