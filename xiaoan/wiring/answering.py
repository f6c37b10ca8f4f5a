"""Who looks after whom and stands watch; directives and inspections."""

from xiaoan.accounts import events as accounts
from xiaoan.careteams import events as careteams
from xiaoan.careteams import tasks as careteams_tasks
from xiaoan.careteams.queries import beside as careteams_beside
from xiaoan.careteams.queries import duty_kinds as careteams_duties
from xiaoan.careteams.queries import flags
from xiaoan.command.queries import duty_kinds as command_duties
from xiaoan.command.queries.waiting import SWAPS
from xiaoan.directives.queries import duty_kinds as directives_duties
from xiaoan.directives.queries.waiting import TO_CHECK
from xiaoan.directory import events as directory
from xiaoan.directory.services import holding
from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.illness.queries.flags import ILL
from xiaoan.inspections.queries import duty_kinds as inspections_duties
from xiaoan.inspections.queries.waiting import TO_CHECK as INSPECTED
from xiaoan.journal.services import hear
from xiaoan.keypersons.queries.flags import FOLLOWED
from xiaoan.registry.queries import beside as registry_beside
from xiaoan.surveys.queries.flags import UNKNOWN
from xiaoan.web import waiting


def connect() -> None:
    _connect_care_teams()
    _connect_directives()


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
