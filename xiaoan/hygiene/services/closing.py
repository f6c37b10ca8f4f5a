"""The day's end: what was due and is past is missed, for ever."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Count

from xiaoan.hygiene.events import DayClosed
from xiaoan.hygiene.models import Due
from xiaoan.hygiene.services.acting import hold_days
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden


def close_days(actor: Actor) -> int:
    """Of all days before today what is still due is missed; twice changes nothing. Gives how much was."""
    if not actor.is_system:
        raise Forbidden
    rows = Due.objects.filter(day__lt=clock.today(), state="due")
    hold_days(rows.values_list("school_id", flat=True).distinct())
    facts = close_before(clock.today())
    journal.record_many(actor, facts)
    return sum(one.missed for one in facts)


def close_before(day: dt.date, school_nos: Collection[int] | None = None) -> list[DayClosed]:
    """The same where the days are held; whoever writes about a past day finds it closed. The caller records
    the facts once it has all its locks."""
    rows = Due.objects.filter(day__lt=day, state="due")
    if school_nos is not None:
        rows = rows.filter(school_id__in=school_nos)
    found = rows.values_list("school_id", "day").annotate(n=Count("id"))
    facts = [
        DayClosed(school_id=no, unit_no=no, day=past, missed=n)
        for no, past, n in found.order_by("school_id", "day")
    ]
    if facts:
        rows.update(state="missed")
    return facts
