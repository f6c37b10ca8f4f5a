"""开学推演: what opening would lead to, on the county's own classes, rooms and households."""

from xiaoan.journal import services as journal
from xiaoan.simulations import tasks
from xiaoan.simulations.events import SimulationAsked


def connect() -> None:
    journal.hear(SimulationAsked, tasks.on_asked)
