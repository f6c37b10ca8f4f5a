"""Facts of keypersons. Ids, codes and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class KeyPersonOpened(Event):
    kind: ClassVar[str] = "keypersons.opened"
    line_id: UUID
    person_id: UUID
    category: str
    pack: str
    source: str
    since: dt.date
    until: dt.date | None


@dataclass(frozen=True, kw_only=True)
class KeyPersonChanged(Event):
    """What of a line changed: whereabouts, the planned end, named once more by another source."""

    kind: ClassVar[str] = "keypersons.changed"
    line_id: UUID
    person_id: UUID
    what: str


@dataclass(frozen=True, kw_only=True)
class CarersSet(Event):
    """A bulk fact of one school: who looks after these."""

    kind: ClassVar[str] = "keypersons.carers_set"
    line_ids: tuple[UUID, ...]
    carer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class FollowedUp(Event):
    """Somebody asked after a key person; whether there was a fever or another symptom."""

    kind: ClassVar[str] = "keypersons.followed_up"
    follow_up_id: UUID
    line_id: UUID
    person_id: UUID
    day: dt.date
    reached: str
    fever: bool
    symptomatic: bool


@dataclass(frozen=True, kw_only=True)
class IsolationBegun(Event):
    kind: ClassVar[str] = "keypersons.isolation_begun"
    isolation_id: UUID
    line_id: UUID
    person_id: UUID
    isolation: str
    since: dt.date
    until: dt.date | None


@dataclass(frozen=True, kw_only=True)
class IsolationsEnded(Event):
    """A bulk fact of one school: isolations over, with the paper that was seen; `early` of them before the
    planned end."""

    kind: ClassVar[str] = "keypersons.isolations_ended"
    isolation_ids: tuple[UUID, ...]
    paper_id: UUID | None
    early: int


@dataclass(frozen=True, kw_only=True)
class KeyPersonsReleased(Event):
    """A bulk fact of one school: released by a person; of the system's own accord: KeyPersonsExpired."""

    kind: ClassVar[str] = "keypersons.released"
    line_ids: tuple[UUID, ...]
    paper_id: UUID | None
    early: int


@dataclass(frozen=True, kw_only=True)
class KeyPersonsExpired(Event):
    """A bulk fact of one school: labels whose days are over."""

    kind: ClassVar[str] = "keypersons.expired"
    line_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class KeyPersonWithdrawn(Event):
    """The line should not have been opened."""

    kind: ClassVar[str] = "keypersons.withdrawn"
    line_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class KeyPersonMoved(Event):
    """The pupil is at another school now; `into_id` goes on there (and has an opening of its own)."""

    kind: ClassVar[str] = "keypersons.moved"
    line_id: UUID
    person_id: UUID
    into_id: UUID


@dataclass(frozen=True, kw_only=True)
class TravelAnnounced(Event):
    kind: ClassVar[str] = "keypersons.travel_announced"
    travel_id: UUID
    person_id: UUID
    expected: dt.date


@dataclass(frozen=True, kw_only=True)
class TravelAnswered(Event):
    """Whether somebody whose return was announced has arrived (`arrived`, `not_arrived`, `withdrawn`)."""

    kind: ClassVar[str] = "keypersons.travel_answered"
    travel_id: UUID
    person_id: UUID
    answer: str
    day: dt.date


@dataclass(frozen=True, kw_only=True)
class PackSet(Event):
    """Which categories are in force in the county from a day on."""

    kind: ClassVar[str] = "keypersons.pack_set"
    pack: str
    since: dt.date


@dataclass(frozen=True, kw_only=True)
class LinesExported(Event):
    """The list was taken away; why is in the row of the export."""

    kind: ClassVar[str] = "keypersons.exported"
    export_id: UUID
    rows: int


@dataclass(frozen=True, kw_only=True)
class PeopleSought(Event):
    """Somebody looked for a person to add: how much was typed, how many were found."""

    kind: ClassVar[str] = "keypersons.people_sought"
    letters: int
    found: int
