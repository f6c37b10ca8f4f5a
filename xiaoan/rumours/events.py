"""Facts of rumours. Ids, codes and counts only; all in the county's chain (0)."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RumourReported(Event):
    """Somebody reported something; `how` it came to its item (rules.HOWS), which has so many reports now."""

    kind: ClassVar[str] = "rumours.reported"
    report_id: UUID
    item_id: UUID
    how: str
    reports: int
    photos: int = 0


@dataclass(frozen=True, kw_only=True)
class ItemStepped(Event):
    """A step about an item (rules.STEPS), and how it stands then; `reports`: how many are answered, moved or
    taken in by it; `other_id`: the item that they come from or go to, or the answer it is about."""

    kind: ClassVar[str] = "rumours.stepped"
    item_id: UUID
    step: str
    state: str
    verdict: str = ""
    reports: int = 0
    other_id: UUID | None = None
