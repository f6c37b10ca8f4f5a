"""Contacts who change school, leave and come back; and those who are seen ill. One at a time, each in a
transaction of its own (tasks), so that one that can not be followed keeps none of the others."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from xiaoan.directory.rules import school_of
from xiaoan.investigations.events import ContactMoved, ContactsBack
from xiaoan.investigations.models import Contact, Event
from xiaoan.investigations.queries.contacts import gaps_of
from xiaoan.investigations.rules import contacts
from xiaoan.investigations.services import contact_sheets
from xiaoan.investigations.services.contacts import ending, watch_again
from xiaoan.investigations.services.joining import lock_school
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere
from xiaoan.screening import queries as screening

# Contacts of pupils who are on a roll now, by an enrolment that has begun: of another school; or of theirs
# again, or of any, after they had left it, while the event runs and the period is not over.
_MOVED = """
select o.id, e.person_id, s.unit_no from investigations_contact o
join investigations_event v on v.id = o.event_id
join directory_person p on p.id = o.person_id
join directory_enrolled e on e.identity_id = p.identity_id
join directory_enrolment s on s.id = e.enrolment_id and s.since <= %(today)s
where (o.state = 'watching' and e.person_id <> p.id
    or o.state = 'ended' and o.ended_as = 'left' and o.until >= %(today)s
      and v.state in ('open', 'confirmed'))
  and (%(new)s::uuid[] is null or e.person_id = any(%(new)s::uuid[])) order by o.id
"""


@dataclass(frozen=True)
class Move:
    """A contact, who they are called where they are on the roll now, and in which class."""

    contact_id: UUID
    person_id: UUID
    unit_no: int


@dataclass(frozen=True)
class SeenIll:
    """A contact, and what a roll-call, an observation or a round told of them."""

    contact_id: UUID
    onset: dt.date
    symptoms: int
    fever: bool


def moves(person_ids: Iterable[UUID] | None = None) -> list[Move]:
    """Who has changed school, or come back. `person_ids`: as they are called at the new school; none: all."""
    new = None if person_ids is None else list(person_ids)
    with everywhere("contacts"), connection.cursor() as cursor:
        cursor.execute(_MOVED, {"today": clock.today(), "new": new})
        return [Move(*row) for row in cursor.fetchall()]


def any_open() -> bool:
    """Whether anybody is watched, or may be again: else nobody who is enrolled has to be looked for."""
    with everywhere("contacts"):
        rows = Contact.objects.filter(until__gte=clock.today())
        return rows.filter(state="watching").exists() or rows.filter(ended_as="left").exists()


def carry(system: Actor, move: Move) -> bool:
    """Have a contact watched where the pupil is now; whether that changed anything."""
    with everywhere("contacts"):
        found = Contact.objects.get(pk=move.contact_id)
        schools = {found.event_school_id, found.school_id, school_of(move.unit_no)}
        for school_id in sorted(schools):
            lock_school(school_id)
        old = Contact.objects.select_for_update().get(pk=move.contact_id)
        if old.state != "watching" and old.ended_as != "left":
            return False
        if old.person_id == move.person_id:
            return _back(system, old, move.unit_no)
        return _go_over(system, old, move)


def _back(system: Actor, row: Contact, unit_no: int) -> bool:
    """On the roll of their school again."""
    if row.state == "watching":
        return False
    watch_again(row)
    row.unit_no = unit_no
    row.save()
    event = Event.objects.get(pk=row.event_id)
    journal.record(
        system,
        ContactsBack(
            school_id=event.school_id, unit_no=event.unit_no, event_id=event.pk, contacts=1
        ),
    )
    return True


def _go_over(system: Actor, old: Contact, move: Move) -> bool:
    """The row at the new school goes on until the same day; what was missed before goes with it."""
    known = Contact.objects.filter(event_id=old.event_id, person_id=move.person_id).first()
    into = known or Contact(
        id=uuid7(), event_id=old.event_id, event_school_id=old.event_school_id,
        school_id=school_of(move.unit_no), unit_no=move.unit_no, class_then=move.unit_no,
        person_id=move.person_id, level=old.level, ways=old.ways, activity=old.activity,
        syndrome=old.syndrome, last_exposed=old.last_exposed, until=old.until, added_at=clock.now(),
        first_day=contacts.first_day(clock.now().astimezone(clock.ZONE)),
    )  # fmt: skip
    if old.state == "watching":
        old.gap_days = gaps_of([old])[old.pk]
    if known is None:
        into.gap_days, into.gap_reason = old.gap_days, old.gap_reason
        into.save(force_insert=True)
    elif known.state not in ("watching", "case"):
        _returned(known, old, move.unit_no)
    old.into_id = into.pk
    for name, value in ending("moved", "transferred", None).items():
        setattr(old, name, value)
    old.save()
    journal.record(
        system,
        ContactMoved(
            school_id=old.school_id, unit_no=old.unit_no, contact_id=old.pk, into_id=into.pk
        ),
    )
    return True


def _returned(known: Contact, old: Contact, unit_no: int) -> None:
    """Back at the school that they had gone from: the row of then goes on."""
    watch_again(known)
    known.unit_no, known.into_id, known.gap_days = unit_no, None, old.gap_days
    known.last_exposed = max(known.last_exposed, old.last_exposed)
    known.until = max(known.until, old.until)
    known.save()


def seen_ill(system: Actor, today: dt.date) -> list[SeenIll]:
    """Whoever is watched and was seen ill (roll-call, observation, round) since they had contact."""
    with everywhere("contacts"):
        rows = list(Contact.objects.filter(state="watching", until__gte=today).order_by("id"))
    if not rows:
        return []
    seen: dict[UUID, list[screening.Seen]] = defaultdict(list)
    for one in screening.sightings(
        system, today - contacts.SEEN_BACK, today, unit_nos={row.unit_no for row in rows}
    ):
        seen[one.person_id].append(one)
    return [
        SeenIll(row.pk, one.onset or one.day, one.symptoms, one.fever)
        for row in rows
        for one in seen[row.person_id]
        # Only what came after the contact can be of it: an old cough is none.
        if (one.onset or one.day) >= row.last_exposed
        and contacts.fits(row.syndrome, screening.syndromes(one.symptoms, one.fever))
    ]


def take_ill(one: SeenIll) -> bool:
    """They are a suspected case of the event; whether that is new. Looking twice finds nobody twice."""
    with everywhere("contacts"):
        row = Contact.objects.get(pk=one.contact_id)
        for school_id in sorted({row.event_school_id, row.school_id}):
            lock_school(school_id)
        row.refresh_from_db()
    if row.state != "watching":
        return False
    return contact_sheets.fall_ill(row, one.onset, one.symptoms, fever=one.fever)
