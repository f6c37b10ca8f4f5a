"""What families have to read this week, answered by some of one class; and one story, told and published."""

import datetime as dt

import numpy as np

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor, Scope
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.lots import order
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.materials import services
from xiaoan.materials.queries import assigned, quizzes
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.supplies import actor_as
from xiaoan.rehearsal.demo.today import STEPS
from xiaoan.stories import services as stories

_FAMILIES, _CODE = 14, "influenza"
_MAY = frozenset({Permission.READ_MATERIALS, Permission.ANSWER_FOR_CHILD})
# So often a question is answered right.
_RIGHT = 0.7


def assign(plan: Plan) -> int:
    """Through the ordinary services; gives how many families have answered."""
    stand_at(second_of(plan.day, STEPS[-1]))
    school = plan.history.incidents.school.no
    with acting_as(BUILDER):
        enter(principal := actor_as(plan, "principal", school, numbering.SCHOOL))
        new = services.NewAssignment(
            uuid7(), school, _CODE, "parent", plan.day + dt.timedelta(days=7), 3,
            "流感多起来了,请读一读。", sure=True,
        )  # fmt: skip
        services.assign(principal, new)
        count = _answer(plan, principal, new)
        _tell(plan, principal, school)
    return count


def _answer(plan: Plan, principal: Actor, new: services.NewAssignment) -> int:
    """The first families of the school's first class, each by a guardian of theirs."""
    class_no = directory.places_inside((new.unit_no, new.unit_no + numbering.SCHOOL), "class")[0].no
    pupils = directory.class_roll(principal, class_no, plan.day)[:_FAMILIES]
    chance = np.random.default_rng(41)
    for pupil in pupils:
        scope = Scope("guardian", 0, 0, _MAY)
        family = Actor(uuid7(), "", (scope,), (pupil.person_id,), (class_no,))
        enter(family)
        services.read(family, new.id, pupil.person_id)
        mine = assigned.own(family, new.id, pupil.person_id)
        lot, asked = quizzes.of_reading(mine)
        answers = {}
        for n, one in enumerate(asked):
            places = order(lot, one.key, len(one.options))
            shown = range(len(one.options)) if one.kind == "truth" else places
            right = [at for at, place in enumerate(shown) if place in one.right]
            wrong = [at for at, place in enumerate(shown) if place not in one.right]
            answers[n] = right if chance.random() < _RIGHT else wrong[:1]
        services.answer(family, new.id, pupil.person_id, answers)
    return len(pupils)


def _tell(plan: Plan, principal: Actor, school: int) -> None:
    """Of the principal themselves, who agrees by telling; the bureau publishes it."""
    enter(principal)
    if principal.user_id is None:
        return
    new = stories.NewStory(
        uuid7(), school, "雪天的校门口", "下雪的早上,老师们六点半就到校门口铲雪,学生到的时候路已经干净了。",
        staff=(principal.user_id,),
    )  # fmt: skip
    pk = stories.submit(principal, new)
    officer = actor_as(plan, "bureau_officer", numbering.COUNTY, numbering.COUNTY)
    enter(officer)
    stories.publish(officer, uuid7(), pk, 1)
