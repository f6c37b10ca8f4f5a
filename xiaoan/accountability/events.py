"""Facts of accountability. Ids, counts, codes and hashes only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PastSeen(Event):
    """Somebody was shown what the record said of a unit at an instant."""

    kind: ClassVar[str] = "accountability.past_seen"
    then: dt.datetime


@dataclass(frozen=True, kw_only=True)
class PersonPastSeen(Event):
    """Somebody was shown what the record said of a pupil or member of staff at an instant."""

    kind: ClassVar[str] = "accountability.person_past_seen"
    then: dt.datetime
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class PostPastSeen(Event):
    """Somebody was shown which posts and duties another had at an instant."""

    kind: ClassVar[str] = "accountability.post_past_seen"
    then: dt.datetime
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class CourseSeen(Event):
    """Somebody was shown the facts about a unit, or a person, between two instants."""

    kind: ClassVar[str] = "accountability.course_seen"
    since: dt.datetime
    until: dt.datetime
    person_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class RecordSeen(Event):
    """Somebody was shown the record of a school of a month, and of people in it."""

    kind: ClassVar[str] = "accountability.record_seen"
    month: dt.date


@dataclass(frozen=True, kw_only=True)
class FileStepTaken(Event):
    """A step of a case file, by its number and kind; `digest`: SHA-256 of what it says and of `before`, the
    digest of the step before it."""

    kind: ClassVar[str] = "accountability.file_step_taken"
    file_id: UUID
    step_id: UUID
    no: int
    step: str
    digest: str
    before: str


@dataclass(frozen=True, kw_only=True)
class FileSeen(Event):
    """Somebody opened a case file."""

    kind: ClassVar[str] = "accountability.file_seen"
    file_id: UUID


@dataclass(frozen=True, kw_only=True)
class FileTaken(Event):
    """Somebody took a case file away, sealed; `file_hash`: SHA-256 of its manifest. With it how many `steps`
    it had, and the digest of the last."""

    kind: ClassVar[str] = "accountability.file_taken"
    file_id: UUID
    file_hash: str
    steps: int
    last: str


@dataclass(frozen=True, kw_only=True)
class ConductEntered(Event):
    """A commendation or a fault was entered for a unit, or somebody in it."""

    kind: ClassVar[str] = "accountability.conduct_entered"
    conduct_id: UUID
    what: str
    user_id: UUID | None
    day: dt.date


@dataclass(frozen=True, kw_only=True)
class ReplyGiven(Event):
    """A unit, or somebody in it, replied to their record of a month, or to a fault that was entered."""

    kind: ClassVar[str] = "accountability.reply_given"
    reply_id: UUID
    user_id: UUID | None
    month: dt.date
    conduct_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class MonthReckoned(Event):
    """The records of a month were reckoned: of so many schools, and people in them."""

    kind: ClassVar[str] = "accountability.month_reckoned"
    month: dt.date
    schools: int
    people: int
