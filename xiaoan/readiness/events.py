"""Facts of readiness. Ids, codes and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ItemSaid(Event):
    """Something was said of an inspected item (models.SAID), or taken back."""

    kind: ClassVar[str] = "readiness.said"
    statement_id: UUID
    item: str
    what: str
    result: str
    photos: int
    papers: int


@dataclass(frozen=True, kw_only=True)
class InspectionStepped(Event):
    """A joint inspection was begun, closed or dropped."""

    kind: ClassVar[str] = "readiness.inspected"
    inspection_id: UUID
    step: str
    members: int
    bad: int = 0


@dataclass(frozen=True, kw_only=True)
class FindingStepped(Event):
    """A finding was opened, mended, given back, or seen again and closed."""

    kind: ClassVar[str] = "readiness.finding_stepped"
    finding_id: UUID
    item: str
    step: str
    due_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class DecisionStepped(Event):
    """A decision was asked for, signed, refused or taken back; `digest`: of what it lists."""

    kind: ClassVar[str] = "readiness.decided"
    decision_id: UUID
    what: str
    state: str
    day: dt.date
    failed: int
    unknown: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class GateTurned(Event):
    """How a school stands became another: by its evidence, a decision, or the pack."""

    kind: ClassVar[str] = "readiness.gate_turned"
    was: str
    gate: str
    failed: int
    unknown: int


@dataclass(frozen=True, kw_only=True)
class PackStepped(Event):
    """A version of the county's pack was drafted, edited, asked for, published or dropped."""

    kind: ClassVar[str] = "readiness.pack_stepped"
    version_id: UUID
    state: str
    items: int
    since: dt.date | None
