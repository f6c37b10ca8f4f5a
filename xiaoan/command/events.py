"""Facts of command. Ids, codes and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class GroupFounded(Event):
    """A unit has set up its leadership group, on a day, by a document; or anew by another."""

    kind: ClassVar[str] = "command.group_founded"
    act_id: UUID
    set_up_on: dt.date


@dataclass(frozen=True, kw_only=True)
class MemberNamed(Event):
    """Somebody has a place in the group from a day on (rules.RANKS), in place of `instead_of_id`."""

    kind: ClassVar[str] = "command.member_named"
    act_id: UUID
    member_id: UUID
    user_id: UUID
    rank: str
    since: dt.date
    instead_of_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class MemberEnded(Event):
    """Somebody's place in the group is over from a day on."""

    kind: ClassVar[str] = "command.member_ended"
    act_id: UUID
    member_id: UUID
    user_id: UUID
    rank: str
    until: dt.date


@dataclass(frozen=True, kw_only=True)
class ShiftsSet(Event):
    """Which shifts a unit has was changed: so many began, so many ended, so many seats fell away."""

    kind: ClassVar[str] = "command.shifts_set"
    act_id: UUID
    begun: int
    ended: int
    seats: int


@dataclass(frozen=True, kw_only=True)
class RosterPlanned(Event):
    """Seats of the roster began and ended. `how`: by_hand, copied, imported."""

    kind: ClassVar[str] = "command.roster_planned"
    act_id: UUID
    how: str
    begun: int
    ended: int
    since: dt.date
    until: dt.date
    # Facts of before bore the counts alone.
    seats_begun: tuple[UUID, ...] = ()
    seats_ended: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AbsenceEnded(Event):
    """Whoever plans the roster said why a missed check-in of a seat that was taken off goes no further."""

    kind: ClassVar[str] = "command.absence_ended"
    act_id: UUID
    seat_id: UUID
    duty_id: UUID


@dataclass(frozen=True, kw_only=True)
class DutyPhoneSet(Event):
    """The number of a unit's duty post was set or taken away (`is_set`); the number is not in the fact."""

    kind: ClassVar[str] = "command.duty_phone_set"
    act_id: UUID
    is_set: bool


@dataclass(frozen=True, kw_only=True)
class SwapAsked(Event):
    """Somebody asks a colleague to stand a shift, or to exchange."""

    kind: ClassVar[str] = "command.swap_asked"
    swap_id: UUID
    seat_id: UUID
    to_id: UUID


@dataclass(frozen=True, kw_only=True)
class SwapAnswered(Event):
    """It was agreed to, declined or withdrawn (rules.STATES)."""

    kind: ClassVar[str] = "command.swap_answered"
    swap_id: UUID
    seat_id: UUID
    state: str
    seats_begun: tuple[UUID, ...] = ()
    seats_ended: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RoomChanged(Event):
    """A place of duty was opened, its code renewed, or it was closed (`what`)."""

    kind: ClassVar[str] = "command.room_changed"
    room_id: UUID
    what: str


@dataclass(frozen=True, kw_only=True)
class CheckedIn(Event):
    """Somebody came to stand their shift: early, on_time or late."""

    kind: ClassVar[str] = "command.checked_in"
    check_in_id: UUID
    seat_id: UUID
    room_id: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class HandedOver(Event):
    """A shift left its note to the next."""

    kind: ClassVar[str] = "command.handed_over"
    hand_over_id: UUID
    shift_kind_id: UUID
    day: dt.date


@dataclass(frozen=True, kw_only=True)
class HandOverRead(Event):
    """The next shift has read it."""

    kind: ClassVar[str] = "command.hand_over_read"
    hand_over_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallsDrawn(Event):
    """The lot chose whom to call: the seed, out of how many, which seats."""

    kind: ClassVar[str] = "command.calls_drawn"
    draw_id: UUID
    seed: str
    candidates: int
    seat_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class Called(Event):
    """Somebody on duty was called: reached, not_reached, other."""

    kind: ClassVar[str] = "command.called"
    call_id: UUID
    seat_id: UUID
    draw_id: UUID | None
    result: str


@dataclass(frozen=True, kw_only=True)
class CallAnswered(Event):
    """The unit has answered to a spot call."""

    kind: ClassVar[str] = "command.call_answered"
    call_id: UUID


@dataclass(frozen=True, kw_only=True)
class PhoneShown(Event):
    """Somebody had the phone number of a person in command shown in full."""

    kind: ClassVar[str] = "command.phone_shown"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class CodeShown(Event):
    """Somebody had the code of a place of duty shown, the one of a turn: who knows it can check in there."""

    kind: ClassVar[str] = "command.code_shown"
    room_id: UUID
    turn: int


@dataclass(frozen=True, kw_only=True)
class RosterTaken(Event):
    """Somebody took a unit's roster of a month away."""

    kind: ClassVar[str] = "command.roster_taken"
    month: dt.date
    rows: int
