"""Lessons of the grade that learns at home: three days that are over, and this morning with one running and
children who do not watch it; an export with names that are nobody's; who is excused or has no device, and
what is lent.

Who misses a lesson is drawn from a generator of its own; all else is written.
"""

import datetime as dt
from uuid import UUID

import numpy as np

from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.lessons import services
from xiaoan.lessons.queries import Lesson
from xiaoan.lessons.queries import lessons as queries
from xiaoan.lessons.rules import Stay
from xiaoan.outreach import queries as outreach_queries
from xiaoan.outreach import services as outreach
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.online import ILL
from xiaoan.rehearsal.demo.plan import ONLINE_DAYS, Plan
from xiaoan.rehearsal.demo.supplies import actor_as
from xiaoan.rehearsal.demo.today import STEPS, teacher
from xiaoan.rehearsal.geography import Class
from xiaoan.rehearsal.reports import seconds
from xiaoan.web import headings

# Begins, ends, subject, whether the subject teacher gives it. The second runs at 08:05.
_HOURS = (
    ((7, 20), (7, 40), "english", True), ((7, 50), (8, 20), "chinese", False),
    ((8, 50), (9, 20), "maths", True), ((10, 0), (10, 20), "science", False),
)  # fmt: skip
_LINK = "https://meeting.example.cn/class"
_TEN = 10 * 3600
_LATER, _DAY_OVER = 300, 17 * 3600
# When the teacher of the running lesson looked, and called the first family.
_LOOKED, _CALLED = seconds((8, 2)), seconds((8, 4))
# Places on the roll, from 0: never seen in a lesson, without a device (a loan is planned), without network.
NEVER, HELPED, UNHELPED = 7, 9, 15
# Who does not watch at the moment.
_NOW = (4, 8)
# How many of a class miss a lesson.
_MISSING = (0, 1, 1, 2, 3)
# Two who are on the platform under names of their mothers, and what the platform calls its columns.
_NAMELESS, _NAMES = (2, 5), ("朵朵妈妈", "平安是福")
_HEADINGS = ["用户昵称(入会昵称)", "入会时间", "退会时间"]
# Number, to whom (place on the roll), due back so many days from today.
_LOANS = (("PB-017", 10, -3), ("PB-021", 14, 30))


def before(plan: Plan) -> int:
    """The days at home that are over; gives how many lessons."""
    _lend(plan)
    first = plan.past[-ONLINE_DAYS]
    stand_at(second_of(first - dt.timedelta(days=1), _DAY_OVER))
    for one in plan.online.classes:
        _begin(plan, one)
    rng = np.random.default_rng([plan.county.seed, 31])
    count = 0
    for day in plan.past[-ONLINE_DAYS:]:
        stand_at(second_of(day, 0))
        with acting_as(BUILDER):
            services.lay_out(day, (plan.online.no, plan.online.no + numbering.GRADE))
        is_last = day == plan.past[-1]
        for n, (_starts, ends, _subject, _deputy) in enumerate(_HOURS):
            stand_at(second_of(day, seconds(ends) + _LATER))
            for one in plan.online.classes:
                # Of the last lesson of the last day nobody in the first class has said who watched.
                if not (is_last and n == len(_HOURS) - 1 and one is plan.online.classes[0]):
                    _report(plan, one, day, n, _absent(plan, rng, one))
                count += 1
        stand_at(second_of(day, _DAY_OVER))
        with acting_as(BUILDER):
            services.owe(BUILDER)
    _export(plan, plan.past[-2])
    return count


def _export(plan: Plan, day: dt.date) -> None:
    """What the platform had of the last lesson of a day in the first class: two names are nobody's surely."""
    one, (starts, ends, _subject, _deputy) = plan.online.classes[0], _HOURS[-1]
    stays = Stay(spans=((seconds(starts), seconds(ends)),))
    away = {NEVER, HELPED, UNHELPED, *_NAMELESS}
    pupils = [who for at, who in enumerate(_ids(plan, one)) if at not in away]
    stand_at(second_of(day, _DAY_OVER))
    with acting_as(_class_teacher(plan, one)) as actor:
        lesson = _nth(actor, one, day, len(_HOURS) - 1)
        found = services.Reading(
            headings=_HEADINGS, fingerprint=headings.fingerprint("tencent_meeting", _HEADINGS),
            mapping=dict(zip(_HEADINGS, ("name", "join", "leave"), strict=True)),
            rows=len(pupils) + len(_NAMES), people={lesson.pk: dict.fromkeys(pupils, stays)},
            unknown={lesson.pk: dict.fromkeys(_NAMES, stays)},
        )  # fmt: skip
        sent = services.Sent(one.no, "tencent_meeting", lesson.pk)
        services.apply(actor, services.keep_preview(actor, sent, "demo", found), replaces=True)


