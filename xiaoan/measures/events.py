"""Facts of measures. Ids and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MeasuresOrdered(Event):
    """So many measures were ordered against an event in one act."""

    kind: ClassVar[str] = "measures.measures_ordered"
    event_id: UUID
    order_id: UUID
    measures: int


@dataclass(frozen=True, kw_only=True)
class MeasureEnded(Event):
    """A measure was carried out, declined by its owner or withdrawn: `how`. `late`: after its time."""

    kind: ClassVar[str] = "measures.measure_ended"
    event_id: UUID
    measure_id: UUID
    how: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class SuspensionProposed(Event):
    """The school proposes that lessons of so many classes rest."""

    kind: ClassVar[str] = "measures.suspension_proposed"
    event_id: UUID
    suspension_id: UUID
    classes: int
    since: dt.date
    until: dt.date


@dataclass(frozen=True, kw_only=True)
class SuspensionChanged(Event):
    """It was decided, refused, withdrawn, extended, or lessons begin again (`how`, a step). `until`: the last
    day without lessons."""

    kind: ClassVar[str] = "measures.suspension_changed"
    event_id: UUID
    suspension_id: UUID
    how: str
    classes: int
    since: dt.date
    until: dt.date
