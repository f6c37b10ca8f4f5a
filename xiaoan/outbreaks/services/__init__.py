"""Raising, growing, correcting, withdrawing and acknowledging signals."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.conf import settings
from django.db import connection

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.outbreaks import queries, rules
from xiaoan.outbreaks.events import (
    SignalAcknowledged,
    SignalGrew,
    SignalRaised,
    SignalRecounted,
    SignalWithdrawn,
)
from xiaoan.outbreaks.models import Signal, SignalCase
from xiaoan.registry.services import looks
from xiaoan.screening import queries as screening

# How far back window ends are looked at: a roll-call that comes in or is corrected later than this
# changes no signal any more.
LOOK_BACK = dt.timedelta(days=14)
# Sightings are read from further back, so that an illness that was running at the edge keeps its
# first day: cut off there, old cases would look like new ones.
READ_BACK = 2 * LOOK_BACK
RUNNING = ("open", "acknowledged")


@dataclass
class _Known:
    """A signal of the last days and the people it counts."""

    signal: Signal
    cases: dict[UUID, SignalCase]

    @property
    def key(self) -> tuple[str, int, str]:
        return (self.signal.rule, self.signal.unit_no, self.signal.syndrome)

    @property
    def is_running(self) -> bool:
        return self.signal.state in RUNNING

    def continues(self, finding: rules.Finding) -> bool:
        return rules.is_continuation(finding, self.as_running(finding.day))

    def covers(self, finding: rules.Finding) -> bool:
        """Up to the last day of the signal: what a late correction completed before it is in it, too."""
        first = self.signal.day - dt.timedelta(days=finding.continues_within_days)
        return _key(finding) == self.key and first <= finding.day <= self.signal.last_day

    def as_running(self, day: dt.date) -> rules.RunningSignal:
        """As it stood nearest to a day: a long illness has its first days looked at again while the
        outbreak goes on, and they are no new event.
        """
        near = min(max(day, self.signal.day), self.signal.last_day)
        return rules.RunningSignal(*self.key, near, frozenset(self.cases))


@dataclass(frozen=True)
class _Scene:
    """What was read for one class and the dormitory rooms of its sick pupils."""

    school_id: int
    units: frozenset[int]
    rule_ids: frozenset[str]
    seen: tuple[screening.Seen, ...]
    findings: tuple[rules.Finding, ...]
    days: frozenset[dt.date]

    def judges(self, signal: Signal) -> bool:
        """Everything that bears on the signal is here, so that a finding missing here is not met."""
        return (
            signal.unit_no in self.units
            and signal.rule in self.rule_ids
            and signal.day in self.days
        )


def look_for_clusters(actor: Actor, school_id: int, unit_no: int, day: dt.date) -> list[UUID]:
    """Hold the statutory rules against a class after its roll-call of `day`; gives the new signals.

    Idempotent: looking twice changes nothing. One look at a school at a time, so that two classes
    of one dormitory do not both raise its signal.
    """
    if not actor.is_system:
        raise Forbidden
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [school_id])
    signals = _signals(school_id, day)
    running = [signal for signal in signals if signal.state in RUNNING]
    scene = _scene(actor, school_id, unit_no, day, running)
    known = _known(school_id, [signal for signal in signals if signal.unit_no in scene.units])
    raised = [new.signal.pk for f in scene.findings if (new := _take(actor, scene, known, f))]
    for one in known:
        if one.is_running and scene.judges(one.signal):
            _recount(actor, scene, one)
    return raised


def _signals(school_id: int, day: dt.date) -> list[Signal]:
    """Every signal of the school that may still matter, the latest first."""
    return list(
        Signal.objects.filter(school_id=school_id, last_day__gte=day - LOOK_BACK).order_by(
            "-last_day", "-raised_at", "id"
        )
    )


def _known(school_id: int, signals: Sequence[Signal]) -> list[_Known]:
    cases: dict[UUID, dict[UUID, SignalCase]] = defaultdict(dict)
    ids = [signal.pk for signal in signals]
    for case in SignalCase.objects.filter(school_id=school_id, signal_id__in=ids):
        cases[case.signal_id][case.person_id] = case
    return [_Known(signal, cases[signal.pk]) for signal in signals]


def _scene(
    actor: Actor, school_id: int, unit_no: int, day: dt.date, running: Sequence[Signal]
) -> _Scene:
    today = clock.today()
    since = day - READ_BACK
    own = screening.sightings(actor, since, today, unit_nos=[unit_no])
    rooms = {seen.dormitory_no for seen in own if seen.dormitory_no}
    rooms |= _rooms_counting(school_id, unit_no, running)
    units = frozenset({unit_no} | rooms)
    seen = screening.sightings(actor, since, today, unit_nos=[unit_no], dormitory_nos=rooms)
    days = _days(seen, unit_no, day, [s for s in running if s.unit_no in units])
    reported, due = screening.reported_days(
        actor, {one.unit_no for one in seen} | {unit_no}, since, today
    )
    in_force = [
        rule
        for rule in rules.rules_in_force(today, "", settings.XIAOAN_RULE_OVERLAYS)
        if rules.is_evaluated(rule)
    ]
    found = rules.evaluate_days(
        in_force, [queries.as_sighting(one) for one in seen], days, reported=reported, due=due
    )
    return _Scene(
        school_id,
        units,
        frozenset(rule.id for rule in in_force),
        tuple(seen),
        tuple(finding for finding in found if finding.unit_no in units),
        frozenset(days),
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


def _take(
    actor: Actor, scene: _Scene, known: list[_Known], finding: rules.Finding
) -> _Known | None:
    """Grow the signal that the finding continues, or raise a new one (returned)."""
    for one in known:
        if one.signal.state != "withdrawn" and one.continues(finding):
            if one.is_running:
                _grow(actor, scene, one, finding)
                return None
            if not rules.people_added(finding, [one.as_running(finding.day)]):
                return None
    again = [one for one in known if (*one.key, one.signal.day) == (*_key(finding), finding.day)]
    if again:
        _raise_again(actor, scene, again[0], finding)
        return again[0]
    new = _raise(actor, scene, finding)
    known.insert(0, new)
    return new


def _key(finding: rules.Finding) -> tuple[str, int, str]:
    return (finding.rule_id, finding.unit_no, finding.syndrome)


def _raise(actor: Actor, scene: _Scene, finding: rules.Finding) -> _Known:
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
    new = _Known(signal, {})
    _add_people(scene, new, finding.people)
    _announce(actor, signal)
    return new


def _raise_again(actor: Actor, scene: _Scene, one: _Known, finding: rules.Finding) -> None:
    """The same window is met again after a correction had taken it away: the same signal, to be
    seen anew. Its clock is the old one: the school knew then.
    """
    signal = one.signal
    SignalCase.objects.filter(school_id=signal.school_id, signal_id=signal.pk).delete()
    one.cases = {}
    _add_people(scene, one, finding.people)
    signal.state, signal.acknowledged_at, signal.acknowledged_by_id = "open", None, None
    signal.cases, signal.last_day = finding.cases, finding.day
    signal.days_reported, signal.days_due = finding.days_reported, finding.days_due
    signal.save()
    _announce(actor, signal)


def _announce(actor: Actor, signal: Signal) -> None:
    journal.record(
        actor,
        SignalRaised(
            school_id=signal.school_id,
            unit_no=signal.unit_no,
            signal_id=signal.pk,
            rule=signal.rule,
            syndrome=signal.syndrome,
            day=signal.day,
            cases=signal.cases,
            deadline_at=signal.deadline_at,
        ),
    )


def _grow(actor: Actor, scene: _Scene, one: _Known, finding: rules.Finding) -> None:
    signal = one.signal
    added = rules.people_added(finding, [one.as_running(finding.day)])
    if not added and finding.day <= signal.last_day:
        return
    _add_people(scene, one, added)
    signal.cases = len(one.cases)
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


def _add_people(scene: _Scene, one: _Known, people: Iterable[rules.Counted]) -> None:
    fresh = [_case(scene, one.signal, counted) for counted in people]
    SignalCase.objects.bulk_create(fresh)
    one.cases.update({case.person_id: case for case in fresh})


def _case(scene: _Scene, signal: Signal, counted: rules.Counted) -> SignalCase:
    person = UUID(str(counted.person))
    told = [seen for seen in scene.seen if seen.person_id == person and seen.day >= counted.onset]
    symptoms = reduce(or_, (seen.symptoms for seen in told))
    return SignalCase(
        signal_id=signal.pk,
        person_id=person,
        school_id=signal.school_id,
        unit_no=signal.unit_no,
        class_no=signal.unit_no if signal.level == rules.CLASS else told[-1].unit_no,
        onset=counted.onset,
        onset_known=counted.onset_known,
        symptoms=symptoms,
    )


def _recount(actor: Actor, scene: _Scene, one: _Known) -> None:
    """Bring a signal up to what is reported now: people corrected away leave it, onsets and symptoms
    are as last told. Nothing of it left: withdrawn, and it stays to be seen.
    """
    met = [finding for finding in scene.findings if one.covers(finding)]
    if not met:
        _withdraw(actor, one.signal)
        return
    now = {UUID(str(each.person)): each for finding in reversed(met) for each in finding.people}
    for person in set(one.cases) & set(now):
        _mend(one.cases[person], _case(scene, one.signal, now[person]))
    gone = set(one.cases) - set(now)
    if gone:
        _remove(actor, one, gone)


def _mend(case: SignalCase, told: SignalCase) -> None:
    names = ("class_no", "onset", "onset_known", "symptoms")
    changed = {n: getattr(told, n) for n in names if getattr(told, n) != getattr(case, n)}
    if changed:
        SignalCase.objects.filter(
            school_id=case.school_id, signal_id=case.signal_id, person_id=case.person_id
        ).update(**changed)


def _remove(actor: Actor, one: _Known, people: set[UUID]) -> None:
    signal = one.signal
    SignalCase.objects.filter(
        school_id=signal.school_id, signal_id=signal.pk, person_id__in=people
    ).delete()
    for person in people:
        del one.cases[person]
    signal.cases = len(one.cases)
    signal.save(update_fields=["cases"])
    journal.record(
        actor,
        SignalRecounted(
            school_id=signal.school_id, unit_no=signal.unit_no, signal_id=signal.pk,
            cases=signal.cases,
        ),
    )  # fmt: skip


def _withdraw(actor: Actor, signal: Signal) -> None:
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


def see(actor: Actor, signal_id: UUID) -> queries.SignalDetail:
    """One signal; that the children it counts were seen by name, their families can read."""
    found = queries.signal(actor, signal_id)
    named = {one.person_id: one.class_no for one in found.people if one.name}
    looks.in_list(actor, named.items(), "signal")
    return found


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
