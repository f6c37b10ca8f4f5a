"""Facts of hygiene. Ids, codes and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PlacesChanged(Event):
    """Places were entered, changed, closed or excused together (`what`)."""

    kind: ClassVar[str] = "hygiene.places_changed"
    what: str
    places: int


@dataclass(frozen=True, kw_only=True)
class PlanStepped(Event):
    """A plan was written, handed in, approved (in force from `since`) or sent back: its `state` then."""

    kind: ClassVar[str] = "hygiene.plan_stepped"
    plan_id: UUID
    version: int
    state: str
    lines: int
    since: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class LinesMoved(Event):
    """So many lines of airing of a plan, handed in before, were put from after school to the whole day by an
    update of the product, then. Told by the migration that follows it (0013)."""

    kind: ClassVar[str] = "hygiene.lines_moved"
    plan_id: UUID
    version: int
    lines: int
    moved_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class DayLaidOut(Event):
    """What a school has to do on a day was laid out: so many things at so many places."""

    kind: ClassVar[str] = "hygiene.day_laid_out"
    day: dt.date
    places: int
    dues: int


@dataclass(frozen=True, kw_only=True)
class AwaySet(Event):
    """Lessons of a school or a part of it are at home from a day to another: its rooms rest meanwhile."""

    kind: ClassVar[str] = "hygiene.away_set"
    about_id: UUID
    since: dt.date
    until: dt.date


@dataclass(frozen=True, kw_only=True)
class DayClosed(Event):
    """A day is over: so many things that were due then are missed."""

    kind: ClassVar[str] = "hygiene.day_closed"
    day: dt.date
    missed: int


@dataclass(frozen=True, kw_only=True)
class PlacesDone(Event):
    """Records came in together for one round or place: so many of so many `dues` are done then."""

    kind: ClassVar[str] = "hygiene.places_done"
    day: dt.date
    records: int
    done: int
    late: int


@dataclass(frozen=True, kw_only=True)
class RecordReplaced(Event):
    """A record was put right by another, with a reason; `void`: by one that says nothing was done."""

    kind: ClassVar[str] = "hygiene.record_replaced"
    record_id: UUID
    replaced_id: UUID
    void: bool = False


@dataclass(frozen=True, kw_only=True)
class DuesExcused(Event):
    """Things that were due on a day need not be done, for a reason; `again`: they are due after all."""

    kind: ClassVar[str] = "hygiene.dues_excused"
    day: dt.date
    dues: int
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class IncidentStepped(Event):
    """An incident was told, or a step of it was done."""

    kind: ClassVar[str] = "hygiene.incident_stepped"
    incident_id: UUID
    step: str
    state: str


@dataclass(frozen=True, kw_only=True)
class RecordsDoubted(Event):
    """The records of a day were looked through: so many are doubtful."""

    kind: ClassVar[str] = "hygiene.records_doubted"
    day: dt.date
    records: int
    doubtful: int


@dataclass(frozen=True, kw_only=True)
class PlacesDrawn(Event):
    """Places were drawn for a look, of what was told of a day: so many of `candidates`, by a seed from which
    anybody draws the same again."""

    kind: ClassVar[str] = "hygiene.places_drawn"
    day: dt.date
    places: int
    candidates: int
    seed: str


@dataclass(frozen=True, kw_only=True)
class PlaceChecked(Event):
    """A second person looked: `result`. `held`: what the record is held to be since then ("": nothing)."""

    kind: ClassVar[str] = "hygiene.place_checked"
    check_id: UUID
    result: str
    record_id: UUID | None = None
    held: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckAnswered(Event):
    """Whoever told a record said something to a check of it."""

    kind: ClassVar[str] = "hygiene.check_answered"
    check_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProductChanged(Event):
    """A product was entered or closed (`what`)."""

    kind: ClassVar[str] = "hygiene.product_changed"
    product_id: UUID
    what: str
