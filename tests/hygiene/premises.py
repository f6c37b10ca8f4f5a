"""A school with places and a plan, by calling services."""

from uuid import UUID

from tests.builders import DAY, PRIMARY
from xiaoan.hygiene.queries import plans
from xiaoan.hygiene.rules.proposing import NewPlace, of_units
from xiaoan.hygiene.services import drafting, following, handing, placing
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7

TOILET = NewPlace("toilet", "一楼厕所", building="教学楼", floor=1, area=30)
YARD = NewPlace("yard", "操场")


def entered(actor: Actor, *more: NewPlace, school_no: int = PRIMARY) -> int:
    """A place for each class and room of a school, and these."""
    new = [*of_units(following.units_of(school_no), following.names_of_kinds()), *more]
    return placing.add(actor, uuid7(), school_no, new).added


def drafted(actor: Actor, school_no: int = PRIMARY) -> plans.PlanOf:
    return plans.plan(actor, drafting.draft(actor, uuid7(), school_no))


def handed_in(actor: Actor, school_no: int = PRIMARY) -> plans.PlanOf:
    found = drafted(actor, school_no)
    handing.hand_in(actor, uuid7(), found.id, found.edit)
    return plans.plan(actor, found.id)


def approved(planner: Actor, principal: Actor, school_no: int = PRIMARY) -> UUID:
    """A plan by the guideline, in force from today."""
    found = handed_in(planner, school_no)
    handing.decide(principal, handing.Decision(uuid7(), found.id, True, since=DAY, edit=found.edit))
    return found.id
