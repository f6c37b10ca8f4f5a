"""Facts of returns. Ids, codes and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class FormKept(Event):
    """A form of another office was put into the register, got a version, or was laid aside; `marks`: how many
    things it asks, `held` of them answered from what is held."""

    kind: ClassVar[str] = "returns.form_kept"
    form_id: UUID
    version: int
    marks: int
    held: int
    state: str


@dataclass(frozen=True, kw_only=True)
class FormFilled(Event):
    """Somebody took a filled form away: `held` figures, `unknown` of them without anything on record, `typed`
    by hand."""

    kind: ClassVar[str] = "returns.filled"
    form_id: UUID
    version: int
    day: dt.date
    held: int
    unknown: int
    typed: int


@dataclass(frozen=True, kw_only=True)
class RunAsked(Event):
    """Somebody asked to have a form filled in for every unit of a kind below one."""

    kind: ClassVar[str] = "returns.run_asked"
    run_id: UUID
    form_id: UUID
    day: dt.date
    units: int


@dataclass(frozen=True, kw_only=True)
class RunEnded(Event):
    """What was asked is filled in, or could not be."""

    kind: ClassVar[str] = "returns.run_ended"
    run_id: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class RunPutAway(Event):
    """The archive of a run was deleted with what was typed for it: its time is over."""

    kind: ClassVar[str] = "returns.run_put_away"
    run_id: UUID
    files: int


@dataclass(frozen=True, kw_only=True)
class RequestKept(Event):
    """A request for data of another office: registered, refused by a rule, or ended; `held` of `fields` are
    answered by the system."""

    kind: ClassVar[str] = "returns.request_kept"
    request_id: UUID
    fields: int
    held: int
    state: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class RoundOpened(Event):
    """What is not held was asked of schools, once for a day."""

    kind: ClassVar[str] = "returns.round_opened"
    request_id: UUID
    round_id: UUID
    day: dt.date
    schools: int
    questions: int


@dataclass(frozen=True, kw_only=True)
class SchoolAnswered(Event):
    """A school answered what was asked; `reused`: how many answers it had given before for that day."""

    kind: ClassVar[str] = "returns.answered"
    request_id: UUID
    ask_id: UUID
    answers: int
    reused: int


@dataclass(frozen=True, kw_only=True)
class AnswersTaken(Event):
    """Somebody took the answers of a round away as a sheet."""

    kind: ClassVar[str] = "returns.answers_taken"
    request_id: UUID
    round_id: UUID
    rows: int


@dataclass(frozen=True, kw_only=True)
class DataExported(Event):
    """Somebody took data away in a format of exchange (rules of pages.exchange), of a unit and day."""

    kind: ClassVar[str] = "returns.exported"
    form: str
    day: dt.date
    rows: int
