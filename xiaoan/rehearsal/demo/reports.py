"""The demonstration's reports: one school reported in time, one late and not yet to everybody, this morning's
are due; and an official warning that one school has answered."""

import datetime as dt
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import rules as numbering
from xiaoan.investigations import queries as events
from xiaoan.investigations import services as investigations
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.statutory import queries
from xiaoan.statutory import services as statutory

_NINE, _FOUR, _NOW = 9 * 3600, 16 * 3600, 8 * 3600 + 240
_WORDS = {"measures": "病例居家,教室和厕所已按呕吐物处置要求消毒"}


def report(plan: Plan) -> int:
    """Two events of the last days with their reports, and a warning; gives how many reports were sent."""
    gastro = plan.history.incidents.school
    lo, hi = (
        numbering.ancestors(gastro.no)[1],
        numbering.ancestors(gastro.no)[1] + numbering.TOWNSHIP,
    )
    others = [one.no for one in plan.county.schools if lo <= one.no < hi and one.no != gastro.no]
    sent = 0
    for school_id, sent_after in zip(others, (0, 2), strict=False):
        doctor = _who("school_doctor", school_id) or _who("principal", school_id)
        if doctor:
            sent += _reported(plan, doctor, school_id, sent_after)
    stand_at(second_of(plan.day, _NOW))
    with acting_as(BUILDER) as system:
        statutory.progress_today(system, plan.day)
    _warn(plan, lo, others)
    return sent


def _who(role: str, unit_no: int) -> Actor | None:
    """The first holder of a role at a unit, with the roles they hold."""
    with acting_as(BUILDER):
        found = accounts.holders(BUILDER, [role], [unit_no], clock.today())
        ids = [one.user_id for one in found[:1]]
        return next(iter(accounts.actors_of(ids).values()), None)


def _reported(plan: Plan, doctor: Actor, school_id: int, sent_after: int) -> int:
    """An event that the doctor found three days ago; reported after so many days, then to the CDC only."""
    day = plan.day - dt.timedelta(days=3)
    hi = school_id + numbering.SCHOOL
    pupils = [one for one in plan.population.pupils if school_id <= one.unit_no < hi]
    class_no = pupils[0].unit_no
    stand_at(second_of(day, _NINE))
    with acting_as(doctor):
        people = frozenset(one.id for one in pupils if one.unit_no == class_no and one.seat <= 3)
        new = investigations.NewEvent(uuid7(), (class_no,), "GI", "家长来电,三人呕吐", people, day)
        event_id = investigations.open_event(doctor, new)
        steps = events.event(doctor, event_id).steps
        decided = investigations.Decision(uuid7(), event_id, steps, "到家核实,症状一致")
        investigations.confirm(doctor, decided, "")
    stand_at(second_of(day + dt.timedelta(days=sent_after), _FOUR))
    with acting_as(doctor):
        _total, rows = queries.page_of_reports(doctor, queries.Wanted(event_id=event_id), 0, 10)
        wanted = [row for row in rows if not sent_after or row.recipient == "county_cdc"]
        for row in wanted:
            send(doctor, row.id, row.recipient)
    return len(wanted)


def send(doctor: Actor, report_id: UUID, recipient: str) -> None:
    """A report goes out by phone, as it is drafted."""
    _row, draft = statutory.see(doctor, report_id)
    office = {"county_cdc": "县疾控中心"}.get(recipient, "县教育局")
    statutory.send(
        doctor,
        statutory.Sending(
            uuid7(), report_id, 0, draft.digest, "phone", "值班员", office, words=_WORDS
        ),
    )


def _warn(plan: Plan, township: int, schools: list[int]) -> None:
    """A warning to the township this morning; one school has answered."""
    officer = _who("bureau_officer", numbering.ancestors(township)[-1])
    if officer is None:
        return
    with acting_as(officer):
        warning = statutory.enter(
            officer,
            statutory.NewWarning(
                uuid7(), "notice", "", "县疾病预防控制局", "演示〔1〕号", "诺如病毒感染性腹泻警示信息",
                "近期诺如病毒感染性腹泻增多,请落实晨午检、因病缺勤追踪和呕吐物消毒。", "城关镇", plan.day,
                plan.day, plan.day + dt.timedelta(days=7),
                clock.at(plan.day + dt.timedelta(days=1), dt.time(17)), (township,),
            ),
        )  # fmt: skip
    doctor = _who("principal", schools[0]) if schools else None
    if doctor:
        with acting_as(doctor):
            statutory.answer(doctor, warning, schools[0], "已向各班转达,食堂和厕所已增加消毒。")
