"""Facts of allocation. Ids, codes and counts only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RoadsSet(Event):
    """An office entered or took out how far it is from stores to schools; so many ways."""

    kind: ClassVar[str] = "allocation.roads_set"
    entered: int
    taken_out: int


@dataclass(frozen=True, kw_only=True)
class PlanChanged(Event):
    """A plan was reckoned, edited, asked for, approved or withdrawn; its lines and consignments."""

    kind: ClassVar[str] = "allocation.plan_changed"
    plan_id: UUID
    what: str
    state: str
    lines: int
    consignments: int
