"""Roll-calls, illness, key persons, surveys and what they are held against."""

from xiaoan.directory import events as directory
from xiaoan.directory.services import holding
from xiaoan.duties import events as duties
from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.duties.queries import starts as duty_starts
from xiaoan.illness import tasks as illness
from xiaoan.illness.queries import duty_kinds as illness_duties
from xiaoan.illness.queries.waiting import LATE
from xiaoan.journal.services import hear
from xiaoan.keypersons import tasks as keypersons_tasks
from xiaoan.keypersons.queries import duty_kinds as keypersons_duties
from xiaoan.keypersons.queries.waiting import CERTIFICATES
from xiaoan.overview import projections as overview
from xiaoan.registry.queries import beside as registry_beside
from xiaoan.screening import events as screening
from xiaoan.screening.queries import duty_kinds as screening_duties
from xiaoan.surveys import events as surveys
from xiaoan.surveys import tasks as surveys_tasks
from xiaoan.surveys.queries import duty_kinds as surveys_duties
from xiaoan.surveys.queries.waiting import OWED, OWN
from xiaoan.verification import events as verification
from xiaoan.verification import tasks as verification_tasks
from xiaoan.verification.queries import beside as verification_beside
from xiaoan.verification.queries import duty_kinds as verification_duties
from xiaoan.web import waiting


def connect() -> None:
    _connect_board()
    _connect_screening()
    _connect_illness()
    _connect_key_persons()
    _connect_surveys()
    _connect_verification()


def _connect_board() -> None:
    hear(duties.DutiesOpened, overview.roll_calls_due, overview.many_roll_calls_due)
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
