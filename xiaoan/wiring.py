"""The whole map of who listens to what. Nothing is decided here."""

from xiaoan.accountability.queries import waiting as accountability_waiting
from xiaoan.accounts import events as accounts
from xiaoan.accounts import tasks as accounts_tasks
from xiaoan.allocation.queries import waiting as allocation_waiting
from xiaoan.careteams import events as careteams
from xiaoan.careteams import tasks as careteams_tasks
from xiaoan.careteams.queries import beside as careteams_beside
from xiaoan.careteams.queries import duty_kinds as careteams_duties
from xiaoan.careteams.queries import flags
from xiaoan.command.queries import duty_kinds as command_duties
from xiaoan.command.queries.waiting import SWAPS
from xiaoan.demand import projections as demand
from xiaoan.demand.queries import beside as demand_beside
from xiaoan.demand.queries import duty_kinds as demand_duties
from xiaoan.directives.queries import duty_kinds as directives_duties
from xiaoan.directives.queries.waiting import TO_CHECK
from xiaoan.directory import events as directory
from xiaoan.directory.services import holding
from xiaoan.duties import events as duties
from xiaoan.duties import tasks as duties_tasks
from xiaoan.duties.queries import answering as duty_answering
from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.duties.queries import starts as duty_starts
from xiaoan.duties.queries.levels import TO_CONFIRM
from xiaoan.equipment import tasks as equipment_tasks
from xiaoan.equipment.queries import duty_kinds as equipment_duties
from xiaoan.equipment.queries.waiting import FAULTS, LOSSES
from xiaoan.hygiene import events as hygiene
from xiaoan.hygiene import tasks as hygiene_tasks
from xiaoan.hygiene.queries import duty_kinds as hygiene_duties
from xiaoan.hygiene.queries import issued as hygiene_issued
from xiaoan.hygiene.queries import owed as hygiene_owed
from xiaoan.hygiene.queries.waiting import LOOKS, STATEMENTS
from xiaoan.illness import events as illness_events
from xiaoan.illness import tasks as illness
from xiaoan.illness.queries import duty_kinds as illness_duties
from xiaoan.illness.queries.flags import ILL
from xiaoan.illness.queries.waiting import LATE
from xiaoan.inspections.queries import duty_kinds as inspections_duties
from xiaoan.inspections.queries.waiting import TO_CHECK as INSPECTED
from xiaoan.investigations import events as investigations
from xiaoan.investigations import tasks as investigations_tasks
from xiaoan.investigations.queries import duty_kinds as investigations_duties
from xiaoan.investigations.queries import frames, left
from xiaoan.journal.services import hear
from xiaoan.keypersons import tasks as keypersons_tasks
from xiaoan.keypersons.queries import duty_kinds as keypersons_duties
from xiaoan.keypersons.queries.flags import FOLLOWED
from xiaoan.keypersons.queries.waiting import CERTIFICATES
from xiaoan.measures import tasks as measures_tasks
from xiaoan.measures.queries import duty_kinds as measures_duties
from xiaoan.measures.queries import left as measures_left
from xiaoan.measures.queries.waiting import PROPOSED
from xiaoan.outbreaks import events as signals
from xiaoan.outbreaks import tasks as outbreaks
from xiaoan.outbreaks.queries import beside
from xiaoan.outbreaks.queries.waiting import NEW
from xiaoan.overview import projections as overview
from xiaoan.procurement.queries import beside as procurement_beside
from xiaoan.procurement.queries import duty_kinds as procurement_duties
from xiaoan.procurement.queries import waiting as procurement_waiting
from xiaoan.registry import events as registry
from xiaoan.registry import tasks as registry_tasks
from xiaoan.registry.queries import beside as registry_beside
from xiaoan.registry.queries.waiting import KINDS
from xiaoan.screening import events as screening
from xiaoan.screening import tasks as screening_tasks
from xiaoan.screening.queries import duty_kinds as screening_duties
from xiaoan.seals.queries import waiting as seals_waiting
from xiaoan.statutory import tasks as statutory
from xiaoan.statutory.queries import duty_kinds as statutory_duties
from xiaoan.supplies import events as supplies
from xiaoan.supplies import tasks as supplies_tasks
from xiaoan.supplies.queries import beside as supplies_beside
from xiaoan.supplies.queries import duty_kinds as supplies_duties
from xiaoan.supplies.queries import used as supplies_used
from xiaoan.supplies.queries import waiting as supplies_waiting
from xiaoan.surveys import events as surveys
from xiaoan.surveys import tasks as surveys_tasks
from xiaoan.surveys.queries import duty_kinds as surveys_duties
from xiaoan.surveys.queries.flags import UNKNOWN
from xiaoan.surveys.queries.waiting import OWED, OWN
from xiaoan.training import tasks as training_tasks
from xiaoan.training.queries import duty_kinds as training_duties
from xiaoan.training.queries import waiting as training_waiting
from xiaoan.verification import events as verification
from xiaoan.verification import tasks as verification_tasks
from xiaoan.verification.queries import beside as verification_beside
from xiaoan.verification.queries import duty_kinds as verification_duties
from xiaoan.web import waiting


