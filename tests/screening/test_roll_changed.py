"""A class that reported, and whose roll changed the same day: it says so, and can report again."""

from collections.abc import Callable

from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_12, DAY, PRIMARY, PUPILS, Universe, sent
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter, leave
from xiaoan.overview.models import SchoolDay
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
CHANGED = f"提交后名册有变({PUPILS} → {PUPILS - 1} 人),请更正重报。"


def moved(universe: Universe) -> None:
    enter(BUILDER)
    people.change_class(BUILDER, universe.person(CLASS_11, 2), CLASS_12, When(DAY))


def figures() -> tuple[int, int]:
    enter(BUILDER)
    row = SchoolDay.objects.get(school_id=PRIMARY, day=DAY, slot="morning")
    return row.enrolled_reported, row.present


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_clean_class_reports_again_once_its_roll_has_changed(
    acting: Acting, universe: Universe
) -> None:
    screening.submit_roll_call(acting("teacher"), first := sent(CLASS_11))
    moved(universe)
    screening.submit_roll_call(acting("teacher_12"), sent(CLASS_12))
    assert figures() == (2 * PUPILS + 1, 2 * PUPILS + 1)
    teacher = acting("teacher")
    assert screening.submit_roll_call(teacher, first).version == 1
    again = screening.submit_roll_call(teacher, sent(CLASS_11, base=1, reason="转班"))
    assert (again.version, again.state) == (2, "current")
    assert figures() == (2 * PUPILS, 2 * PUPILS)
    enter(teacher)
    same = screening.submit_roll_call(teacher, sent(CLASS_11, base=2, reason="转班"))
    assert same.version == 2


def test_the_class_and_the_school_see_the_difference_until_then(
    acting: Acting, universe: Universe, signed_in: Callable[[str], Client]
) -> None:
    receipt = f"/screening/receipt/{CLASS_11}/{DAY}/morning/"
    school = f"/screening/school/{PRIMARY}/?slot=morning"
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    leave()
    teacher, principal = signed_in("teacher"), signed_in("principal")
    assert (CHANGED in text(teacher, receipt), CHANGED in text(principal, school)) == (False, False)
    moved(universe)
    leave()
    assert (CHANGED in text(teacher, receipt), CHANGED in text(principal, school)) == (True, True)
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, base=1, reason="转班"))
    leave()
    assert (CHANGED in text(teacher, receipt), CHANGED in text(principal, school)) == (False, False)
