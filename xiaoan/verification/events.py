"""Facts of verification. Ids and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ListReceived(Event):
    """An outside list was handed in, with its legal basis; `file_hash` tells which file."""

    kind: ClassVar[str] = "verification.list_received"
    list_id: UUID
    list_kind: str
    category: str
    file_hash: str
    keep_days: int


@dataclass(frozen=True, kw_only=True)
class ListStarted(Event):
    """A list that was stopped is matched after all."""

    kind: ClassVar[str] = "verification.list_started"
    list_id: UUID


@dataclass(frozen=True, kw_only=True)
class ListStopRequested(Event):
    kind: ClassVar[str] = "verification.list_stop_requested"
    list_id: UUID


@dataclass(frozen=True, kw_only=True)
class ListMatched(Event):
    """A list was held against the roll and what was declared."""

    kind: ClassVar[str] = "verification.list_matched"
    list_id: UUID
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class MatchDecided(Event):
    """An officer said whether a doubtful row is about a person."""

    kind: ClassVar[str] = "verification.match_decided"
    list_id: UUID
    match_id: UUID
    person_id: UUID
    same: bool


@dataclass(frozen=True, kw_only=True)
class ListClosed(Event):
    kind: ClassVar[str] = "verification.list_closed"
    list_id: UUID
    delete_on: dt.date


@dataclass(frozen=True, kw_only=True)
class ListDestroyed(Event):
    """The rows of a list are gone; `rows_hash` is what they hashed to, as proof of which they were."""

    kind: ClassVar[str] = "verification.list_destroyed"
    list_id: UUID
    rows: int
    rows_hash: str


@dataclass(frozen=True, kw_only=True)
class AnswersConfirmed(Event):
    """An outside list says what was declared: a second source for these answers of a school."""

    kind: ClassVar[str] = "verification.answers_confirmed"
    list_id: UUID
    answers: int


@dataclass(frozen=True, kw_only=True)
class DisagreementsOpened(Event):
    """An outside list says otherwise than these people of a school declared."""

    kind: ClassVar[str] = "verification.disagreements_opened"
    list_id: UUID
    disagreement_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class DisagreementCleared(Event):
    kind: ClassVar[str] = "verification.disagreement_cleared"
    disagreement_id: UUID
    person_id: UUID
    outcome: str


@dataclass(frozen=True, kw_only=True)
class AnswerChecked(Event):
    """Somebody checked an answer; `status` is what the answer is after it."""

    kind: ClassVar[str] = "verification.answer_checked"
    check_id: UUID
    answer_id: UUID
    channel: str
    result: str
    status: str


@dataclass(frozen=True, kw_only=True)
class SampleDrawn(Event):
    """Answers of a unit were drawn for spot checks; the seed draws the same again."""

    kind: ClassVar[str] = "verification.sample_drawn"
    sample_id: UUID
    seed: int
    answers: int
    drawn: int


@dataclass(frozen=True, kw_only=True)
class WordsDestroyed(Event):
    """What was written in checks and about disagreements at a school is gone, its days being over."""

    kind: ClassVar[str] = "verification.words_destroyed"
    checks: int
    reasons: int
