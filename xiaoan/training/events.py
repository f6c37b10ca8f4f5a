"""Facts of training. Ids, codes and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AttemptBegun(Event):
    """Somebody has begun a test of a version of a course."""

    kind: ClassVar[str] = "training.attempt_begun"
    attempt_id: UUID
    course: str
    version_id: UUID


@dataclass(frozen=True, kw_only=True)
class AttemptHandedIn(Event):
    """So many of so many were right; `waits`: for a second person to see it done."""

    kind: ClassVar[str] = "training.attempt_handed_in"
    attempt_id: UUID
    course: str
    right: int
    total: int
    passed: bool
    waits: bool


@dataclass(frozen=True, kw_only=True)
class PracticalChecked(Event):
    """A second person has seen it done."""

    kind: ClassVar[str] = "training.practical_checked"
    attempt_id: UUID
    course: str
    passed: bool


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Event):
    """Somebody is trained until a day; by a test, or by a paper that was brought in."""

    kind: ClassVar[str] = "training.certificate_issued"
    certificate_id: UUID
    user_id: UUID
    course: str
    source: str
    until: dt.date


@dataclass(frozen=True, kw_only=True)
class CertificateRevoked(Event):
    kind: ClassVar[str] = "training.certificate_revoked"
    certificate_id: UUID
    user_id: UUID
    course: str


@dataclass(frozen=True, kw_only=True)
class CertificatesImported(Event):
    """Papers of earlier trainings were read from a sheet, or many were recorded at once."""

    kind: ClassVar[str] = "training.certificates_imported"
    act_id: UUID
    certificates: int


@dataclass(frozen=True, kw_only=True)
class NeedSet(Event):
    """Which posts need a course, and from which day on, was set."""

    kind: ClassVar[str] = "training.need_set"
    need_id: UUID
    course: str
    roles: int
    required_from: dt.date | None
    ahead: int


@dataclass(frozen=True, kw_only=True)
class VersionChanged(Event):
    """A version of a course was drafted, edited, handed to a second person (`submitted`), given back
    (`draft` again), published or withdrawn."""

    kind: ClassVar[str] = "training.version_changed"
    version_id: UUID
    course: str
    state: str
    sections: int
    questions: int


@dataclass(frozen=True, kw_only=True)
class QuestionRetired(Event):
    """A question is asked no more."""

    kind: ClassVar[str] = "training.question_retired"
    course: str
    retired_id: UUID


@dataclass(frozen=True, kw_only=True)
class CoursesEnded(Event):
    """So many who had to take a course have not to any more: they left, or their post needs it no more."""

    kind: ClassVar[str] = "training.courses_ended"
    ended: int


@dataclass(frozen=True, kw_only=True)
class ListTaken(Event):
    """Who is trained was taken as a sheet."""

    kind: ClassVar[str] = "training.list_taken"
    rows: int
