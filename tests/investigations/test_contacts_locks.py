"""Transfers, a new case and the day's sheets at the same moment: nobody waits for nobody, nobody is lost."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID

import pytest

from tests.builders import BUILDER, CLASS_11, CLASS_12, CLASS_K, DAY, Universe
from tests.investigations.contacts import say, settle, wanted
from tests.registry.test_membership_races import race
from xiaoan.directory.events import PupilEnrolled
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import transferring
from xiaoan.investigations import services, tasks
from xiaoan.investigations.events import CaseAdded, CasesChanged, ContactsFollowed
from xiaoan.investigations.models import Contact
from xiaoan.investigations.services import contact_sheets, contacts
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as

ONE = dt.timedelta(days=1)


@pytest.fixture
def slow() -> Iterator[None]:
    """Whoever has recorded a fact holds what they hold for a while: a window that is always met."""
    kinds = (PupilEnrolled, CaseAdded, ContactsFollowed, CasesChanged)

    def wait(_actor: Actor, _event: object) -> None:
        time.sleep(0.1)

    for kind in kinds:
        journal._listeners[kind.kind].insert(0, wait)
    yield
    for kind in kinds:
        journal._listeners[kind.kind].remove(wait)


@pytest.mark.usefixtures("slow")
def test_two_transfers_a_case_and_two_sheets_at_once(own_database: str, universe: Universe) -> None:
    ill = universe.person(CLASS_11, 1)
    with acting_as(universe.cast["doctor"]) as doctor:
        new = services.NewEvent(uuid7(), (CLASS_11,), "GI", "家长反映", frozenset({ill}), DAY)
        event_id = services.open_event(doctor, new)
        contacts.draw(doctor, wanted(event_id))
    there = {}
    for seat in (2, 3):
        with acting_as(BUILDER) as system:
            pupil = universe.person(CLASS_11, seat)
            there[seat] = transferring.hand_over(system, pupil, CLASS_K, When(DAY - ONE)).person_id
    tasks.carry_over()
    settle(event_id)
    for n, (away, back) in enumerate(((4, 2), (5, 3))):
        case = services.NewCase(event_id, universe.person(CLASS_11, 6 + n), onset=DAY)
        here = say(base=n, exceptions={universe.person(CLASS_11, 8 + n): _ill()})
        at_k = say(CLASS_K, base=n, exceptions={} if n else {there[3]: _ill()})
        done = race(
            (BUILDER, _hand_over(universe.person(CLASS_11, away), CLASS_K)),
            (BUILDER, _hand_over(there[back], CLASS_12)),
            (universe.cast["doctor"], partial(_add, case)),
            (universe.cast["teacher"], partial(_send, here)),
            (universe.cast["teacher_k"], partial(_send, at_k)),
        )
        assert done == (True,) * 5
        tasks.carry_over()
        settle(event_id)
    with acting_as(BUILDER):
        rows = Contact.objects.filter(event_id=event_id)
        at = {row.person_id: row.state for row in rows}
        # Two went over, two came back (one of them was found ill there); four fell ill here.
        assert [at[universe.person(CLASS_11, seat)] for seat in range(2, 10)] == [
            "watching", "moved", "moved", "moved", "case", "case", "case", "case",
        ]  # fmt: skip
        assert at[there[3]] == "case"


def _hand_over(person_id: UUID, class_no: int) -> Callable[[Actor], object]:
    return lambda actor: transferring.hand_over(actor, person_id, class_no, When(DAY))


def _add(case: services.NewCase, actor: Actor) -> object:
    return services.add_case(actor, case)


def _send(sent: contact_sheets.Sheet, actor: Actor) -> object:
    return contact_sheets.submit(actor, sent)


def _ill() -> contact_sheets.Unwell:
    return contact_sheets.Unwell(symptoms=("vomiting",))
