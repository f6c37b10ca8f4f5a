"""Facts of outreach. Ids, codes and counts only: no names, no numbers, no words."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class OutreachAsked(Event):
    """Families of a school are to be called: so many pupils newly, so many new lines."""

    kind: ClassVar[str] = "outreach.asked"
    pupils: int
    lines: int


@dataclass(frozen=True, kw_only=True)
class OutreachTried(Event):
    """A call without an answer; `tries` that count so far."""

    kind: ClassVar[str] = "outreach.tried"
    task_id: UUID
    outcome: str
    tries: int


@dataclass(frozen=True, kw_only=True)
class OutreachReached(Event):
    """Somebody of the family was spoken to, by call or visit; `why`: the gap as they named it."""

    kind: ClassVar[str] = "outreach.reached"
    task_id: UUID
    way: str
    why: str
    promised: bool


@dataclass(frozen=True, kw_only=True)
class OutreachVisited(Event):
    """Two people went to the family's home."""

    kind: ClassVar[str] = "outreach.visited"
    task_id: UUID
    outcome: str


@dataclass(frozen=True, kw_only=True)
class OutreachEscalated(Event):
    """A task moved on: to a visit, the head, the township, or back to a call after a promise was not kept."""

    kind: ClassVar[str] = "outreach.escalated"
    task_id: UUID
    stage: str
    why: str


@dataclass(frozen=True, kw_only=True)
class OutreachClosed(Event):
    """Lines of a school ended, and with them so many tasks."""

    kind: ClassVar[str] = "outreach.closed"
    why: str
    lines: int
    tasks: int
