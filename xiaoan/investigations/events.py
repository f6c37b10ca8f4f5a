"""Facts of investigations. Ids and counts only: who is a case is in the table."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class EventOpened(Event):
    """A signal that belongs to no event yet, or a person, opened one."""

    kind: ClassVar[str] = "investigations.event_opened"
    event_id: UUID
    signal_id: UUID | None
    syndrome: str
    detected_at: dt.datetime
    cases: int


@dataclass(frozen=True, kw_only=True)
class SignalJoined(Event):
    """A further signal belongs to the event."""

    kind: ClassVar[str] = "investigations.signal_joined"
    event_id: UUID
    signal_id: UUID


@dataclass(frozen=True, kw_only=True)
class CasesChanged(Event):
    """Cases came in or went out; `cases`: who is counted now."""

    kind: ClassVar[str] = "investigations.cases_changed"
    event_id: UUID
    added: int
    removed: int
    cases: int


@dataclass(frozen=True, kw_only=True)
class EventAssigned(Event):
    """Somebody answers for the investigation now."""

    kind: ClassVar[str] = "investigations.event_assigned"
    event_id: UUID
    assignee_id: UUID


@dataclass(frozen=True, kw_only=True)
class EventConfirmed(Event):
    """Judged to be an outbreak; `disease` of the exclusion profile, "" while nobody knows. Said once more
    when the disease is found or corrected (`again`)."""

    kind: ClassVar[str] = "investigations.event_confirmed"
    event_id: UUID
    disease: str
    cases: int
    again: bool


@dataclass(frozen=True, kw_only=True)
class EventExcluded(Event):
    """Judged to be none."""

    kind: ClassVar[str] = "investigations.event_excluded"
    event_id: UUID


@dataclass(frozen=True, kw_only=True)
class EventMerged(Event):
    """It is part of another event of the school (`cases`: of that one), where its cases and signals are."""

    kind: ClassVar[str] = "investigations.event_merged"
    event_id: UUID
    into_id: UUID
    moved: int
    cases: int


@dataclass(frozen=True, kw_only=True)
class EventClosed(Event):
    """A confirmed event is over. Who hears it may refuse while something is left to do."""

    kind: ClassVar[str] = "investigations.event_closed"
    event_id: UUID
    cases: int


@dataclass(frozen=True, kw_only=True)
class LessonsWritten(Event):
    """What a closed event taught was written down; the words stay with the event."""

    kind: ClassVar[str] = "investigations.lessons_written"
    event_id: UUID


@dataclass(frozen=True, kw_only=True)
class EventReopened(Event):
    """Excluded or closed too early: it runs again. `state`: open or confirmed."""

    kind: ClassVar[str] = "investigations.event_reopened"
    event_id: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class DefinitionSet(Event):
    """Who counts as a case was written down anew."""

    kind: ClassVar[str] = "investigations.definition_set"
    event_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseAdded(Event):
    """A person was found to be a case. `cases`: who is counted now."""

    kind: ClassVar[str] = "investigations.case_added"
    event_id: UUID
    case_id: UUID
    source: str
    cases: int


@dataclass(frozen=True, kw_only=True)
class CaseDecided(Event):
    """A person decided about a case. `cases`: who is counted now."""

    kind: ClassVar[str] = "investigations.case_decided"
    event_id: UUID
    case_id: UUID
    status: str
    cases: int


@dataclass(frozen=True, kw_only=True)
class CaseCorrected(Event):
    """The onset of a case, or who infected it, was set right."""

    kind: ClassVar[str] = "investigations.case_corrected"
    event_id: UUID
    case_id: UUID


@dataclass(frozen=True, kw_only=True)
class ExposureSet(Event):
    """Something that people may have shared is looked into."""

    kind: ClassVar[str] = "investigations.exposure_set"
    event_id: UUID
    exposure_id: UUID


@dataclass(frozen=True, kw_only=True)
class ExposuresMarked(Event):
    """Who was exposed, and who was not, was entered for people of a class."""

    kind: ClassVar[str] = "investigations.exposures_marked"
    event_id: UUID
    exposure_id: UUID
    exposed: int
    unexposed: int
    unknown: int


@dataclass(frozen=True, kw_only=True)
class LineListTaken(Event):
    """Somebody took the line list away as a sheet."""

    kind: ClassVar[str] = "investigations.line_list_taken"
    event_id: UUID
    rows: int


@dataclass(frozen=True, kw_only=True)
class ContactsDrawn(Event):
    """Contacts of an event were drawn from the roll: new ones; known ones with a further way or later day."""

    kind: ClassVar[str] = "investigations.contacts_drawn"
    event_id: UUID
    added: int
    widened: int


@dataclass(frozen=True, kw_only=True)
class ContactsRetimed(Event):
    """The disease is known: the contacts of the event are watched for so many days."""

    kind: ClassVar[str] = "investigations.contacts_retimed"
    event_id: UUID
    days: int
    contacts: int


@dataclass(frozen=True, kw_only=True)
class ContactsFollowed(Event):
    """The contacts of a class were asked after on a day (`slot`: day or evening), first or corrected."""

    kind: ClassVar[str] = "investigations.contacts_followed"
    sheet_id: UUID
    day: dt.date
    slot: str
    people: int
    ill: int
    unreached: int
    late: bool


@dataclass(frozen=True, kw_only=True)
class ContactsFellIll(Event):
    """Contacts of an event are cases of it now."""

    kind: ClassVar[str] = "investigations.contacts_fell_ill"
    event_id: UUID
    contacts: int


@dataclass(frozen=True, kw_only=True)
class ContactsReleased(Event):
    """Observation over, released by a person; `gaps`: of how many days without an answer were explained."""

    kind: ClassVar[str] = "investigations.contacts_released"
    event_id: UUID
    contacts: int
    gaps: int


@dataclass(frozen=True, kw_only=True)
class ContactsEnded(Event):
    """Contacts ended without a release; `why`: a code of contact rules (ENDS)."""

    kind: ClassVar[str] = "investigations.contacts_ended"
    event_id: UUID
    contacts: int
    why: str


@dataclass(frozen=True, kw_only=True)
class ContactsBack(Event):
    """Contacts are watched again: the case was none, or the event runs again; the period is not over."""

    kind: ClassVar[str] = "investigations.contacts_back"
    event_id: UUID
    contacts: int


@dataclass(frozen=True, kw_only=True)
class ContactMoved(Event):
    """The pupil is at another school now; `into_id` goes on there."""

    kind: ClassVar[str] = "investigations.contact_moved"
    contact_id: UUID
    into_id: UUID
