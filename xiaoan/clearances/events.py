"""Facts of clearances. Ids, codes and counts only: no reason, no name."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ClearanceChanged(Event):
    """Whether these pupils of a school may come rests on something else than before; `kept`: how many
    pupils of the school something keeps away now."""

    kind: ClassVar[str] = "clearances.changed"
    person_ids: tuple[UUID, ...]
    kept: int


@dataclass(frozen=True, kw_only=True)
class PaperChecked(Event):
    """The school's doctor has checked a paper: it does, or it does not."""

    kind: ClassVar[str] = "clearances.paper_checked"
    paper_id: UUID
    person_id: UUID
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class KeptContacted(Event):
    """Somebody asked after a pupil who is kept; `reached`: somebody answered."""

    kind: ClassVar[str] = "clearances.contacted"
    contact_id: UUID
    person_id: UUID
    day: dt.date
    reached: bool


@dataclass(frozen=True, kw_only=True)
class OverrideAsked(Event):
    """Somebody asked that a pupil may come although something keeps them away."""

    kind: ClassVar[str] = "clearances.override_asked"
    override_id: UUID
    person_id: UUID
    first: dt.date
    last: dt.date


@dataclass(frozen=True, kw_only=True)
class OverrideDecided(Event):
    """Another person decided about it."""

    kind: ClassVar[str] = "clearances.override_decided"
    override_id: UUID
    person_id: UUID
    granted: bool
