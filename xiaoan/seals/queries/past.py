"""What the record showed of a unit at an instant, for the command line. The app that reads the past connects
itself: it lies above."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from xiaoan.directory.queries import Place
from xiaoan.kernel.actor import Actor

# Gives what JSON can hold.
Source = Callable[[Actor, Place, dt.datetime], dict[str, Any]]
_SOURCES: list[Source] = []


def connect(source: Source) -> None:
    _SOURCES[:] = [source]


def told(actor: Actor, place: Place, at: dt.datetime) -> dict[str, Any]:
    """The unit as known at the instant; Invalid: the instant is still to come."""
    (source,) = _SOURCES
    return source(actor, place, at)
