"""Notices as whoever writes or leads sees them: their own, those below, those that came to their units."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.notices.models import Notice, Reach
from xiaoan.notices.queries.offices import offices

PAGE = 50
WHICH = ("own", "below", "above")
_GONE_OUT = ("sent", "recalled")


@dataclass(frozen=True)
class People:
    """Who did what to a notice, by name as far as the actor is shown it."""

    made: str
    asked: str
    decided: str
    urgent: str
    recalled: str


def of_mine(actor: Actor, notice_id: UUID) -> Notice:
    """A notice of a unit inside the actor's reach; NotFound."""
    found = Notice.objects.filter(
        inside(actor.reach(Permission.WRITE_NOTICES)), pk=notice_id
    ).first()
    if found is None:
        raise NotFound
    return found


def in_sight(actor: Actor, notice_id: UUID) -> Notice:
    """One's own, one below, or one that reached a unit one leads; NotFound."""
    found = Notice.objects.filter(pk=notice_id).first()
    reach = actor.reach(Permission.WRITE_NOTICES)
    if found is None or not (
        any(lo <= found.unit_no < hi for lo, hi in reach)
        or (
            found.state in _GONE_OUT
            and Reach.objects.filter(inside(reach), notice_id=notice_id).exists()
        )
    ):
        raise NotFound
    return found


def _rows(actor: Actor, which: str) -> QuerySet[Notice]:
    reach = actor.reach(Permission.WRITE_NOTICES)
    mine = [one.no for one in offices(actor)]
    if which == "own":
        return Notice.objects.filter(unit_no__in=mine)
    if which == "below":
        return Notice.objects.filter(inside(reach)).exclude(unit_no__in=mine)
    reached = Reach.objects.filter(inside(reach), notice_id=OuterRef("pk"))
    return Notice.objects.filter(Exists(reached), state__in=_GONE_OUT).exclude(inside(reach))


def page_of(actor: Actor, which: str, state: str, offset: int) -> tuple[int, list[Notice]]:
    """How many there are, and a page of them, the newest first."""
    rows = _rows(actor, which)
    rows = rows.filter(state=state) if state else rows.exclude(state="dropped")
    return rows.count(), list(rows.order_by("-made_at", "-id")[offset : offset + PAGE])


def people(actor: Actor, row: Notice) -> People:
    """Who wrote it, asked, agreed, hurried and recalled."""
    ids = (
        row.made_by_id, row.asked_by_id, row.decided_by_id, row.urgent_by_id, row.recalled_by_id,
    )  # fmt: skip
    names = accounts.names(actor, {one for one in ids if one})
    return People(*(names.get(one, "") if one else "" for one in ids))


def corrections(row: Notice) -> list[tuple[UUID, dt.datetime | None]]:
    """Those that put a notice right, as far as they are seen; the newest last."""
    rows = Notice.objects.filter(corrects_id=row.pk, state__in=_GONE_OUT)
    return list(rows.order_by("sent_at").values_list("id", "sent_at"))


def to_agree(actor: Actor) -> list[Notice]:
    """Notices that wait for a second person whom the actor may be."""
    rows = Notice.objects.filter(inside(actor.reach(Permission.APPROVE_NOTICES)), state="asked")
    return list(rows.order_by("asked_at", "id")[:PAGE])


def asked(actor: Actor, notice_id: UUID) -> Notice:
    """A notice that was given to a second person whom the actor may be; NotFound."""
    found = Notice.objects.filter(
        inside(actor.reach(Permission.APPROVE_NOTICES)), pk=notice_id, asked_at__isnull=False
    ).first()
    if found is None:
        raise NotFound
    return found
