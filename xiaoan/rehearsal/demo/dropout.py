"""The drop-out watch of the cast's school: the scores of last night, three pupils on the ledger with the
calls about them, one struck off it; and two children of a list that are on no roll.

Nothing is drawn.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import rules as numbering
from xiaoan.dropout import services as dropout
from xiaoan.dropout.queries import children
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo import outreach
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.supplies import actor_as
from xiaoan.rehearsal.demo.today import STEPS
from xiaoan.rehearsal.geography import Class

_NIGHT, _MORNING = 4 * 3600, 7 * 3600 + 600


@dataclass(frozen=True)
class _Pupil:
    """A pupil of a class, the class teacher, and who goes along on a visit."""

    id: UUID
    teacher: Actor
    second_id: UUID


def watch(plan: Plan) -> int:
    """Gives how many pupils the scores list."""
    school = plan.history.incidents.school
    silent = plan.history.incidents.silent
    fifth = school.grades[-2].classes[0]
    with acting_as(BUILDER):
        principal = actor_as(plan, "principal", school.no, numbering.SCHOOL)
    before, last = plan.past[-3], plan.past[-1]
    _came_back(plan, _pupil(plan, silent, 20), principal)
    gone, away, quiet = _pupil(plan, fifth, 7), _pupil(plan, silent, 9), _pupil(plan, silent, 11)
    _left_behind(before, gone)
    _left_behind(before, away)
    _suspect(before, gone, "国庆后断续来校,上周起没有来,电话关机。")
    outreach.call_to_visit(before, gone.teacher, gone.id)
    outreach.visit_nobody(last, gone.teacher, gone.id, gone.second_id)
    _suspect(last, away, "说去县城表哥店里帮忙,四天没有来。")
    outreach.call_to_visit(last, away.teacher, away.id)
    stand_at(second_of(plan.day, _NIGHT))
    with acting_as(BUILDER):
        listed = dropout.reckon(BUILDER)
    _look_for(plan)
    _suspect(plan.day, quiet, "三天没有来,也没有请假。", _MORNING)
    outreach.call_twice(plan, quiet.teacher, quiet.id)
    stand_at(second_of(plan.day, STEPS[-1]))
    return listed


def _look_for(plan: Plan) -> None:
    """The township's list of children of school age: two are on no roll, one of them was asked about."""
    town = plan.history.incidents.school.township_no
    liaison = actor_as(plan, "township_liaison", town, numbering.TOWNSHIP)
    content = "\n".join(",".join(row) for row in _OF_AGE).encode()
    stand_at(second_of(plan.past[-4], outreach.NOON))
    with acting_as(liaison) as actor:
        new = dropout.NewList(
            uuid7(), town, "village", "东街村村委会", "学龄儿童名册(手填)", plan.past[-4]
        )
        found = dropout.read_list(actor, new, "名册.csv", content)
        if found.list_id is None:
            raise RuntimeError(found)
        dropout.take_over(actor, found.list_id)
        (first, *_others), _total = children.lines(actor, "open")
    stand_at(second_of(plan.past[-2], outreach.NOON))
    with acting_as(liaison) as actor:
        text = "邻居说跟父母去了外省,没有电话。"
        dropout.act_child(actor, dropout.NewChildStep(uuid7(), first.child.pk, "note", text))


# The township's list as a village writes it.
_OF_AGE = (
    ("姓名", "证件号码", "出生日期", "乡镇", "村(社区)", "监护人", "电话"),
    ("庄小满", "", "2018-05-21", "", "东街村", "庄大成", ""),
    ("贺未来", "", "2016-11-02", "", "西街村", "贺春", ""),
)


def _pupil(plan: Plan, one: Class, seat: int) -> _Pupil:
    first = plan.first_pupil[one.index]
    pupil = plan.population.pupils[first + min(seat, one.size - 1)]
    teacher_id, deputy_id = plan.teachers[one.no]
    with acting_as(BUILDER):
        teacher = accounts.actors_of([teacher_id])[teacher_id]
    return _Pupil(pupil.id, teacher, deputy_id)


def _left_behind(day: dt.date, pupil: _Pupil) -> None:
    """On record as of a key group; with calls that nobody answers, the night's scores list the pupil."""
    stand_at(second_of(day, outreach.EARLY))
    with acting_as(pupil.teacher) as actor:
        source = "乡镇留守儿童名单,9月"
        dropout.add_group(actor, dropout.NewGroup(uuid7(), pupil.id, "left_behind", source, "law"))


def _suspect(day: dt.date, pupil: _Pupil, why: str, second: int = _MORNING) -> UUID:
    stand_at(second_of(day, second))
    with acting_as(pupil.teacher) as actor:
        return dropout.open_entry(actor, dropout.NewEntry(uuid7(), pupil.id, why))


def _came_back(plan: Plan, pupil: _Pupil, principal: Actor) -> None:
    """Suspected a week ago, reached, back the next day, struck off by the head."""
    asked, back, checked = plan.past[-6], plan.past[-5], plan.past[-4]
    entry = _suspect(asked, pupil, "两天没有来,同学说不想读了。")
    outreach.reach(asked, outreach.NOON, pupil.teacher, pupil.id)
    stand_at(second_of(back, outreach.NOON))
    with acting_as(pupil.teacher) as actor:
        text = "今早 7:40 到校,奶奶送来的。"
        dropout.act(actor, dropout.NewStep(uuid7(), entry, "ask_close", text, how="back"))
    stand_at(second_of(checked, outreach.EARLY))
    with acting_as(principal) as actor:
        dropout.act(actor, dropout.NewStep(uuid7(), entry, "close", "已到班里看过,在上课。"))
