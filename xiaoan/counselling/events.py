"""Facts of counselling, of the school, never of a class: ids of rows and codes, no person, no risk."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class Referred(Event):
    """Somebody asked a counsellor to look after a child, or what became of that (REFERRAL_STATES)."""

    kind: ClassVar[str] = "counselling.referred"
    referral_id: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class CaseStepped(Event):
    """A note was added to a case: how the case stands. Which kind of note stays in the note."""

    kind: ClassVar[str] = "counselling.stepped"
    case_id: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class CaseRead(Event):
    """A counsellor has opened the notes of a case."""

    kind: ClassVar[str] = "counselling.read"
    case_id: UUID


@dataclass(frozen=True, kw_only=True)
class EmergencyStepped(Event):
    """The emergency path was opened, a step of it done, or it was closed."""

    kind: ClassVar[str] = "counselling.emergency"
    emergency_id: UUID
    step: str
    state: str


@dataclass(frozen=True, kw_only=True)
class ScreeningOpened(Event):
    """Classes of a school may answer a questionnaire."""

    kind: ClassVar[str] = "counselling.screening_opened"
    screening_id: UUID
    classes: int


@dataclass(frozen=True, kw_only=True)
class Answered(Event):
    """About a child it was agreed, refused, answered, or all was taken back and deleted."""

    kind: ClassVar[str] = "counselling.answered"
    screening_id: UUID
    answer_id: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class TakeoverStepped(Event):
    """Somebody is to have the cases of a counsellor who is gone: asked for, agreed to, refused."""

    kind: ClassVar[str] = "counselling.takeover"
    takeover_id: UUID
    state: str
    cases: int = 0


@dataclass(frozen=True, kw_only=True)
class WordsDestroyed(Event):
    """What was said was destroyed after its time; `certificate_id`: the row that says so."""

    kind: ClassVar[str] = "counselling.destroyed"
    certificate_id: UUID
    cases: int
    notes: int
    referrals: int
    answers: int


@dataclass(frozen=True, kw_only=True)
class KeepingSet(Event):
    """For how many days notes are kept after closing."""

    kind: ClassVar[str] = "counselling.keeping_set"
    days: int
