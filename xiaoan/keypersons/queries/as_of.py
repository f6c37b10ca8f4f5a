"""Key persons who were followed, as it was known at an instant."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.keypersons.models import FollowUp, KeyPerson


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


def followed_as_of(actor: Actor, interval: Interval, at: dt.datetime) -> list[FollowedThen]:
    rows = visible(KeyPerson.objects.all(), actor, Permission.SEE_KEY_PERSONS).filter(
        Q(ended_at=None) | Q(ended_at__gt=at), opened_at__lte=at, unit_no__gte=interval[0],
        unit_no__lt=interval[1],
    )  # fmt: skip
    found = list(rows.order_by("unit_no", "opened_at", "id"))
    asked = FollowUp.objects.filter(line_id__in=[one.pk for one in found], at__lte=at)
    last = dict(asked.order_by("at").values_list("line_id", "at"))
    return [
        FollowedThen(
            one.pk, one.person_id, one.unit_no, one.category, one.opened_at, last.get(one.pk),
            one.ended_at,
        )
        for one in found
    ]  # fmt: skip
