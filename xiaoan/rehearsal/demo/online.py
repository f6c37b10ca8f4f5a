"""The grade of the outbreak's school that learns at home: influenza found and reported by the doctor, lessons
suspended by the bureau upon the CDC's word; who of the cast teaches there.

Nothing is drawn.
"""

import datetime as dt
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.accounts import services as accounts_services
from xiaoan.directory import rules as numbering
from xiaoan.investigations import queries as events
from xiaoan.investigations import services as investigations
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.measures import services as measures
from xiaoan.measures.queries import suspensions
from xiaoan.rehearsal.demo import cast, reports
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import ONLINE_DAYS, TERM, Plan
from xiaoan.rehearsal.demo.supplies import actor_as
from xiaoan.statutory import queries as statutory

_TEN, _THREE, _FIVE = 10 * 3600, 15 * 3600, 17 * 3600
# Seats of a class that are ill with it, and how long lessons rest beyond today.
ILL = (3, 12, 20)
_LONGER = dt.timedelta(days=2)
_PAPER = "青疾控评〔2026〕17号"


def suspend(plan: Plan) -> None:
    """The afternoon before the first day at home."""
    day = plan.past[-ONLINE_DAYS - 1]
    classes = tuple(one.no for one in plan.online.classes)
    school = plan.history.incidents.school.no
    doctor = actor_as(plan, "school_doctor", school, numbering.SCHOOL)
    officer = actor_as(plan, "bureau_officer", numbering.COUNTY, numbering.COUNTY)
    _post_the_cast(plan)
    stand_at(second_of(day, _TEN))
    with acting_as(doctor):
        event_id = _confirmed(plan, doctor, classes, day)
    stand_at(second_of(day, _THREE))
    until = plan.day + _LONGER
    asked = measures.Proposal(
        uuid7(),
        event_id,
        classes,
        plan.past[-ONLINE_DAYS],
        until,
        "五年级三天内多人流感,已接近停课标准",
    )
    with acting_as(doctor):
        known = measures.propose(doctor, asked)
    stand_at(second_of(day, _FIVE))
    with acting_as(officer):
        row, _steps = suspensions.one(officer, known)
        decision = measures.Decision(uuid7(), known, row.steps, "同意疾控评估意见,停课不停学")
        paper = measures.Assessment("疾控评估员", "县疾控中心", _PAPER, day)
        measures.decide(officer, decision, paper, asked.since, until)


def _confirmed(plan: Plan, doctor: Actor, classes: tuple[int, ...], day: dt.date) -> UUID:
    """The event, assigned, confirmed and reported at once."""
    ill = frozenset(
        pupil.id
        for one in plan.online.classes
        for pupil in plan.pupils_of(one)
        if pupil.seat in ILL
    )
    new = investigations.NewEvent(uuid7(), classes, "RESP", "发热、咳嗽,快检甲流阳性", ill, day)
    event_id = investigations.open_event(doctor, new)
    steps = events.event(doctor, event_id).steps
    if doctor.user_id:
        investigations.assign(
            doctor, investigations.Decision(uuid7(), event_id, steps), doctor.user_id
        )
    steps = events.event(doctor, event_id).steps
    words = "县人民医院诊断流感"
    investigations.confirm(
        doctor, investigations.Decision(uuid7(), event_id, steps, words), "influenza"
    )
    _total, rows = statutory.page_of_reports(doctor, statutory.Wanted(event_id=event_id), 0, 10)
    for row in rows:
        reports.send(doctor, row.id, row.recipient)
    return event_id


def _post_the_cast(plan: Plan) -> None:
    """The grade head and the subject teacher of the sign-in page also have this grade, and a class of it."""
    grade = plan.online
    with acting_as(BUILDER):
        for role, no, end in (
            ("grade_head", grade.no, grade.no + numbering.GRADE),
            ("subject_teacher", grade.classes[0].no, grade.classes[0].no + 1),
        ):
            user = accounts.user_by_login(cast.login_of(role))
            if user:
                school = numbering.school_of(no)
                accounts_services.grant_role(BUILDER, user, role, no, end, school, TERM[0])


def offer_guardian(plan: Plan, password: str, offered: list[cast.Offered]) -> cast.Offered:
    """A second guardian on the sign-in page, after the others: of a child that learns at home."""
    child = plan.pupils_of(plan.online.classes[0])[CHILD]
    with acting_as(BUILDER):
        offered.append(cast.guardian(child, password, "demo-guardian-online"))
        cast.put_on_page(offered)
    return offered[-1]


# The child of that guardian, by the place on the roll of the first class.
CHILD = 1
