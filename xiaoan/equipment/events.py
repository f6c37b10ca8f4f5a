"""Facts of equipment. Ids, codes and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DeviceStepped(Event):
    """Something was done with a device: `step` (rules.STEPS), the state it is in then."""

    kind: ClassVar[str] = "equipment.device_stepped"
    device_id: UUID
    step: str
    state: str


@dataclass(frozen=True, kw_only=True)
class DevicesRegistered(Event):
    """Devices were registered together, from a sheet or by their number."""

    kind: ClassVar[str] = "equipment.devices_registered"
    act_id: UUID
    devices: int


@dataclass(frozen=True, kw_only=True)
class StocktakeChanged(Event):
    """The yearly count of a school was begun or closed: so many of so many devices were seen."""

    kind: ClassVar[str] = "equipment.stocktake_changed"
    stocktake_id: UUID
    state: str
    expected: int
    found: int


@dataclass(frozen=True, kw_only=True)
class KitStepped(Event):
    """A kit was opened, filled, checked, used, or closed, or the loss of a round (`about_id`) confirmed; so
    many of its items are short then, and so many pieces the round did not find (`lost`).
    `said_at`: when it was done, where it came in later."""

    kind: ClassVar[str] = "equipment.kit_stepped"
    kit_id: UUID
    step: str
    short: int
    lost: int = 0
    about_id: UUID | None = None
    said_at: dt.datetime | None = None
