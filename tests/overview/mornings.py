"""A morning with one of everything."""

from collections.abc import Callable

from tests import builders
from tests.builders import (
    CLASS_11,
    CLASS_12,
    CLASS_71,
    CLASS_K,
    DAY,
    Universe,
    sent,
    sick,
)
from xiaoan.kernel.actor import Actor
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
Clock = Callable[[str], None]


def a_morning(acting: Acting, universe: Universe, at: Clock) -> None:
    """One of each: corrected, zero and late, silent, isolated and personal, sent home, excused."""
    first, second = (universe.enrolment(CLASS_11, seat) for seat in (1, 2))
    teacher = acting("teacher")
    screening.submit_roll_call(teacher, sent(CLASS_11, sick(first, "fever", "cough")))
    both = (sick(first, "fever", "cough"), sick(second, "vomiting"))
    screening.submit_roll_call(teacher, sent(CLASS_11, *both, base=1, reason="又一人"))
    kindergarten = (
        builders.sick(universe.enrolment(CLASS_K, 1), kind="absent_isolation", onset=None),
        builders.sick(universe.enrolment(CLASS_K, 2), kind="absent_personal", onset=None),
    )
    screening.submit_roll_call(acting("teacher_k"), sent(CLASS_K, *kindergarten))
    home = sick(universe.enrolment(CLASS_71, 1), "rash", kind="sent_home")
    screening.submit_roll_call(acting("teacher_71"), sent(CLASS_71, home))
    screening.excuse_class(
        acting("other_principal"), builders.CLASS_72, DAY, "morning", "outing", ""
    )
    at("08:40")
    screening.submit_roll_call(acting("teacher_12"), sent(CLASS_12))
