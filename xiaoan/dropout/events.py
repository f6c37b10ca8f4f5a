"""Facts of the drop-out watch. Ids, codes and counts only: no names, no group, no words."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DropoutStepped(Event):
    """A step about an entry of the ledger (rules.ledger.STEPS): how it stands then."""

    kind: ClassVar[str] = "dropout.stepped"
    entry_id: UUID
    step: str
    ledger: str
    state: str
    by_score: bool = False


@dataclass(frozen=True, kw_only=True)
class KeyGroupChanged(Event):
    """A pupil was put on record as of a key group, or no longer; which group stays sealed."""

    kind: ClassVar[str] = "dropout.key_group_changed"
    row_id: UUID
    ended: bool


@dataclass(frozen=True, kw_only=True)
class DropoutReported(Event):
    """A school has signed its report of a month."""

    kind: ClassVar[str] = "dropout.reported"
    month: dt.date
    on_roll: int
    suspected: int
    dropped: int
    closed: int


@dataclass(frozen=True, kw_only=True)
class DropoutReviewed(Event):
    """The county has signed its review of a quarter."""

    kind: ClassVar[str] = "dropout.reviewed"
    quarter: dt.date
    reports: int
    wanted: int


@dataclass(frozen=True, kw_only=True)
class ChildrenListed(Event):
    """A list of children from outside was read, taken over or dropped: rows, of no roll, in doubt."""

    kind: ClassVar[str] = "dropout.children_listed"
    list_id: UUID
    list_kind: str
    state: str
    rows: int
    missing: int
    doubt: int


@dataclass(frozen=True, kw_only=True)
class ChildStepped(Event):
    """A step about a child of no roll (rules.children.STEPS): how the line stands then."""

    kind: ClassVar[str] = "dropout.child_stepped"
    child_id: UUID
    step: str
    state: str
    how: str


@dataclass(frozen=True, kw_only=True)
class ChildrenSeen(Event):
    """Somebody was shown children of no roll by name."""

    kind: ClassVar[str] = "dropout.children_seen"
    children: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class RegistersCompared(Event):
    """Two registers were held against each other: how many differ."""

    kind: ClassVar[str] = "dropout.compared"
    check_id: UUID
    code: str
    left: int
    right: int
    found: int


@dataclass(frozen=True, kw_only=True)
class DifferenceAnswered(Event):
    """A difference between two registers was answered."""

    kind: ClassVar[str] = "dropout.answered"
    difference_id: UUID
    code: str
    answer: str
