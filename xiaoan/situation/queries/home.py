"""Whose board somebody opens first."""

from xiaoan.directory.queries import Place
from xiaoan.indicators import queries as indicators
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound


def of(actor: Actor) -> Place:
    """The widest unit of whose figures the actor reads all; NotFound without any."""
    found = indicators.units_seen(actor)
    if not found:
        raise NotFound
    return found[0]
