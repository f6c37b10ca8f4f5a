"""Care teams of the outbreak's school, arranged by its principal; a class teacher was in touch with some. The
rest of the county is counted and has not begun."""

from uuid import UUID

from xiaoan.accounts.rules import ROLES
from xiaoan.careteams import services as careteams
from xiaoan.careteams.queries import mine
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor, Scope
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.today import STEPS, teacher

_CALLED = (("phone", "well"), ("phone", "not_reached"), ("in_person", "well"))


def arrange(plan: Plan) -> int:
    """The principal lists a deputy head and arranges the school; gives how many have a carer in a role."""
    stand_at(second_of(plan.day, STEPS[-1]))
    school, silent = plan.history.incidents.school, plan.history.incidents.silent
    with acting_as(BUILDER):
        careteams.count_county(BUILDER)
    with acting_as(_principal(plan)) as principal:
        listed = careteams.NewListed(uuid7(), school.no, "leader", "周敏", "副校长")
        careteams.list_carer(principal, listed)
        done = careteams.assign(principal, uuid7(), school.no, careteams.Asked())
    with acting_as(teacher(plan.teachers[silent.no][0], silent)) as carer:
        _total, found = mine.page_of(carer, "", 0, len(_CALLED))
        for one, (way, state) in zip(found, _CALLED, strict=False):
            careteams.note(
                carer, careteams.NewContact(uuid7(), one.person_id, plan.day, way, state)
            )
    return done.begun


def _principal(plan: Plan) -> Actor:
    school = plan.history.incidents.school
    member = plan.holder("principal", school.no)
    user_id: UUID = member.user_id
    permissions = ROLES["principal"].permissions
    scope = Scope("principal", school.no, school.no + numbering.SCHOOL, permissions)
    return Actor(user_id, member.name, (scope,))
