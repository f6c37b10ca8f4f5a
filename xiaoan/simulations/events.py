"""Facts of simulations. Ids, codes and counts only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SimulationAsked(Event):
    """A comparison of so many ways of opening was asked for."""

    kind: ClassVar[str] = "simulations.asked"
    run_id: UUID
    disease: str
    ways: int
    replicates: int


@dataclass(frozen=True, kw_only=True)
class SimulationEnded(Event):
    """A comparison has been reckoned, or could not be (`state`)."""

    kind: ClassVar[str] = "simulations.ended"
    run_id: UUID
    state: str
