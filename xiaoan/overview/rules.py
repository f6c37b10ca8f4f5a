"""What one fact adds to the row of its school, day and slot: sums, in whatever order."""

import datetime as dt
from collections.abc import Mapping

Change = dict[str, int]

# The counting columns of a school's row, in the order in which `overview_add` takes them.
COLUMNS = (
    "classes_due",
    "classes_reported",
    "classes_late",
    "zero_reports",
    "corrections",
    "enrolled_due",
    "enrolled_reported",
    "expected",
    "present",
    "absent_sick",
    "absent_personal",
    "absent_unknown",
    "absent_isolation",
    "late_arrivals",
    "sent_home",
    "fever",
    "symptomatic",
    "resp",
    "gi",
    "rash",
    "classes_excused",
    "enrolled_excused",
)


# Shares of classes reported at which the wall changes its colour.
WELL, HALF_WAY = 0.95, 0.80


def opened(duties: int, people: int, *, again: bool = False) -> Change:
    """So many classes with so many pupils are due; `again`: they had been excused."""
    excused = {"classes_excused": -duties, "enrolled_excused": -people} if again else {}
    return {"classes_due": duties, "enrolled_due": people, **excused}


def submitted(
    figures: Mapping[str, int],
    before: Mapping[str, int] | None,
    people_due: int,
    *,
    late: bool,
    zero: bool,
    before_zero: bool,
) -> Change:
    """A first roll-call brings its figures; a corrected one the difference to what it replaces.

    The roll may have changed since the duty was opened: what is due then follows the roll-call, so
    that enrolled = reported + not reported holds at every moment. A correction never changes how
    late the class was.
    """
    first = before is None
    enrolled_before = people_due if before is None else before.get("enrolled", 0)
    return {
        "classes_reported": int(first),
        "classes_late": int(first and late),
        "zero_reports": int(zero) - int(before_zero),
        "corrections": int(not first),
        "enrolled_due": figures.get("enrolled", 0) - enrolled_before,
        **_less(_sums(figures), _sums(before or {})),
    }


def excused(people_due: int, classes: int = 1, *, gone: bool = False) -> Change:
    """Classes that were due are not any more; `people_due` of all of them together.

    They stay in the figures as excused, so that enrolled = reported + not reported + excused; `gone`:
    the classes are no more, and leave.
    """
    stays = {} if gone else {"classes_excused": classes, "enrolled_excused": people_due}
    return {"classes_due": -classes, "enrolled_due": -people_due, **stays}


def recorded(
    classes: int, late: int, zero: int, corrections: int, figures: Mapping[str, int]
) -> Change:
    """Many roll-calls at once, with the sums of their figures as they stand at the end."""
    return {
        "classes_reported": classes,
        "classes_late": late,
        "zero_reports": zero,
        "corrections": corrections,
        **_sums(figures),
    }


def listed(change: Change) -> list[int]:
    """A change as the list of all columns."""
    return [change.get(column, 0) for column in COLUMNS]


def latest_open(opens: Mapping[str, dt.time], now: dt.time, first: str) -> str:
    """The slot that opened last before `now`; the first of the day while none has."""
    begun = [(time, slot) for slot, time in opens.items() if time <= now]
    return max(begun)[1] if begun else first


def masked(number: str) -> str:
    """A pupil's number of which four characters at most can be read."""
    shown = min(4, len(number) // 2)
    return "*" * (len(number) - shown) + number[len(number) - shown :]


def band(reported: int, due: int) -> str:
    """How far a unit has come, as the wall colours it; the bounds are our own choice."""
    if not due:
        return "excused"
    share = reported / due
    return "done" if share >= WELL else "late" if share >= HALF_WAY else "missed"


def is_searchable(text: str) -> bool:
    """One Chinese character, or two letters or digits: less would list everybody."""
    return len(text) >= 2 or (len(text) == 1 and not text.isascii())


def _sums(figures: Mapping[str, int]) -> Change:
    """A roll-call's figures under the names of the columns; what it calls enrolled has reported."""
    named = {column: figures.get(column, 0) for column in COLUMNS[7:]}
    return {"enrolled_reported": figures.get("enrolled", 0), **named}


def _less(new: Change, old: Change) -> Change:
    return {column: new[column] - old[column] for column in new}
