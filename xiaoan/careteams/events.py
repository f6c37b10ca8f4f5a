"""Facts of care teams. Ids, codes and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TeamsArranged(Event):
    """A bulk fact of one school: so many links began and ended, so many roles of people stay without a carer.

    `mode`: how (rules.MODES; import: as a ledger says). By the system: somebody came, went or
    lost a position.
    """

    kind: ClassVar[str] = "careteams.arranged"
    act_id: UUID
    mode: str
    begun: int
    ended: int
    uncovered: int


@dataclass(frozen=True, kw_only=True)
class ManyAsked(Event):
    """Somebody above asked that these schools be arranged, each in a job of its own."""

    kind: ClassVar[str] = "careteams.many_asked"
    act_id: UUID
    school_nos: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CarerChanged(Event):
    """Somebody chose who looks after a person in a role; `carer_id` none: as the rule finds it."""

    kind: ClassVar[str] = "careteams.changed"
    act_id: UUID
    person_id: UUID
    role: str
    carer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class LimitSet(Event):
    """Somebody looks after so many people of the school at most; none: no maximum any more."""

    kind: ClassVar[str] = "careteams.limit_set"
    act_id: UUID
    carer_id: UUID
    most: int | None


@dataclass(frozen=True, kw_only=True)
class ListChanged(Event):
    """The school listed somebody for a role of its teams, or took them off (`what`: list, unlist)."""

    kind: ClassVar[str] = "careteams.list_changed"
    act_id: UUID
    listed_id: UUID
    role: str
    what: str


@dataclass(frozen=True, kw_only=True)
class ContactNoted(Event):
    """A carer was in touch with one of theirs: how, and how it is (rules.WAYS, rules.STATES)."""

    kind: ClassVar[str] = "careteams.contact_noted"
    contact_id: UUID
    person_id: UUID
    way: str
    state: str


@dataclass(frozen=True, kw_only=True)
class SchemeSet(Event):
    """From a day on a scheme is in force in the county, with so many roles for pupils and for staff."""

    kind: ClassVar[str] = "careteams.scheme_set"
    scheme: str
    since: dt.date
    student_roles: tuple[str, ...]
    staff_roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LedgerTaken(Event):
    """Somebody took the ledger of a unit's care teams away."""

    kind: ClassVar[str] = "careteams.ledger_taken"
    rows: int


@dataclass(frozen=True, kw_only=True)
class SheetReceived(Event):
    """Somebody has uploaded a ledger of a school's care teams, to look what it would do."""

    kind: ClassVar[str] = "careteams.sheet_received"
    sheet_id: UUID
    rows: int


@dataclass(frozen=True, kw_only=True)
class NumberSeen(Event):
    """A guardian had the number of one who looks after their child shown, who has agreed to it."""

    kind: ClassVar[str] = "careteams.number_seen"
    person_id: UUID
    carer_id: UUID
