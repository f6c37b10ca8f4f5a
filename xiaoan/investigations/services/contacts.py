"""Contacts: drawn from the roll in one step; observed as long as the disease asks; ended with the event."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.investigations import queries
from xiaoan.investigations.events import ContactsDrawn, ContactsEnded, ContactsRetimed
from xiaoan.investigations.models import Contact, Event
from xiaoan.investigations.queries.drawing import Candidate, Drawing, Wanted, drawing, term_of
from xiaoan.investigations.rules import contacts
from xiaoan.investigations.services import contact_sheets
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
    contact_sheets.open_sheets({row.unit_no for row in (*fresh, *widened)})
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
    return before != [getattr(row, name) for name in _WIDENS]


def watch_again(row: Contact) -> None:
    """The caller saves it. Days without a follow-up between the end and now are no gap."""
    if row.ended_at is not None:
        row.first_day = max(row.first_day, contacts.first_day(clock.now().astimezone(clock.ZONE)))
    row.state, row.ended_as, row.ended_at, row.ended_by_id = "watching", "", None, None
    row.gap_days, row.gap_reason, row.case_id = 0, "", None


def _ordered(ways: Iterable[str]) -> list[str]:
    return sorted(ways, key=contacts.WAYS.index)


def retime(actor: Actor, event_id: UUID) -> int:
    """The disease of an event was found or corrected: its contacts are watched for as long as that asks for.

    Somebody who was released too early for it is watched again. Gives how many rows changed.
    """
    head = _head(event_id)
    days = term_of(head.disease, head.syndrome).days
    with everywhere("contacts"):
        rows = list(
            Contact.objects.select_for_update()
            .filter(event_id=event_id, state__in=("watching", "released"))
            .order_by("id")
        )
        changed = [row for row in rows if row.until != contacts.until(row.last_exposed, days)]
        for row in changed:
            row.until = contacts.until(row.last_exposed, days)
            if row.state == "released" and not contacts.is_over(row.until, clock.today()):
                watch_again(row)
        Contact.objects.bulk_update(changed, ("until", "first_day", *AGAIN))
    if changed:
        units = {row.unit_no for row in changed}
        contact_sheets.close_idle(units)
        contact_sheets.open_sheets(units)
        journal.record(actor, ContactsRetimed(**_about(head), days=days, contacts=len(changed)))
    return len(changed)


def end_all(actor: Actor, event_id: UUID) -> int:
    """The event was none: whoever is still watched is watched no more. Gives how many."""
    head = _head(event_id)
    with everywhere("contacts"):
        rows = Contact.objects.filter(event_id=event_id, state="watching")
        units = set(rows.values_list("unit_no", flat=True))
        count = rows.update(**ending("ended", "event_excluded", actor.user_id))
    contact_sheets.close_idle(units)
    if count:
        journal.record(actor, ContactsEnded(**_about(head), contacts=count, why="event_excluded"))
    return count


def ending(state: str, ended_as: str, by_id: UUID | None) -> dict[str, Any]:
    return {
        "state": state, "ended_as": ended_as, "ended_at": clock.now(), "ended_by_id": by_id,
    }  # fmt: skip


def refuse_close(event_id: UUID) -> None:
    """An event with contacts under observation is not over."""
    with everywhere("contacts"):
        left = Contact.objects.filter(event_id=event_id, state="watching").count()
    if left:
        raise Conflict(
            _("还有 %(n)s 名接触者没有解除观察,不能结案。请先在接触者页面解除。") % {"n": left}
        )


def _head(event_id: UUID) -> queries.EventHead:
    with everywhere("contacts"):
        return queries.head_of(Event.objects.get(pk=event_id))


def _about(head: queries.EventHead) -> dict[str, Any]:
    return {"school_id": head.school_id, "unit_no": head.unit_no, "event_id": head.id}
