"""Key persons who were followed, as it was known at an instant."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from xiaoan.journal import queries as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible
from xiaoan.keypersons.models import FollowUp, KeyPerson, PackChoice


@dataclass(frozen=True)
class FollowedThen:
    """Somebody followed. `last_at`: when somebody had last asked after them by then; `ended_at`: when it
    ended afterwards."""

    id: UUID
    person_id: UUID
    unit_no: int
    category: str
    opened_at: dt.datetime
    last_at: dt.datetime | None
    ended_at: dt.datetime | None
    ended_by_id: UUID | None = None


def followed_as_of(actor: Actor, interval: Interval, at: dt.datetime) -> list[FollowedThen]:
    rows = visible(KeyPerson.objects.all(), actor, Permission.SEE_KEY_PERSONS).filter(
        Q(ended_at=None) | Q(ended_at__gt=at), opened_at__lte=at, unit_no__gte=interval[0],
        unit_no__lt=interval[1],
    )  # fmt: skip
    return _then(rows, at)


def lines_as_of(
    actor: Actor, person_id: UUID, school_id: int, at: dt.datetime
) -> list[FollowedThen]:
    """The same of one person."""
    rows = visible(KeyPerson.objects.filter(school_id=school_id), actor, Permission.SEE_KEY_PERSONS)
    followed = Q(ended_at=None) | Q(ended_at__gt=at)
    return _then(rows.filter(followed, person_id=person_id, opened_at__lte=at), at)


def _then(rows: QuerySet[KeyPerson], at: dt.datetime) -> list[FollowedThen]:
    found = list(rows.order_by("unit_no", "opened_at", "id"))
    asked = FollowUp.objects.filter(line_id__in=[one.pk for one in found], at__lte=at)
    last = dict(asked.order_by("at").values_list("line_id", "at"))
    return [
        FollowedThen(
            one.pk, one.person_id, one.unit_no, one.category, one.opened_at, last.get(one.pk),
            one.ended_at, one.ended_by_id,
        )
        for one in found
    ]  # fmt: skip


def pack_as_of(at: dt.datetime) -> str:
    """The policy pack in force on the day of an instant, as it had been chosen by then; "" if nobody had
    chosen: then it was the default that ships. What was written over since stands in the journal."""
    day = at.astimezone(clock.ZONE).date()
    rows = PackChoice.objects.filter(since__lte=day)
    if not rows.filter(at__gt=at).exists():
        return rows.order_by("-since").values_list("pack", flat=True).first() or ""
    with everywhere("keypersons") as system:
        chosen = [
            (one.payload["since"], one.n, str(one.payload["pack"]))
            for one in journal.facts(
                system, kinds=("keypersons.pack_set",), school_id=0, at__lte=at
            )
            if one.payload["since"] <= day.isoformat()
        ]
    return max(chosen)[2] if chosen else ""
