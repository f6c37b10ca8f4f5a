"""Outbreaks of the demonstration as its people handle them: one that runs since this morning, one closed."""

import datetime as dt
from uuid import UUID

from xiaoan.accounts.rules import ROLES
from xiaoan.directory import rules as numbering
from xiaoan.investigations import queries
from xiaoan.investigations import services as investigations
from xiaoan.investigations.queries import exposures, lists
from xiaoan.investigations.queries.drawing import Wanted
from xiaoan.investigations.services import contacts
from xiaoan.kernel.actor import Actor, Scope
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.measures import order_usual
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.today import STEPS

# The closed one: so many days ago it was found, so long it ran, so many were ill.
_AGO, _RAN, _ILL = 20, 9, 3
_TEN = 10 * 3600
_DEFINITION = "11月20日以来,本校学生 24 小时内呕吐 2 次以上或腹泻 3 次以上"
# What the doctor heard of the cold dish: of the roll, who says so.
_ATE_IT = 14


def close_one(plan: Plan) -> None:
    """Some weeks ago: chickenpox in a class of the outbreak's school that no signal showed."""
    school = plan.history.incidents.school
    told = {one.no for one in plan.history.incidents.classes}
    quiet = [one for one in school.classes if one.no not in told]
    if not quiet:
        return
    day = plan.day - dt.timedelta(days=_AGO)
    doctor = _doctor(plan)
    start = plan.first_pupil[quiet[0].index]
    ill = [plan.population.pupils[start + n].id for n in range(4, 4 + _ILL)]
    stand_at(second_of(day, _TEN))
    with acting_as(doctor):
        new = investigations.NewEvent(
            uuid7(), (quiet[0].no,), "RASH", "家长来电,几名孩子出疹", frozenset(ill), day
        )
        event_id = investigations.open_event(doctor, new)
        given = _Given(doctor, event_id)
        investigations.assign(doctor, given(""), _user(doctor))
        investigations.confirm(doctor, given("县人民医院诊断水痘"), "varicella")
    stand_at(second_of(day + dt.timedelta(days=_RAN), _TEN))
    with acting_as(doctor):
        investigations.close(doctor, given("末例结痂,没有新病例"))


def investigate(plan: Plan) -> int:
    """This morning: the vomiting of the outbreak's school, confirmed, with a dish that is asked about.
    Gives how many events of the county run."""
    stand_at(second_of(plan.day, STEPS[-1]))
    doctor = _doctor(plan)
    with acting_as(doctor):
        _total, _open, rows = lists.page_of_events(doctor, lists.Wanted(syndrome="GI"), 0, 1)
        if rows:
            _confirm(plan, doctor, rows[0].head)
    with acting_as(BUILDER):
        county = (numbering.COUNTY, 2 * numbering.COUNTY)
        wanted = lists.Wanted(interval=county)
        total, _open, _rows = lists.page_of_events(BUILDER, wanted, 0, 1)
        return total


def _confirm(plan: Plan, doctor: Actor, head: queries.EventHead) -> None:
    given = _Given(doctor, head.id)
    investigations.assign(doctor, given(""), _user(doctor))
    investigations.confirm(doctor, given("三天内多名学生呕吐,临床符合"), "norovirus")
    told = investigations.Definition(_DEFINITION)
    investigations.define(doctor, given(""), told)
    dish = investigations.NewExposure(
        uuid7(), head.id, "meal", "午餐凉菜", plan.day - dt.timedelta(days=3)
    )
    what = investigations.add_exposure(doctor, dish)
    one = plan.history.incidents.gastro["signal"].no
    sheet = exposures.sheet(doctor, head.id, what, one)
    ate = {row.person_id for row in sheet if row.is_case}
    ate |= {row.person_id for row in sheet[:_ATE_IT]}
    marks: dict[UUID, bool | None] = {row.person_id: row.person_id in ate for row in sheet[:-2]}
    investigations.mark_exposed(doctor, head.id, what, one, marks)
    # Who sat beside the ill: watched for three days, their teachers asked for them until noon.
    contacts.draw(doctor, Wanted(head.id, frozenset({"class"}), plan.day))
    order_usual(doctor, head, one)


class _Given:
    """The next decision about an event, on what it looks like now."""

    def __init__(self, actor: Actor, event_id: UUID) -> None:
        self.actor, self.event_id = actor, event_id

    def __call__(self, reason: str) -> investigations.Decision:
        head = queries.event(self.actor, self.event_id)
        return investigations.Decision(uuid7(), self.event_id, head.steps, reason)


def _doctor(plan: Plan) -> Actor:
    school = plan.history.incidents.school.no
    role = ROLES["school_doctor"]
    scope = Scope(role.code, school, school + numbering.SCHOOL, role.permissions)
    return Actor(plan.holder("school_doctor", school).user_id, "", (scope,))


def _user(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise LookupError("the doctor of the outbreak's school has no account")
    return actor.user_id
