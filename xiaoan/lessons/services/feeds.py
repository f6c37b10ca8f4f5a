"""The calendar address of a class: made when asked for; made anew, the old one is nothing."""

import secrets
from uuid import UUID

from django.db import transaction

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.lessons.models import Feed
from xiaoan.lessons.services import acting


@transaction.atomic
def renew_feed(actor: Actor, act_id: UUID, unit_no: int) -> str:
    """A new address; whoever had the old one sees nothing any more."""
    acting.require(actor, unit_no, Permission.KEEP_LESSONS)
    if acting.begin(actor, act_id, unit_no, "feed"):
        return Feed.objects.get(pk=unit_no).token
    row, _made = Feed.objects.update_or_create(
        unit_no=unit_no,
        defaults={
            "school_id": acting.school(unit_no), "token": secrets.token_urlsafe(24),
            "at": clock.now(), "by_id": actor.user_id,
        },
    )  # fmt: skip
    return row.token
