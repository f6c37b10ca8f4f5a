"""Events a person may see."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory.rules import ancestors
from xiaoan.investigations import rules
from xiaoan.investigations.models import Case, Event, EventSignal, Step
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible

# The kind of the duty to judge an event (duty_kinds).
JUDGE = "investigations.judge"
# Whoever of these reaches an event may be named to investigate it; those of the school first.
INVESTIGATORS = ("school_doctor", "principal", "bureau_officer")


@dataclass(frozen=True)
class EventHead:
    """What other rooms know of an event. `cases`: who is counted now; `steps`: what people have done."""

    id: UUID
    school_id: int
    unit_no: int
    year: int
    number: int
    syndrome: str
    disease: str
    state: str
    detected_at: dt.datetime
    opened_at: dt.datetime
    assigned_to_id: UUID | None
    closed_at: dt.datetime | None
    first_onset: dt.date | None
    last_onset: dt.date | None
    cases: int
    steps: int

    @property
    def is_running(self) -> bool:
        return self.state in rules.RUNNING


@dataclass(frozen=True)
class CaseHead:
    """A case as other rooms know it; no name."""

    id: UUID
    person_id: UUID
    unit_no: int
    class_then: int
    status: str
    onset: dt.date | None
    onset_known: bool
    symptoms: int


_HEAD = tuple(EventHead.__dataclass_fields__)


def event(actor: Actor, event_id: UUID) -> EventHead:
    """One event; NotFound if it is not there or not the actor's to see."""
    found = visible(Event.objects.filter(pk=event_id), actor, Permission.SEE_EVENTS).first()
    if found is None:
        raise NotFound
    return head_of(found)


def head_of(row: Event) -> EventHead:
    return EventHead(**{name: getattr(row, name) for name in _HEAD})


def heads_since(actor: Actor, interval: Interval, since: dt.datetime) -> list[EventHead]:
    """The events of an interval that were detected since then, and were events: open, confirmed or closed."""
    lo, hi = interval
    rows = visible(Event.objects.all(), actor, Permission.SEE_EVENTS)
    rows = rows.filter(unit_no__gte=lo, unit_no__lt=hi, detected_at__gte=since)
    rows = rows.filter(state__in=(*rules.RUNNING, "closed")).order_by("detected_at", "id")
    return [EventHead(*row) for row in rows.values_list(*_HEAD)]


def counted(actor: Actor, event_id: UUID) -> list[CaseHead]:
    """The cases that are counted in an event, by onset; NotFound as `event`."""
    found = event(actor, event_id)
    rows = Case.objects.filter(
        school_id=found.school_id, event_id=event_id, status__in=rules.COUNTED
    ).order_by("onset", "id")
    return [
        CaseHead(
            one.pk, one.person_id, one.unit_no, one.class_then, one.status, one.onset,
            one.onset_known, one.symptoms,
        )
        for one in rows
    ]  # fmt: skip


def signals_of(actor: Actor, event_id: UUID) -> list[UUID]:
    """The signals of an event in the order in which they joined; NotFound as `event`."""
    found = event(actor, event_id)
    rows = EventSignal.objects.filter(school_id=found.school_id, event_id=event_id)
    return list(rows.order_by("joined_at", "signal_id").values_list("signal_id", flat=True))


def reason_of(head: EventHead) -> str:
    """Why an event was last judged as it was, in the words of whoever did."""
    return Event.objects.get(school_id=head.school_id, pk=head.id).reason


def back_from_exclusion(school_id: int, event_id: UUID) -> dt.datetime | None:
    """When an event that had been judged to be none last ran again; None if that never was."""
    excluded, found = False, None
    steps = Step.objects.filter(
        school_id=school_id, event_id=event_id, kind__in=["exclude", "reopen", "close"]
    )
    for kind, at in steps.order_by("no").values_list("kind", "at"):
        if kind == "reopen" and excluded:
            found = at
        excluded = kind == "exclude"
    return found


def event_of_signal(actor: Actor, signal_id: UUID) -> UUID | None:
    """The event a signal belongs to, if any."""
    rows = visible(EventSignal.objects.filter(pk=signal_id), actor, Permission.SEE_EVENTS)
    return rows.values_list("event_id", flat=True).first()


def number_of(year: int, number: int) -> str:
    """2026年第3起."""
    return _("%(year)s年第%(number)s起") % {"year": year, "number": number}


def assignable(actor: Actor, school_id: int) -> list[accounts.Holder]:
    """Who may be named to investigate the events of a school, as far as the actor's reach goes."""
    units = [school_id, ancestors(school_id)[-1]]
    found = accounts.holders(actor, INVESTIGATORS, units, clock.today())
    return sorted(found, key=lambda one: INVESTIGATORS.index(one.role))
