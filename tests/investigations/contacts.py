"""Contacts of an event, drawn and followed, for the tests of them."""

import datetime as dt
from uuid import UUID

import time_machine

from tests.builders import (
    BUILDER,
    CLASS_11,
    DAY,
    MORNING,
    Universe,
)
from tests.investigations.events import running
from tests.outbreaks.looks import Acting, seat_of
from xiaoan.duties.models import Duty
from xiaoan.investigations import tasks
from xiaoan.investigations.models import Contact
from xiaoan.investigations.queries.contact_sheets import FOLLOW
from xiaoan.investigations.queries.contacts import Which
from xiaoan.investigations.queries.drawing import Wanted
from xiaoan.investigations.services import contact_sheets, contacts
from xiaoan.investigations.services.contact_ends import Releasing
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

Travel = time_machine.Traveller


def wanted(event_id: UUID, *ways: str, **more: object) -> Wanted:
    given = {"last_exposed": DAY, **more}
    return Wanted(event_id, frozenset(ways or ("class",)), **given)  # type: ignore[arg-type]  # a builder's options


def watched(event_id: UUID) -> list[Contact]:
    enter(BUILDER)
    rows = Contact.objects.filter(event_id=event_id)
    return sorted(rows, key=lambda one: (one.class_then, seat_of(one.person_id)))


def of(event_id: UUID, unit_no: int, seat: int) -> Contact:
    rows = watched(event_id)
    return next(r for r in rows if (r.class_then, seat_of(r.person_id)) == (unit_no, seat))


def duties() -> list[tuple[int, str, str, UUID | None]]:
    enter(BUILDER)
    rows = Duty.objects.filter(kind=FOLLOW).order_by("day", "unit_no", "slot")
    return [(one.unit_no, one.slot, one.state, one.assignee_id) for one in rows]


def on(morning: Travel, days: int, hour: int = 7) -> dt.date:
    at = MORNING + dt.timedelta(days=days, hours=hour - 7)
    morning.move_to(at)
    return at.date()


def say(unit_no: int = CLASS_11, day: dt.date = DAY, **more: object) -> contact_sheets.Sheet:
    given = {"id": uuid7(), **more}
    return contact_sheets.Sheet(unit_no=unit_no, day=day, **given)  # type: ignore[arg-type]  # a builder's options


def drawn(acting: Acting, universe: Universe, *ways: str, **more: object) -> UUID:
    event_id = running(acting, universe)
    contacts.draw(acting("doctor"), wanted(event_id, *ways, **more))
    settle(event_id)
    return event_id


def settle(event_id: UUID, *, timed: bool = False) -> None:
    """What the worker does when an event or its cases have changed, or its contacts."""
    tasks.settle_contacts(str(event_id), timed)
    tasks.settle_sheets(str(event_id))


def released(event_id: UUID, shown: int, reason: str = "", **which: object) -> Releasing:
    return Releasing(event_id, shown, reason, Which(**which))  # type: ignore[arg-type]  # a builder's options


def follow_all(acting: Acting, morning: Travel, last: int) -> None:
    for days in range(last + 1):
        contact_sheets.submit(acting("teacher"), say(day=on(morning, days)))
