"""One finished comparison: influenza at the cast's school, all on one day against all measures together.

Of the school, not the county: that takes a minute that nobody wants to wait for in a demonstration.
"""

import datetime as dt

from xiaoan.directory import rules as numbering
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.supplies import actor_as
from xiaoan.rehearsal.demo.today import STEPS
from xiaoan.simulations import services

_REPLICATES, _SEED = 40, 11


def compare(plan: Plan) -> int:
    """Through the ordinary services; gives how many replicates were reckoned."""
    stand_at(second_of(plan.day, STEPS[-1]))
    school = plan.history.incidents.school
    given = services.NewRun(
        uuid7(), school.no, "influenza", ("all", "together"), plan.day + dt.timedelta(days=14),
        imports=1, close_at=3, replicates=_REPLICATES, seed=_SEED,
    )  # fmt: skip
    with acting_as(BUILDER):
        enter(actor := actor_as(plan, "bureau_officer", numbering.COUNTY, numbering.COUNTY))
        found = services.ask(actor, given)
    services.reckon(found)
    return len(given.ways) * _REPLICATES
