"""The demonstration's morning: its duties, and its roll-calls through the ordinary service."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import numpy as np

from xiaoan.accounts.rules import ROLES
from xiaoan.directory import rules as numbering
from xiaoan.duties import services as duties
from xiaoan.kernel.actor import Actor, Scope
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.rehearsal import marks as m
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.past import ARRIVED, REASONS
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.geography import Class, School
from xiaoan.rehearsal.people import Ids
from xiaoan.rehearsal.reports import NOW, seconds
from xiaoan.screening import rules
from xiaoan.screening import services as screening

OPENED = 5 * 3600 + 600
# The morning in steps: after each, what is missed by then goes up the ladder.
STEPS = tuple(seconds(time) for time in ((7, 45), (7, 50), (8, 0), NOW))


@dataclass(frozen=True)
class _Sending:
    """One roll-call to send: when, by whom, what."""

    second: int
    actor: Actor
    sent: screening.Submission


def open_morning(plan: Plan) -> int:
    """Open the day's duties, as the worker does at five."""
    stand_at(second_of(plan.day, OPENED))
    with acting_as(BUILDER):
        county = (numbering.COUNTY, 2 * numbering.COUNTY)
        opened = screening.open_day(BUILDER, plan.day, county)
        return opened + screening.open_rounds(BUILDER, plan.day, county)


def submit_until(plan: Plan, part: int, schools: list[School], since: int, until: int) -> int:
    """Send the roll-calls of some schools after `since` and up to `until`, in order of time."""
    habits = plan.reports_today()
    marks = plan.history.on(len(plan.past), 0)
    ids = Ids(
        np.random.default_rng([plan.county.seed, 10, part, until]), second_of(plan.day, until)
    )
    count = 0
    for school in schools:
        waiting = [
            sending
            for one in school.classes
            if habits.second[one.index]
            for sending in _sendings(
                plan, one, int(habits.second[one.index]),
                _marks(plan, marks[marks["cls"] == one.index]),
                bool(habits.corrected[one.index]), ids,
            )
            if since < sending.second <= until
        ]  # fmt: skip
        waiting.sort(key=lambda sending: sending.second)
        with acting_as(BUILDER):
            for sending in waiting:
                stand_at(second_of(plan.day, sending.second))
                enter(sending.actor)
                screening.submit_roll_call(sending.actor, sending.sent)
        count += len(waiting)
    return count


def _sendings(
    plan: Plan, one: Class, second: int, marks: tuple[rules.Mark, ...], corrected: bool, ids: Ids
) -> Iterator[_Sending]:
    actor = teacher(plan.teachers[one.no][0], one)
    if not corrected:
        yield _Sending(second, actor, _submission(plan, one, ids(), marks))
        return
    if marks:
        first, reason = marks[:-1], REASONS[one.index % len(REASONS)]
    else:
        somebody = plan.population.pupils[plan.first_pupil[one.index]].enrolment_id
        first, reason = (rules.Mark(somebody, rules.Kind.ABSENT_UNKNOWN),), ARRIVED
    yield _Sending(second, actor, _submission(plan, one, ids(), first))
    again = _submission(plan, one, ids(), marks, base=1, reason=reason)
    yield _Sending(second + 240 + one.index % 300, actor, again)


def teacher(user_id: UUID, one: Class) -> Actor:
    """A class teacher as the session would make one."""
    role = ROLES["class_teacher"]
    return Actor(user_id, "", (Scope(role.code, one.no, one.no + 1, role.permissions),))


def _submission(
    plan: Plan,
    one: Class,
    key: UUID,
    marks: tuple[rules.Mark, ...],
    base: int = 0,
    reason: str = "",
) -> screening.Submission:
    return screening.Submission(
        id=key, unit_no=one.no, day=plan.day, slot="morning", base=base, marks=marks,
        reason=reason, confirmed=True,
    )  # fmt: skip


def _marks(plan: Plan, rows: m.Table) -> tuple[rules.Mark, ...]:
    return tuple(_mark(plan, *row) for row in rows.tolist())


def _mark(
    plan: Plan, _day: int, _slot: int, _cls: int, at: int, kind: int, symptoms: int, onset: int,
    heat: int, method: int,
) -> rules.Mark:  # fmt: skip
    first, second = m.METHODS[method]
    warm = Decimal(heat) / 10 if heat else None
    return rules.Mark(
        person=plan.population.pupils[at].enrolment_id,
        kind=rules.Kind(m.KINDS[kind]),
        symptoms=rules.Symptom(symptoms),
        onset=None if onset < 0 else plan.day - dt.timedelta(days=onset),
        temperature=warm,
        method=first,
        retest=warm if second else None,
        retest_method=second,
    )


def escalate(plan: Plan, second: int) -> None:
    """Take the escalation steps that are due at a second of the morning."""
    stand_at(second_of(plan.day, second))
    taken = duties.BATCH
    while taken == duties.BATCH:
        with acting_as(BUILDER):
            taken = duties.escalate(BUILDER)
