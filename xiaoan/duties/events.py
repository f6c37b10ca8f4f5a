"""Facts about what is due."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DutiesOpened(Event):
    """A bulk fact of one school: so many duties of one kind, day and slot, about so many people.

    Recorded when they open, when excused ones open again (`again`), and (no duties, people more or less) when
    open ones are about another number of people.
    """

    kind: ClassVar[str] = "duties.opened"
    duty: str
    day: dt.date
    slot: str
    duties: int
    people: int
    unassigned: int
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class DutiesEscalated(Event):
    """The duties of one school that went up to `level` together, and who was told."""

    kind: ClassVar[str] = "duties.escalated"
    level: int
    role: str
    duty_ids: tuple[UUID, ...]
    recipient_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class DutiesUrged(Event):
    kind: ClassVar[str] = "duties.urged"
    duty_ids: tuple[UUID, ...]
    recipient_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class LadderSet(Event):
    """The minutes after which a missed duty goes up, level by level."""

    kind: ClassVar[str] = "duties.ladder_set"
    minutes: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class DutiesReassigned(Event):
    """Open duties went from one person (none: a vacant position) to another (none: nobody holds it)."""

    kind: ClassVar[str] = "duties.reassigned"
    role: str
    duty_ids: tuple[UUID, ...]
    from_id: UUID | None
    to_id: UUID | None
