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
class SettingChanged(Event):
    """A county chose its profile of exclusion and its terms."""

    kind: ClassVar[str] = "illness.setting_changed"
    profile: str
    trace_hours: int
    long_days: int


@dataclass(frozen=True, kw_only=True)
class FormTaken(Event):
    """An official form with children on it was opened to print, or taken as a sheet."""

    kind: ClassVar[str] = "illness.form_taken"
    form: str
    day: dt.date
    rows: int
