"""What investigations hear."""

from collections.abc import Sequence

from procrastinate.contrib.django import app

from xiaoan.directory.events import PupilEnrolled
from xiaoan.investigations import services
from xiaoan.investigations.events import (
    CaseAdded,
    CaseDecided,
    CasesChanged,
    EventClosed,
    EventConfirmed,
    EventExcluded,
    EventMerged,
    EventReopened,
)
from xiaoan.investigations.services import contact_ends, contact_sheets, contacts
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as
from xiaoan.outbreaks import queries as outbreaks
from xiaoan.outbreaks.events import SignalGrew, SignalRaised, SignalRecounted, SignalWithdrawn


def on_signal_raised(actor: Actor, event: SignalRaised) -> None:
    """A statutory signal is an event, or part of one, at once: a person only judges it. One of a
    statistical layer joins an event it overlaps with, and waits on the watch list otherwise.
    """
    if outbreaks.head(event.signal_id).layer == "statutory":
        services.take_signal(actor, event.signal_id)
    else:
        services.join_statistical(actor, event.signal_id)


def on_signal_changed(actor: Actor, event: SignalGrew | SignalRecounted | SignalWithdrawn) -> None:
    services.follow_signal(actor, event.signal_id)


# ------------------------------------------------------------------------------------------ contacts


def on_cases(actor: Actor, event: CaseAdded | CaseDecided | CasesChanged) -> None:
    contact_ends.follow_cases(actor, event.event_id)


def on_confirmed(actor: Actor, event: EventConfirmed) -> None:
    """The disease says for how long contacts are watched."""
    contacts.retime(actor, event.event_id)


def on_excluded(actor: Actor, event: EventExcluded) -> None:
    contacts.end_all(actor, event.event_id)


def on_reopened(actor: Actor, event: EventReopened) -> None:
    contact_ends.come_back(actor, event.event_id)


def on_merged(actor: Actor, event: EventMerged) -> None:
    contact_ends.merge_into(actor, event.event_id, event.into_id)


def on_closed(actor: Actor, event: EventClosed) -> None:
    """Refuses while somebody is still watched."""
    contacts.refuse_close(event.event_id)


def on_pupil_enrolled(actor: Actor, event: PupilEnrolled) -> None:
    """A contact from another school is watched here. Who comes later: on that morning."""
    if event.since <= clock.today():
        contact_ends.carry_over([event.person_id])


def on_pupils_enrolled(actor: Actor, events: Sequence[PupilEnrolled]) -> None:
    """The same of many at once."""
    today = clock.today()
    contact_ends.carry_over([one.person_id for one in events if one.since <= today])


@app.task(queueing_lock="investigations.contacts_today", name="investigations.contacts_today")
def contacts_today(timestamp: int) -> int:
    """Follow pupils who moved or left, then open what is owed of contacts today."""
    if clock.now().hour < services.FIRST_HOUR:
        return 0
    with acting_as(system("contacts")) as actor:
        contact_ends.carry_over()
        contact_ends.end_of_gone(actor)
        contact_sheets.close_left()
        return contact_sheets.open_sheets()


@app.task(queueing_lock="investigations.contacts_ill", name="investigations.contacts_ill")
def contacts_ill(timestamp: int) -> int:
    """Contacts whom a roll-call, an observation or a round shows ill become suspected cases."""
    with acting_as(system("contacts")) as actor:
        return contact_ends.look_for_ill(actor, clock.today())
