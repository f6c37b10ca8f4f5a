"""Reading briefings: the newest of a unit, those before it, what was added."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.briefings import rules
from xiaoan.briefings.models import Briefing, Comment
from xiaoan.directory import queries as directory
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible

COMMENT = "briefings_comment.text"


@dataclass(frozen=True)
class CommentRow:
    text: str
    at: dt.datetime
    by: str


def place_seen(actor: Actor, unit_no: int) -> directory.Place:
    """The county or township; NotFound where its briefings are not the actor's."""
    if not actor.may(Permission.SEE_BRIEFINGS, unit_no):
        raise NotFound
    place = directory.place(unit_no)
    if place.kind not in rules.LEVELS:
        raise NotFound
    return place


def seen(actor: Actor, briefing_id: UUID) -> Briefing:
    """A briefing in the actor's sight; NotFound otherwise."""
    rows = Briefing.objects.filter(pk=briefing_id)
    row = visible(rows, actor, Permission.SEE_BRIEFINGS).first()
    if row is None:
        raise NotFound
    return row


def of_unit(actor: Actor, unit_no: int, limit: int = 30) -> list[Briefing]:
    """Those of a unit, the newest first."""
    rows = visible(Briefing.objects.filter(unit_no=unit_no), actor, Permission.SEE_BRIEFINGS)
    return list(rows.order_by("-made_at", "-id")[:limit])


def comments(actor: Actor, row: Briefing) -> list[CommentRow]:
    """What was added, the oldest first."""
    rows = list(Comment.objects.filter(briefing_id=row.pk).order_by("at", "id"))
    names = accounts.names(actor, {one.by_id for one in rows})
    return [
        CommentRow(
            ciphers.unseal(one.text, place=COMMENT, row=one.pk), one.at, names.get(one.by_id, "")
        )
        for one in rows
    ]


def made_by(actor: Actor, row: Briefing) -> str:
    """Who asked for it; "" for the system's of the morning."""
    return accounts.names(actor, [row.by_id]).get(row.by_id, "") if row.by_id else ""
