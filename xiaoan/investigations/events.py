"""Facts of investigations. Ids and counts only: who is a case is in the table."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class EventOpened(Event):
    """A signal that belongs to no event yet, or a person, opened one."""

    kind: ClassVar[str] = "investigations.event_opened"
    event_id: UUID
    signal_id: UUID | None
    syndrome: str
    detected_at: dt.datetime
    cases: int


@dataclass(frozen=True, kw_only=True)
class SignalJoined(Event):
    """A further signal belongs to the event."""

    kind: ClassVar[str] = "investigations.signal_joined"
    event_id: UUID
    signal_id: UUID


@dataclass(frozen=True, kw_only=True)
class CasesChanged(Event):
    """Cases came in or went out; `cases`: who is counted now."""

    kind: ClassVar[str] = "investigations.cases_changed"
    event_id: UUID
    added: int
    removed: int
    cases: int
