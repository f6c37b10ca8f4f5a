"""What investigations hear."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import structlog
from django.db import DatabaseError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.directory.events import PupilEnrolled
from xiaoan.directory.rules import school_of
from xiaoan.investigations import services
from xiaoan.investigations.events import (
    CaseAdded,
    CaseDecided,
    CasesChanged,
    ContactsBack,
    ContactsDrawn,
    ContactsEnded,
    ContactsFellIll,
    ContactsReleased,
    ContactsRetimed,
    EventClosed,
    EventConfirmed,
    EventExcluded,
    EventMerged,
    EventReopened,
)
from xiaoan.investigations.services import contact_ends, contact_moves, contact_sheets, contacts
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.scope import acting_as
from xiaoan.outbreaks import queries as outbreaks
from xiaoan.outbreaks.events import SignalGrew, SignalRaised, SignalRecounted, SignalWithdrawn

# 3, 9, 27 … seconds, two and a half hours in all.
_RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)
_NAME = "contacts"
log = structlog.get_logger("xiaoan.investigations")


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
    """Contacts follow in a transaction of their own: they wait for rows, and may not hold the journal
    meanwhile (services.contact_ends)."""
    _settle_soon(event.event_id)


def on_confirmed(actor: Actor, event: EventConfirmed) -> None:
    """The disease says for how long contacts are watched."""
    _settle_soon(event.event_id, timed=True)


def on_ended(actor: Actor, event: EventExcluded | EventReopened | EventMerged) -> None:
    _settle_soon(event.event_id)


def on_closed(actor: Actor, event: EventClosed) -> None:
    """Refuses while somebody is still watched."""
    contacts.refuse_close(event.event_id)


def _settle_soon(event_id: UUID, *, timed: bool = False) -> None:
    if contacts.has_any(event_id):
        settle_contacts.defer(event_id=str(event_id), timed=timed)


@app.task(name="investigations.settle_contacts", retry=_RETRY)
def settle_contacts(event_id: str, timed: bool = False) -> None:
    """Have the contacts of an event follow what became of it."""
    with acting_as(system(_NAME)) as actor:
        contact_ends.settle(actor, UUID(event_id), timed=timed)


_Changed = (
    ContactsBack
    | ContactsDrawn
    | ContactsEnded
    | ContactsFellIll
    | ContactsReleased
    | ContactsRetimed
)


def on_contacts(actor: Actor, event: _Changed) -> None:
    """What is owed of them today follows, in a transaction of its own."""
    settle_sheets.defer(event_id=str(event.event_id))


@app.task(name="investigations.settle_sheets", retry=_RETRY)
def settle_sheets(event_id: str) -> None:
    """Have the sheets of today follow who is watched of an event, school by school."""
    with acting_as(system(_NAME)):
        units = contact_sheets.units_of(UUID(event_id))
    _settle_sheets(units)


def _settle_sheets(units: Mapping[int, Collection[int]]) -> None:
    for school_id, unit_nos in sorted(units.items()):
        with acting_as(system(_NAME)):
            contact_sheets.settle_sheets(school_id, unit_nos)


def on_pupil_enrolled(actor: Actor, event: PupilEnrolled) -> None:
    """A contact from another school, or back from none, is watched here. Who comes later: on that morning."""
    on_pupils_enrolled(actor, [event])


def on_pupils_enrolled(actor: Actor, events: Sequence[PupilEnrolled]) -> None:
    """The same of many at once."""
    today = clock.today()
    people = [str(one.person_id) for one in events if one.since <= today]
    if people and contact_moves.any_open():
        carry_over.defer(person_ids=people)


@app.task(name="investigations.carry_over", retry=_RETRY)
def carry_over(person_ids: list[str] | None = None) -> int:
    """Follow pupils who changed school or came back; gives how many."""
    people = None if person_ids is None else [UUID(one) for one in person_ids]
    with acting_as(system(_NAME)):
        found = contact_moves.moves(people)
    units: dict[int, set[int]] = defaultdict(set)
    for move in found:
        with acting_as(system(_NAME)) as actor:
            if contact_moves.carry(actor, move):
                units[school_of(move.unit_no)].add(move.unit_no)
    _settle_sheets(units)
    return len(found)


@app.task(queueing_lock="investigations.contacts_today", name="investigations.contacts_today")
def contacts_today(timestamp: int) -> int:
    """Follow pupils who moved or left, then open what is owed of contacts today."""
    if clock.now().hour < services.FIRST_HOUR:
        return 0
    carry_over()
    with acting_as(system(_NAME)):
        gone = contact_ends.gone()
    for school_id, event_id in gone:
        with acting_as(system(_NAME)) as actor:
            contact_ends.end_of_gone(actor, school_id, event_id)
    with acting_as(system(_NAME)):
        contact_sheets.close_left()
    with acting_as(system(_NAME)):
        return contact_sheets.open_sheets()


@app.task(queueing_lock="investigations.contacts_ill", name="investigations.contacts_ill")
def contacts_ill(timestamp: int) -> int:
    """Contacts whom a roll-call, an observation or a round shows ill become suspected cases: each by itself,
    so that one who can not keeps nobody else waiting; what failed is in the log, and tried again."""
    with acting_as(system(_NAME)) as actor:
        found = contact_moves.seen_ill(actor, clock.today())
    return sum(_take_ill(one) for one in found)


def _take_ill(one: contact_moves.SeenIll) -> bool:
    try:
        with acting_as(system(_NAME)):
            return contact_moves.take_ill(one)
    except (Refusal, DatabaseError) as error:
        log.warning("contact_ill", contact=str(one.contact_id), error=type(error).__name__)
        return False
