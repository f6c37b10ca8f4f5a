"""Roll-calls of a day counted from their own rows, sheet by sheet: the second way to the figures that
`overview` adds up as they come in."""

import datetime as dt
from collections import Counter

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.screening.models import Mark, RollCall

# What a sheet says of itself, under the names that facts have.
_SAID = (
    "enrolled", "expected", "present", "absent_sick", "absent_personal", "absent_unknown",
    "absent_isolation", "late_arrivals", "sent_home",
)  # fmt: skip


def by_school(actor: Actor, day: dt.date) -> dict[tuple[int, str], Counter[str]]:
    """(School, slot) → sheets in force (`sheets`, `late`), what they say, and their marks with fever or a
    symptom. As the system."""
    if not actor.is_system:
        raise Forbidden
    found: dict[tuple[int, str], Counter[str]] = {}
    in_force = RollCall.objects.filter(day=day, state="current")
    for school, slot, late, *said in in_force.values_list("school_id", "slot", "late", *_SAID):
        sums = found.setdefault((school, slot), Counter())
        sums.update(sheets=1, late=int(late), **dict(zip(_SAID, said, strict=True)))
    marks = Mark.objects.filter(day=day, current=True)
    for school, slot, fever, symptoms in marks.values_list(
        "school_id", "slot", "fever", "symptoms"
    ):
        sums = found.setdefault((school, slot), Counter())
        sums.update(fever=int(fever), symptomatic=int(fever or symptoms != 0))
    return found
