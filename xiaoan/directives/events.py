"""Facts of directives. Ids and counts only. What an office does goes into the county's chain (0), what a unit
does into its own."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MeetingRegistered(Event):
    """A meeting is on file, with so many papers."""

    kind: ClassVar[str] = "directives.meeting_registered"
    meeting_id: UUID
    year: int
    number: int
    papers: int


@dataclass(frozen=True, kw_only=True)
class DirectiveRegistered(Event):
    """A directive has its number; it is not issued yet."""

    kind: ClassVar[str] = "directives.registered"
    directive_id: UUID
    year: int
    number: int
    source: str
    papers: int


@dataclass(frozen=True, kw_only=True)
class DirectiveAmended(Event):
    """What was registered was put right before it was issued; so many papers were added."""

    kind: ClassVar[str] = "directives.amended"
    directive_id: UUID
    papers: int


@dataclass(frozen=True, kw_only=True)
class TaskChanged(Event):
    """A task was put to a directive, changed or taken away (`how`) before it was issued."""

    kind: ClassVar[str] = "directives.task_changed"
    directive_id: UUID
    task_id: UUID
    how: str


@dataclass(frozen=True, kw_only=True)
class DirectiveIssued(Event):
    """A directive went out with so many tasks to so many units. `split_of`: the part of a township that
    handed its task on."""

    kind: ClassVar[str] = "directives.issued"
    directive_id: UUID
    tasks: int
    units: int
    split_of: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class DirectiveChanged(Event):
    """Its words were changed after it was issued: a new version, to be acknowledged again."""

    kind: ClassVar[str] = "directives.changed"
    directive_id: UUID
    version: int
    units: int


@dataclass(frozen=True, kw_only=True)
class DirectiveEnded(Event):
    """It was closed or withdrawn (`how`), with the counts of what it came to."""

    kind: ClassVar[str] = "directives.ended"
    directive_id: UUID
    how: str
    units: int
    accepted: int
    let_off: int
    late: int


@dataclass(frozen=True, kw_only=True)
class TargetStepped(Event):
    """A unit acknowledged or reported, asked; or its part was accepted, returned, let off (`step`, an entry).
    `state`: how it stands afterwards."""

    kind: ClassVar[str] = "directives.stepped"
    directive_id: UUID
    target_id: UUID
    step: str
    state: str
    late: bool
    papers: int = 0
    due_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CircularDrafted(Event):
    """A circular was drafted, edited or dropped (`how`)."""

    kind: ClassVar[str] = "directives.circular_drafted"
    circular_id: UUID
    how: str


@dataclass(frozen=True, kw_only=True)
class CircularIssued(Event):
    """A circular went out to so many units, on the facts of an instant."""

    kind: ClassVar[str] = "directives.circular_issued"
    circular_id: UUID
    year: int
    number: int
    units: int
    as_of: dt.datetime


@dataclass(frozen=True, kw_only=True)
class CircularRead(Event):
    """A unit has read a circular, or (`how`) answered it."""

    kind: ClassVar[str] = "directives.circular_read"
    circular_id: UUID
    how: str


@dataclass(frozen=True, kw_only=True)
class CircularTaken(Event):
    """A circular was taken away as a document."""

    kind: ClassVar[str] = "directives.circular_taken"
    circular_id: UUID


@dataclass(frozen=True, kw_only=True)
class TargetsExported(Event):
    """A list of units and their parts was taken away as a sheet."""

    kind: ClassVar[str] = "directives.exported"
    rows: int
