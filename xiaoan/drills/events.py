"""Facts of drills. Ids, codes and counts only: no names, no words."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DrillStepped(Event):
    """Something was done with a drill (rules.ACTS): how it stands then. `code`: the step of the scenario."""

    kind: ClassVar[str] = "drills.stepped"
    drill_id: UUID
    act: str
    state: str
    code: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class DrillConcluded(Event):
    """A second person has said what it came to (rules.VERDICTS), with the steps counted."""

    kind: ClassVar[str] = "drills.concluded"
    drill_id: UUID
    verdict: str
    of: int
    in_time: int
    late: int
    missed: int
    skipped: int
    findings: int
