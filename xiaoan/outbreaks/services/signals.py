"""Raising, growing, correcting and withdrawing signals, whatever it is that was counted."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.outbreaks import rules
from xiaoan.outbreaks.events import SignalGrew, SignalRaised, SignalRecounted, SignalWithdrawn
from xiaoan.outbreaks.models import Signal, SignalCase

# How far back window ends are looked at: a roll-call that comes in or is corrected later than this
# changes no signal any more.
LOOK_BACK = dt.timedelta(days=14)
# Sightings are read from further back, so that an illness that was running at the edge keeps its
# first day: cut off there, old cases would look like new ones.
READ_BACK = 2 * LOOK_BACK
RUNNING = ("open", "acknowledged")


@dataclass
class Known:
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
class Scene:
    """What was read, and what of it meets a rule. `told`: the class and the symptoms of a person, as told
    since the onset. `units` None: the whole school was read.
    """

    school_id: int
    units: frozenset[int] | None
    rule_ids: frozenset[str]
    findings: tuple[rules.Finding, ...]
    days: frozenset[dt.date]
    told: Callable[[UUID, dt.date], tuple[int, int]]

    def judges(self, signal: Signal) -> bool:
        """Everything that bears on the signal is here, so that a finding missing here is not met."""
        return (
            (self.units is None or signal.unit_no in self.units)
            and signal.rule in self.rule_ids
            and signal.day in self.days
        )


def lock_school(school_id: int) -> None:
    """One look at a school at a time, so that two classes of one dormitory do not both raise its signal."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [school_id])


def settle(actor: Actor, scene: Scene, known: list[Known]) -> list[UUID]:
    """Bring the signals up to what a scene has met; gives those that are new, or open anew."""
    raised = [new.signal.pk for f in scene.findings if (new := _take(actor, scene, known, f))]
    for one in known:
        if one.is_running and scene.judges(one.signal):
            _recount(actor, scene, one)
    return raised


def signals_since(school_id: int, day: dt.date) -> list[Signal]:
    """Every signal by rule of the school that may still matter, the latest first."""
    return list(
        Signal.objects.filter(
            school_id=school_id, layer="statutory", last_day__gte=day - LOOK_BACK
        ).order_by("-last_day", "-raised_at", "id")
    )


def known_of(school_id: int, signals: Sequence[Signal]) -> list[Known]:
    """Signals with the people they count."""
    cases: dict[UUID, dict[UUID, SignalCase]] = defaultdict(dict)
    ids = [signal.pk for signal in signals]
    for case in SignalCase.objects.filter(school_id=school_id, signal_id__in=ids):
        cases[case.signal_id][case.person_id] = case
    return [Known(signal, cases[signal.pk]) for signal in signals]


def _take(actor: Actor, scene: Scene, known: list[Known], finding: rules.Finding) -> Known | None:
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
        raise_again(actor, scene, again[0], finding)
        return again[0]
    new = raise_new(actor, scene, finding)
    known.insert(0, new)
    return new


def _key(finding: rules.Finding) -> tuple[str, int, str]:
    return (finding.rule_id, finding.unit_no, finding.syndrome)


def raise_new(actor: Actor, scene: Scene, finding: rules.Finding) -> Known:
    """A signal for what nobody has been told of."""
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
        about_id=finding.about,
        raised_at=now,
        deadline_at=rules.due_clock(now, finding.deadline_hours),
        days_reported=finding.days_reported,
        days_due=finding.days_due,
    )
    signal.save(force_insert=True)
    new = Known(signal, {})
    _add_people(scene, new, finding.people)
    announce(actor, signal)
    return new


def raise_again(actor: Actor, scene: Scene, one: Known, finding: rules.Finding) -> None:
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
    announce(actor, signal)


def announce(actor: Actor, signal: Signal) -> None:
    """That it is there, to whoever hears it."""
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


def _grow(actor: Actor, scene: Scene, one: Known, finding: rules.Finding) -> None:
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


def _add_people(scene: Scene, one: Known, people: Iterable[rules.Counted]) -> None:
    fresh = [_case(scene, one.signal, counted) for counted in people]
    SignalCase.objects.bulk_create(fresh)
    one.cases.update({case.person_id: case for case in fresh})


def _case(scene: Scene, signal: Signal, counted: rules.Counted) -> SignalCase:
    person = UUID(str(counted.person))
    class_no, symptoms = scene.told(person, counted.onset)
    return SignalCase(
        signal_id=signal.pk,
        person_id=person,
        school_id=signal.school_id,
        unit_no=signal.unit_no,
        class_no=signal.unit_no if signal.level == rules.CLASS else class_no,
        onset=counted.onset,
        onset_known=counted.onset_known,
        symptoms=symptoms,
    )


def _recount(actor: Actor, scene: Scene, one: Known) -> None:
    """Bring a signal up to what is reported now: people corrected away leave it, onsets and symptoms
    are as last told. Nothing of it left: withdrawn, and it stays to be seen.
    """
    met = [finding for finding in scene.findings if one.covers(finding)]
    if not met:
        withdraw(actor, one.signal)
        return
    now = {UUID(str(each.person)): each for finding in reversed(met) for each in finding.people}
    bring_up(scene, one, now.values())
    gone = set(one.cases) - set(now)
    if gone:
        _remove(actor, one, gone)


def bring_up(scene: Scene, one: Known, people: Iterable[rules.Counted]) -> None:
    """Onset, symptoms and class of whom a signal counts already, as last told."""
    for counted in people:
        case = one.cases.get(UUID(str(counted.person)))
        if case:
            _mend(case, _case(scene, one.signal, counted))


def _mend(case: SignalCase, told: SignalCase) -> None:
    names = ("class_no", "onset", "onset_known", "symptoms")
    changed = {n: getattr(told, n) for n in names if getattr(told, n) != getattr(case, n)}
    if changed:
        SignalCase.objects.filter(
            school_id=case.school_id, signal_id=case.signal_id, person_id=case.person_id
        ).update(**changed)


def _remove(actor: Actor, one: Known, people: set[UUID]) -> None:
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


def withdraw(actor: Actor, signal: Signal) -> None:
    """What it counted is no longer there: it stays to be seen, withdrawn."""
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
