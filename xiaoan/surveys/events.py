"""Facts of surveys. Ids and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RoundMade(Event):
    """A round was written down; nobody is asked yet."""

    kind: ClassVar[str] = "surveys.round_made"
    round_id: UUID


@dataclass(frozen=True, kw_only=True)
class RoundOpened(Event):
    """So many classes (of staff: schools) were asked about so many people, until an instant."""

    kind: ClassVar[str] = "surveys.round_opened"
    round_id: UUID
    series_id: UUID
    number: int
    classes: int
    people: int
    due_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class RoundClosed(Event):
    """How a round ended."""

    kind: ClassVar[str] = "surveys.round_closed"
    round_id: UUID
    on_roll: int
    known: int
    unknown: int
    contradicted: int


@dataclass(frozen=True, kw_only=True)
class SeriesEnded(Event):
    """No further round of the series opens."""

    kind: ClassVar[str] = "surveys.series_ended"
    round_id: UUID
    series_id: UUID


@dataclass(frozen=True, kw_only=True)
class AnswerGiven(Event):
    """One answer about one person. `changed`: it says something else than what stood before.

    `contradicts`: it is kept beside the answer of the other side until a person decides.
    """

    kind: ClassVar[str] = "surveys.answer_given"
    person_id: UUID
    answer_id: UUID
    round_id: UUID
    version: int
    changed: bool
    contradicts: bool
    source: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class AnswersGiven(Event):
    """A bulk fact of one class: these people were answered for in one act (`answer_ids` in their order)."""

    kind: ClassVar[str] = "surveys.answers_given"
    round_id: UUID
    person_ids: tuple[UUID, ...]
    answer_ids: tuple[UUID, ...]
    source: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class AnswerContradicted(Event):
    """A source outside the round says otherwise than the answer that stands."""

    kind: ClassVar[str] = "surveys.answer_contradicted"
    person_id: UUID
    answer_id: UUID
    round_id: UUID
    source_id: UUID


@dataclass(frozen=True, kw_only=True)
class AnswerSettled(Event):
    """Somebody decided between two answers. `answer_id`: what stands now; none: the person is to be asked."""

    kind: ClassVar[str] = "surveys.answer_settled"
    person_id: UUID
    round_id: UUID
    answer_id: UUID | None
    discarded_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class CodesMade(Event):
    """Codes on paper for a class in a round."""

    kind: ClassVar[str] = "surveys.codes_made"
    round_id: UUID
    codes: int


@dataclass(frozen=True, kw_only=True)
class CodeReplaced(Event):
    """A person's code in a round was stopped or lost: the next one counts, and no earlier one."""

    kind: ClassVar[str] = "surveys.code_replaced"
    round_id: UUID
    person_id: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class RoundDropped(Event):
    """A draft was deleted; nobody had been asked."""

    kind: ClassVar[str] = "surveys.round_dropped"
    round_id: UUID


@dataclass(frozen=True, kw_only=True)
class AnswersCleared(Event):
    """The days of a round's answers are over: so many of a school say nothing any more, the counts stay."""

    kind: ClassVar[str] = "surveys.answers_cleared"
    round_id: UUID
    answers: int
    closed_on: dt.date


@dataclass(frozen=True, kw_only=True)
class ListTaken(Event):
    """A list of people left as a sheet; the reason is with `taken_id`."""

    kind: ClassVar[str] = "surveys.list_taken"
    round_id: UUID
    taken_id: UUID
    what: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class AnswersImported(Event):
    """A sheet of answers came in for a class or a school: so many rows of it were taken, so many refused."""

    kind: ClassVar[str] = "surveys.answers_imported"
    round_id: UUID
    import_id: UUID
    taken: int
    refused: int
