"""A sudden large absence that nobody can explain (N-05): how many of a school's pupils, of how many."""

import datetime as dt
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.outbreaks import queries, rules
from xiaoan.outbreaks.events import SignalGrew, SignalRecounted
from xiaoan.outbreaks.models import Signal
from xiaoan.outbreaks.services import signals
from xiaoan.screening import queries as screening


def look_at_absence(actor: Actor, school_id: int, day: dt.date) -> list[UUID]:
    """Count a school's unexplained absences of a day; gives the signal if it is new. Nobody is counted as
    ill: the signal has a number and no people. Explained away on its first day, it is withdrawn.
    """
    if not actor.is_system:
        raise Forbidden
    signals.lock_school(school_id)
    book = rules.rule_book()
    within = (school_id, school_id + numbering.SCHOOL)
    missing = len(screening.unexplained_on(actor, within, day))
    on_roll = directory.pupils_on_roll(actor, within, day)
    for rule in queries.rules_on(clock.today()):
        if rules.way_of(rule, book) == "absence":
            is_met = rules.is_large_absence(book.sudden_absence, missing, on_roll)
            return _settle(actor, school_id, rule, day, missing if is_met else 0)
    return []


def _settle(
    actor: Actor, school_id: int, rule: rules.Rule, day: dt.date, missing: int
) -> list[UUID]:
    first = day - dt.timedelta(days=1 + rule.continuation_days)
    rows = Signal.objects.filter(school_id=school_id, rule=rule.id, source="system")
    one = rows.filter(last_day__gte=first, day__lte=day).order_by("-last_day").first()
    if missing and one is None:
        return [_raise(actor, school_id, rule, day, missing).pk]
    if missing and one and one.state == "withdrawn":
        one.state, one.acknowledged_at, one.acknowledged_by_id = "open", None, None
        one.cases, one.last_day = missing, day
        one.save()
        signals.announce(actor, one)
        return [one.pk]
    if one and one.state in signals.RUNNING:
        _follow(actor, one, day, missing)
    return []


def _raise(actor: Actor, school_id: int, rule: rules.Rule, day: dt.date, missing: int) -> Signal:
    now = clock.now()
    signal = Signal.objects.create(
        id=uuid7(), school_id=school_id, unit_no=school_id, level=rules.SCHOOL, rule=rule.id,
        rule_version=rule.version, basis=rule.basis, rule_status=rule.status, syndrome=rules.ABSENT,
        day=day, last_day=day, window_from=day, cases=missing, raised_at=now,
        deadline_at=rules.due_clock(now, rule.deadline_hours), days_reported=1, days_due=1,
    )  # fmt: skip
    signals.announce(actor, signal)
    return signal


def _follow(actor: Actor, one: Signal, day: dt.date, missing: int) -> None:
    """The number of its latest day; without one on its first day it is withdrawn."""
    if not missing:
        if one.day == one.last_day == day:
            signals.withdraw(actor, one)
        return
    if day < one.last_day or (day, missing) == (one.last_day, one.cases):
        return
    grew = day > one.last_day or missing > one.cases
    one.cases, one.last_day = missing, day
    one.save(update_fields=["cases", "last_day"])
    where = (one.school_id, one.unit_no, one.pk)
    journal.record(actor, _grew(*where, missing, day) if grew else _recounted(*where, missing))


def _grew(school_id: int, unit_no: int, signal_id: UUID, cases: int, day: dt.date) -> SignalGrew:
    return SignalGrew(
        school_id=school_id, unit_no=unit_no, signal_id=signal_id, cases=cases, day=day
    )


def _recounted(school_id: int, unit_no: int, signal_id: UUID, cases: int) -> SignalRecounted:
    return SignalRecounted(school_id=school_id, unit_no=unit_no, signal_id=signal_id, cases=cases)
