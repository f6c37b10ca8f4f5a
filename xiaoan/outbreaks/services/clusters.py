"""The rule of similar symptoms in a class or dormitory, held against roll-calls (N-01a, N-01b)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from uuid import UUID

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.outbreaks import queries, rules
from xiaoan.outbreaks.models import Signal, SignalCase
from xiaoan.outbreaks.services.signals import (
    LOOK_BACK,
    READ_BACK,
    RUNNING,
    Scene,
    known_of,
    lock_school,
    settle,
    signals_since,
)
from xiaoan.screening import queries as screening


def look_for_clusters(actor: Actor, school_id: int, unit_no: int, day: dt.date) -> list[UUID]:
    """Hold the statutory rules against a class after its roll-call of `day`; gives the new signals.

    Idempotent: looking twice changes nothing. One look at a school at a time, so that two classes
    of one dormitory do not both raise its signal.
    """
    if not actor.is_system:
        raise Forbidden
    lock_school(school_id)
    signals = signals_since(school_id, day)
    running = [signal for signal in signals if signal.state in RUNNING]
    scene = _scene(actor, school_id, unit_no, day, running)
    known = known_of(
        school_id, [signal for signal in signals if scene.units and signal.unit_no in scene.units]
    )
    return settle(actor, scene, known)


def _scene(
    actor: Actor, school_id: int, unit_no: int, day: dt.date, running: Sequence[Signal]
) -> Scene:
    today = clock.today()
    since = day - READ_BACK
    own = screening.sightings(actor, since, today, unit_nos=[unit_no])
    rooms = {seen.dormitory_no for seen in own if seen.dormitory_no}
    rooms |= _rooms_counting(school_id, unit_no, running)
    units = frozenset({unit_no} | rooms)
    seen = own
    if rooms:
        seen = screening.sightings(actor, since, today, unit_nos=[unit_no], dormitory_nos=rooms)
    days = _days(seen, unit_no, day, [s for s in running if s.unit_no in units])
    reported, due = screening.reported_days(
        actor, {one.unit_no for one in seen} | {unit_no}, since, today
    )
    in_force = [rule for rule in queries.rules_on(today) if rules.is_evaluated(rule)]
    found = rules.evaluate_days(
        in_force, [queries.as_sighting(one) for one in seen], days, reported=reported, due=due
    )

    def told(person: UUID, onset: dt.date) -> tuple[int, int]:
        since_then = [one for one in seen if one.person_id == person and one.day >= onset]
        return since_then[-1].unit_no, reduce(or_, (one.symptoms for one in since_then))

    return Scene(
        school_id,
        units,
        frozenset(rule.id for rule in in_force),
        tuple(finding for finding in found if finding.unit_no in units),
        frozenset(days),
        told,
    )


def _rooms_counting(school_id: int, unit_no: int, running: Iterable[Signal]) -> set[int]:
    """Rooms of whose running signals somebody of the class is counted, perhaps no longer told of."""
    rooms = {s.pk: s.unit_no for s in running if s.level == rules.DORMITORY}
    told = SignalCase.objects.filter(
        school_id=school_id, signal_id__in=list(rooms), class_no=unit_no
    )
    return {rooms[pk] for pk in told.values_list("signal_id", flat=True)}


def _days(
    seen: Iterable[screening.Seen], unit_no: int, day: dt.date, running: Iterable[Signal]
) -> tuple[dt.date, ...]:
    """The window ends to look at: from the earliest onset this roll-call tells of, to today.

    A late or corrected report changes windows that ended before it came; those of signals still
    running are looked at again, to see whether they stand.
    """
    told = [s.onset or s.day for s in seen if s.day == day and s.unit_no == unit_no]
    spans = [(signal.day, signal.last_day) for signal in running]
    first = max(min([day, *told, *(since for since, _ in spans)]), day - LOOK_BACK)
    last = max([min(day + dt.timedelta(days=2), clock.today()), *(until for _, until in spans)])
    return tuple(first + dt.timedelta(days=n) for n in range((last - first).days + 1))
