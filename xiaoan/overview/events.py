"""Facts of looking: who searched, who took figures away, when a read table was made anew."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PeopleSearched(Event):
    """Somebody looked for people: how long the text was, how many were found, and the pupils who were shown
    (as many as a page has), not what was typed."""

    kind: ClassVar[str] = "overview.people_searched"
    letters: int
    found: int
    pupils: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class SheetExported(Event):
    """Somebody took a sheet of figures away."""

    kind: ClassVar[str] = "overview.exported"
    sheet: str
    day: dt.date
    slot: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class FiguresRebuilt(Event):
    """A bulk fact: the rows of a school were made anew from the facts before this one."""

    kind: ClassVar[str] = "overview.rebuilt"
