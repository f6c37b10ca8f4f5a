"""The contact sheet of a class: who is to be asked after on a day, and what has been sent."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.directory.queries.people import person_names
from xiaoan.directory.rules import school_of
from xiaoan.duties import queries as duties
from xiaoan.investigations.models import Contact, ContactCheck, ContactSheet
from xiaoan.investigations.rules import contacts
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside, visible
from xiaoan.screening.queries import codes_of

# The kind of the duty to ask after the contacts of a class (duty_kinds).
FOLLOW = "investigations.contacts"


@dataclass(frozen=True)
class OnSheet:
    """One contact, as the sheet has them."""

    person_id: UUID
    name: str
    seat: int
    level: str
    until: dt.date
    reached: bool
    symptoms: tuple[str, ...]
    celsius: str
    onset: dt.date | None


@dataclass(frozen=True)
class ClassSheet:
    """`version` 0: nothing has been sent; then who sent it and when."""

    unit_no: int
    unit: str
    day: dt.date
    slot: str
    people: tuple[OnSheet, ...]
    version: int
    by: UUID | None
    at: dt.datetime | None
    late: bool
    due_at: dt.datetime


@dataclass(frozen=True)
class ClassDue:
    """A class's contacts and how many were asked after and reached on a day; who owes it."""

    unit_no: int
    unit: str
    slot: str
    people: int
    reached: int
    carer_id: UUID | None
    status: str


def owed(actor: Actor, unit_no: int, day: dt.date, slot: str) -> list[Contact]:
    """Whom a class's sheet of a day asks after, one row each, the one that is watched longest.

    NotFound where the actor does not see the class, Forbidden where they do not follow contacts.
    """
    if not actor.sees(unit_no):
        raise NotFound
    if not actor.may(Permission.FOLLOW_CONTACTS, unit_no):
        raise Forbidden
    rows = Contact.objects.filter(
        inside(actor.intervals),
        unit_no=unit_no,
        state="watching",
        first_day__lte=day,
        until__gte=day,
    ).order_by("until", "id")
    found = rows.filter(evening=True) if slot == "evening" else rows
    return list({row.person_id: row for row in found}.values())


def standing(unit_no: int, day: dt.date, slot: str) -> ContactSheet | None:
    """The newest version of a class's sheet, in the running scope."""
    rows = ContactSheet.objects.filter(unit_no=unit_no, day=day, slot=slot)
    return rows.order_by("-no").first()


def sheet(actor: Actor, unit_no: int, day: dt.date, slot: str) -> ClassSheet:
    """The sheet of a class; NotFound if there is nobody to ask after."""
    rows = owed(actor, unit_no, day, slot)
    sent = standing(unit_no, day, slot)
    if slot not in contacts.SLOTS or (not rows and sent is None):
        raise NotFound
    place = directory.place(unit_no)
    ids = [row.person_id for row in rows]
    roll = directory.enrolments(actor, ids, clock.today())
    names = person_names(actor, ids)
    checks = {
        one.person_id: one
        for one in ContactCheck.objects.filter(
            school_id=school_of(unit_no), person_id__in=ids, day=day, slot=slot, current=True
        )
    }
    people = [
        _on_sheet(
            row, names.get(row.person_id, ""),
            roll[row.person_id].seat if row.person_id in roll else 0, checks.get(row.person_id),
        )
        for row in rows
    ]  # fmt: skip
    return ClassSheet(
        unit_no, place.name, day, slot, tuple(sorted(people, key=lambda one: (one.seat, one.name))),
        sent.no if sent else 0, sent.by_id if sent else None, sent.at if sent else None,
        bool(sent and sent.late), clock.at(day, contacts.FOLLOW_BY[slot]),
    )  # fmt: skip


def _on_sheet(row: Contact, name: str, seat: int, check: ContactCheck | None) -> OnSheet:
    if check is None:
        return OnSheet(row.person_id, name, seat, row.level, row.until, True, (), "", None)
    celsius = str(check.celsius) if check.celsius is not None else ""
    return OnSheet(
        row.person_id, name, seat, row.level, row.until, check.reached, codes_of(check.symptoms),
        celsius, check.onset,
    )  # fmt: skip


def reached_on(people: Iterable[UUID], day: dt.date) -> set[UUID]:
    """Who of these people was reached on a day, in the running scope."""
    rows = ContactCheck.objects.filter(
        person_id__in=set(people), day=day, current=True, reached=True
    )
    return set(rows.values_list("person_id", flat=True))


def unfollowed(actor: Actor, day: dt.date) -> list[ClassDue]:
    """Every class with contacts under observation on a day, where the actor sees events: those first in which
    nobody has answered for all."""
    if not actor.may_anywhere(Permission.SEE_EVENTS):
        raise NotFound
    rows = list(
        visible(
            Contact.objects.filter(state="watching", first_day__lte=day, until__gte=day),
            actor,
            Permission.SEE_EVENTS,
        ).values_list("unit_no", "person_id")
    )
    reached = reached_on((who for _unit, who in rows), day)
    by_class: dict[int, set[UUID]] = {}
    for unit_no, who in rows:
        by_class.setdefault(unit_no, set()).add(who)
    owed_by = {
        due.unit_no: due
        for due in duties.duties_within(
            actor, actor.reach(Permission.SEE_EVENTS), day, "day", FOLLOW
        )
    }
    names = directory.names_on(by_class, day)
    found = [
        ClassDue(
            no, names.get(no, ""), "day", len(people), len(people & reached),
            owed_by[no].assignee_id if no in owed_by else None,
            owed_by[no].status if no in owed_by else "due",
        )
        for no, people in sorted(by_class.items())
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.reached >= one.people)
