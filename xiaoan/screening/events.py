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


@dataclass(frozen=True, kw_only=True)
class RoundReported(Event):
    """A dormitory room's round came in, first or corrected. `class_nos`: classes of those who are ill in it,
    or were in the version before.
    """

    kind: ClassVar[str] = "screening.round_reported"
    round_id: UUID
    day: dt.date
    version: int
    late: bool
    residents: int
    in_bed: int
    on_leave: int
    missing: int
    ill: int
    class_nos: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RoundConflicted(Event):
    """Two people reported a room from the same base; both are kept until somebody goes and looks again."""

    kind: ClassVar[str] = "screening.round_conflicted"
    round_id: UUID
    current_id: UUID
    day: dt.date


@dataclass(frozen=True, kw_only=True)
class RoundsExcused(Event):
    """So many rounds of a school are not due: the calendar says that boarders are at home."""

    kind: ClassVar[str] = "screening.rounds_excused"
    day: dt.date
    rounds: int


@dataclass(frozen=True, kw_only=True)
class BoarderMissed(Event):
    """A boarder was neither in bed nor away with leave."""

    kind: ClassVar[str] = "screening.boarder_missed"
    missing_id: UUID
    person_id: UUID
    day: dt.date


@dataclass(frozen=True, kw_only=True)
class BoarderFound(Event):
    """Somebody said where a missing boarder is (rules.FOUND)."""

    kind: ClassVar[str] = "screening.boarder_found"
    missing_id: UUID
    person_id: UUID
    where: str


@dataclass(frozen=True, kw_only=True)
class ObservationNoted(Event):
    """A symptom of a pupil was noted between the checks, or found at a retest."""

    kind: ClassVar[str] = "screening.observation_noted"
    observation_id: UUID
    person_id: UUID
    day: dt.date
    source: str


@dataclass(frozen=True, kw_only=True)
class ObservationWithdrawn(Event):
    """It was another pupil, or nothing."""

    kind: ClassVar[str] = "screening.observation_withdrawn"
    observation_id: UUID
    person_id: UUID
    day: dt.date


@dataclass(frozen=True, kw_only=True)
class DeviceChanged(Event):
    """A measuring device was added, calibrated, revoked, or got a new token."""

    kind: ClassVar[str] = "screening.device_changed"
    device_id: UUID
    what: str


@dataclass(frozen=True, kw_only=True)
class DevicesAdded(Event):
    """Devices that send nothing by themselves were added to the register of a school together."""

    kind: ClassVar[str] = "screening.devices_added"
    devices: int


@dataclass(frozen=True, kw_only=True)
class ReadingsReceived(Event):
    """A batch of a device: how many were stored; of them high, device faults, of nobody known."""

    kind: ClassVar[str] = "screening.readings_received"
    device_id: UUID
    stored: int
    high: int
    faults: int
    unknown: int


@dataclass(frozen=True, kw_only=True)
class RetestDone(Event):
    """A pupil with a high reading was measured again by hand."""

    kind: ClassVar[str] = "screening.retest_done"
    retest_id: UUID
    person_id: UUID
    fever: bool


@dataclass(frozen=True, kw_only=True)
class ReadingsCleared(Event):
    """Raw readings of a school from before a day were cleared away, as they must."""

    kind: ClassVar[str] = "screening.readings_cleared"
    before: dt.date
    readings: int


@dataclass(frozen=True, kw_only=True)
class DoubtsLookedFor(Event):
    """Patterns of reporting of a school that are worth a look: new, and no more."""

    kind: ClassVar[str] = "screening.doubts_looked_for"
    new: int
    gone: int


@dataclass(frozen=True, kw_only=True)
class DoubtExplained(Event):
    """A person explained such a pattern."""

    kind: ClassVar[str] = "screening.doubt_explained"
    doubt_id: UUID
    rule: str
