"""The JSON of the daily checks."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import (
    AwareDatetime,
    BeforeValidator,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from xiaoan.screening import rules

_PLAIN = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]+)?")


def _plain(value: Any) -> Any:
    """A number, or the text of one in our own digits without an exponent."""
    if isinstance(value, bool) or (isinstance(value, str) and not _PLAIN.fullmatch(value)):
        raise ValueError("a plain number such as 37.3")
    return value


Degrees = Annotated[Decimal, BeforeValidator(_plain)]
_LOW, _HIGH = rules.IMPLAUSIBLE_BELOW_CELSIUS, rules.IMPLAUSIBLE_ABOVE_CELSIUS

Slot = Literal["morning", "noon", "evening"]
Method = Literal["", "forehead", "axillary", "ear"]
Entry = Literal["self", "deputy", "office", "import"]


class MarkIn(Schema):
    """One pupil who is not simply present, by enrolment id."""

    enrolment_id: UUID
    kind: Literal[
        "absent_sick",
        "absent_personal",
        "absent_unknown",
        "absent_isolation",
        "late",
        "sent_home",
        "present",
    ]
    symptoms: list[str] = []
    onset: dt.date | None = None
    temperature: Degrees | None = Field(None, ge=_LOW, le=_HIGH, decimal_places=1)
    method: Method = ""
    retest: Degrees | None = Field(None, ge=_LOW, le=_HIGH, decimal_places=1)
    retest_method: Method = ""
    note: str = Field("", max_length=200)


class RollCallIn(Schema):
    """A class's roll-call. `id` is made by the sender (UUIDv7); `base` the version it was made from."""

    id: UUID
    unit_no: int = Field(ge=1, lt=2**31)
    day: dt.date
    slot: Slot
    base: int = Field(0, ge=0, le=10_000)
    marks: list[MarkIn] = Field([], max_length=200)
    reason: str = Field("", max_length=200)
    confirmed: bool = False


class ReceiptOut(Schema):
    """What was stored. `state` "conflict": another version stands; a person will decide. `entry`: by the
    person named for it, by a deputy or another teacher of the class, or by the office.
    """

    id: UUID
    unit_no: int
    day: dt.date
    slot: Slot
    version: int
    state: str
    submitted_at: dt.datetime
    late: bool
    entry: Entry


class DoubtOut(Schema):
    """One question to answer before sending again with `confirmed`; refused ones can only be mended."""

    code: str
    enrolment_id: str
    refused: bool


class DoubtsOut(Schema):
    """All questions of a sheet; `fields`: what is missing besides."""

    message: str
    doubts: list[DoubtOut]
    fields: dict[str, str] = {}


class PupilOut(Schema):
    enrolment_id: UUID
    seat: int
    name: str
    boarder: bool
    held: str = ""  # "isolation", "certificate", "sick": not simply let in


class RollOut(Schema):
    """What a phone needs to take a roll-call: the roll, and the version in force (0: none)."""

    unit_no: int
    day: dt.date
    slot: Slot
    version: int
    pupils: list[PupilOut]


class ReadingIn(Schema):
    """One reading. `id` is made by the device (UUIDv7); `pupil` is the pupil's number on the roll. One that
    cannot be read, or cannot be of a person, is refused by itself: the others of its batch are not.
    """

    id: UUID
    pupil: str = Field(min_length=1, max_length=60)
    at: AwareDatetime
    temperature: Degrees = Field(gt=-1000, lt=1000, decimal_places=1)
    method: Literal["", "forehead", "ear", "axillary", "camera"] = ""
    ambient: Degrees | None = Field(None, gt=-60, lt=80, decimal_places=1)


@dataclass(frozen=True)
class Unreadable:
    """A reading that is none: which field is not as it should be, and the id if that can be read."""

    id: UUID | None
    field: str


def _by_itself(value: Any, read: ValidatorFunctionWrapHandler) -> ReadingIn | Unreadable:
    try:
        taken: ReadingIn = read(value)
    except ValidationError as wrong:
        named = value.get("id") if isinstance(value, dict) else None
        where = wrong.errors()[0]["loc"]
        return Unreadable(_id(named), str(where[0]) if where else "")
    return taken


def _id(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


class ReadingsIn(Schema):
    """A batch. `sent_at` is the device's own clock at the moment of sending."""

    sent_at: AwareDatetime
    readings: list[Annotated[ReadingIn, WrapValidator(_by_itself)]] = Field(
        min_length=1, max_length=1000
    )


class ReadingOut(Schema):
    """What became of one reading: stored; same (it was known); refused, with the reason, and of one that
    could not be read (`unreadable`) the field. `index`: its place in the batch, from 0; `id` null: that
    could not be read either.
    """

    index: int
    id: UUID | None
    outcome: Literal["stored", "same", "refused"]
    reason: Literal[
        "", "clock_skew", "future", "too_old", "id_twice", "id_reused", "unreadable", "implausible"
    ] = ""
    field: str = ""


class ReadingsOut(Schema):
    """One answer per reading, in the order sent; `now` is the county's clock."""

    now: dt.datetime
    readings: list[ReadingOut]
