"""The figures of one row of a table, and how they are read from the school-and-day rows."""

from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.overview.models import SchoolDay


@dataclass(frozen=True)
class Figures:
    """Counts of schools, classes and people of one unit, day and slot. They only ever add.

    Enrolled are `enrolled_reported` pupils of classes that came in, `enrolled_missing` of those that
    did not, and `enrolled_excused` of those that need not (an outing, closed). All rates are over who
    has been reported on; silence is not a zero.
    """

    schools_due: int = 0
    schools_complete: int = 0
    classes_due: int = 0
    classes_reported: int = 0
    classes_late: int = 0
    zero_reports: int = 0
    corrections: int = 0
    enrolled_due: int = 0
    enrolled_reported: int = 0
    expected: int = 0
    present: int = 0
    absent_sick: int = 0
    absent_personal: int = 0
    absent_unknown: int = 0
    absent_isolation: int = 0
    late_arrivals: int = 0
    sent_home: int = 0
    fever: int = 0
    symptomatic: int = 0
    classes_excused: int = 0
    enrolled_excused: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, n) + getattr(other, n) for n in NAMES))

    @property
    def schools_missing(self) -> int:
        """Schools of which at least one class has not reported."""
        return self.schools_due - self.schools_complete

    @property
    def classes_missing(self) -> int:
        return self.classes_due - self.classes_reported

    @property
    def classes(self) -> int:
        """Classes that are due or excused; 0: the slot is of no concern to the unit."""
        return self.classes_due + self.classes_excused

    @property
    def enrolled(self) -> int:
        """Reported, not reported, and excused."""
        return self.enrolled_due + self.enrolled_excused

    @property
    def enrolled_missing(self) -> int:
        """Pupils of classes that have not reported: nothing is known about them."""
        return self.enrolled_due - self.enrolled_reported

    @property
    def absent(self) -> int:
        return self.enrolled_reported - self.present

    @property
    def sick_rate(self) -> float | None:
        """Absent sick per 100 pupils reported on; None while nobody is."""
        return _per_cent(self.absent_sick, self.enrolled_reported)

    @property
    def absence_rate(self) -> float | None:
        return _per_cent(self.absent, self.enrolled_reported)

    @property
    def reported_rate(self) -> float | None:
        """Classes reported per 100 due; None where nothing is due."""
        return _per_cent(self.classes_reported, self.classes_due)


NAMES = tuple(field.name for field in fields(Figures))
# The symptom groups are kept per school and day only; a class's page names the symptoms themselves.
GROUPS = ("resp", "gi", "rash")
COLUMNS = NAMES[2:]

_SUMS = {name: Sum(name) for name in COLUMNS}
_SCHOOLS = {
    "schools_due": Count("school_id", filter=Q(classes_due__gt=0)),
    "schools_complete": Count(
        "school_id", filter=Q(classes_due__gt=0, classes_reported=F("classes_due"))
    ),
}


def school_days(actor: Actor, interval: Interval) -> QuerySet[SchoolDay, SchoolDay]:
    """The school-and-day rows inside an interval that the actor may read."""
    lo, hi = interval
    return visible(SchoolDay.objects.all(), actor, Permission.SEE_BOARD).filter(
        unit_no__gte=lo, unit_no__lt=hi
    )


def sums_by(rows: QuerySet[SchoolDay, Any], key: str) -> dict[Any, Figures]:
    """The sums of `rows` by one of their columns, in one statement."""
    grouped = rows.order_by().values(key).annotate(**_SCHOOLS, **_SUMS).values_list(key, *NAMES)
    return {row[0]: Figures(*row[1:]) for row in grouped}


def _per_cent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
