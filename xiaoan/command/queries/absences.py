"""Missed check-ins of seats that nobody holds any more: open until somebody says why."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.command.models import Seat
from xiaoan.command.queries.shifts import kind_names
from xiaoan.command.queries.units import CHECK_IN, names
from xiaoan.directory.queries import Place
from xiaoan.duties import queries as duties
from xiaoan.kernel import clock
from xiaoan.kernel.scope import everywhere

# So far back an absence is still to be ended (our own choice).
BACK = dt.timedelta(days=31)


@dataclass(frozen=True)
class Absence:
    """Who did not come to which shift, and was taken off it afterwards."""

    duty_id: UUID
    seat_id: UUID
    user_id: UUID
    name: str
    kind: str
    day: dt.date
    due_at: dt.datetime


def left_open(place: Place) -> list[Absence]:
    """Of one unit, the oldest first."""
    with everywhere("command") as system:
        rows = {
            one.pk: one
            for one in Seat.objects.filter(
                unit_no=place.no, until_at__isnull=False, day__gte=clock.today() - BACK
            )
        }
        open_ = duties.open_about(system, rows)
    found = [
        (rows[pk], due)
        for pk, dues in open_.items()
        for due in dues
        if due.kind == CHECK_IN and due.due_at < clock.now()
    ]
    called = names(seat.user_id for seat, _due in found)
    shifts = kind_names(seat.kind_id for seat, _due in found)
    return [
        Absence(
            due.id, seat.pk, seat.user_id, called.get(seat.user_id, ""),
            shifts.get(seat.kind_id, ""), seat.day, due.due_at,
        )
        for seat, due in sorted(found, key=lambda one: (one[1].due_at, one[1].id))
    ]  # fmt: skip
