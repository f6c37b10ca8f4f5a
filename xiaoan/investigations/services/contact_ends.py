"""How a contact's observation ends: a case, over, merged, gone to another school; and back."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.directory.rules import school_of
from xiaoan.investigations import queries, rules
from xiaoan.investigations.events import (
    ContactMoved,
    ContactsBack,
    ContactsEnded,
    ContactsFellIll,
    ContactsReleased,
)
from xiaoan.investigations.models import Case, Contact, Event
from xiaoan.investigations.queries.contacts import gaps_of
from xiaoan.investigations.rules import contacts
from xiaoan.investigations.services import contact_sheets
from xiaoan.investigations.services.contacts import AGAIN, ending, retime, watch_again
from xiaoan.investigations.services.deciding import refuse_words
from xiaoan.investigations.services.joining import lock_school
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.screening import queries as screening

# Contacts of pupils who are on the roll of another school now, by an enrolment that has begun.
_MOVED = """
select o.id, e.person_id, s.unit_no from investigations_contact o
join directory_person p on p.id = o.person_id
join directory_enrolled e on e.identity_id = p.identity_id and e.person_id <> p.id
join directory_enrolment s on s.id = e.enrolment_id and s.since <= %(today)s
where o.state = 'watching' and (%(new)s::uuid[] is null or e.person_id = any(%(new)s::uuid[])) order by o.id
"""
_GONE = """
update investigations_contact o set state = 'ended', ended_as = 'left', ended_at = %(now)s
where o.state = 'watching' and not exists (
  select from directory_enrolment e where e.school_id = o.school_id and e.person_id = o.person_id
    and (e.until is null or e.until > %(today)s))
