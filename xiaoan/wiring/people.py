"""The tree and the roll, the record, response levels."""

from xiaoan.accountability.queries import waiting as accountability_waiting
from xiaoan.accountability.services import telling as accountability_telling
from xiaoan.accounts import tasks as accounts_tasks
from xiaoan.directory import events as directory
from xiaoan.duties import events as duties
from xiaoan.duties import tasks as duties_tasks
from xiaoan.duties.queries import answering as duty_answering
from xiaoan.duties.queries.levels import TO_CONFIRM
from xiaoan.journal.services import hear
from xiaoan.registry import events as registry
from xiaoan.registry import tasks as registry_tasks
from xiaoan.registry.queries.waiting import KINDS
from xiaoan.screening import tasks as screening_tasks
from xiaoan.seals.queries import past as seals_past
from xiaoan.seals.queries import waiting as seals_waiting
from xiaoan.web import waiting


def connect() -> None:
    _connect_directory()
    _connect_rosters()
    _connect_record()
    _connect_levels()


def _connect_directory() -> None:
    """Positions, seats and pages follow the tree, the classes and the calendar."""
    hear(directory.CalendarDaySet, screening_tasks.on_calendar_day)
    hear(directory.CalendarDayCleared, screening_tasks.on_calendar_day)
    hear(directory.TermSet, screening_tasks.on_term)
    hear(directory.UnitClosed, screening_tasks.on_unit_closed)
    hear(directory.ClassChanged, accounts_tasks.on_class_changed, accounts_tasks.on_classes_changed)
    hear(directory.ClassSeen, registry_tasks.on_class_seen)
    hear(directory.PupilsSeen, registry_tasks.on_pupils_seen)
    hear(directory.PupilEnrolled, accounts_tasks.on_pupil_enrolled)
    for waits in KINDS:
        waiting.connect(waits)


def _connect_rosters() -> None:
    """Rosters are read and written in the background."""
    hear(registry.RosterReceived, registry_tasks.on_received)
    hear(registry.RosterConfirmed, registry_tasks.on_confirmed)
    hear(registry.RosterExportAsked, registry_tasks.on_export_asked)
    hear(registry.RosterExportBegun, registry_tasks.on_export_begun)


def _connect_record() -> None:
    """A place outside that fails; a finding that waits for a second person, a statement or reply; the past
    of a unit for the command line."""
    seals_past.connect(accountability_telling.told)
    for waits in (
        seals_waiting.FAILING, accountability_waiting.TO_CONFIRM, accountability_waiting.TO_STATE,
        accountability_waiting.TO_REPLY,
    ):  # fmt: skip
        waiting.connect(waits)


def _connect_levels() -> None:
    """What a response level asks for follows once it is in force."""
    hear(duties.LevelDecided, duties_tasks.on_level_decided)
    hear(duties.LevelDecided, screening_tasks.on_level_decided)
    hear(duties.DutyLetOff, screening_tasks.on_duty_let_off)
    waiting.connect(TO_CONFIRM)
    waiting.connect(duty_answering.TO_CONFIRM)
