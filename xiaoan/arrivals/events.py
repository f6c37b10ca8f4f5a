"""Facts of arrivals. Ids, codes and counts only: no names, no reading, no words."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ArrivalPlanChanged(Event):
    """A plan of slots was reckoned, changed by hand, published, replaced or withdrawn."""

    kind: ClassVar[str] = "arrivals.plan_changed"
    plan_id: UUID
    what: str
    placed: int
    unplaced: int
    moved: int = 0


@dataclass(frozen=True, kw_only=True)
class ArrivalNoted(Event):
    """What became of a child at the desk, and when by its slot; `unsettled`: who is to follow up."""

    kind: ClassVar[str] = "arrivals.noted"
    check_id: UUID
    person_id: UUID
    result: str
    timing: str
    by_pass: bool
    unsettled: bool = False


@dataclass(frozen=True, kw_only=True)
class ArrivalFollowed(Event):
    """What became of a child who was turned away."""

    kind: ClassVar[str] = "arrivals.followed"
    check_id: UUID
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ClassHandedOver(Event):
    """A class teacher has counted who is there."""

    kind: ClassVar[str] = "arrivals.handed_over"
    day: dt.date
    arrived: int
    counted: int
