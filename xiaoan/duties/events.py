"""Facts about what is due."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DutiesOpened(Event):
    """A bulk fact of one school: so many duties of one kind, day and slot, about so many people.

    Recorded when they open, when excused ones open again (`again`), and (no duties, people more or less) when
    open ones are about another number of people.
    """

    kind: ClassVar[str] = "duties.opened"
    duty: str
    day: dt.date
    slot: str
    duties: int
    people: int
    unassigned: int
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class DutiesEscalated(Event):
    """The duties of one school that went up to `level` together, and who was told."""

    kind: ClassVar[str] = "duties.escalated"
    level: int
    role: str
    duty_ids: tuple[UUID, ...]
    recipient_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class DutiesUrged(Event):
    kind: ClassVar[str] = "duties.urged"
    duty_ids: tuple[UUID, ...]
    recipient_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class ValuesSet(Event):
    """A unit set numbers of the catalogue for itself at a level, from a day on, by their paths."""

    kind: ClassVar[str] = "duties.values_set"
    level: str
    since: dt.date
    values: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class LevelAsked(Event):
    """Somebody asked that the response level of a unit be another; nothing has changed yet."""

    kind: ClassVar[str] = "duties.level_asked"
    response_id: UUID
    level: str


@dataclass(frozen=True, kw_only=True)
class LevelDecided(Event):
    """The second person confirmed it, and it is in force from here on; or not. `duties`: open ones, not due
    yet, whose next step moved."""

    kind: ClassVar[str] = "duties.level_decided"
    response_id: UUID
    level: str
    before: str
    confirmed: bool
    duties: int


@dataclass(frozen=True, kw_only=True)
class AnsweringAsked(Event):
    """Somebody set who answers for a kind of duty at a unit and a level (`takes`: from a post, or out of
    the chain, so that it waits for a second person)."""

    kind: ClassVar[str] = "duties.answering_asked"
    answering_id: UUID
    duty: str
    level: str
    takes: bool


@dataclass(frozen=True, kw_only=True)
class AnsweringDecided(Event):
    """It is in force, or was refused. `duties`: open ones, not due yet, that followed at once."""

    kind: ClassVar[str] = "duties.answering_decided"
    answering_id: UUID
    duty: str
    level: str
    confirmed: bool
    duties: int


@dataclass(frozen=True, kw_only=True)
class AnsweringLapsed(Event):
    """Nobody confirmed it in time: it is not asked any more."""

    kind: ClassVar[str] = "duties.answering_lapsed"
    answering_id: UUID
    duty: str
    level: str


@dataclass(frozen=True, kw_only=True)
class DutiesReassigned(Event):
    """Open duties went from one person (none: a vacant position) to another (none: nobody holds it)."""

    kind: ClassVar[str] = "duties.reassigned"
    role: str
    duty_ids: tuple[UUID, ...]
    from_id: UUID | None
    to_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class DutyAsked(Event):
    """Whoever answers for a duty asks a colleague to take it, for help, or to be let off (`asking`)."""

    kind: ClassVar[str] = "duties.asked"
    asking_id: UUID
    duty_id: UUID
    asking: str
    recipient_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class AskingAnswered(Event):
    """What became of it. `accepted`: the duty names the colleague from here on."""

    kind: ClassVar[str] = "duties.asking_answered"
    asking_id: UUID
    duty_id: UUID
    asking: str
    answer: str
    from_id: UUID


@dataclass(frozen=True, kw_only=True)
class DutyLetOff(Event):
    """A superior has let off a duty that could not be done: it is not due after all."""

    kind: ClassVar[str] = "duties.let_off"
    duty_id: UUID
    duty: str
    day: dt.date
    slot: str
    people: int


@dataclass(frozen=True, kw_only=True)
class DeputyAsked(Event):
    """Somebody is asked to stand in for another's duties for some days."""

    kind: ClassVar[str] = "duties.deputy_asked"
    deputising_id: UUID
    from_id: UUID
    to_id: UUID
    since: dt.date
    until: dt.date


@dataclass(frozen=True, kw_only=True)
class DeputyAnswered(Event):
    """They agreed, declined, or it ended (`state`)."""

    kind: ClassVar[str] = "duties.deputy_answered"
    deputising_id: UUID
    state: str
