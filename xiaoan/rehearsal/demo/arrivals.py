"""The cast's school comes back in slots today: the plan of yesterday, published; who has come in by now;
one child turned
away in its last grade.

Nothing is drawn.
"""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.arrivals import queries
from xiaoan.arrivals import services as arrivals
from xiaoan.arrivals.rules import setting
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.supplies import actor_as
from xiaoan.rehearsal.demo.today import STEPS
from xiaoan.screening import queries as screening

_AFTERNOON, _SECONDS = 16 * 3600, 20
# Of a slot that is over one in so many has not come.
_LATE = 23


def arrive(plan: Plan) -> int:
    """Through the ordinary services; gives how many came in."""
    school = plan.history.incidents.school
    with acting_as(BUILDER):
        principal = actor_as(plan, "principal", school.no, numbering.SCHOOL)
        keeper = actor_as(plan, "logistics", school.no, numbering.SCHOOL)
    stand_at(second_of(plan.day - dt.timedelta(days=1), _AFTERNOON))
    given = setting.Setting(
        (setting.Gate("东门", 4), setting.Gate("南门", 3)), _SECONDS, dt.time(7, 10), dt.time(8, 50), 20,
        tuple((grade.no, plan.day) for grade in school.grades), bring="课本、水杯;住校的带被褥。",
    )  # fmt: skip
    with acting_as(principal):
        made = arrivals.reckon(principal, arrivals.NewPlan(uuid7(), school.no, given))
        arrivals.publish(principal, uuid7(), made, tells=False)
        placed = queries.plans.everybody(principal, made)
    now, absent = stand_at_now(plan), _absent(principal, school.no, plan.day)
    came = [
        arrivals.Loaded(
            one.person_id, clock.at(plan.day, one.slot.begins) + dt.timedelta(seconds=n * 37 % 1200),
            f"36.{n % 7}", accounts.user_id(keeper),
        )
        for n, one in enumerate(placed)
        if one.slot and n % _LATE and one.person_id not in absent and clock.at(plan.day, one.slot.ends) <= now
    ]  # fmt: skip
    with acting_as(BUILDER):
        count = arrivals.load_checks(BUILDER, school.no, came)
    away = next(
        one for one in reversed(placed) if one.slot and clock.at(plan.day, one.slot.ends) > now
    )
    with acting_as(keeper):
        arrivals.note(
            keeper,
            arrivals.Noted(
                uuid7(), school.no, "东门", "turned_away", clock.now(), person_id=away.person_id,
                celsius=Decimal("36.6"), why="not_cleared", note="没有带解除隔离的证明,奶奶领回家取。",
            ),
        )  # fmt: skip
    return count


def _absent(principal: Actor, school_no: int, day: dt.date) -> set[UUID]:
    """Whoever is absent from class this morning did not come through the gate either."""
    with acting_as(principal):
        found = screening.exceptions_in(
            principal, (school_no, school_no + numbering.SCHOOL), day, "morning"
        )
    return {
        one.person_id for marks in found.values() for one in marks if one.kind.startswith("absent")
    }


def stand_at_now(plan: Plan) -> dt.datetime:
    stand_at(second_of(plan.day, STEPS[-1]))
    return clock.now()
