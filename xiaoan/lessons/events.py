"""Facts of online lessons. Ids, codes and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PeriodSet(Event):
    """A unit learns online from a day to another, both counted; again, if its end was moved."""

    kind: ClassVar[str] = "lessons.period_set"
    period_id: UUID
    since: dt.date
    until: dt.date


@dataclass(frozen=True, kw_only=True)
class CameBack(Event):
    """A part of a unit that learns online is back in school from a day on."""

    kind: ClassVar[str] = "lessons.came_back"
    period_id: UUID
    since: dt.date


@dataclass(frozen=True, kw_only=True)
class LessonSet(Event):
    """So many lessons of the timetable of a unit are new (of which one, if it is one)."""

    kind: ClassVar[str] = "lessons.lesson_set"
    act_id: UUID
    entries: int


@dataclass(frozen=True, kw_only=True)
class LessonChanged(Event):
    """So many lessons of the timetable were changed, taken out, or do not take place on a day."""

    kind: ClassVar[str] = "lessons.lesson_changed"
    act_id: UUID
    entries: int
    how: str


@dataclass(frozen=True, kw_only=True)
class ViewingRecorded(Event):
    """Who watched a lesson is known, or known anew. Counts add up to `due`."""

    kind: ClassVar[str] = "lessons.viewing_recorded"
    lesson_id: UUID
    day: dt.date
    due: int
    watched: int
    missed: int
    excused: int
    no_device: int


@dataclass(frozen=True, kw_only=True)
class ViewingImported(Event):
    """An export was applied: so many rows, lessons that it changed, names that wait for a person."""

    kind: ClassVar[str] = "lessons.viewing_imported"
    import_id: UUID
    rows: int
    lessons: int
    changed: int
    parked: int


@dataclass(frozen=True, kw_only=True)
class NameSettled(Event):
    """A person has said who a name of exports is; so many lessons became known anew."""

    kind: ClassVar[str] = "lessons.name_settled"
    nickname_id: UUID
    lessons: int


@dataclass(frozen=True, kw_only=True)
class PupilExcused(Event):
    kind: ClassVar[str] = "lessons.pupil_excused"
    excuse_id: UUID
    since: dt.date
    until: dt.date


@dataclass(frozen=True, kw_only=True)
class HelpPlanned(Event):
    """A pupil is without a device or network, what is done was changed, or (`ended`) it is over."""

    kind: ClassVar[str] = "lessons.help_planned"
    without_id: UUID
    ended: bool


@dataclass(frozen=True, kw_only=True)
class DeviceLent(Event):
    """A device was lent, or (`back`) given back."""

    kind: ClassVar[str] = "lessons.device_lent"
    loan_id: UUID
    back: bool


@dataclass(frozen=True, kw_only=True)
class FamilySaid(Event):
    """A guardian told the teacher something for a day, or (`seen`) the teacher took it up."""

    kind: ClassVar[str] = "lessons.family_said"
    word_id: UUID
    seen: bool
