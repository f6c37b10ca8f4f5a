"""Facts of situation. Ids, codes and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ViewChosen(Event):
    """Somebody chose which tiles their board shows; 0: those of their role again."""

    kind: ClassVar[str] = "situation.view_chosen"
    tiles: int


@dataclass(frozen=True, kw_only=True)
class MapSet(Event):
    """A version of the county's map: so many townships drawn, so many features that are none."""

    kind: ClassVar[str] = "situation.map_set"
    map_id: UUID
    version: int
    townships: int
    unmatched: int


@dataclass(frozen=True, kw_only=True)
class FigureExported(Event):
    """Somebody took the units of an indicator away as a sheet of so many rows."""

    kind: ClassVar[str] = "situation.exported"
    indicator: str
    day: dt.date
    rows: int
