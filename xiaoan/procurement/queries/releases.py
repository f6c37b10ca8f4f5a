"""Above which amount a second person releases an order: what holds, what is to come, what waits."""

import datetime as dt

from django.db.models.functions import Coalesce

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.procurement import rules
from xiaoan.procurement.models import Release


def in_force(day: dt.date | None = None) -> rules.Release:
    """What holds on a day, today if none is said: the newest that was set, else what ships."""
    rows = Release.objects.filter(state="set", since__lte=day or clock.today())
    row = rows.order_by("-since", Coalesce("decided_at", "asked_at").desc(), "-id").first()
    return rules.Release(row.fen, row.who, is_ours=False) if row else rules.USUAL_RELEASE


def from_day(day: dt.date) -> list[rules.Release]:
    """What holds on a day and after it, as it is set so far: whatever is to be laxer than none of these."""
    later = Release.objects.filter(state="set", since__gt=day)
    return [
        in_force(day),
        *(rules.Release(row.fen, row.who, is_ours=False) for row in later),
    ]


def history() -> list[Release]:
    """All that was ever asked for, the newest first. Values for their own page only."""
    return list(Release.objects.order_by("-asked_at")[:100])


def waiting(actor: Actor) -> int:
    """How many wait for the actor: not their own."""
    rows = Release.objects.filter(
        inside(actor.reach(Permission.APPROVE_REQUISITION)), state="asked"
    )
    return rows.exclude(asked_by_id=actor.user_id).count()
