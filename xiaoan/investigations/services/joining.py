"""A signal was raised, grew or shrank: the event it belongs to follows, in the same transaction."""

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Max

from xiaoan.investigations import rules
from xiaoan.investigations.events import CasesChanged, EventOpened, SignalJoined
from xiaoan.investigations.models import Case, Event, EventSignal
from xiaoan.investigations.services import due, steps
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.outbreaks import queries as outbreaks
from xiaoan.outbreaks.services.signals import lock_school as lock_looks

_LOCK = "select pg_advisory_xact_lock(hashtext('investigations'), %s)"


def lock_school(school_id: int) -> None:
    """One change to the events of a school at a time: signals of two classes may belong to one event.

    The look for signals comes first, as it does where a signal is raised: by the time an event hears of it,
    that transaction holds the journal.
    """
    lock_looks(school_id)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [school_id])


def take_signal(actor: Actor, signal_id: UUID) -> UUID:
    """Put a signal into the event it belongs to, or open one; gives the event. Idempotent.

    Refuses anybody but the system: a person opens an event by `open_event`.
    """
    if not actor.is_system:
        raise Forbidden
    head = outbreaks.head(signal_id)
    lock_school(head.school_id)
    joined = EventSignal.objects.filter(signal_id=signal_id).first()
    if joined:
        follow_signal(actor, signal_id)
        return joined.event_id
    found = rules.belongs_to(running(head.school_id), told_of(head))
    if found is None:
        return open_for(actor, head)
    join(actor, Event.objects.get(pk=found), head)
    return found


def join(actor: Actor, event: Event, head: outbreaks.SignalHead) -> None:
    """Make a signal part of an event; whom it counts become cases. The caller holds the school's lock."""
    _tie(event, head)
    journal.record(
        actor,
        SignalJoined(
            school_id=event.school_id, unit_no=event.unit_no, event_id=event.pk, signal_id=head.id
        ),
    )  # fmt: skip
    _follow(actor, event)


def open_for(actor: Actor, head: outbreaks.SignalHead) -> UUID:
    """Open an event for a signal; gives it. The caller holds the school's lock."""
    event = _open(actor, head)
    _tie(event, head)
    _bring_up(event)
    announce(actor, event, head.id, [head.deadline_at])
    return event.pk


def _tie(event: Event, head: outbreaks.SignalHead) -> None:
    EventSignal.objects.create(
        signal_id=head.id, event_id=event.pk, school_id=head.school_id, unit_no=head.unit_no,
        joined_at=clock.now(),
    )  # fmt: skip


def told_of(head: outbreaks.SignalHead) -> rules.Running:
    """A signal as if it were an event of its own."""
    return _told(head, outbreaks.counted(head.id))


def _told(head: outbreaks.SignalHead, counted: Sequence[outbreaks.Told]) -> rules.Running:
    onsets = [one.onset for one in counted]
    return rules.Running(
        head.id,
        head.syndrome,
        min(onsets, default=head.day),
        max(onsets, default=head.day),
        frozenset({head.unit_no} | {one.class_no for one in counted}),
        frozenset(one.person_id for one in counted),
    )


def announce(
    actor: Actor,
    event: Event,
    signal_id: UUID | None,
    deadlines: Iterable[dt.datetime | None] = (),
) -> None:
    """An event runs from now on: somebody has to judge it."""
    due.open_judging(
        actor, event, rules.judge_by(event.detected_at, due.judged_within(event.unit_no), deadlines)
    )
    journal.record(
        actor,
        EventOpened(
            school_id=event.school_id, unit_no=event.unit_no, event_id=event.pk,
            signal_id=signal_id, syndrome=event.syndrome, detected_at=event.detected_at,
            cases=event.cases,
        ),
    )  # fmt: skip


def follow_signal(actor: Actor, signal_id: UUID) -> None:
    """A signal that belongs to an event changed: its cases follow. One that belongs to none: nothing."""
    joined = EventSignal.objects.filter(signal_id=signal_id).first()
    if joined is None:
        return
    lock_school(joined.school_id)
    event = Event.objects.get(pk=joined.event_id)
    if event.state in rules.ENDED and _has_grown(event):
        steps.put_back(actor, event, steps.by_system(event))
    if event.state in rules.RUNNING:
        _follow(actor, event)


def _has_grown(event: Event) -> bool:
    """A signal of an event that was thought to be over, or to be none, counts somebody new."""
    known = {case.person_id for case in _cases(event)}
    return not _counted(event).keys() <= known


