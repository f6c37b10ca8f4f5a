"""Facts of delivery. Ids and counts only; what happens to single people is counted, not told one by one."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class BatchQueued(Event):
    """So many people are to be reached for `source`; `doubles` were queued under the same key before,
    `without` have no address on any of its channels; `urgent` passes quiet hours."""

    kind: ClassVar[str] = "delivery.batch_queued"
    batch_id: UUID
    source: str
    source_id: UUID
    people: int
    doubles: int
    without: int
    urgent: bool


@dataclass(frozen=True, kw_only=True)
class BatchCancelled(Event):
    """What was not yet sent is not sent."""

    kind: ClassVar[str] = "delivery.batch_cancelled"
    batch_id: UUID
    source: str
    source_id: UUID
    count: int


@dataclass(frozen=True, kw_only=True)
class DeliveriesChanged(Event):
    """How the messages of a batch stand now: `counts` by "channel.state"."""

    kind: ClassVar[str] = "delivery.changed"
    batch_id: UUID
    source: str
    source_id: UUID
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class ChannelSet(Event):
    """A channel was set anew, switched on or off."""

    kind: ClassVar[str] = "delivery.channel_set"
    channel: str
    on: bool


@dataclass(frozen=True, kw_only=True)
class GroupSet(Event):
    """The robot of a group of a unit was entered or taken away."""

    kind: ClassVar[str] = "delivery.group_set"
    group_id: UUID
    channel: str
    on: bool


@dataclass(frozen=True, kw_only=True)
class AddressSet(Event):
    """Somebody said how they are reached: entered, confirmed, taken away, or no messages this way."""

    kind: ClassVar[str] = "delivery.address_set"
    user_id: UUID
    channel: str
    what: str


@dataclass(frozen=True, kw_only=True)
class DoubtsDecided(Event):
    """A person decided about messages of which nobody can say whether they were sent."""

    kind: ClassVar[str] = "delivery.doubts_decided"
    batch_id: UUID
    decision: str
    count: int
