"""Who was planned to stand a shift, as the roster showed it at an instant."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xiaoan.command.queries import roster
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside


@dataclass(frozen=True)
class SeatThen:
    """A shift of the day. `until_at`: when somebody took the person off it afterwards."""

    unit_no: int
    seat: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    until_at: dt.datetime | None


def seats_as_of(actor: Actor, user_id: UUID, at: dt.datetime) -> list[SeatThen]:
    """The shifts of one person that touch the day of an instant."""
    midnight = clock.at(at.astimezone(clock.ZONE).date(), dt.time())
    touching = Q(ends_at__gt=midnight, starts_at__lt=midnight + dt.timedelta(days=1))
    seen = inside(actor.reach(Permission.SEE_COMMAND))
    return [
        SeatThen(one.unit_no, one.seat, one.starts_at, one.ends_at, one.until_at)
        for one in roster.standing_at(seen & touching & Q(user_id=user_id), at)
    ]
