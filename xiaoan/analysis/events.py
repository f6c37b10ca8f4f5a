"""Facts of questions: kept, dropped, an answer or a file taken away."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class QuestionSaved(Event):
    """Somebody kept a question; not how it is called."""

    kind: ClassVar[str] = "analysis.saved"
    saved_id: UUID
    measures: tuple[str, ...]
    shared: bool


@dataclass(frozen=True, kw_only=True)
class QuestionDropped(Event):
    """Somebody took a question of theirs off the list."""

    kind: ClassVar[str] = "analysis.dropped"
    saved_id: UUID


@dataclass(frozen=True, kw_only=True)
class AnswerTaken(Event):
    """Somebody took figures away as a file: which, of which days, as what."""

    kind: ClassVar[str] = "analysis.taken"
    measures: tuple[str, ...]
    since: dt.date
    until: dt.date
    form: str
    rows: int
