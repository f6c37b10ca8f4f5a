"""Today's rounds: laid out as the worker does, and the first of them done by who goes there."""

import datetime as dt

from xiaoan.directory import rules as numbering
from xiaoan.hygiene import services as hygiene
from xiaoan.hygiene.queries import days
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.supplies import actor_as
from xiaoan.rehearsal.demo.today import STEPS
from xiaoan.rehearsal.geography import School
from xiaoan.supplies import services as supplies

_LAID_OUT = 5 * 3600


def lay_out(plan: Plan, part: int, schools: list[School]) -> int:
    """What is to be done today at some schools; gives how many things."""
    stand_at(second_of(plan.day, _LAID_OUT))
    numbers, total = [school.no for school in schools], 0
    for at in range(0, len(numbers), hygiene.BATCH):
        with acting_as(BUILDER):
            total += hygiene.lay_out(BUILDER, plan.day, numbers[at : at + hygiene.BATCH])
    return total


def go_round(plan: Plan) -> int:
    """In the school of the cast what is due before lessons is done, but for the last place; gives how many
    records."""
    stand_at(second_of(plan.day, STEPS[-1]))
    school_no = plan.history.incidents.school.no
    with acting_as(actor_as(plan, "logistics", school_no, numbering.SCHOOL)) as actor:
        own, _others = days.rounds_of(actor, plan.day)
        rounds = [one.pk for one in own if one.slot == "morning"]
        done = tuple(one.id for one in days.to_do(actor, rounds) if one.is_open)[:-1]
        if not done:
            return 0
        kept = hygiene.record_together(actor, hygiene.SentTogether(uuid7(), done, clock.now()))
    return len(kept.record_ids)


def buy(plan: Plan) -> None:
    """The county has bought disinfectant, at a price that holds where a school names none."""
    stand_at(second_of(plan.day, STEPS[-1]))
    with acting_as(actor_as(plan, "bureau_officer", numbering.COUNTY, numbering.COUNTY)) as officer:
        given = supplies.Receipt(
            uuid7(), numbering.COUNTY, "disinfectant_84", "40", "barrel", "purchase", plan.day,
            "江城卫材公司", "2026-1102", "恒安消毒制品公司", plan.day + dt.timedelta(days=330), "46.00",
        )  # fmt: skip
        supplies.receive(officer, given)
