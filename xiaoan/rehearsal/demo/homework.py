"""Homework of the last days: of the grade that learns at home, on phones, some late, one to be mended;
and on paper in two classes of the outbreak. Some of it lies unmarked.

Nothing is drawn.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.homework import services
from xiaoan.homework.rules.sheets import Said
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.lessons import NEVER, UNHELPED
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.online import CHILD, ILL
from xiaoan.rehearsal.demo.plan import ONLINE_DAYS, Plan
from xiaoan.rehearsal.demo.today import STEPS, teacher
from xiaoan.rehearsal.geography import Class
from xiaoan.web import headings

_SET, _EVENING, _MARKED = 16 * 3600, 20 * 3600, 21 * 3600
_LATE = 22 * 3600
_AT_HOME = (
    ("chinese", "第21课生字各写两遍", "写在田字格本上,注意笔顺。", 20),
    ("maths", "练习册第48页", "第 3 题写出过程。", 25),
    ("chinese", "读《慈母情深》,答三个问题", "课后第 1、2、3 题。", 25),
)
_ON_PAPER = (
    ("chinese", "第七单元词语听写", "家长报,学生写。", 20),
    ("maths", "口算 30 题", "", 10),
)
_HEADINGS = ["学生姓名", "提交状态", "提交时间"]


@dataclass(frozen=True)
class _Set:
    """A task that was set: of a class, on a day."""

    one: Class
    id: UUID
    day: dt.date


def before(plan: Plan) -> int:
    """What was set on the last days; gives how many tasks."""
    days = plan.past[-ONLINE_DAYS:]
    count = 0
    for n, (day, given) in enumerate(zip(days, _AT_HOME, strict=True)):
        for one in plan.online.classes:
            made = _set(plan, one, day, given, "online", clock.at(day, dt.time(20)))
            _told(plan, made, _EVENING, {NEVER: "missing", UNHELPED: "no_device", CHILD: "missing"})
            # What the last day brought lies there unmarked.
            if n < len(days) - 1:
                _marked(plan, made, _MARKED, single=n == 0)
            elif one is plan.online.classes[0]:
                _listed(plan, made)
            count += 1
    incidents = plan.history.incidents
    for one in (incidents.silent, incidents.gastro["signal"]):
        for given, day in zip(_ON_PAPER, days[-2:], strict=True):
            made = _set(plan, one, day, given, "paper", clock.at(plan.past[-1], dt.time(20)))
            if day == days[-2]:
                _told(plan, made, _LATE, {18: "missing", 10: "missing"})
            count += 1
    return count


def learn(plan: Plan, guardian_id: UUID) -> int:
    """What the guardian of the sign-in page handed in, and what is due today; gives how many tasks."""
    first = plan.online.classes[0]
    child = plan.pupils_of(first)[CHILD].id
    with acting_as(BUILDER):
        family = accounts.actors_of([guardian_id])[guardian_id]
    day, last = plan.past[-1], plan.past[-2]
    mended = _set(plan, first, last, ("english", "朗读 Unit 6,抄单词", "每个词两遍。", 15), "online",
                  clock.at(last, dt.time(20)))  # fmt: skip
    _hand_in(family, mended, child, _EVENING - 1800, "单词抄好了,已朗读三遍。")
    stand_at(second_of(last, _MARKED))
    with acting_as(_teacher(plan, first)) as actor:
        words = "第 4 个词少写一个 s,请改。"
        services.give_back(actor, uuid7(), mended.id, child, words)
    _told(plan, mended, _MARKED + 600, {NEVER: "missing", UNHELPED: "no_device"})
    late = _set(plan, first, day, ("science", "记录三天的天气", "画成表。", 10), "online",
                clock.at(day, dt.time(18)))  # fmt: skip
    _hand_in(family, late, child, _EVENING, "三天的温度记在表里了。")
    for one in plan.online.classes:
        _set(plan, one, day, ("maths", "练习册第50页", "明天晚上八点前交。", 20), "online",
             clock.at(plan.day, dt.time(20)))  # fmt: skip
    stand_at(second_of(plan.day, STEPS[-1]))
    with acting_as(BUILDER):
        services.excuse_due(BUILDER)
        services.owe_marking(BUILDER)
    return 2 + len(plan.online.classes)


def _set(
    plan: Plan,
    one: Class,
    day: dt.date,
    given: tuple[str, str, str, int],
    way: str,
    due: dt.datetime,
) -> _Set:
    subject, title, text, minutes = given
    stand_at(second_of(day, _SET))
    with acting_as(_teacher(plan, one)) as actor:
        new = services.NewTask(uuid7(), (one.no,), subject, title, text, minutes, way, due)
        (made,) = services.set_homework(actor, new)
    return _Set(one, made, day)


def _told(plan: Plan, made: _Set, second: int, said: dict[int, str]) -> None:
    """All handed in but these places on the roll, and who is ill."""
    pupils = [one.id for one in plan.pupils_of(made.one)]
    without = {pupils[at]: state for at, state in said.items() if at < len(pupils)}
    if made.one in plan.online.classes:
        without |= {pupils[seat - 1]: "excused" for seat in ILL[:2] if seat <= len(pupils)}
    stand_at(second_of(made.day, second))
    with acting_as(_teacher(plan, made.one)) as actor:
        services.tell(actor, uuid7(), made.id, without)


def _listed(plan: Plan, made: _Set) -> None:
    """What the platform had of it: the same, one handed in late, and a name that is nobody's surely."""
    late = Said("handed", late=True, at=clock.at(made.day, dt.time(20, 20)))
    stand_at(second_of(made.day, _EVENING + 1800))
    with acting_as(_teacher(plan, made.one)) as actor:
        found = services.Reading(
            headings=_HEADINGS, fingerprint=headings.fingerprint("homework", _HEADINGS),
            mapping=dict(zip(_HEADINGS, ("name", "state", "handed"), strict=True)), rows=2,
            people={plan.pupils_of(made.one)[NEVER].id: late}, unknown={"朵朵妈妈": late},
        )  # fmt: skip
        kept = services.keep_sheet(actor, made.id, "demo", found)
        services.apply_sheet(actor, kept)


def _marked(plan: Plan, made: _Set, second: int, *, single: bool) -> None:
    """All seen; `single`: a few of them with a grade and a word before."""
    pupils = [one.id for one in plan.pupils_of(made.one)]
    stand_at(second_of(made.day, second))
    with acting_as(_teacher(plan, made.one)) as actor:
        if single:
            for at, mark, words in (
                (0, "excellent", "字很端正。"),
                (4, "pass", "第二行再写一遍。"),
            ):
                services.mark(actor, uuid7(), made.id, pupils[at], mark, words)
        services.mark_all(actor, uuid7(), made.id)


def _hand_in(family: Actor, made: _Set, child: UUID, second: int, text: str) -> None:
    stand_at(second_of(made.day, second))
    with acting_as(family) as actor:
        services.hand_in(actor, services.NewPiece(uuid7(), made.id, child, text))


def _teacher(plan: Plan, one: Class) -> Actor:
    return teacher(plan.teachers[one.no][0], one)