def learn(plan: Plan) -> int:
    """This morning until 08:05; gives how many lessons there are today."""
    rng = np.random.default_rng([plan.county.seed, 32])
    interval = (plan.online.no, plan.online.no + numbering.GRADE)
    stand_at(second_of(plan.day, 0))
    with acting_as(BUILDER):
        services.lay_out(plan.day, interval)
    stand_at(second_of(plan.day, seconds(_HOURS[0][1]) + _LATER))
    for one in plan.online.classes:
        _report(plan, one, plan.day, 0, _absent(plan, rng, one))
    first = plan.online.classes[0]
    stand_at(second_of(plan.day, _LOOKED))
    pupils = _ids(plan, first)
    missing = {pupils[at] for at in (*_NOW, NEVER) if at < len(pupils)}
    _report(plan, first, plan.day, 1, missing)
    stand_at(second_of(plan.day, _CALLED))
    with acting_as(_class_teacher(plan, first)) as actor:
        task = next(t for t in outreach_queries.open_tasks(actor) if t.person_id == pupils[_NOW[0]])
        outreach.call(actor, outreach.NewCall(uuid7(), task.id, "not_reached", note="占线"))
    stand_at(second_of(plan.day, STEPS[-1]))
    with acting_as(BUILDER):
        services.owe(BUILDER)
    return len(_HOURS) * len(plan.online.classes)


def _lend(plan: Plan) -> None:
    """A tablet that should be back, and one that came in time for the lessons."""
    school = plan.history.incidents.school.no
    one = plan.online.classes[0]
    days = (plan.day - dt.timedelta(days=30), plan.past[-ONLINE_DAYS])
    for (serial, at, due), day in zip(_LOANS, days, strict=True):
        stand_at(second_of(day, _TEN))
        whom = _ids(plan, one)[min(at, one.size - 1)]
        new = services.NewLoan(
            uuid7(), one.no, whom, "平板电脑", serial, plan.day + dt.timedelta(days=due),
            "完好,带充电器",
        )  # fmt: skip
        with acting_as(actor_as(plan, "principal", school, numbering.SCHOOL)) as actor:
            services.lend(actor, new)


def _begin(plan: Plan, one: Class) -> None:
    """The timetable of a class, and who is excused or has nothing to watch on."""
    given = [
        services.NewEntry(
            one.no, subject, weekday, None, dt.time(*starts), dt.time(*ends), "tencent_meeting", _LINK,
            teacher_id=plan.teachers[one.no][1 if deputy else 0],
        )
        for weekday in range(1, 6) for starts, ends, subject, deputy in _HOURS
    ]  # fmt: skip
    pupils, first = _ids(plan, one), plan.past[-ONLINE_DAYS]
    with acting_as(_class_teacher(plan, one)) as actor:
        services.enter(actor, uuid7(), one.no, given)
        for seat in ILL:
            if seat <= len(pupils):
                until = plan.day if seat == ILL[0] else plan.past[-1]
                words = services.NewExcuse(
                    uuid7(), one.no, pupils[seat - 1], "ill", first, until, ""
                )
                services.excuse(actor, words)
        for at, plan_of in ((HELPED, ("device", "loan", plan.day)), (UNHELPED, ("network",))):
            if at < len(pupils):
                services.plan_help(actor, services.Plan(uuid7(), one.no, pupils[at], *plan_of))


def _absent(plan: Plan, rng: np.random.Generator, one: Class) -> set[UUID]:
    """Who does not watch a lesson: some by chance, one child of the first class each time."""
    pupils = _ids(plan, one)
    found = {pupils[at] for at in rng.choice(len(pupils), int(rng.choice(_MISSING)), replace=False)}
    if one is plan.online.classes[0] and len(pupils) > NEVER:
        found.add(pupils[NEVER])
    return found


def _report(plan: Plan, one: Class, day: dt.date, n: int, missing: set[UUID]) -> None:
    with acting_as(_class_teacher(plan, one)) as actor:
        lesson = _nth(actor, one, day, n)
        services.report(actor, services.Report(uuid7(), lesson.pk, frozenset(missing)))


def _nth(actor: Actor, one: Class, day: dt.date, n: int) -> Lesson:
    return queries.of_day(actor, day, one.no)[n]


def _class_teacher(plan: Plan, one: Class) -> Actor:
    return teacher(plan.teachers[one.no][0], one)


def _ids(plan: Plan, one: Class) -> list[UUID]:
    return [pupil.id for pupil in plan.pupils_of(one)]
