"""Facts of inspections. Ids, codes and counts only. What is unannounced is planned in the county's chain (0):
the unit reads nothing of it before it is begun."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RoundsPlanned(Event):
    """So many rounds were planned for a day by one form."""

    kind: ClassVar[str] = "inspections.planned"
    plan_id: UUID
    rounds: int
    day: dt.date
    unannounced: bool


@dataclass(frozen=True, kw_only=True)
class RoundStepped(Event):
    """A round was begun, closed or dropped (`step`); closed: how many items were as they should be, were not,
    did not apply."""

    kind: ClassVar[str] = "inspections.round_stepped"
    round_id: UUID
    step: str
    ok: int = 0
    bad: int = 0
    none: int = 0


@dataclass(frozen=True, kw_only=True)
class RoundMarked(Event):
    """So many items of a round were marked by one form, so many of them as not as they should be."""

    kind: ClassVar[str] = "inspections.marked"
    round_id: UUID
    items: int
    bad: int
    photos: int = 0


@dataclass(frozen=True, kw_only=True)
class FindingStepped(Event):
    """A step about a finding (rules.STEPS), and how it stands then."""

    kind: ClassVar[str] = "inspections.finding_stepped"
    finding_id: UUID
    step: str
    state: str
    severity: str
    late: bool
    photos: int = 0
    papers: int = 0
    due_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ChecklistChanged(Event):
    """The county put a version of a checklist in force, or out of use."""

    kind: ClassVar[str] = "inspections.checklist_changed"
    edition_id: UUID
    version: int
    items: int
    used: bool


@dataclass(frozen=True, kw_only=True)
class FindingsExported(Event):
    """A list of findings was taken away as a sheet."""

    kind: ClassVar[str] = "inspections.exported"
    rows: int
