"""How a contact's observation ends: released, a case, with its event, merged; and back.

Locks, here and in `contacts`, `contact_moves` and `contact_sheets`: the school of the event (and of the
contact), then duties, then rows, then the journal. What hears a fact of an event holds the journal already:
contacts follow it by `settle`, in a transaction of its own, and the sheets of the day follow them in another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.investigations import queries, rules
from xiaoan.investigations.events import (
    ContactsBack,
    ContactsEnded,
    ContactsFellIll,
    ContactsReleased,
)
from xiaoan.investigations.models import Case, Contact, Event
from xiaoan.investigations.queries.contacts import Which, gaps_of, over_of, unexplained
from xiaoan.investigations.rules import contacts
from xiaoan.investigations.services.contacts import (
    AGAIN,
    end_all,
    end_rows,
    ending,
    retime,
    watch_again,
)
from xiaoan.investigations.services.deciding import refuse_words
from xiaoan.investigations.services.joining import lock_school
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere

_GONE = """
select o.id, o.event_school_id, o.event_id from investigations_contact o
where o.state = 'watching' and not exists (
  select from directory_enrolment e where e.school_id = o.school_id and e.person_id = o.person_id
    and (e.until is null or e.until > %(today)s))
"""


@dataclass(frozen=True)
class Releasing:
    """Whom a person wants to release: those of a list (`which`) whose observation is over, of whom they saw
    so many; and what they say of days on which somebody was not reached."""

    event_id: UUID
    shown: int
    reason: str = ""
    which: Which = field(default_factory=Which)


def release(actor: Actor, given: Releasing) -> int:
    """Release those whom the page showed, many at once; gives how many.

    Conflict if they are not as many as were shown; Invalid while somebody has days on which nobody was
    reached and no word says why. Twice releases nobody.
    """
    head = queries.event(actor, given.event_id)
    if not actor.may(Permission.INVESTIGATE, head.unit_no):
        raise Forbidden
    refuse_words(given.reason)
    lock_school(head.school_id)
    follow_cases(actor, head)
    with everywhere("contacts"):
        over = over_of(given.event_id, given.which).select_for_update()
        rows = list(over.order_by("id"))
        if not rows:
            return 0
        if len(rows) != given.shown:
            said = _("页面上是 %(shown)s 人,现在是 %(now)s 人。没有解除任何人,请核对后再解除。")
            raise Conflict(said % {"shown": given.shown, "now": len(rows)})
        gaps = gaps_of(rows)
        missed = unexplained(rows, gaps)
        if missed and not given.reason:
            said = _("有 %(n)s 人共 %(days)s 人天没有随访到,请写明原因后再解除。")
            words = {"n": len(missed), "days": sum(missed.values())}
            raise Invalid(said % words, {"reason": "gaps"})
        for row in rows:
            row.gap_days = gaps[row.pk]
            if row.pk in missed:
                row.gap_reason = _(";").join(filter(None, (row.gap_reason, given.reason)))
            _end(row, "released", "over", actor.user_id)
        Contact.objects.bulk_update(rows, AGAIN, batch_size=500)
    with_gaps = sum(days > 0 for days in gaps.values())
    journal.record(actor, ContactsReleased(**_about(head), contacts=len(rows), gaps=with_gaps))
    return len(rows)


def settle(actor: Actor, event_id: UUID, *, timed: bool = False) -> None:
    """Have the contacts of an event follow what became of it and of its cases. Idempotent; as the system, by
    itself. `timed`: its disease may be another, and with it how long they are watched."""
    if not actor.is_system:
        raise Forbidden
    lock_school(Event.objects.get(pk=event_id).school_id)
    row = Event.objects.get(pk=event_id)
    if row.state == "merged" and row.merged_into_id:
        merge_into(row, Event.objects.get(pk=row.merged_into_id))
        settle(actor, row.merged_into_id, timed=True)
        return
    head = queries.head_of(row)
    if row.state == "excluded":
        end_all(actor, head, row.decided_by_id)
    if row.state in rules.RUNNING:
        come_back(actor, head)
        if timed:
            retime(actor, head)
        follow_cases(actor, head)


def follow_cases(actor: Actor, head: queries.EventHead) -> None:
    """Contacts who are counted as cases of the event end as such; whoever is no case after all is watched
    again while the period lasts. Idempotent; the caller holds the school.
    """
    with everywhere("contacts"):
        if not Contact.objects.filter(event_id=head.id).exists():
            return
        counted = dict(
            Case.objects.filter(
                school_id=head.school_id, event_id=head.id, status__in=rules.COUNTED
            ).values_list("person_id", "id")
        )
        rows = Contact.objects.select_for_update().filter(event_id=head.id).order_by("id")
        ill = list(rows.filter(state="watching", person_id__in=list(counted)))
        known = list(rows.filter(state="case", school_id=head.school_id))
        end_rows(ill, "case", "case", None)
        same = [row for row in known if row.person_id in counted]
        for row in (*ill, *same):
            row.case_id = counted[row.person_id]
        well = [row for row in known if row.person_id not in counted]
        back = [row for row in well if _come_back(row)]
        Contact.objects.bulk_update([*ill, *same, *well], ("first_day", *AGAIN))
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


def come_back(actor: Actor, head: queries.EventHead) -> int:
    """The event runs again: whoever ended with it is watched again while the period lasts. Gives how many;
    the caller holds the school."""
    with everywhere("contacts"):
        rows = list(
            Contact.objects.select_for_update()
            .filter(event_id=head.id, ended_as="event_excluded", until__gte=clock.today())
            .order_by("id")
        )
        for row in rows:
            watch_again(row)
        Contact.objects.bulk_update(rows, ("first_day", *AGAIN))
    if rows:
        journal.record(actor, ContactsBack(**_about(head), contacts=len(rows)))
    return len(rows)


_FOLDED = ("ways", "level", "last_exposed", "until", "first_day", "evening", *AGAIN)


def merge_into(event: Event, into: Event) -> None:
    """Contacts go over to the event that theirs is part of, with what goes round there; whoever is one of
    both is one there. The caller holds the school."""
    with everywhere("contacts"):
        rows = Contact.objects.select_for_update().filter(event_id=event.pk)
        mine = list(rows.exclude(ended_as="merged").order_by("id"))
        theirs = {row.person_id: row for row in Contact.objects.filter(event_id=into.pk)}
        both = [row for row in mine if row.person_id in theirs]
        _fold_all(both, [theirs[row.person_id] for row in both])
        over = [row for row in mine if row.person_id not in theirs]
        cases = _case_ids(into, over)
        for row in over:
            row.event_id, row.syndrome = into.pk, into.syndrome
            row.case_id = cases.get(row.person_id) if row.state == "case" else None
        Contact.objects.bulk_update(over, ("event_id", "syndrome", "case_id"), batch_size=500)


def _case_ids(event: Event, rows: Sequence[Contact]) -> dict[UUID, UUID]:
    people = [row.person_id for row in rows if row.state == "case"]
    found = Case.objects.filter(school_id=event.school_id, event_id=event.pk, person_id__in=people)
    return dict(found.values_list("person_id", "id"))


def _fold_all(mine: Sequence[Contact], theirs: Sequence[Contact]) -> None:
    for row, other in zip(mine, theirs, strict=True):
        _fold(row, other)
        row.into_id = other.pk
        _end(row, "moved", "merged", None)
    Contact.objects.bulk_update(mine, ("into_id", *AGAIN))
    Contact.objects.bulk_update(theirs, _FOLDED)


def _fold(row: Contact, other: Contact) -> None:
    """`other` takes what is known of `row`: ways, the stronger level, the later day, that it is watched."""
    other.ways = sorted({*other.ways, *row.ways}, key=contacts.WAYS.index)
    other.level = contacts.stronger(other.level, row.level)
    other.last_exposed = max(other.last_exposed, row.last_exposed)
    other.until = max(other.until, row.until)
    other.evening = other.evening or row.evening
    if row.state != "watching":
        return
    if other.state == "watching":
        other.first_day = min(other.first_day, row.first_day)
        other.gap_days = max(other.gap_days, row.gap_days)
    elif other.state in ("released", "ended"):
        _go_on(row, other)


def _go_on(row: Contact, other: Contact) -> None:
    """`other` had ended and goes on as `row` was watched, with the days that were missed of either."""
    ended_on = (other.ended_at or clock.now()).astimezone(clock.ZONE).date()
    began, missed = other.first_day, other.gap_days
    watch_again(other)
    if row.first_day > ended_on:
        other.first_day, other.gap_days = row.first_day, missed + row.gap_days
    else:
        other.first_day, other.gap_days = min(began, row.first_day), row.gap_days


def gone() -> list[tuple[int, UUID]]:
    """School and id of the events that have contacts under observation who are on no roll any more."""
    return sorted({(school_id, event_id) for _pk, school_id, event_id in _gone()})


def end_of_gone(actor: Actor, school_id: int, event_id: UUID) -> int:
    """Whoever is on no roll any more is not watched by a school; shown as such. Gives how many."""
    lock_school(school_id)
    ids = [pk for pk, _school_id, of_event in _gone() if of_event == event_id]
    with everywhere("contacts"):
        head = queries.head_of(Event.objects.get(pk=event_id))
        rows = list(Contact.objects.select_for_update().filter(pk__in=ids).order_by("id"))
        end_rows(rows, "ended", "left", None)
        Contact.objects.bulk_update(rows, AGAIN, batch_size=500)
    if rows:
        journal.record(actor, ContactsEnded(**_about(head), contacts=len(rows), why="left"))
    return len(rows)


def _gone() -> list[tuple[UUID, int, UUID]]:
    with everywhere("contacts"), connection.cursor() as cursor:
        cursor.execute(_GONE, {"today": clock.today()})
        return list(cursor.fetchall())


def _about(head: queries.EventHead) -> dict[str, Any]:
    return {"school_id": head.school_id, "unit_no": head.unit_no, "event_id": head.id}
