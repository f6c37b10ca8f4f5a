"""Facts of briefings. Ids, counts and digests only: no words."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class BriefingMade(Event):
    """A briefing was frozen: so many changes, risks and decisions were chosen."""

    kind: ClassVar[str] = "briefings.made"
    briefing_id: UUID
    day: dt.date
    changes: int
    risks: int
    decisions: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class BriefingCommented(Event):
    kind: ClassVar[str] = "briefings.commented"
    briefing_id: UUID
    comment_id: UUID