def connect() -> None:
    """Fact → who hears it, in the same transaction; what waits for a decision, and kinds of duties → who
    shows them; rows about a pupil → who has them follow the class.
    """
    hear(directory.CalendarDaySet, screening_tasks.on_calendar_day)
    hear(directory.CalendarDayCleared, screening_tasks.on_calendar_day)
    hear(directory.TermSet, screening_tasks.on_term)
    hear(directory.UnitClosed, screening_tasks.on_unit_closed)
    hear(directory.ClassChanged, accounts_tasks.on_class_changed, accounts_tasks.on_classes_changed)
    hear(directory.ClassSeen, registry_tasks.on_class_seen)
    hear(directory.PupilsSeen, registry_tasks.on_pupils_seen)
    hear(directory.PupilEnrolled, accounts_tasks.on_pupil_enrolled)
    hear(duties.DutiesOpened, overview.roll_calls_due, overview.many_roll_calls_due)
    hear(screening.RollCallSubmitted, outbreaks.on_roll_call)
    hear(screening.ObservationNoted, outbreaks.on_observation)
    hear(screening.ObservationWithdrawn, outbreaks.on_observation)
    hear(screening.RoundReported, outbreaks.on_round)
    for waits in KINDS:
        waiting.connect(waits)
    _connect_rosters()
    _connect_record()
    _connect_levels()
    _connect_board()
    _connect_screening()
    _connect_illness()
    _connect_key_persons()
    _connect_surveys()
    _connect_verification()
    _connect_events()
    _connect_reports()
    _connect_contacts()
    _connect_measures()
    _connect_care_teams()
    _connect_directives()
    _connect_supplies()


def _connect_rosters() -> None:
    """Rosters are read and written in the background."""
    hear(registry.RosterReceived, registry_tasks.on_received)
    hear(registry.RosterConfirmed, registry_tasks.on_confirmed)
    hear(registry.RosterExportAsked, registry_tasks.on_export_asked)
    hear(registry.RosterExportBegun, registry_tasks.on_export_begun)


def _connect_record() -> None:
    """A place outside that fails; a finding that waits for a second person, a statement or reply."""
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


def _connect_board() -> None:
    hear(screening.RollCallSubmitted, overview.roll_call_submitted)
    hear(screening.ClassExcused, overview.class_excused)
    hear(screening.ClassesExcused, overview.classes_excused)
    hear(
        screening.RollCallsRecorded,
        overview.roll_calls_recorded,
        overview.many_roll_calls_recorded,
    )


def _connect_screening() -> None:
    for kind in (
        screening_duties.ROLL_CALL, screening_duties.ROUND, screening_duties.MISSING,
        screening_duties.RETEST,
    ):  # fmt: skip
        duty_kinds.connect(kind)
    for table in ("hold", "missing", "observation", "retest"):
        holding.have_follow(f"screening_{table}")


def _connect_illness() -> None:
    hear(screening.RollCallSubmitted, illness.on_roll_call)
    for kind in illness_duties.KINDS:
        duty_kinds.connect(kind)
    duty_starts.connect(illness_duties.NOTICE)
    holding.have_follow("illness_illness")
    holding.have_follow("illness_step")
    waiting.connect(LATE)
    for table in ("illness", "step", "absence", "asking", "late"):
        holding.have_follow(f"illness_{table}")


def _connect_key_persons() -> None:
    """Their duties; their rows that follow the pupil, to the next school too."""
    hear(
        directory.PupilEnrolled,
        keypersons_tasks.on_pupil_enrolled,
        keypersons_tasks.on_pupils_enrolled,
    )
    duty_kinds.connect(keypersons_duties.FOLLOW)
    duty_kinds.connect(keypersons_duties.ARRIVAL)
    waiting.connect(CERTIFICATES)
    for table in ("key_person", "follow_up", "isolation", "travel", "change"):
        holding.have_follow(f"keypersons_{table}")


def _connect_surveys() -> None:
    """Whatever changes a roll has the open rounds of the school counted anew."""
    for event in (
        directory.ClassChanged, directory.EnrolmentEnded, directory.PlanWithdrawn,
        directory.RollLoaded, directory.RosterMerged, directory.YearPromoted,
    ):  # fmt: skip
        hear(event, surveys_tasks.on_roll, surveys_tasks.on_rolls)
    hear(
        directory.PupilEnrolled,
        surveys_tasks.on_pupil_enrolled,
        surveys_tasks.on_rolls,
    )
    hear(directory.UnitClosed, surveys_tasks.on_unit_closed)
    for kind in surveys_duties.KINDS:
        duty_kinds.connect(kind)
    waiting.connect(OWED)
    waiting.connect(OWN)
    holding.have_follow("surveys_answer")
    holding.have_follow("surveys_code")
    holding.have_follow("surveys_unsettled")


