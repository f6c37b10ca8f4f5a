"""From sightings to signals, events, contacts, measures and reports."""

from xiaoan.directory import events as directory
from xiaoan.directory.services import holding
from xiaoan.duties import events as duties
from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.illness import events as illness_events
from xiaoan.investigations import events as investigations
from xiaoan.investigations import tasks as investigations_tasks
from xiaoan.investigations.queries import duty_kinds as investigations_duties
from xiaoan.investigations.queries import frames, left
from xiaoan.journal.services import hear
from xiaoan.measures import tasks as measures_tasks
from xiaoan.measures.queries import duty_kinds as measures_duties
from xiaoan.measures.queries import left as measures_left
from xiaoan.measures.queries.waiting import PROPOSED
from xiaoan.outbreaks import events as signals
from xiaoan.outbreaks import tasks as outbreaks
from xiaoan.outbreaks.queries import beside
from xiaoan.outbreaks.queries.waiting import NEW
from xiaoan.screening import events as screening
from xiaoan.statutory import tasks as statutory
from xiaoan.statutory.queries import duty_kinds as statutory_duties
from xiaoan.web import waiting


def connect() -> None:
    _connect_signals()
    _connect_events()
    _connect_reports()
    _connect_contacts()
    _connect_measures()


def _connect_signals() -> None:
    """What was seen is held against the rules."""
    hear(screening.RollCallSubmitted, outbreaks.on_roll_call)
    hear(screening.ObservationNoted, outbreaks.on_observation)
    hear(screening.ObservationWithdrawn, outbreaks.on_observation)
    hear(screening.RoundReported, outbreaks.on_round)


def _connect_events() -> None:
    """A signal belongs to an event from its first moment; whoever moves class stays a case."""
    waiting.connect(NEW)
    hear(signals.SignalRaised, investigations_tasks.on_signal_raised)
    hear(illness_events.StepTaken, outbreaks.on_illness)
    hear(illness_events.LateDecided, outbreaks.on_illness)
    for event in (signals.SignalGrew, signals.SignalRecounted, signals.SignalWithdrawn):
        hear(event, investigations_tasks.on_signal_changed)
    duty_kinds.connect(investigations_duties.KIND)
    beside.connect(frames.beside)
    for table in ("case", "exposed"):
        holding.have_follow(f"investigations_{table}")


def _connect_reports() -> None:
    """The clock of the law runs from an event's first moment, and follows what becomes of it."""
    for event in (
        investigations.EventOpened, investigations.SignalJoined, investigations.EventConfirmed,
    ):  # fmt: skip
        hear(event, statutory.on_event_grown)
    for ending in (
        investigations.EventExcluded, investigations.EventClosed, investigations.EventReopened,
    ):  # fmt: skip
        hear(ending, statutory.on_event_ended)
    hear(investigations.EventMerged, statutory.on_event_merged)
    for kind in statutory_duties.KINDS:
        duty_kinds.connect(kind)


def _connect_contacts() -> None:
    """Contacts follow what is decided about their event and its cases, and the pupil to the next school."""
    for changed in (
        investigations.CaseAdded,
        investigations.CaseDecided,
        investigations.CasesChanged,
    ):
        hear(changed, investigations_tasks.on_cases)
    hear(investigations.EventConfirmed, investigations_tasks.on_confirmed)
    for ended in (
        investigations.EventExcluded, investigations.EventReopened, investigations.EventMerged,
    ):  # fmt: skip
        hear(ended, investigations_tasks.on_ended)
    for followed in (
        investigations.ContactsBack, investigations.ContactsDrawn, investigations.ContactsEnded,
        investigations.ContactsFellIll, investigations.ContactsReleased, investigations.ContactsRetimed,
    ):  # fmt: skip
        hear(followed, investigations_tasks.on_contacts)
    hear(investigations.EventClosed, investigations_tasks.on_closed)
    hear(
        directory.PupilEnrolled,
        investigations_tasks.on_pupil_enrolled,
        investigations_tasks.on_pupils_enrolled,
    )
    duty_kinds.connect(investigations_duties.CONTACTS)
    for table in ("contact", "contact_check"):
        holding.have_follow(f"investigations_{table}")


def _connect_measures() -> None:
    """Measures go along with their event; roll-calls of resting classes are excused as they open."""
    hear(duties.DutiesOpened, measures_tasks.on_duties_opened, measures_tasks.on_many_opened)
    hear(duties.DutiesReassigned, measures_tasks.on_reassigned)
    hear(duties.AskingAnswered, measures_tasks.on_asking_answered)
    hear(investigations.EventClosed, measures_tasks.on_event_closed)
    hear(investigations.EventExcluded, measures_tasks.on_event_excluded)
    left.connect(measures_left.left_open)
    hear(investigations.EventMerged, measures_tasks.on_event_merged)
    duty_kinds.connect(measures_duties.KIND)
    waiting.connect(PROPOSED)