def running(school_id: int) -> list[rules.Running]:
    """The events of a school that are not over."""
    events = list(
        Event.objects.filter(school_id=school_id, state__in=rules.RUNNING).order_by(
            "detected_at", "id"
        )
    )
    ids = [event.pk for event in events]
    signals = list(EventSignal.objects.filter(school_id=school_id, event_id__in=ids))
    cases = list(
        Case.objects.filter(school_id=school_id, event_id__in=ids, status__in=rules.COUNTED)
    )
    return [
        rules.Running(
            event.pk,
            event.syndrome,
            event.first_onset,
            event.last_onset,
            frozenset(s.unit_no for s in signals if s.event_id == event.pk)
            | frozenset(c.class_then for c in cases if c.event_id == event.pk),
            frozenset(c.person_id for c in cases if c.event_id == event.pk),
        )
        for event in events
    ]


def _open(actor: Actor, head: outbreaks.SignalHead) -> Event:
    year, number = next_number(head.school_id)
    return Event.objects.create(
        school_id=head.school_id, unit_no=head.unit_no, year=year, number=number,
        syndrome=head.syndrome, detected_at=head.raised_at, opened_at=clock.now(),
        opened_by_id=actor.user_id,
    )  # fmt: skip


def next_number(school_id: int) -> tuple[int, int]:
    """Year and number of the next event of a school whose lock is held."""
    year = clock.today().year
    last = Event.objects.filter(school_id=school_id, year=year).aggregate(last=Max("number"))
    return year, (last["last"] or 0) + 1


def _follow(actor: Actor, event: Event) -> None:
    added, removed = _bring_up(event)
    if added or removed:
        journal.record(
            actor,
            CasesChanged(
                school_id=event.school_id, unit_no=event.unit_no, event_id=event.pk, added=added,
                removed=removed, cases=event.cases,
            ),
        )  # fmt: skip


def _bring_up(event: Event) -> tuple[int, int]:
    """Bring the cases that came by signals up to what these count now; what a person decided stays."""
    counted = _counted(event)
    cases = {case.person_id: case for case in _cases(event)}
    fresh = [_case(event, one) for person, one in counted.items() if person not in cases]
    Case.objects.bulk_create(fresh)
    open_to_change = [
        case for case in cases.values() if case.source == "signal" and case.decided_at is None
    ]
    back, gone = 0, 0
    for case in open_to_change:
        told = counted.get(case.person_id)
        back += told is not None and case.status == "withdrawn"
        gone += told is None and case.status != "withdrawn"
        case.status = "suspected" if told else "withdrawn"
        if told:
            case.onset, case.onset_known, case.symptoms = (
                told.onset,
                told.onset_known,
                told.symptoms,
            )
    Case.objects.bulk_update(open_to_change, _FOLLOWS)
    refigure(event)
    return len(fresh) + back, gone


def _counted(event: Event) -> dict[UUID, outbreaks.Told]:
    """Everybody whom a signal of the event counts; of several onsets the earliest."""
    ids = EventSignal.objects.filter(school_id=event.school_id, event_id=event.pk)
    told = [
        one
        for signal in ids.values_list("signal_id", flat=True)
        for one in outbreaks.counted(signal)
    ]
    ordered = sorted(told, key=lambda one: (one.onset, one.person_id), reverse=True)
    return {one.person_id: one for one in ordered}


_FOLLOWS = ("status", "onset", "onset_known", "symptoms")


def _cases(event: Event) -> Sequence[Case]:
    return list(Case.objects.filter(school_id=event.school_id, event_id=event.pk).order_by("id"))


def _case(event: Event, one: outbreaks.Told) -> Case:
    return Case(
        event_id=event.pk, school_id=event.school_id, unit_no=one.class_no, class_then=one.class_no,
        person_id=one.person_id, onset=one.onset, onset_known=one.onset_known,
        symptoms=one.symptoms, added_at=clock.now(),
    )  # fmt: skip


def refigure(event: Event) -> None:
    """Count an event's cases anew, and the smallest unit that holds them all; saves it."""
    counted = [case for case in _cases(event) if case.status in rules.COUNTED]
    onsets = [case.onset for case in counted if case.onset]
    event.cases = len(counted)
    event.first_onset, event.last_onset = min(onsets, default=None), max(onsets, default=None)
    event.unit_no = _place(event, {case.class_then for case in counted})
    event.version += 1
    event.save()


def _place(event: Event, classes: Iterable[int]) -> int:
    units = set(
        EventSignal.objects.filter(school_id=event.school_id, event_id=event.pk).values_list(
            "unit_no", flat=True
        )
    )
    if len(units) == 1:
        return units.pop()
    units |= set(classes)
    return units.pop() if len(units) == 1 else event.school_id
