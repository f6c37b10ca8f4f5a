"""A case file about a roll-call that was missed, and the records of the month with a reply."""

import datetime as dt
from uuid import UUID

from xiaoan.accountability import services
from xiaoan.accountability.queries import course, files
from xiaoan.accountability.services import reckoning
from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.duties.queries import as_of
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.today import STEPS

_ROLL_CALL, _NIGHT = "screening.rollcall", 20 * 3600


def look_back(plan: Plan) -> int:
    """The records of this month and the one before, and one file, where a roll-call was missed; gives how
    many records there are."""
    stand_at(second_of(plan.day, STEPS[-1]))
    rows = 0
    for day in (plan.day.replace(day=1) - dt.timedelta(days=1), plan.day):
        with acting_as(BUILDER):
            rows += reckoning.reckon_month(BUILDER, day)
    with acting_as(BUILDER):
        missed = _missed(plan)
        leader, officer, head = _people(plan, missed)
    if missed is None or leader is None or officer is None:
        return rows
    _file(officer, leader, missed)
    if head:
        _answer(officer, head, school_of(missed.unit_no))
    return rows


def _missed(plan: Plan) -> as_of.DueThen | None:
    """A roll-call of this morning, else of yesterday."""
    for at in (second_of(plan.day, STEPS[-1]), second_of(plan.past[-1], _NIGHT)):
        rows, _later = as_of.duties_as_of(BUILDER, directory.county().interval, at, _ROLL_CALL)
        found = [one for one in rows if one.state == "missed" and one.assignee_id]
        if found:
            return found[0]
    return None


def _people(
    plan: Plan, missed: as_of.DueThen | None
) -> tuple[Actor | None, Actor | None, Actor | None]:
    county = directory.county().no
    units = [county, missed.school_id] if missed else [county]
    roles = ("county_leader", "bureau_officer", "principal")
    held = {one.role: one.user_id for one in accounts.holders(BUILDER, roles, units, plan.day)}
    actors = accounts.actors_of(held.values())
    leader, officer, head = (actors.get(held.get(role, uuid7())) for role in roles)
    return leader, officer, head


def _file(officer: Actor, leader: Actor, missed: as_of.DueThen) -> None:
    """The officer asks, takes the facts in, names the teacher and writes a finding; the leader confirms."""
    with acting_as(officer):
        name = directory.full_name(missed.unit_no)
        question = f"{name} 的晨检到时限为什么没有报,谁知道,谁催过"
        file_id = services.open_file(
            officer, services.NewFile(uuid7(), missed.school_id, question)
        )  # fmt: skip
        day = clock.at(missed.day, dt.time())
        place = directory.place(missed.school_id)
        asked = course.Asked(place, day, day + dt.timedelta(days=1))
        facts = course.course(officer, asked).rows
        entries = [(one.school_id, one.n) for one in facts if one.kind.startswith("duties.")][:5]
        if entries:
            services.pick(officer, _sent(officer, file_id, "当天有关的记录"), entries)
        named = missed.assignee_id
        if named is None or named not in dict(files.people_of(officer, missed.school_id)):
            return
        told = _sent(officer, file_id, "请说明没有按时报的情况")
        services.ask(officer, told, named, concerned=True)
    if not _stated(named, file_id):
        return
    with acting_as(officer):
        told = _sent(officer, file_id, "到时限没有报,当时没有请人代理;属漏报,不属不实。")
        services.propose(officer, told, "fault", ["missed"], ["WKB2006-65"])
    with acting_as(leader):
        services.confirm(leader, _sent(leader, file_id, "事实清楚,同意。"))


def _stated(user_id: UUID, file_id: UUID) -> bool:
    """What the teacher says; no finding is written before."""
    with acting_as(BUILDER):
        teacher = accounts.actors_of([user_id]).get(user_id)
    if teacher is None:
        return False
    with acting_as(teacher):
        base = files.as_party(teacher, file_id).row.steps
        said = "当时在送发热学生去医院,忘了请人代报。"
        services.state(teacher, services.Sent(uuid7(), file_id, base, said))
    return True


def _sent(actor: Actor, file_id: UUID, text: str) -> services.Sent:
    return services.Sent(uuid7(), file_id, files.one(actor, file_id).row.steps, text)


def _answer(officer: Actor, head: Actor, school_no: int) -> None:
    """A commendation by the bureau, and what the principal says to the month."""
    today = clock.today()
    with acting_as(officer):
        services.enter_conduct(
            officer,
            services.NewConduct(
                uuid7(), school_no, None, "commendation", today, "发现异常后半小时内报告并隔离",
                "县疫情防控例会纪要",
            ),
        )  # fmt: skip
    with acting_as(head):
        services.reply(
            head, uuid7(), school_no, today, "漏报的一次是老师送发热学生就医,已补上代理人。"
        )
