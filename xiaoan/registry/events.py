"""Facts of the registry's own work. What changes on a roll is a fact of directory."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RosterReceived(Event):
    kind: ClassVar[str] = "registry.roster_received"
    import_id: UUID
    file_hash: str


@dataclass(frozen=True, kw_only=True)
class RosterConfirmed(Event):
    """A person said: import it. `mode` good: the rows without fault; all: only if no row has one."""

    kind: ClassVar[str] = "registry.roster_confirmed"
    import_id: UUID
    mode: str
    complete: bool
    since: dt.date


@dataclass(frozen=True, kw_only=True)
class RosterStopRequested(Event):
    kind: ClassVar[str] = "registry.roster_stop_requested"
    import_id: UUID


@dataclass(frozen=True, kw_only=True)
class RosterEnded(Event):
    """An import is done, stopped or could not be done: how many schools are in."""

    kind: ClassVar[str] = "registry.roster_ended"
    import_id: UUID
    state: str
    schools: int
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class RosterExportAsked(Event):
    """Somebody asked to take a roster away. `numbers`: ID numbers masked or full. `waits`: for somebody
    else's approval."""

    kind: ClassVar[str] = "registry.roster_export_asked"
    export_id: UUID
    form: str
    numbers: str
    waits: bool = False


@dataclass(frozen=True, kw_only=True)
class RosterExportDecided(Event):
    """Somebody else approved a large roster, or refused it."""

    kind: ClassVar[str] = "registry.roster_export_decided"
    export_id: UUID
    by_id: UUID
    approved: bool
    rows: int


@dataclass(frozen=True, kw_only=True)
class RosterExportBegun(Event):
    """Who asked has an approved roster written."""

    kind: ClassVar[str] = "registry.roster_export_begun"
    export_id: UUID


@dataclass(frozen=True, kw_only=True)
class RosterExportAnnulled(Event):
    """An approval fell before the roster was written: whoever approved no longer may."""

    kind: ClassVar[str] = "registry.roster_export_annulled"
    export_id: UUID
    approved_by_id: UUID


@dataclass(frozen=True, kw_only=True)
class RosterExportMade(Event):
    """The sheet lies ready, for some minutes."""

    kind: ClassVar[str] = "registry.roster_export_made"
    export_id: UUID
    rows: int


@dataclass(frozen=True, kw_only=True)
class RosterExportTaken(Event):
    """Who asked fetched the sheet."""

    kind: ClassVar[str] = "registry.roster_export_taken"
    export_id: UUID
    rows: int


@dataclass(frozen=True, kw_only=True)
class RosterExportReopened(Event):
    """Who asked said that a download had not arrived, and why; the sheet is fetched once more. `taken`: how
    often it had been."""

    kind: ClassVar[str] = "registry.roster_export_reopened"
    export_id: UUID
    why: str
    taken: int


@dataclass(frozen=True, kw_only=True)
class PairDecided(Event):
    """A person said whether a row and a person on record are the same human being."""

    kind: ClassVar[str] = "registry.pair_decided"
    pair_id: UUID
    decision: str


@dataclass(frozen=True, kw_only=True)
class LifeSeen(Event):
    """Somebody opened a pupil's page."""

    kind: ClassVar[str] = "registry.life_seen"
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class AccessSeen(Event):
    """Somebody asked who can see a pupil; how many can."""

    kind: ClassVar[str] = "registry.access_seen"
    person_id: UUID
    people: int


@dataclass(frozen=True, kw_only=True)
class LooksSeen(Event):
    """Somebody asked who looked at a pupil."""

    kind: ClassVar[str] = "registry.looks_seen"
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class ClassListTaken(Event):
    """Somebody took the list of a class of a day away."""

    kind: ClassVar[str] = "registry.class_list_taken"
    day: dt.date
    rows: int


@dataclass(frozen=True, kw_only=True)
class TransferAsked(Event):
    """One school asks for a pupil of another, or offers one; recorded in the chains of both."""

    kind: ClassVar[str] = "registry.transfer_asked"
    transfer_id: UUID
    person_id: UUID
    by_school: int
    since: dt.date


@dataclass(frozen=True, kw_only=True)
class TransferClosed(Event):
    """A transfer was accepted, refused, withdrawn, or nobody answered; recorded in both chains."""

    kind: ClassVar[str] = "registry.transfer_closed"
    transfer_id: UUID
    person_id: UUID
    state: str
    since: dt.date


@dataclass(frozen=True, kw_only=True)
class NumbersMissed(Event):
    """Somebody entered ID numbers of people on record under other names."""

    kind: ClassVar[str] = "registry.numbers_missed"
    count: int
