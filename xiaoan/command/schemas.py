"""What the JSON address of command answers."""

import datetime as dt
from uuid import UUID

from ninja import Schema


class OnDutyOut(Schema):
    """Somebody on the running shift; `state`: due, early, on_time, late or missed."""

    user_id: UUID
    name: str
    seat: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    state: str
    checked_at: dt.datetime | None


class CommandOut(Schema):
    """Who is in command of a unit at an instant. `basis`: lead, first or post; "" and no person: nobody is on
    record, here or above. `of_unit_no`: the unit whose person it is. `why`: what was passed over."""

    unit_no: int
    unit: str
    at: dt.datetime
    user_id: UUID | None
    name: str
    basis: str
    of_unit_no: int
    why: list[str]
    first_responsible_id: UUID | None
    first_responsible: str
    on_duty: list[OnDutyOut]
