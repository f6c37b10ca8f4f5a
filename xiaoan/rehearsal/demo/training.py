"""Who is trained: most have certificates of a training last year, some run out soon, some have none. The
county requires the course of disinfection in two weeks; the cast's doctor waits to be seen doing it."""

import datetime as dt
from collections.abc import Iterator

import numpy as np

from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.supplies import actor_as
from xiaoan.rehearsal.demo.today import STEPS
from xiaoan.training import queries, rules, services
from xiaoan.training.queries import places

_EVERYWHERE = (0, 2**31 - 1)
_REQUIRED, _TEST = "disinfection", "thermometer"
# Share of people → until so many days from today, from and to; the rest have none.
_UNTIL = ((0.76, 40, 330), (0.10, 1, 29), (0.06, -60, -1))


def train(plan: Plan) -> int:
    """Through the loader and the ordinary services; gives how many certificates there are."""
    stand_at(second_of(plan.day, STEPS[-1]))
    with acting_as(BUILDER):
        count = services.load_certificates(BUILDER, list(_papers(plan.day)))
        enter(officer := actor_as(plan, "bureau_officer", numbering.COUNTY, numbering.COUNTY))
        rule = queries.rule_of(_REQUIRED)
        since = plan.day + dt.timedelta(days=14)
        services.set_need(
            officer, services.NewNeed(uuid7(), _REQUIRED, rule.roles, since, rule.ahead)
        )
        enter(doctor := actor_as(plan, "school_doctor", _school(plan), numbering.SCHOOL))
        _test(doctor)
        enter(BUILDER)
        services.owe_today(BUILDER)
    return count


def _school(plan: Plan) -> int:
    return plan.history.incidents.school.no


def _papers(day: dt.date) -> Iterator[tuple[object, ...]]:
    """One for most of those who need a course; who needs it for two posts has one."""
    chance, made_at = np.random.default_rng(23), clock.now().isoformat()
    seen: set[tuple[object, str]] = set()
    for n, one in enumerate(places.needing(queries.rules_of(), day, _EVERYWHERE)):
        drawn, left = chance.random(), chance.random()
        if (one.user_id, one.course) in seen:
            continue
        seen.add((one.user_id, one.course))
        for share, least, most in _UNTIL:
            if drawn < share:
                until = day + dt.timedelta(days=least + int(left * (most - least + 1)))
                since = rules.add_months(until + dt.timedelta(days=1), -12)
                seat = queries.seat_of(one.unit_no)
                yield (
                    str(uuid7()), seat.school_id, seat.unit_no, str(one.user_id), one.course, "paper",
                    f"{since:%Y}-{n:06d}", since.isoformat(), until.isoformat(), made_at, "",
                )  # fmt: skip
                break
            drawn -= share


def _test(actor: Actor) -> None:
    """A test with every answer right."""
    pk = services.begin(actor, uuid7(), _TEST)
    course = queries.in_force(_TEST).course
    by_text = {one.text: one for one in course.questions}
    answers = {}
    for asked in queries.sheet(actor, pk).questions:
        one = by_text[asked.text]
        order = rules.order_of(pk, one)
        answers[asked.n] = [order.index(place) for place in one.right]
    services.hand_in(actor, pk, answers)
