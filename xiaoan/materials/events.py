"""Facts of materials. Ids, codes and counts only; how many were right is nobody's but the reader's."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class VersionChanged(Event):
    """A version of a material was drafted, edited, submitted, approved, given back or withdrawn."""

    kind: ClassVar[str] = "materials.version_changed"
    version_id: UUID
    material: str
    state: str
    sections: int
    questions: int


@dataclass(frozen=True, kw_only=True)
class Reviewed(Event):
    """A version was looked at again and still is right, until a day."""

    kind: ClassVar[str] = "materials.reviewed"
    review_id: UUID
    version_id: UUID
    material: str
    until: dt.date


@dataclass(frozen=True, kw_only=True)
class Halted(Event):
    """A version is out of use at once."""

    kind: ClassVar[str] = "materials.halted"
    halt_id: UUID
    version_id: UUID
    material: str


@dataclass(frozen=True, kw_only=True)
class ReadingAssigned(Event):
    """A material is to be read by an audience of a unit until a day; so many were meant then."""

    kind: ClassVar[str] = "materials.reading_assigned"
    assignment_id: UUID
    version_id: UUID
    material: str
    audience: str
    until: dt.date
    questions: int
    meant: int


@dataclass(frozen=True, kw_only=True)
class AssignmentCancelled(Event):
    kind: ClassVar[str] = "materials.assignment_cancelled"
    assignment_id: UUID


@dataclass(frozen=True, kw_only=True)
class MaterialRead(Event):
    """Somebody says that they have read what was assigned."""

    kind: ClassVar[str] = "materials.read"
    assignment_id: UUID
    reading_id: UUID


@dataclass(frozen=True, kw_only=True)
class QuizAnswered(Event):
    """So many questions of an assignment were answered."""

    kind: ClassVar[str] = "materials.quiz_answered"
    assignment_id: UUID
    reading_id: UUID
    questions: int