def _connect_verification() -> None:
    hear(verification.ListReceived, verification_tasks.on_received)
    hear(verification.ListStarted, verification_tasks.on_started)
    hear(surveys.AnswerGiven, verification_tasks.on_answer)
    hear(surveys.AnswersGiven, verification_tasks.on_answers)
    hear(directory.PupilEnrolled, verification_tasks.on_pupil_enrolled)
    for kind in verification_duties.KINDS:
        duty_kinds.connect(kind)
    registry_beside.connect(verification_beside.beside)
    for table in ("disagreement", "check", "verdict", "spot_check", "lapse"):
        holding.have_follow(f"verification_{table}")


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


def _connect_care_teams() -> None:
    """Whoever comes, goes or loses a position has the school settled the same day; flags of people. The
    roster has duties of its own."""
    for event in (
        directory.ClassChanged, directory.EnrolmentEnded, directory.GuardiansChanged,
        directory.PlanWithdrawn, directory.PupilEnrolled, directory.RollLoaded,
        directory.RosterMerged, directory.YearPromoted, careteams.ListChanged,
    ):  # fmt: skip
        hear(event, careteams_tasks.on_roll, careteams_tasks.on_rolls)
    hear(directory.UnitClosed, careteams_tasks.on_unit_closed)
    hear(accounts.RoleGranted, careteams_tasks.on_position)
    hear(accounts.RoleEnded, careteams_tasks.on_position)
    hear(careteams.SchemeSet, careteams_tasks.on_scheme)
    hear(careteams.ManyAsked, careteams_tasks.on_many)
    duty_kinds.connect(careteams_duties.KIND)
    for flag in (ILL, FOLLOWED, UNKNOWN):
        flags.connect(flag)
    registry_beside.connect(careteams_beside.beside)
    for table in ("link", "contact"):
        holding.have_follow(f"careteams_{table}")
    for kind in command_duties.KINDS:
        duty_kinds.connect(kind)
    waiting.connect(SWAPS)


def _connect_directives() -> None:
    """What units owe of directives and inspections, and what waits for whoever issued or found it."""
    for kind in (*directives_duties.KINDS, *inspections_duties.KINDS):
        duty_kinds.connect(kind)
    waiting.connect(TO_CHECK)
    waiting.connect(INSPECTED)


def _connect_supplies() -> None:
    """What a standard asks of a school follows its roll, its classes and its places."""
    for event in (
        directory.AreasSet, directory.ClassChanged, directory.EnrolmentEnded, directory.PlanWithdrawn,
        directory.PupilEnrolled, directory.RosterMerged, directory.UnitClosed, directory.UnitOpened,
        directory.YearPromoted,
    ):  # fmt: skip
        hear(event, supplies_tasks.on_change, supplies_tasks.on_changes)
    hear(directory.RollLoaded, supplies_tasks.on_roll_loaded, supplies_tasks.on_rolls_loaded)
    for due in (supplies_duties.KIND, *procurement_duties.KINDS):
        duty_kinds.connect(due)
    for kind in (*supplies_waiting.KINDS, *procurement_waiting.KINDS):
        waiting.connect(kind)
    waiting.connect(allocation_waiting.KIND)
    _connect_demand()
    _connect_equipment()
    _connect_hygiene()


def _connect_demand() -> None:
    """What is used is counted as it is booked; the pages of supplies lead to the forecast."""
    hear(supplies.Posted, demand.posted, demand.many_posted)
    supplies_beside.connect(demand_beside.beside)
    supplies_beside.connect(procurement_beside.beside)
    duty_kinds.connect(demand_duties.KIND)


def _connect_equipment() -> None:
    """Devices follow the register of those that are read; faults wait for the keeper."""
    hear(screening.DeviceChanged, equipment_tasks.on_device_changed)
    for kind in equipment_duties.KINDS:
        duty_kinds.connect(kind)
    for waits in (FAULTS, LOSSES):
        waiting.connect(waits)


def _connect_hygiene() -> None:
    """Rounds follow plan, level, calendar, places and posts; places the tree; what is to be learnt, posts."""
    for event in (
        directory.UnitOpened, directory.UnitChanged, directory.UnitClosed, directory.YearPromoted,
    ):  # fmt: skip
        hear(event, hygiene_tasks.on_unit)
    hear(duties.LevelDecided, hygiene_tasks.on_level_decided)
    hear(directory.CalendarDaySet, hygiene_tasks.on_calendar_day)
    hear(directory.CalendarDayCleared, hygiene_tasks.on_calendar_day)
    hear(directory.TermSet, hygiene_tasks.on_term)
    hear(hygiene.PlanStepped, hygiene_tasks.on_plan)
    hear(hygiene.PlacesChanged, hygiene_tasks.on_places)
    for post in (accounts.RoleGranted, accounts.RoleEnded):
        hear(post, hygiene_tasks.on_position)
        hear(post, training_tasks.on_position)
    for kind in (hygiene_owed.KIND, *hygiene_duties.KINDS, training_duties.KIND):
        duty_kinds.connect(kind)
    duty_starts.connect(training_duties.MINE)
    supplies_used.connect(hygiene_issued.used)
    for waits in (hygiene_owed.TO_APPROVE, LOOKS, STATEMENTS, training_waiting.KIND):
        waiting.connect(waits)
