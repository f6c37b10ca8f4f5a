"""Facts of campus. Ids and counts only: no name, no number."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SittingSet(Event):
    """A sitting of a canteen was laid down."""

    kind: ClassVar[str] = "campus.sitting_set"
    sitting_id: UUID
    canteen_no: int
    tables: int
    seats: int


@dataclass(frozen=True, kw_only=True)
class ClassSeated(Event):
    """A class has its tables from a day on: so many pupils at so many."""

    kind: ClassVar[str] = "campus.class_seated"
    seating_id: UUID
    sitting_id: UUID
    pupils: int
    tables: int
    since: dt.date


@dataclass(frozen=True, kw_only=True)
class BedsSet(Event):
    """So many rooms, from `first_no` to `last_no`, have so many beds each."""

    kind: ClassVar[str] = "campus.beds_set"
    first_no: int
    last_no: int
    rooms: int
    beds: int


@dataclass(frozen=True, kw_only=True)
class SleepersMoved(Event):
    """So many boarders sleep in a room (0: in none yet) from a day on."""

    kind: ClassVar[str] = "campus.sleepers_moved"
    room_no: int
    people: int
    since: dt.date


@dataclass(frozen=True, kw_only=True)
class VisitNoted(Event):
    """Somebody came to the door: let in or refused."""

    kind: ClassVar[str] = "campus.visit_noted"
    visit_id: UUID
    refused: bool


@dataclass(frozen=True, kw_only=True)
class VisitorLeft(Event):
    """A visitor has left."""

    kind: ClassVar[str] = "campus.visitor_left"
    visit_id: UUID


@dataclass(frozen=True, kw_only=True)
class VisitsForgotten(Event):
    """Visits older than they may be kept were deleted; `before`: all that came before this day."""

    kind: ClassVar[str] = "campus.visits_forgotten"
    visits: int
    before: dt.date
