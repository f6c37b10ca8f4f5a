"""Facts of the tree, the roll and the calendar."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class UnitOpened(Event):
    kind: ClassVar[str] = "directory.unit_opened"
    unit_kind: str
    code: str


@dataclass(frozen=True, kw_only=True)
class UnitChanged(Event):
    """A unit is called otherwise, has another entrance year, or does not close after all."""

    kind: ClassVar[str] = "directory.unit_changed"
    what: str


@dataclass(frozen=True, kw_only=True)
class AreasSet(Event):
    """How large places are that are cleaned, many of one school at once."""

    kind: ClassVar[str] = "directory.areas_set"
    unit_nos: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SitesSet(Event):
    """Where units stand was entered, put right or taken out, of one or of many."""

    kind: ClassVar[str] = "directory.sites_set"
    unit_nos: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class UnitClosed(Event):
    """A unit with all inside it is no more from a day on; `into_no` takes its pupils over, if any does.

    In the county's chain, like the calendar: who hears it takes hold of duties, and a roll-call holds
    its duty when it asks for the chain of the school.
    """

    kind: ClassVar[str] = "directory.unit_closed"
    unit_kind: str
    units: int
    since: dt.date
    into_no: int | None


@dataclass(frozen=True, kw_only=True)
class YearPromoted(Event):
    """A school's grades moved up: how many did, who left with the last, what opened for the first."""

    kind: ClassVar[str] = "directory.year_promoted"
    grades: int
    graduated: int
    classes_opened: int


@dataclass(frozen=True, kw_only=True)
class ClassSeen(Event):
    """Somebody was shown who is in a class on a day. `page`: a code of the page."""

    kind: ClassVar[str] = "directory.class_seen"
    day: dt.date
    page: str


@dataclass(frozen=True, kw_only=True)
class PupilsSeen(Event):
    """Somebody was shown a list of some pupils of a unit, each with the class. `page`: a code of the page."""

    kind: ClassVar[str] = "directory.pupils_seen"
    page: str
    pupils: tuple[UUID, ...]
    classes: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PupilEnrolled(Event):
    kind: ClassVar[str] = "directory.pupil_enrolled"
    person_id: UUID
    enrolment_id: UUID
    since: dt.date


@dataclass(frozen=True, kw_only=True)
class EnrolmentEnded(Event):
    kind: ClassVar[str] = "directory.enrolment_ended"
    person_id: UUID
    enrolment_id: UUID
    until: dt.date


@dataclass(frozen=True, kw_only=True)
class RollLoaded(Event):
    """A bulk fact of one school: the roll as it was loaded."""

    kind: ClassVar[str] = "directory.roll_loaded"
    units: int
    pupils: int
    staff: int
    guardians: int


@dataclass(frozen=True, kw_only=True)
class RosterMerged(Event):
    """A bulk fact of one school: what a roster sheet changed on its roll from a day on.

    `gone` pupils went to another school of the county by the same sheet.
    """

    kind: ClassVar[str] = "directory.roster_merged"
    since: dt.date
    new: int
    changed: int
    moved: int
    left: int
    gone: int


@dataclass(frozen=True, kw_only=True)
class CalendarDaySet(Event):
    kind: ClassVar[str] = "directory.calendar_day_set"
    day: dt.date
    is_school_day: bool


@dataclass(frozen=True, kw_only=True)
class CalendarDayCleared(Event):
    """A unit no longer names a day: the rule of the unit above holds again."""

    kind: ClassVar[str] = "directory.calendar_day_cleared"
    day: dt.date


@dataclass(frozen=True, kw_only=True)
class TermSet(Event):
    kind: ClassVar[str] = "directory.term_set"
    since: dt.date
    until: dt.date


@dataclass(frozen=True, kw_only=True)
class BellsSet(Event):
    """The bells of a stage at a unit are these many, in place of those before."""

    kind: ClassVar[str] = "directory.bells_set"
    stage: str
    bells: int


@dataclass(frozen=True, kw_only=True)
class BellsCleared(Event):
    """A unit has no bells of its own for a stage any more: those of the unit above hold."""

    kind: ClassVar[str] = "directory.bells_cleared"
    stage: str


@dataclass(frozen=True, kw_only=True)
class TermRemoved(Event):
    """A term that had not begun is no more."""

    kind: ClassVar[str] = "directory.term_removed"
    since: dt.date


@dataclass(frozen=True, kw_only=True)
class ClassChanged(Event):
    """A pupil goes to another class of the school from a day on; `unit_no` is the new class."""

    kind: ClassVar[str] = "directory.class_changed"
    person_id: UUID
    enrolment_id: UUID
    from_unit_no: int
    since: dt.date


@dataclass(frozen=True, kw_only=True)
class BoardingChanged(Event):
    """A pupil boards, no longer boards, or sleeps in another room from a day on."""

    kind: ClassVar[str] = "directory.boarding_changed"
    person_id: UUID
    enrolment_id: UUID
    boarder: bool
    since: dt.date


@dataclass(frozen=True, kw_only=True)
class PlanWithdrawn(Event):
    """What was entered for a day to come is taken back; the roll stays as it was before."""

    kind: ClassVar[str] = "directory.plan_withdrawn"
    person_id: UUID
    what: str


@dataclass(frozen=True, kw_only=True)
class PlacementSet(Event):
    """A pupil's bus line or canteen table from a day on; no place: none any more."""

    kind: ClassVar[str] = "directory.placement_set"
    person_id: UUID
    what: str
    place_no: int | None
    since: dt.date


@dataclass(frozen=True, kw_only=True)
class GuardiansChanged(Event):
    """Who answers for a child, in which order, with which rights: what was done, to which rows."""

    kind: ClassVar[str] = "directory.guardians_changed"
    person_id: UUID
    what: str
    guardian_ids: tuple[UUID, ...]
