"""Between the checks of the demonstration's morning: a gate and what it read, symptoms seen, a pattern worth
a look."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

import numpy as np

from xiaoan.accounts.rules import ROLES
from xiaoan.kernel.actor import Actor, Scope
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.today import teacher
from xiaoan.rehearsal.geography import Class
from xiaoan.rehearsal.people import Ids
from xiaoan.screening import queries, rules
from xiaoan.screening import services as screening

# The gate reads so many pupils; of these some high, some too low to be true, some of nobody.
READ, HIGH, LOW, NOBODY = 120, 2, 4, 3
SEEN = ("cough", "headache", "sore_throat", "red_eyes")


def note_morning(plan: Plan, second: int) -> None:
    """Through the ordinary services, at an instant of the morning."""
    stand_at(second_of(plan.day, second))
    ids = Ids(np.random.default_rng([plan.county.seed, 12]), second_of(plan.day, second))
    with acting_as(BUILDER):
        quiet = _quiet(plan)
        for one, code in zip(quiet, SEEN, strict=False):
            actor = teacher(plan.teachers[one.no][0], one)
            enter(actor)
            pupil = plan.population.pupils[plan.first_pupil[one.index] + 3]
            screening.note_observation(
                actor,
                screening.Noted(ids(), one.no, pupil.enrolment_id, rules.symptoms_of([code])),
            )
        _gate(plan, quiet, ids, second)
        enter(BUILDER)
        town = plan.history.incidents.school.township_no
        screening.look_for_doubts(BUILDER, plan.day, within=town)


def _quiet(plan: Plan) -> list[Class]:
    """The classes of the outbreak's school in which nothing happens."""
    told = {one.no for one in plan.history.incidents.classes}
    return [one for one in plan.history.incidents.school.classes if one.no not in told]


def _gate(plan: Plan, quiet: list[Class], ids: Ids, second: int) -> None:
    school = plan.history.incidents.school
    principal = _principal(plan.holder("principal", school.no).user_id, school.no)
    enter(principal)
    calibrated = plan.day - dt.timedelta(days=45)
    new = screening.NewDevice(
        ids(), school.no, "gate", "TG-2026-0117", "东门", "forehead", calibrated
    )
    token = screening.add_device(principal, new)
    device = queries.device_of(token)
    if device is None:
        raise LookupError("the gate that was just added is not there")
    actor = queries.actor_of(device)
    enter(actor)
    at = second_of(plan.day, second)
    screening.take_readings(actor, device, at, _readings(plan, quiet, ids, at))


def _principal(user_id: UUID, school_no: int) -> Actor:
    role = ROLES["principal"]
    scope = Scope(role.code, school_no, school_no + 4096, role.permissions)
    return Actor(user_id, "", (scope,))


def _readings(plan: Plan, quiet: list[Class], ids: Ids, at: dt.datetime) -> list[screening.Sent]:
    draw = np.random.default_rng([plan.county.seed, 13])
    pupils = [
        plan.population.pupils[plan.first_pupil[one.index] + seat]
        for one in quiet
        for seat in range(one.size)
    ][:READ]
    found = []
    for place, pupil in enumerate(pupils):
        celsius = min(round(float(draw.normal(36.2, 0.2)), 1), 36.7)
        if place < HIGH:
            celsius = 37.4 + place / 10
        elif place < HIGH + LOW:
            celsius = 33.6 + place / 10
        number = "?" if place >= len(pupils) - NOBODY else pupil.number
        when = at - dt.timedelta(seconds=1500 - 10 * place)
        found.append(screening.Sent(ids(), number, when, Decimal(f"{celsius:.1f}")))
    return found
