"""Facts of the daily checks. Counts and ids only."""

import datetime as dt
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event

# The figures of one roll-call as the read tables add them: enrolled expected present absent_sick
# absent_personal absent_unknown absent_isolation late_arrivals sent_home fever symptomatic resp gi
# rash.
Figures = dict[str, int]


@dataclass(frozen=True, kw_only=True)
class RollCallSubmitted(Event):
    """A class's roll-call came in, first or corrected.

    `before` are the figures it replaces (None for the first), `people_due` what the duty counted
    when it was opened: the read tables carry on from there.
    """

    kind: ClassVar[str] = "screening.roll_call_submitted"
    roll_call_id: UUID
    day: dt.date
    slot: str
    version: int
    entry: str
    late: bool
    zero: bool
    people_due: int
    figures: Figures
    before: Figures | None = None
    before_zero: bool = False


@dataclass(frozen=True, kw_only=True)
class RollCallConflicted(Event):
    """Two people reported the same class from the same base; both are kept for a person to decide."""

    kind: ClassVar[str] = "screening.roll_call_conflicted"
    roll_call_id: UUID
    current_id: UUID
    day: dt.date
    slot: str


@dataclass(frozen=True, kw_only=True)
class ConflictResolved(Event):
    kind: ClassVar[str] = "screening.conflict_resolved"
    roll_call_id: UUID
    day: dt.date
    slot: str
    kept: str  # "current" | "other"


@dataclass(frozen=True, kw_only=True)
class ClassExcused(Event):
    """A class that was due is not (an outing, closed); `people_due` are not due any more."""

    kind: ClassVar[str] = "screening.class_excused"
    day: dt.date
    slot: str
    reason: str
    people_due: int


@dataclass(frozen=True, kw_only=True)
class ClassesExcused(Event):
    """A bulk fact of one school, day and slot: the calendar says that there is no school after all, or
    (`gone`) the classes are no more and leave the day's figures.
    """

    kind: ClassVar[str] = "screening.classes_excused"
    day: dt.date
    slot: str
    classes: int
    people_due: int
    gone: bool = False


@dataclass(frozen=True, kw_only=True)
class ExcuseWithdrawn(Event):
    """A class is due after all; what of its duties had been excused is open again (DutiesOpened)."""

    kind: ClassVar[str] = "screening.excuse_withdrawn"
    day: dt.date
    slot: str


@dataclass(frozen=True, kw_only=True)
class HoldPlaced(Event):
    """A pupil is not simply let in from a day on, for the sake of a row of the app that follows them."""

    kind: ClassVar[str] = "screening.hold_placed"
    hold: str
    person_id: UUID
    about_id: UUID
    since: dt.date


@dataclass(frozen=True, kw_only=True)
class HoldLifted(Event):
    kind: ClassVar[str] = "screening.hold_lifted"
    hold: str
    person_id: UUID
    about_id: UUID


@dataclass(frozen=True, kw_only=True)
class HoldsLifted(Event):
    """A bulk fact of one school: pupils who are let in again, many at once."""

    kind: ClassVar[str] = "screening.holds_lifted"
    hold: str
    person_ids: tuple[UUID, ...]
    about_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class SlotTimesSet(Event):
    """When the slots of a stage open and are due at a unit: slot → opens, deadline, boarders
    only, on which nights.
    """

    kind: ClassVar[str] = "screening.slot_times_set"
    stage: str
    slots: dict[str, tuple[str, str, bool, str]]


@dataclass(frozen=True, kw_only=True)
class SlotTimesCleared(Event):
    """A unit has no times of its own for a stage any more: those of the unit above hold."""

    kind: ClassVar[str] = "screening.slot_times_cleared"
    stage: str


@dataclass(frozen=True, kw_only=True)
class RollCallsRecorded(Event):
    """A bulk fact of one school, day and slot: so many roll-calls with these sums."""

    kind: ClassVar[str] = "screening.roll_calls_recorded"
    day: dt.date
    slot: str
    classes: int
    late: int
    zero: int
    corrections: int
    figures: Figures = field(default_factory=dict)