returning o.event_id, o.event_school_id
"""


def release(actor: Actor, event_id: UUID, reason: str = "") -> int:
    """Release everybody of an event whose observation is over, many at once; gives how many.

    Invalid while somebody has days on which nobody was reached and no word says why. Twice releases nobody.
    """
    head = queries.event(actor, event_id)
    if not actor.may(Permission.INVESTIGATE, head.unit_no):
        raise Forbidden
    refuse_words(reason)
    lock_school(head.school_id)
    with everywhere("contacts"):
        rows = list(
            Contact.objects.select_for_update()
            .filter(event_id=event_id, state="watching", until__lt=clock.today())
            .order_by("id")
        )
        gaps = gaps_of(rows)
        missed = {pk: days for pk, days in gaps.items() if days}
        if missed and not reason:
            said = _("有 %(n)s 人共 %(days)s 人天没有随访到,请写明原因后再解除。")
            words = {"n": len(missed), "days": sum(missed.values())}
            raise Invalid(said % words, {"reason": "gaps"})
        for row in rows:
            row.gap_days = gaps[row.pk]
            row.gap_reason = reason if row.gap_days else ""
            for name, value in ending("released", "over", actor.user_id).items():
                setattr(row, name, value)
        Contact.objects.bulk_update(rows, AGAIN, batch_size=500)
    if rows:
        contact_sheets.close_idle({row.unit_no for row in rows})
        journal.record(
            actor, ContactsReleased(**_about(head), contacts=len(rows), gaps=len(missed))
        )
    return len(rows)


def follow_cases(actor: Actor, event_id: UUID) -> None:
    """Contacts who are counted as cases of the event end as such; whoever is no case after all is watched
    again while the period lasts. Idempotent.
    """
    with everywhere("contacts"):
        if not Contact.objects.filter(event_id=event_id).exists():
            return
        head = queries.head_of(Event.objects.get(pk=event_id))
        counted = dict(
            Case.objects.filter(
                school_id=head.school_id, event_id=event_id, status__in=rules.COUNTED
            ).values_list("person_id", "id")
        )
        rows = Contact.objects.select_for_update().filter(event_id=event_id).order_by("id")
        ill = list(rows.filter(state="watching", person_id__in=list(counted)))
        well = list(
            rows.filter(state="case", school_id=head.school_id).exclude(person_id__in=list(counted))
        )
        for row in ill:
            row.case_id = counted[row.person_id]
            _end(row, "case", "case", actor.user_id)
        back = [row for row in well if _come_back(row)]
        Contact.objects.bulk_update([*ill, *well], ("first_day", *AGAIN))
    contact_sheets.close_idle({row.unit_no for row in ill})
    contact_sheets.open_sheets({row.unit_no for row in back})
    if ill:
        journal.record(actor, ContactsFellIll(**_about(head), contacts=len(ill)))
    if back:
        journal.record(actor, ContactsBack(**_about(head), contacts=len(back)))


def _come_back(row: Contact) -> bool:
    """Not a case after all. Whether there is something left of the period."""
    if contacts.is_over(row.until, clock.today()):
        row.case_id = None
        _end(row, "released", "case_excluded", None)
        return False
    watch_again(row)
    return True


def _end(row: Contact, state: str, ended_as: str, by_id: UUID | None) -> None:
    for name, value in ending(state, ended_as, by_id).items():
        setattr(row, name, value)


def come_back(actor: Actor, event_id: UUID) -> int:
    """The event runs again: whoever ended with it is watched again while the period lasts. Gives how many."""
    with everywhere("contacts"):
        head = queries.head_of(Event.objects.get(pk=event_id))
        rows = list(
            Contact.objects.select_for_update()
            .filter(event_id=event_id, ended_as="event_excluded", until__gte=clock.today())
            .order_by("id")
        )
        for row in rows:
            watch_again(row)
        Contact.objects.bulk_update(rows, ("first_day", *AGAIN))
    contact_sheets.open_sheets({row.unit_no for row in rows})
    if rows:
        journal.record(actor, ContactsBack(**_about(head), contacts=len(rows)))
    return len(rows)


def merge_into(actor: Actor, event_id: UUID, into_id: UUID) -> None:
    """Contacts go over to the event that theirs is part of; whoever is one of both is one there."""
    with everywhere("contacts"):
        mine = list(Contact.objects.select_for_update().filter(event_id=event_id).order_by("id"))
        theirs = {row.person_id: row for row in Contact.objects.filter(event_id=into_id)}
        both = [row for row in mine if row.person_id in theirs]
        for row in both:
            _fold(row, theirs[row.person_id])
            row.into_id = theirs[row.person_id].pk
            _end(row, "moved", "merged", None)
        Contact.objects.bulk_update(both, ("into_id", *AGAIN))
        Contact.objects.bulk_update([theirs[row.person_id] for row in both], _FOLDED)
        over = [row.pk for row in mine if row.person_id not in theirs]
        Contact.objects.filter(pk__in=over).update(event_id=into_id)
    retime(actor, into_id)
    follow_cases(actor, into_id)


_FOLDED = ("ways", "level", "last_exposed", "until", "first_day", "evening", *AGAIN)


def _fold(row: Contact, other: Contact) -> None:
    """`other` takes what is known of `row`: ways, the stronger level, the later day, that it is watched."""
    other.ways = sorted({*other.ways, *row.ways}, key=contacts.WAYS.index)
    other.level = contacts.stronger(other.level, row.level)
    other.last_exposed = max(other.last_exposed, row.last_exposed)
    other.until = max(other.until, row.until)
    other.evening = other.evening or row.evening
    if row.state == "watching" and other.state == "watching":
        other.first_day = min(other.first_day, row.first_day)
    if row.state == "watching" and other.state in ("released", "ended"):
        watch_again(other)


def carry_over(person_ids: Iterable[UUID] | None = None) -> int:
    """Contacts who are at another school of the county now are watched there; gives how many. `person_ids`:
    as they are called at the new school; none: of the whole county."""
    new = None if person_ids is None else list(person_ids)
    with everywhere("contacts") as system, connection.cursor() as cursor:
        cursor.execute(_MOVED, {"today": clock.today(), "new": new})
        found = cursor.fetchall()
        for contact_id, person_id, unit_no in found:
            _carry(system, contact_id, person_id, unit_no)
    if found:
        contact_sheets.open_sheets({unit_no for _id, _who, unit_no in found})
    return len(found)


def _carry(system: Actor, contact_id: UUID, person_id: UUID, unit_no: int) -> None:
    """The row at the new school goes on until the same day; what was missed before goes with it."""
    old = Contact.objects.select_for_update().get(pk=contact_id)
    if old.state != "watching":
        return
    known = Contact.objects.filter(event_id=old.event_id, person_id=person_id).first()
    into = known or Contact(
        id=uuid7(), event_id=old.event_id, event_school_id=old.event_school_id,
        school_id=school_of(unit_no), unit_no=unit_no, class_then=unit_no, person_id=person_id,
        level=old.level, ways=old.ways, activity=old.activity, syndrome=old.syndrome,
        last_exposed=old.last_exposed, until=old.until, added_at=clock.now(),
        first_day=contacts.first_day(clock.now().astimezone(clock.ZONE)),
    )  # fmt: skip
    old.gap_days = gaps_of([old])[old.pk]
    if known is None:
        into.gap_days = old.gap_days
        into.save(force_insert=True)
    elif known.state == "moved":
        _returned(known, old, unit_no)
    old.into_id = into.pk
    _end(old, "moved", "transferred", None)
    old.save()
    journal.record(
        system,
        ContactMoved(
            school_id=old.school_id, unit_no=old.unit_no, contact_id=old.pk, into_id=into.pk
        ),
    )


def _returned(known: Contact, old: Contact, unit_no: int) -> None:
    """Back at the school that they had gone from: the row of then goes on."""
    watch_again(known)
    known.unit_no, known.into_id, known.gap_days = unit_no, None, old.gap_days
    known.last_exposed = max(known.last_exposed, old.last_exposed)
    known.until = max(known.until, old.until)
    known.save()


def end_of_gone(system: Actor) -> int:
    """Whoever is on no roll any more is not watched by a school; shown as such. Gives how many."""
    with everywhere("contacts"), connection.cursor() as cursor:
        cursor.execute(_GONE, {"now": clock.now(), "today": clock.today()})
        found = cursor.fetchall()
        for event_id in sorted({row[0] for row in found}):
            head = queries.head_of(Event.objects.get(pk=event_id))
            count = sum(row[0] == event_id for row in found)
            journal.record(system, ContactsEnded(**_about(head), contacts=count, why="left"))
    return len(found)


def look_for_ill(system: Actor, today: dt.date) -> int:
    """Whoever is watched and was seen ill with what goes round (roll-call, observation, round) since they are
    is a suspected case; gives how many are new. Looking twice finds nobody twice."""
    with everywhere("contacts"):
        rows = list(Contact.objects.filter(state="watching", until__gte=today).order_by("id"))
    if not rows:
        return 0
    seen: dict[UUID, list[screening.Seen]] = defaultdict(list)
    for one in screening.sightings(
        system, today - contacts.SEEN_BACK, today, unit_nos={row.unit_no for row in rows}
    ):
        seen[one.person_id].append(one)
    return sum(_was_seen_ill(row, seen[row.person_id]) for row in rows)


def _was_seen_ill(row: Contact, seen: Iterable[screening.Seen]) -> bool:
    """Only what came after the contact can be of it: an old cough is none."""
    return any(
        contact_sheets.fall_ill(row, one.onset or one.day, one.symptoms, fever=one.fever)
        for one in seen
        if (one.onset or one.day) >= row.last_exposed
    )


def _about(head: queries.EventHead) -> dict[str, Any]:
    return {"school_id": head.school_id, "unit_no": head.unit_no, "event_id": head.id}
