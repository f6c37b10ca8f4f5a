"""Figures of the last days kept and closed, as every night does it, and those of this morning."""

from xiaoan.indicators import services
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.moments import second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.today import STEPS

# Enough for "last week" beside a day of this one; what only stands as it stands has no past in a county
# that was
# made this morning.
DAYS = 8


def keep(plan: Plan) -> int:
    """Gives how many figures are kept."""
    stand_at(second_of(plan.day, STEPS[-1]))
    kept = 0
    for day in plan.past[-DAYS:]:
        with acting_as(system("indicators")) as actor:
            kept += services.close_day(actor, day)
    with acting_as(system("indicators")) as actor:
        return kept + services.refresh(actor, clock.today()).rows
