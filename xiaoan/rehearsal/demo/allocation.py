"""One plan of the bureau: masks from the county's store to schools that lack them, a draft."""

from xiaoan.allocation import queries, rules, services
from xiaoan.directory import rules as numbering
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.demand import MASK
from xiaoan.rehearsal.demo.moments import second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.supplies import actor_as
from xiaoan.rehearsal.demo.today import STEPS


def draft(plan: Plan) -> int:
    """Gives how many schools get something."""
    stand_at(second_of(plan.day, STEPS[-1]))
    county = numbering.COUNTY
    with acting_as(actor_as(plan, "bureau_officer", county, county)) as officer:
        given = services.NewPlan(
            uuid7(), county, "冬季口罩调配", {MASK: "box"}, (county,), "normal", dict(rules.WEIGHTS)
        )
        head = queries.plan(officer, services.make(officer, given))
        return len({one[1] for one in queries.lines(head)})
