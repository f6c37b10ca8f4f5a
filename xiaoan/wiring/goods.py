"""Supplies, what is used, devices, disinfection and trainings."""

from xiaoan.accounts import events as accounts
from xiaoan.allocation.queries import waiting as allocation_waiting
from xiaoan.demand import projections as demand
from xiaoan.demand.queries import beside as demand_beside
from xiaoan.demand.queries import duty_kinds as demand_duties
from xiaoan.directory import events as directory
from xiaoan.duties import events as duties
from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.duties.queries import starts as duty_starts
from xiaoan.equipment import tasks as equipment_tasks
from xiaoan.equipment.queries import duty_kinds as equipment_duties
from xiaoan.equipment.queries.waiting import FAULTS, LOSSES
from xiaoan.hygiene import events as hygiene
from xiaoan.hygiene import tasks as hygiene_tasks
from xiaoan.hygiene.queries import duty_kinds as hygiene_duties
from xiaoan.hygiene.queries import issued as hygiene_issued
from xiaoan.hygiene.queries import owed as hygiene_owed
from xiaoan.hygiene.queries.waiting import LOOKS, STATEMENTS
from xiaoan.journal.services import hear
from xiaoan.procurement.queries import beside as procurement_beside
from xiaoan.procurement.queries import duty_kinds as procurement_duties
from xiaoan.procurement.queries import waiting as procurement_waiting
from xiaoan.screening import events as screening
from xiaoan.supplies import events as supplies
from xiaoan.supplies import tasks as supplies_tasks
from xiaoan.supplies.queries import beside as supplies_beside
from xiaoan.supplies.queries import duty_kinds as supplies_duties
from xiaoan.supplies.queries import used as supplies_used
from xiaoan.supplies.queries import waiting as supplies_waiting
from xiaoan.training import tasks as training_tasks
from xiaoan.training.queries import duty_kinds as training_duties
from xiaoan.training.queries import waiting as training_waiting
from xiaoan.web import waiting


def connect() -> None:
    _connect_supplies()
    _connect_demand()
    _connect_equipment()
    _connect_hygiene()


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
    duty_starts.connect(procurement_duties.ASK)
    for kind in (*supplies_waiting.KINDS, *procurement_waiting.KINDS):
        waiting.connect(kind)
    waiting.connect(allocation_waiting.KIND)


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
    for waits in (hygiene_owed.TO_APPROVE, LOOKS, STATEMENTS, *training_waiting.KINDS):
        waiting.connect(waits)
