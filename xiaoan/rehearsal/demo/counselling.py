"""The counsellor of the sign-in page: children in care, one closed, a referral that waits, a screening on
paper.

All words are invented here; nothing is drawn.
"""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.counselling import services as counselling
from xiaoan.counselling.queries.screenings import instrument_for
from xiaoan.counselling.services import NewNote, NewReferral, NewScreening, Said
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.cast import Offered
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.today import STEPS, teacher
from xiaoan.rehearsal.geography import Class

# Level of risk, days until the next look, what was said, whether it is closed.
_CASES = (
    ("high", 1, "晚上睡不着,说奶奶住院以后家里没人说话。约了奶奶的视频,请姑姑晚上陪。", False),
    ("some", 5, "上网课总觉得别人都会就自己不会。一起把一天分成小块,先做完第一块。", False),
    ("low", 20, "和同桌吵架后不愿开摄像头。已经和好,再看一看。", False),
    ("low", 14, "怕自己感染了别人。讲清楚了怎么传播,现在能睡着。", True),
)
_SEEN = "连着三天不开摄像头,电话里一问就哭,说想奶奶。"
_ON_PAPER = (0, 0, 1, 1, 2)


def care(plan: Plan, offered: Sequence[Offered]) -> int:
    """Gives how many children are in care or wait for it."""
    stand_at(second_of(plan.day, STEPS[-1]))
    user_id = next(one.user_id for one in offered if one.role == "counsellor")
    with acting_as(BUILDER):
        own = accounts.actors_of([user_id])[user_id]
    school_no = next(s.lo for s in own.scopes if s.role == "counsellor")
    here = [c for c in plan.county.classes if numbering.school_of(c.no) == school_no]
    chosen = here[len(here) // 2]
    first = plan.first_pupil[chosen.index]
    pupils = [one.id for one in plan.population.pupils[first : first + chosen.size]]
    with acting_as(own) as actor:
        for (risk, days, text, closed), who in zip(_CASES, pupils, strict=False):
            _case(plan, actor, who, risk, days, text, closed=closed)
        answered = _screen(plan, actor, chosen, pupils[5:])
    with acting_as(teacher(plan.teachers[chosen.no][0], chosen)) as referring:
        seen = NewReferral(uuid7(), pupils[4], frozenset({"crying", "absent"}), _SEEN, "soon")
        counselling.refer(referring, seen)
    return len(_CASES) + 1 + answered


def _case(
    plan: Plan, actor: Actor, who: UUID, risk: str, days: int, text: str, *, closed: bool
) -> None:
    then = clock.at(plan.day + dt.timedelta(days=days), dt.time(16))
    opening = NewNote(uuid7(), uuid7(), "open", text, risk, then, "school")
    case_id = counselling.take_directly(actor, who, opening)
    if risk == "high":
        plan_of = {
            "signs": "一个人关在房间里,不回消息。", "own": "去阳台浇花,给姑姑打电话。",
            "adults": "姑姑,晚上九点前都能打。", "safe": "药放到姑姑那里。",
        }  # fmt: skip
        counselling.add(actor, NewNote(uuid7(), case_id, "plan", plan=plan_of))
    if closed:
        ending = "三次谈话后平稳,班主任多关心。"
        counselling.close(actor, NewNote(uuid7(), case_id, "close", ending, outcome="stable"))


def _screen(plan: Plan, actor: Actor, chosen: Class, pupils: Sequence[UUID]) -> int:
    """A screening of one class, some answers on paper; gives how many were entered."""
    until = plan.day + dt.timedelta(days=7)
    new = NewScreening(uuid7(), numbering.school_of(chosen.no), [chosen.no], until)
    found = counselling.open_screening(actor, new)
    done = 0
    for value, who in zip(_ON_PAPER, pupils, strict=False):
        one = instrument_for(who)
        if one is not None:
            answers = dict.fromkeys(one.items, value) | {one.safety: 0}
            counselling.say(
                actor,
                Said(uuid7(), found, who, agreed=True, answers=answers, on_paper=True, signed=True),
            )
            done += 1
    return done
