"""The watch list of the demonstration: last school day's night, in the townships of its outbreaks.

The night of the whole county takes seconds that the build does not have; the county has it tonight.
"""

from xiaoan.directory import rules as numbering
from xiaoan.kernel.scope import acting_as
from xiaoan.outbreaks.services import statistics
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan

NIGHT = 21 * 3600 + 40 * 60


def look_back(plan: Plan) -> int:
    """The statistical layers over the last school day; gives how many entries are on the list."""
    incidents, day = plan.history.incidents, plan.past[-1]
    stand_at(second_of(day, NIGHT))
    schools = {incidents.school.no, numbering.school_of(incidents.varicella.no)}
    found = 0
    for township in sorted({numbering.ancestors(no)[1] for no in schools}):
        with acting_as(BUILDER):
            looked = statistics.look_at_day(BUILDER, day, within=township)
            found += looked.shown if looked else 0
    return found
