"""Reading the tree, the roll and the calendar. Rows about people need the actor's reach."""

from xiaoan.directory.queries.bells import bells_at
from xiaoan.directory.queries.calendar import (
    CalendarDate,
    NamedDay,
    TermAt,
    calendar,
    calendar_dates,
    day_named_by,
    days_named_inside,
    kinds_of_day,
    schools_open,
    terms_at,
)
from xiaoan.directory.queries.faults import (
    FAULT_NAMES,
    ID_KIND_NAMES,
    SEX_NAMES,
    fault_sentence,
)
from xiaoan.directory.queries.people import (
    LAST_DIGITS,
    people_named,
)
from xiaoan.directory.queries.places import (
    STAGE_NAMES,
    Place,
    county,
    full_name,
    names_on,
    path_to,
    place,
    places,
    places_inside,
)
from xiaoan.directory.queries.record import OnRecord, masked, on_record, person_by_key
from xiaoan.directory.queries.roll import (
    GUARDIAN_PHONE,
    ClassSize,
    Contact,
    Pupil,
    class_roll,
    class_sizes,
    classes_of_people,
    contacts,
    enrolments,
)
from xiaoan.directory.queries.rosters import OnRoster, roster, roster_size

__all__ = [
    "FAULT_NAMES",
    "GUARDIAN_PHONE",
    "ID_KIND_NAMES",
    "LAST_DIGITS",
    "SEX_NAMES",
    "STAGE_NAMES",
    "CalendarDate",
    "ClassSize",
    "Contact",
    "NamedDay",
    "OnRecord",
    "OnRoster",
    "Place",
    "Pupil",
    "TermAt",
    "bells_at",
    "calendar",
    "calendar_dates",
    "class_roll",
    "class_sizes",
    "classes_of_people",
    "contacts",
    "county",
    "day_named_by",
    "days_named_inside",
    "enrolments",
    "fault_sentence",
    "full_name",
    "kinds_of_day",
    "masked",
    "names_on",
    "on_record",
    "path_to",
    "people_named",
    "person_by_key",
    "place",
    "places",
    "places_inside",
    "roster",
    "roster_size",
    "schools_open",
    "terms_at",
]
