"""Raising, growing, withdrawing and acknowledging signals."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.outbreaks import rules
from xiaoan.outbreaks.events import SignalAcknowledged, SignalGrew, SignalRaised, SignalWithdrawn
from xiaoan.outbreaks.models import Signal, SignalCase
from xiaoan.screening import queries as screening

# How far back sightings are read: the longest window (3 days) after the longest likely gap in
# which an illness goes on unseen (a holiday week).
LOOK_BACK = dt.timedelta(days=14)
RUNNING = ("open", "acknowledged")


@dataclass(frozen=True)
class _Scene:
    """What was read for one class and the dormitory rooms of its sick pupils."""

    school_id: int
    units: frozenset[int]
    seen: tuple[screening.Seen, ...]
    findings: tuple[rules.Finding, ...]
    days: tuple[dt.date, ...]


def look_for_clusters(actor: Actor, school_id: int, unit_no: int, day: dt.date) -> list[UUID]:
    """Hold the statutory rules against a class after its roll-call of `day`; gives the new signals.

    Idempotent: looking twice changes nothing. One look at a school at a time, so that two classes
    of one dormitory do not both raise its signal.
    """
    if not actor.is_system:
        raise Forbidden
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [school_id])
    signals = _running(school_id, day)
    scene = _scene(actor, school_id, unit_no, day, signals)
    raised = [signal.pk for finding in scene.findings if (signal := _take(actor, scene, finding))]
    _withdraw(actor, scene, signals)
    return raised


def _running(school_id: int, day: dt.date) -> list[Signal]:
    return list(
        Signal.objects.filter(
            school_id=school_id, state__in=RUNNING, last_day__gte=day - LOOK_BACK
        ).order_by("raised_at", "id")
    )


def _scene(
    actor: Actor, school_id: int, unit_no: int, day: dt.date, signals: Sequence[Signal]
) -> _Scene:
    today = clock.today()
    since = day - LOOK_BACK
    own = screening.sightings(actor, since, today, unit_nos=[unit_no])
    rooms = {seen.dormitory_no for seen in own if seen.dormitory_no}
    rooms |= {s.unit_no for s in signals if s.level == rules.DORMITORY}
    units = frozenset({unit_no} | rooms)
    seen = screening.sightings(actor, since, today, unit_nos=[unit_no], dormitory_nos=rooms)
    days = _days(seen, unit_no, day, today, [s for s in signals if s.unit_no in units])
    reported, due = screening.reported_days(
        actor, {one.unit_no for one in seen} | {unit_no}, since, today
    )
    found = rules.evaluate_days(
        [
            r
            for r in rules.rules_in_force(today, "", settings.XIAOAN_RULE_OVERLAYS)
            if rules.is_evaluated(r)
        ],
        [_sighting(one) for one in seen],
        days,
        reported=reported,
        due=due,
    )
    mine = tuple(finding for finding in found if finding.unit_no in units)
    return _Scene(school_id, units, tuple(seen), mine, days)


def _days(
    seen: Iterable[screening.Seen],
    unit_no: int,
    day: dt.date,
    today: dt.date,
    signals: Iterable[Signal],
) -> tuple[dt.date, ...]:
    """The window ends to look at: from the earliest onset this roll-call tells of, to today.

    A late or corrected report changes windows that ended before it came; those of signals still
    running are looked at again, to see whether they stand.
    """
    first = min(
        [day, *(s.onset or s.day for s in seen if s.day == day and s.unit_no == unit_no)],
    )
    first = max(min([first, *(signal.day for signal in signals)]), day - LOOK_BACK)
    last = max([min(day + dt.timedelta(days=2), today), *(signal.last_day for signal in signals)])
    return tuple(first + dt.timedelta(days=n) for n in range((last - first).days + 1))


def _sighting(seen: screening.Seen) -> rules.Sighting:
    return rules.Sighting(
        person=seen.person_id,
        unit_no=seen.unit_no,
        dormitory_no=seen.dormitory_no,
        day=seen.day,
        onset=seen.onset,
        syndromes=frozenset(str(group) for group in seen.syndromes),
    )


def _take(actor: Actor, scene: _Scene, finding: rules.Finding) -> Signal | None:
    """Grow the signal that the finding continues, or raise a new one (returned)."""
    for signal in _alike(scene.school_id, finding):
        if rules.is_continuation(finding, _as_running(signal)):
            _grow(actor, scene, signal, finding)
            return None
    return _raise(actor, scene, finding)


def _alike(school_id: int, finding: rules.Finding) -> list[Signal]:
    return list(
        Signal.objects.filter(
            school_id=school_id,
            unit_no=finding.unit_no,
            rule=finding.rule_id,
            syndrome=finding.syndrome,
            state__in=RUNNING,
        ).order_by("-last_day")
    )


def _as_running(signal: Signal) -> rules.RunningSignal:
    people = SignalCase.objects.filter(school_id=signal.school_id, signal_id=signal.pk)
    return rules.RunningSignal(
        signal.rule,
        signal.unit_no,
        signal.syndrome,
        signal.last_day,
        frozenset(people.values_list("person_id", flat=True)),
    )


def _raise(actor: Actor, scene: _Scene, finding: rules.Finding) -> Signal:
    now = clock.now()
    signal = Signal(
        id=uuid7(),
        school_id=scene.school_id,
        unit_no=finding.unit_no,
        level=finding.level,
        rule=finding.rule_id,
        rule_version=finding.rule_version,
        basis=finding.basis,
        rule_status=finding.status,
        syndrome=finding.syndrome,
        day=finding.day,
        last_day=finding.day,
        window_from=finding.window_from,
        cases=finding.cases,
        raised_at=now,
        deadline_at=rules.due_clock(now, finding.deadline_hours),
        days_reported=finding.days_reported,
        days_due=finding.days_due,
    )
    signal.save(force_insert=True)
    _add_people(scene, signal, finding.people)
    journal.record(
        actor,
        SignalRaised(
            school_id=scene.school_id,
            unit_no=signal.unit_no,
            signal_id=signal.pk,
            rule=signal.rule,
            syndrome=signal.syndrome,
            day=signal.day,
            cases=signal.cases,
            deadline_at=signal.deadline_at,
        ),
    )
    return signal


def _grow(actor: Actor, scene: _Scene, signal: Signal, finding: rules.Finding) -> None:
    running = _as_running(signal)
    added = rules.people_added(finding, [running])
    if not added and finding.day <= signal.last_day:
        return
    _add_people(scene, signal, added)
    signal.cases = len(running.people) + len(added)
    signal.last_day = max(signal.last_day, finding.day)
    signal.days_reported, signal.days_due = finding.days_reported, finding.days_due
    signal.save(update_fields=["cases", "last_day", "days_reported", "days_due"])
    if added:
        journal.record(
            actor,
            SignalGrew(
                school_id=signal.school_id,
                unit_no=signal.unit_no,
                signal_id=signal.pk,
                cases=signal.cases,
                day=finding.day,
            ),
        )


def _add_people(scene: _Scene, signal: Signal, people: Iterable[rules.Counted]) -> None:
    symptoms: dict[UUID, int] = {}
    classes: dict[UUID, int] = {}
    for seen in scene.seen:
        symptoms[seen.person_id] = symptoms.get(seen.person_id, 0) | seen.symptoms
        classes[seen.person_id] = seen.unit_no
    SignalCase.objects.bulk_create(
        [
            SignalCase(
                signal_id=signal.pk,
                person_id=UUID(str(counted.person)),
                school_id=signal.school_id,
                unit_no=signal.unit_no,
                class_no=classes[UUID(str(counted.person))],
                onset=counted.onset,
                onset_known=counted.onset_known,
                symptoms=symptoms[UUID(str(counted.person))],
            )
            for counted in people
        ]
    )


def _withdraw(actor: Actor, scene: _Scene, signals: Iterable[Signal]) -> None:
    """Signals whose cases were corrected away: no longer met on any day they stood for."""
    met = {(f.rule_id, f.unit_no, f.syndrome) for f in scene.findings}
    for signal in signals:
        key = (signal.rule, signal.unit_no, signal.syndrome)
        if signal.unit_no not in scene.units or key in met or signal.day not in scene.days:
            continue
        changed = Signal.objects.filter(pk=signal.pk, state__in=RUNNING).update(state="withdrawn")
        if changed:
            journal.record(
                actor,
                SignalWithdrawn(
                    school_id=signal.school_id,
                    unit_no=signal.unit_no,
                    signal_id=signal.pk,
                    cases=signal.cases,
                ),
            )


def acknowledge(actor: Actor, signal_id: UUID) -> None:
    """A named person has seen the signal. The legal clock goes on: knowing is not reporting."""
    signal = Signal.objects.filter(pk=signal_id).first()
    if signal is None or not actor.may(Permission.SEE_SIGNALS, signal.unit_no):
        raise NotFound
    if not actor.may(Permission.ACKNOWLEDGE, signal.unit_no):
        raise Forbidden
    changed = Signal.objects.filter(pk=signal_id, state="open").update(
        state="acknowledged", acknowledged_at=clock.now(), acknowledged_by_id=actor.user_id
    )
    if not changed:
        raise Conflict
    journal.record(
        actor,
        SignalAcknowledged(school_id=signal.school_id, unit_no=signal.unit_no, signal_id=signal.pk),
    )
