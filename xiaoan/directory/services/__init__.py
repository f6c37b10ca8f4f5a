"""Changing the tree, the roll and the calendar; loading whole schools at once."""

from xiaoan.directory.rules.matching import Verdict
from xiaoan.directory.services.bells import clear_bells, set_bells
from xiaoan.directory.services.bulk import (
    ENROLMENT_COLUMNS,
    GUARDIAN_COLUMNS,
    PERSON_COLUMNS,
    copy_in,
    load_roll,
)
from xiaoan.directory.services.calendar import (
    clear_calendar_day,
    clear_calendar_days,
    refuse_clearing,
    refuse_days,
    remove_term,
    set_calendar_day,
    set_calendar_days,
    set_term,
)
from xiaoan.directory.services.comparing import (
    Comparison,
    Elsewhere,
    Known,
    Missing,
    compare_roster,
    id_index,
    id_indexes,
)
from xiaoan.directory.services.enrolments import (
    GUARDIAN_PHONE,
    ID_PLACE,
    PHONE_PLACE,
    NewPupil,
    end_enrolment,
    enrol,
    move_to_class,
)
from xiaoan.directory.services.merging import (
    Merge,
    Merged,
    lock_merges,
    merge_roster,
    merge_rosters,
)
from xiaoan.directory.services.recognising import Candidate, recognise
from xiaoan.directory.services.units import NewUnit, load_units, open_unit

__all__ = [
    "ENROLMENT_COLUMNS",
    "GUARDIAN_COLUMNS",
    "GUARDIAN_PHONE",
    "ID_PLACE",
    "PERSON_COLUMNS",
    "PHONE_PLACE",
    "Candidate",
    "Comparison",
    "Elsewhere",
    "Known",
    "Merge",
    "Merged",
    "Missing",
    "NewPupil",
    "NewUnit",
    "Verdict",
    "clear_bells",
    "clear_calendar_day",
    "clear_calendar_days",
    "compare_roster",
    "copy_in",
    "end_enrolment",
    "enrol",
    "id_index",
    "id_indexes",
    "load_roll",
    "load_units",
    "lock_merges",
    "merge_roster",
    "merge_rosters",
    "move_to_class",
    "open_unit",
    "recognise",
    "refuse_clearing",
    "refuse_days",
    "remove_term",
    "set_bells",
    "set_calendar_day",
    "set_calendar_days",
    "set_term",
]
