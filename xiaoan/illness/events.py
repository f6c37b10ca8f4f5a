"""Facts of illness. Ids and counts only: no diagnosis, no name."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class IllnessesOpened(Event):
    """Pupils of one school or class fell ill: their illnesses are followed from here on."""

    kind: ClassVar[str] = "illness.opened"
    illness_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class StepTaken(Event):
    """A step of an illness (rules.ACTS), and the stage it led to (rules.OPEN, rules.CLOSED)."""

    kind: ClassVar[str] = "illness.step_taken"
    illness_id: UUID
    step_id: UUID
    step: str
    stage: str


@dataclass(frozen=True, kw_only=True)
class AbsencesOpened(Event):
    """Pupils of one school or class are absent, and nobody knows why: they are asked after."""

    kind: ClassVar[str] = "illness.absences_opened"
    absence_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class AbsenceAsked(Event):
    """Somebody asked after such an absence (rules.ASKED), or it ended by itself (rules.OUTCOMES)."""

    kind: ClassVar[str] = "illness.absence_asked"
    absence_id: UUID
    outcome: str
    roll_calls: int  # how many roll-calls were corrected by it


@dataclass(frozen=True, kw_only=True)
class LateKept(Event):
    """A step came after another had overtaken it: it is kept beside the course for a person to look at."""

    kind: ClassVar[str] = "illness.late_kept"
    illness_id: UUID
    late_id: UUID
    step: str


@dataclass(frozen=True, kw_only=True)
class LateDecided(Event):
    """Somebody looked at both: it went into the course ("kept"), or stays out of it ("dropped")."""

    kind: ClassVar[str] = "illness.late_decided"
    illness_id: UUID
    late_id: UUID
    choice: str


@dataclass(frozen=True, kw_only=True)
class SettingChanged(Event):
    """A county chose its profile of exclusion and its terms."""

    kind: ClassVar[str] = "illness.setting_changed"
    profile: str
    trace_hours: int
    long_days: int


@dataclass(frozen=True, kw_only=True)
class FormTaken(Event):
    """An official form with children on it was opened to print."""

    kind: ClassVar[str] = "illness.form_taken"
    form: str
    day: dt.date
    rows: int


@dataclass(frozen=True, kw_only=True)
class FormExported(Event):
    """An official form was taken away as a sheet; the row of that keeps what for."""

    kind: ClassVar[str] = "illness.form_exported"
    taken_id: UUID
    form: str
    day: dt.date
    rows: int
