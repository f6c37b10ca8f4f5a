"""Facts about signals. Who is counted is in the table, not in the record."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SignalRaised(Event):
    kind: ClassVar[str] = "outbreaks.signal_raised"
    signal_id: UUID
    rule: str
    syndrome: str
    day: dt.date
    cases: int
    deadline_at: dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class SignalReported(Event):
    """A person said that a rule is met; the signal was raised by it."""

    kind: ClassVar[str] = "outbreaks.signal_reported"
    signal_id: UUID
    rule: str
    cases: int


@dataclass(frozen=True, kw_only=True)
class SignalGrew(Event):
    kind: ClassVar[str] = "outbreaks.signal_grew"
    signal_id: UUID
    cases: int
    day: dt.date


@dataclass(frozen=True, kw_only=True)
class SignalRecounted(Event):
    """A correction took some of the people away; the rule is still met by the rest."""

    kind: ClassVar[str] = "outbreaks.signal_recounted"
    signal_id: UUID
    cases: int


@dataclass(frozen=True, kw_only=True)
class SignalWithdrawn(Event):
    """A correction took the cases away: the rule is no longer met. The signal stays visible."""

    kind: ClassVar[str] = "outbreaks.signal_withdrawn"
    signal_id: UUID
    cases: int


@dataclass(frozen=True, kw_only=True)
class SignalAcknowledged(Event):
    kind: ClassVar[str] = "outbreaks.signal_acknowledged"
    signal_id: UUID


@dataclass(frozen=True, kw_only=True)
class SignalDismissed(Event):
    """A statistical signal was looked at and laid aside; why is in the table."""

    kind: ClassVar[str] = "outbreaks.signal_dismissed"
    signal_id: UUID


@dataclass(frozen=True, kw_only=True)
class WatchEntrySeen(Event):
    """Somebody of an office (`office_no`) opened an entry of the watch list for the first time."""

    kind: ClassVar[str] = "outbreaks.watch_entry_seen"
    signal_id: UUID
    office_no: int


@dataclass(frozen=True, kw_only=True)
class NightLookedAt(Event):
    """The statistical layers ran over a day. `shown`: entries that are new on the list; `kept`: over it."""

    kind: ClassVar[str] = "outbreaks.night_looked_at"
    day: dt.date
    classes: int
    shown: int
    kept: int


@dataclass(frozen=True, kw_only=True)
class PositionsSet(Event):
    """Where schools are was brought in from a file."""

    kind: ClassVar[str] = "outbreaks.positions_set"
    schools: int
