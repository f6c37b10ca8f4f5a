"""Three directives of the bureau: one past its deadline, one that a township has handed on, one not issued;
the meeting that started the first, and a draft of a circular about it."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directives import services as directives
from xiaoan.directives.queries import register, targets
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.today import STEPS

_TEN, _THREE = 10 * 3600, 15 * 3600
_BEGAN, _LATE, _DUE, _HANDED = 12, 10, 3, 5
_WORDS = "已对照清单逐项自查,消毒记录和通风记录在保健室。"
_SHEET = directives.NewFile("自查表.png", b"\x89PNG\r\n\x1a\n" + bytes(64))


@dataclass(frozen=True)
class _People:
    """Who acts: the bureau's officer, the township's liaison, the principals of its schools."""

    officer: Actor
    liaison: Actor
    principals: dict[int, Actor]
    township: int


def before(plan: Plan) -> int:
    """What was issued on the days before; gives how many parts."""
    people = _people(plan)
    stand_at(second_of(plan.day - dt.timedelta(days=_BEGAN), _TEN))
    first, parts = _first(plan, people)
    _answered(plan, people, first)
    stand_at(second_of(plan.day - dt.timedelta(days=_HANDED), _TEN))
    return parts + _handed_on(plan, people)


def today(plan: Plan) -> None:
    """This morning: a circular is drafted about the first, and a third directive came in."""
    stand_at(second_of(plan.day, STEPS[-1]))
    people = _people(plan)
    with acting_as(people.officer) as officer:
        wanted = targets.Wanted(light="red")
        _total, rows = targets.page_of(officer, wanted, 0, 1)
        if rows:
            title = "关于冬季传染病防控自查督办情况的通报"
            directives.draft(
                officer,
                directives.NewCircular(uuid7(), numbering.COUNTY, title, (rows[0].directive_id,)),
            )
        third = directives.register(
            officer,
            directives.NewDirective(
                uuid7(), numbering.COUNTY, "county_committee", "县委办公室", "演示委办〔2026〕18号", plan.day,
                "落实校园饮用水安全检查", "各学校检查饮用水设备和消毒记录,本周内报结果。", "internal", True,
            ),
        )  # fmt: skip
        _put(officer, third, "检查饮用水设备和消毒记录", plan.day + dt.timedelta(days=7), "school")


def _people(plan: Plan) -> _People:
    township = plan.history.incidents.school.township_no
    schools = [one.no for one in plan.county.schools if one.township_no == township]
    with acting_as(BUILDER):
        named = {no: _who(plan, "principal", no) for no in schools}
        officer = _who(plan, "bureau_officer", numbering.COUNTY)
        liaison = _who(plan, "township_liaison", township)
    if officer is None or liaison is None:
        raise LookupError("nobody is in office at the bureau or the township")
    return _People(
        officer, liaison, {no: one for no, one in named.items() if one is not None}, township
    )


def _who(plan: Plan, role: str, unit_no: int) -> Actor | None:
    try:
        user_id = plan.holder(role, unit_no).user_id
    except LookupError:
        return None
    return accounts.actors_of([user_id]).get(user_id)


def _put(
    officer: Actor, directive_id: UUID, text: str, day: dt.date, level: str, *units: int
) -> int:
    """One task, checked by the officer; gives how many would get it."""
    checker = officer.user_id
    task = directives.NewTask(
        uuid7(), directive_id, text, "自查表照片", clock.at(day, dt.time(18)), checker, level,
        units or (numbering.COUNTY,),
    )  # fmt: skip
    directives.put_task(officer, task)
    row = register.head(officer, directive_id)
    return sum(len(one.units) for one in register.tasks_of(officer, row))


def _first(plan: Plan, people: _People) -> tuple[UUID, int]:
    """A meeting, and what it asks of every school of the township."""
    day = clock.today()
    with acting_as(people.officer) as officer:
        meeting = directives.register_meeting(
            officer,
            directives.NewMeeting(
                uuid7(),
                numbering.COUNTY,
                "冬季传染病防控调度会",
                day,
                "县政府三楼会议室",
                "分管副县长",
                "教育局、卫健局、各乡镇负责人",
                (),
                "会议要求各校一周内完成自查,教育局汇总通报。",
            ),
        )
        found = directives.register(
            officer,
            directives.NewDirective(
                uuid7(), numbering.COUNTY, "meeting", "冬季传染病防控调度会", "演示政办〔2026〕31号", day,
                "开展冬季传染病防控自查", "各学校对照清单自查晨午检、通风消毒、因病缺勤追踪,附自查表。",
                "internal", True, meeting,
            ),
        )  # fmt: skip
        due = plan.day - dt.timedelta(days=_DUE)
        parts = _put(officer, found, "对照清单自查并附自查表", due, "school", people.township)
        directives.issue(officer, directives.Issue(uuid7(), found, parts))
    return found, parts


def _answered(plan: Plan, people: _People, directive_id: UUID) -> None:
    """Most schools did it in time; the second acknowledged late, the last ones did not do it."""
    schools = sorted(people.principals)
    silent = schools[-2:]
    for at, no in enumerate(schools):
        days = _LATE if at == 1 else _BEGAN
        stand_at(second_of(plan.day - dt.timedelta(days=days), _THREE))
        with acting_as(people.principals[no]) as principal:
            part = _part(principal, directive_id)
            directives.acknowledge(principal, part)
            if no not in silent:
                directives.report(
                    principal, directives.Report(uuid7(), part, "done", _WORDS, (_SHEET,))
                )
    stand_at(second_of(plan.day - dt.timedelta(days=_LATE - 1), _TEN))
    with acting_as(people.officer) as officer:
        wanted = targets.Wanted(state="done", directive_id=directive_id)
        _total, rows = targets.page_of(officer, wanted, 0, 300)
        directives.accept_each(officer, uuid7(), {row.id: row.steps for row in rows[1:]})


def _part(actor: Actor, directive_id: UUID) -> UUID:
    _total, rows = targets.page_of(actor, targets.Wanted(directive_id=directive_id), 0, 1)
    return rows[0].id


def _handed_on(plan: Plan, people: _People) -> int:
    """To every township, due the day after tomorrow; one has handed it on to its schools."""
    due = plan.day + dt.timedelta(days=2)
    with acting_as(people.officer) as officer:
        found = directives.register(
            officer,
            directives.NewDirective(
                uuid7(), numbering.COUNTY, "county_government", "县政府办公室", "演示政办〔2026〕35号",
                clock.today(), "摸清校园防疫物资底数", "各乡镇组织学校清点口罩、消毒用品和体温计,汇总上报。",
                "public", True,
            ),
        )  # fmt: skip
        parts = _put(officer, found, "组织学校清点防疫物资", due, "township")
        directives.issue(officer, directives.Issue(uuid7(), found, parts))
    with acting_as(people.liaison) as liaison:
        _total, rows = targets.page_of(liaison, targets.Wanted(directive_id=found), 0, 1)
        task = directives.NewTask(
            uuid7(), found, "清点口罩、消毒用品和体温计", "清点表", clock.at(due, dt.time(12)),
            liaison.user_id, "school", (people.township,),
        )  # fmt: skip
        schools = sum(one.township_no == people.township for one in plan.county.schools)
        parts += directives.split(liaison, directives.Split(rows[0].id, task, schools))
    first = min(people.principals)
    stand_at(second_of(plan.day - dt.timedelta(days=_HANDED - 1), _TEN))
    with acting_as(people.principals[first]) as principal:
        part = _part(principal, found)
        directives.report(principal, directives.Report(uuid7(), part, "doing", "正在清点。"))
    return parts
