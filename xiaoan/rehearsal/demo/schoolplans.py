"""Plans of reopening: one in force, one to be judged, one returned with a comment, one begun."""

import datetime as dt
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.moments import second_of, stand_at
from xiaoan.rehearsal.demo.plan import NEXT_TERM, Plan
from xiaoan.rehearsal.demo.supplies import actor_as
from xiaoan.rehearsal.demo.today import STEPS
from xiaoan.schoolplans import services
from xiaoan.schoolplans.queries import plans
from xiaoan.schoolplans.rules.completeness import Task

_WORDS = {
    "routes": "低年级 7:30 东门,高年级 7:50 西门;家长停在黄线外。东门、西门各两名值守。",
    "hospital": "县人民医院发热门诊(演示号码 0000-120);从西门出,车程 8 分钟。",
    "batches": "毕业年级先开学,三天后其他年级分两批到校。",
}  # fmt: skip
_OTHERS = "按县教育局要求,由年级组落实到班,每天 16:00 前把情况报给校医,校长当天核对。"


def write(plan: Plan) -> int:
    """Through the ordinary services; gives how many schools have a plan."""
    own = plan.history.incidents.school
    others = [
        one.no for one in plan.county.schools if one.no != own.no and one.kind in ("primary", "junior")
    ][:3]  # fmt: skip
    county = (numbering.COUNTY, numbering.COUNTY)
    officer = actor_as(plan, "bureau_officer", *county)
    stand_at(second_of(plan.day - dt.timedelta(days=1), STEPS[-1]))
    for no, act in zip([own.no, *others], ("return", "publish", "submit", "start"), strict=False):
        principal = actor_as(plan, "principal", no, numbering.SCHOOL)
        _begin(principal, no)
        if act != "start":
            _fill(principal, no)
            _decide(principal, officer, no, act)
    stand_at(second_of(plan.day, STEPS[-1]))
    return 1 + len(others)


def put_in_force(plan: Plan, no: int) -> None:
    """Begun, filled, approved and published by a school, the evening before."""
    stand_at(second_of(plan.day - dt.timedelta(days=1), STEPS[-1]))
    principal = actor_as(plan, "principal", no, numbering.SCHOOL)
    officer = actor_as(plan, "bureau_officer", numbering.COUNTY, numbering.COUNTY)
    _begin(principal, no)
    _fill(principal, no)
    _decide(principal, officer, no, "publish")


def _begin(principal: Actor, no: int) -> None:
    with acting_as(principal):
        services.start(principal, services.NewPlan(uuid7(), no, ("canteen",), NEXT_TERM[0]))


def _fill(principal: Actor, no: int) -> None:
    with acting_as(principal):
        plan = plans.plan_of(no)
        if plan is None:
            return
        whole = plans.whole(plan, directory.place(no))
        for one in whole.chapters:
            typed = {
                entry.code: services.Typed(_WORDS.get(entry.code, _OTHERS), 0)
                for entry in one.of("field")
            }
            if typed:
                services.write_texts(principal, uuid7(), no, one.code, typed)
        staff = [one.user_id for one in whole.staff]
        for task in whole.tasks:
            if task.person_id is None or task.deputy_id is None:
                services.put_task(principal, uuid7(), no, _named(task, staff))


def _named(task: Task, staff: list[UUID]) -> services.Given:
    """The task with whoever comes first where the record proposes nobody."""
    person = task.person_id or next(who for who in staff if who != task.deputy_id)
    deputy = task.deputy_id or next(who for who in staff if who != person)
    return services.Given(
        task.chapter, task.phase, task.what, person, deputy, task.due_on, task.offset, task.place,
        task.evidence, task.id, task.rev, task.wants_file,
    )  # fmt: skip


def _decide(principal: Actor, officer: Actor, no: int, act: str) -> None:
    with acting_as(principal):
        plan = plans.plan_of(no)
        if plan is None or plan.missing:
            return
        version = services.submit(principal, uuid7(), no)
    if act == "return":
        with acting_as(officer):
            services.comment(officer, uuid7(), no, "day", None, "请写明每个校门谁值守、几个通道。")
            services.give_back(officer, uuid7(), no, "第六章要细,其余可以。")
    if act == "publish":
        with acting_as(officer):
            services.approve(officer, uuid7(), no, version)
        with acting_as(principal):
            services.publish(principal, uuid7(), no)
