"""Contacts: drawn from the roll in one step; observed as long as the disease asks; ended with the event."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.investigations import queries
from xiaoan.investigations.events import ContactsDrawn, ContactsEnded, ContactsRetimed
from xiaoan.investigations.models import Contact, Event
from xiaoan.investigations.queries.contacts import gaps_of
from xiaoan.investigations.queries.drawing import Candidate, Drawing, Wanted, drawing, term_of
from xiaoan.investigations.rules import contacts
from xiaoan.investigations.services.joining import lock_school
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere


def preview(actor: Actor, wanted: Wanted) -> Drawing:
    """Who would be drawn; nothing is stored."""
    return drawing(_refused(actor, wanted), wanted)


def draw(actor: Actor, wanted: Wanted) -> tuple[int, int]:
    """Store who had contact; gives how many are new, and how many known ones gained a way or a later day.

    Twice the same adds nobody. Somebody who was released and is exposed again is watched again.
    """
    lock_school(_refused(actor, wanted).school_id)
    head = queries.event(actor, wanted.event_id)
    if not head.is_running:
        raise Conflict(_("这起疫情已经结束,不能再排查接触者。请先重新打开。"))
    found = drawing(head, wanted)
    with everywhere("contacts"):
        known = {
            row.person_id: row
            for row in Contact.objects.select_for_update()
            .filter(event_id=head.id, person_id__in=[one.person_id for one in found.candidates])
            .order_by("id")
        }
        fresh = [
            _row(actor, head, one, wanted, found)
            for one in found.candidates
            if one.standing != "case" and one.person_id not in known
        ]
        Contact.objects.bulk_create(fresh)
        widened = [
            known[one.person_id]
            for one in found.candidates
            if one.standing != "case" and one.person_id in known
            and _widen(known[one.person_id], one, wanted, found)
        ]  # fmt: skip
        Contact.objects.bulk_update(widened, _WIDENS)
    if fresh or widened:
        journal.record(actor, ContactsDrawn(**_about(head), added=len(fresh), widened=len(widened)))
    return len(fresh), len(widened)


def _refused(actor: Actor, wanted: Wanted) -> queries.EventHead:
    head = queries.event(actor, wanted.event_id)
    if not actor.may(Permission.INVESTIGATE, head.unit_no):
        raise Forbidden
    today = clock.today()
    if not wanted.ways or not wanted.ways <= set(contacts.WAYS):
        raise Invalid(_("请至少选一种接触方式。"), {"ways": "empty"})
    if not today - contacts.LOOKS_BACK <= wanted.last_exposed <= today:
        raise Invalid(
            _("最后接触日期不能晚于今天,也不能早于 60 天前。"), {"last_exposed": "out_of_range"}
        )
    if "activity" in wanted.ways and not (wanted.activity and wanted.people):
        raise Invalid(_("按活动排查,请写活动名称并列出参加的学生。"), {"activity": "empty"})
    if len(wanted.activity) > contacts.LONGEST_NAME or "\0" in wanted.activity:
        raise Invalid(_("活动名称不超过 40 个字。"), {"activity": "too_long"})
    return head


def _row(
    actor: Actor, head: queries.EventHead, one: Candidate, wanted: Wanted, found: Drawing
) -> Contact:
    now = clock.now()
    return Contact(
        event_id=head.id, event_school_id=head.school_id, school_id=one.school_id,
        unit_no=one.unit_no, class_then=one.unit_no, person_id=one.person_id, level=one.level,
        ways=_ordered(one.ways), activity=wanted.activity if "activity" in one.ways else "",
        syndrome=head.syndrome, last_exposed=wanted.last_exposed,
        first_day=contacts.first_day(now.astimezone(clock.ZONE)), until=found.until,
        evening=wanted.evening and one.boarder, added_at=now, added_by_id=actor.user_id,
    )  # fmt: skip


AGAIN = ("state", "ended_as", "ended_at", "ended_by_id", "gap_days", "gap_reason", "case_id")
_WIDENS = ("level", "ways", "activity", "last_exposed", "until", "evening", "first_day", *AGAIN)


def _widen(row: Contact, one: Candidate, wanted: Wanted, found: Drawing) -> bool:
    """Whether anything of a known contact changed: a way, the level, a later exposure."""
    before = [getattr(row, name) for name in _WIDENS]
    row.ways = _ordered({*row.ways, *one.ways})
    row.level = contacts.stronger(row.level, one.level)
    row.activity = row.activity or (wanted.activity if "activity" in one.ways else "")
    row.evening = row.evening or (wanted.evening and one.boarder)
    if wanted.last_exposed > row.last_exposed:
        row.last_exposed = wanted.last_exposed
        row.until = max(row.until, found.until)
        if row.state == "released" and not contacts.is_over(row.until, clock.today()):
            watch_again(row)
    if row.state == "ended" and not contacts.is_over(row.until, clock.today()):
        watch_again(row)  # on the roll again, or the event runs again
    return before != [getattr(row, name) for name in _WIDENS]


def watch_again(row: Contact) -> None:
    """The caller saves it. Days that were missed before it ended stay missed (`gap_days`, see `end_rows`);
    days between the end and now are no gap."""
    if row.ended_at is not None:
        now = clock.now().astimezone(clock.ZONE)
        same_day = row.ended_at.astimezone(clock.ZONE).date() == now.date()
        row.first_day = max(row.first_day, now.date() if same_day else contacts.first_day(now))
    row.state, row.ended_as, row.ended_at, row.ended_by_id = "watching", "", None, None
    row.case_id = None


def end_rows(rows: Sequence[Contact], state: str, ended_as: str, by_id: UUID | None) -> None:
    """The caller, in whose running scope they are, saves them. What was missed until now is kept."""
    gaps = gaps_of(rows)
    for row in rows:
        row.gap_days = gaps[row.pk]
        row.state, row.ended_as, row.ended_at, row.ended_by_id = state, ended_as, clock.now(), by_id


def _ordered(ways: Iterable[str]) -> list[str]:
    return sorted(ways, key=contacts.WAYS.index)


def retime(actor: Actor, head: queries.EventHead) -> int:
    """The contacts of an event are watched for as long as its disease asks for. The caller holds the school.

    Somebody who was released too early for it is watched again; also who ended with an event that runs again,
    if their period had been over by the shorter one. Gives how many are watched for another time now.
    """
    days = term_of(head.disease, head.syndrome).days
    today = clock.today()
    with everywhere("contacts"):
        rows = Contact.objects.select_for_update().filter(event_id=head.id).exclude(state="moved")
        changed = [
            row for row in rows.order_by("id")
            if row.until != contacts.until(row.last_exposed, days)
        ]  # fmt: skip
        for row in changed:
            row.until = contacts.until(row.last_exposed, days)
            if _ends_too_early(row) and not contacts.is_over(row.until, today):
                watch_again(row)
        Contact.objects.bulk_update(changed, ("until", "first_day", *AGAIN))
    told = [row for row in changed if row.state in ("watching", "released")]
    if told:
        journal.record(actor, ContactsRetimed(**_about(head), days=days, contacts=len(told)))
    return len(told)


def _ends_too_early(row: Contact) -> bool:
    return row.state == "released" or row.ended_as == "event_excluded"


def end_all(actor: Actor, head: queries.EventHead, by_id: UUID | None) -> int:
    """The event was none: whoever is still watched is watched no more. The caller holds the school."""
    with everywhere("contacts"):
        found = Contact.objects.select_for_update().filter(event_id=head.id, state="watching")
        rows = list(found.order_by("id"))
        end_rows(rows, "ended", "event_excluded", by_id)
        Contact.objects.bulk_update(rows, AGAIN, batch_size=500)
    if rows:
        journal.record(
            actor, ContactsEnded(**_about(head), contacts=len(rows), why="event_excluded")
        )
    return len(rows)


def ending(state: str, ended_as: str, by_id: UUID | None) -> dict[str, Any]:
    return {
        "state": state, "ended_as": ended_as, "ended_at": clock.now(), "ended_by_id": by_id,
    }  # fmt: skip


def has_any(event_id: UUID) -> bool:
    with everywhere("contacts"):
        return Contact.objects.filter(event_id=event_id).exists()


def refuse_close(event_id: UUID) -> None:
    """An event with contacts under observation is not over; those of events that are part of it count."""
    with everywhere("contacts"):
        parts = Event.objects.filter(merged_into_id=event_id).values_list("id", flat=True)
        rows = Contact.objects.filter(event_id__in=[event_id, *parts], state="watching")
        left = rows.values("person_id").distinct().count()
    if left:
        raise Conflict(
            _("还有 %(n)s 名接触者没有解除观察,不能结案。请先在接触者页面解除。") % {"n": left}
        )


def _about(head: queries.EventHead) -> dict[str, Any]:
    return {"school_id": head.school_id, "unit_no": head.unit_no, "event_id": head.id}
