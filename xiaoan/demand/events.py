"""Facts of demand. Ids, codes and counts only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ScenarioSet(Event):
    """A version of a scenario was made, or it was given up (`standing` False)."""

    kind: ClassVar[str] = "demand.scenario_set"
    scenario_id: UUID
    version: int
    parts: int
    standing: bool


@dataclass(frozen=True, kw_only=True)
class RunningOut(Event):
    """So many items of a store last less long than it takes to get them."""

    kind: ClassVar[str] = "demand.running_out"
    items: int


@dataclass(frozen=True, kw_only=True)
class ShortageAnswered(Event):
    """Somebody has acted on so many items that run out: `what` was done (a code), about which row."""

    kind: ClassVar[str] = "demand.shortage_answered"
    items: int
    what: str
    about_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ShortageReopened(Event):
    """What answered so many shortages will not come."""

    kind: ClassVar[str] = "demand.shortage_reopened"
    items: int
    about_id: UUID


@dataclass(frozen=True, kw_only=True)
class ShortageEnded(Event):
    """So many items of a store last long enough again."""

    kind: ClassVar[str] = "demand.shortage_ended"
    items: int
