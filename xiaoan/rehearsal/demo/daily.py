"""The daily reports of the morning: owed by all, signed by some schools of one township; and the county's
briefing. Nobody is drawn."""

from xiaoan.briefings import services as briefings
from xiaoan.dailyreports import queries
from xiaoan.dailyreports import services as daily
from xiaoan.dailyreports.queries import drafting, telling
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.inspections import people_of
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.today import STEPS

# So many schools have signed already; the others of the county are waited for.
_SIGNED = 3


def report(plan: Plan) -> int:
    """Gives how many schools have signed."""
    stand_at(second_of(plan.day, STEPS[-1]))
    with acting_as(BUILDER) as system:
        daily.open_day(system, plan.day)
        briefings.make_morning(system, directory.county())
    _officer, principals = people_of(plan)
    own = plan.history.incidents.school.no
    first = [one for one in principals if one != own][:_SIGNED]
    return sum(_sign(plan, no, principals[no]) for no in first)


def _sign(plan: Plan, school_no: int, principal: Actor) -> bool:
    with acting_as(BUILDER) as system:
        row = queries.on(system, school_no, plan.day)
        if row is None:
            return False
        draft = drafting.draft(system, directory.place(school_no), plan.day)
    zero = not telling.against_zero(draft)
    with acting_as(principal) as actor:
        daily.sign(actor, daily.Signing(uuid7(), row.pk, 0, drafting.mark_of(draft), zero=zero))
    return True
