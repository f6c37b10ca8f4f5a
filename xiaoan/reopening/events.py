"""Facts of opening dates. Ids, codes, days and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class OpeningProposed(Event):
    """So many lines wait for the second person."""

    kind: ClassVar[str] = "reopening.proposed"
    proposal_id: UUID
    lines: int


@dataclass(frozen=True, kw_only=True)
class ProposalSettled(Event):
    """A proposal was decided, refused or dropped (`how`)."""

    kind: ClassVar[str] = "reopening.settled"
    proposal_id: UUID
    how: str
    lines: int


@dataclass(frozen=True, kw_only=True)
class OpeningDecided(Event):
    """From now on this holds for a stage at `unit_no` (county, township or school). `what`: date, held (`day`
    is said later) or lifted (what is above holds again); `moved_from`: the day that was announced before, if
    another was; `no`: 1 for the first decision about it."""

    kind: ClassVar[str] = "reopening.decided"
    opening_id: UUID
    stage: str
    no: int
    what: str
    day: dt.date | None
    moved_from: dt.date | None
