"""Calls and visits of the last days around the cast: one family called twice this morning, one to be visited,
one that the head decides about.

Nothing is drawn.
"""

import datetime as dt
from uuid import UUID

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.outreach import queries
from xiaoan.outreach import services as outreach
from xiaoan.rehearsal.demo.moments import second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan

# Seconds of the day; two calls count twice from ten minutes between them on.
EARLY, NOON, EVENING = 8 * 3600, 12 * 3600, 18 * 3600
_TWICE = (7 * 3600 + 2580, 8 * 3600 + 240)


def call_twice(plan: Plan, teacher: Actor, person_id: UUID) -> int:
    """This morning, without an answer; gives how many tries."""
    for second in _TWICE:
        _call(plan.day, second, teacher, person_id)
    return len(_TWICE)


def call_to_visit(day: dt.date, teacher: Actor, person_id: UUID) -> int:
    """Three calls of a day that nobody answers: the family is to be visited."""
    tries = (EARLY, NOON, EVENING)
    for second in tries:
        _call(day, second, teacher, person_id)
    return len(tries)


def visit_nobody(day: dt.date, teacher: Actor, person_id: UUID, second_id: UUID) -> int:
    """Two go and find nobody: it is the head's."""
    stand_at(second_of(day, EVENING))
    with acting_as(teacher) as actor:
        given = outreach.NewVisit(
            uuid7(), _task(actor, person_id), "nobody", note="院门锁着,邻居说上周就走了。",
            second_id=second_id,
        )  # fmt: skip
        outreach.visit(actor, given)
    return 1


def reach(day: dt.date, second: int, teacher: Actor, person_id: UUID) -> int:
    """A call that is answered."""
    stand_at(second_of(day, second))
    with acting_as(teacher) as actor:
        given = outreach.NewCall(
            uuid7(), _task(actor, person_id), "reached", why="family", who="奶奶",
            note="奶奶住院没人送,明天起邻居顺路带来。", promise=day + dt.timedelta(days=1),
        )  # fmt: skip
        outreach.call(actor, given)
    return 1


def _call(day: dt.date, second: int, teacher: Actor, person_id: UUID) -> None:
    stand_at(second_of(day, second))
    with acting_as(teacher) as actor:
        outreach.call(actor, outreach.NewCall(uuid7(), _task(actor, person_id), "not_reached"))


def _task(actor: Actor, person_id: UUID) -> UUID:
    return next(one.id for one in queries.open_tasks(actor) if one.person_id == person_id)
