"""What counts as watched, and when a family is called, as the bureau has set it from a day on."""

from collections.abc import Callable

from tests.builders import CLASS_11, COUNTY, Universe
from tests.lessons.teaching import lesson
from xiaoan.duties import services as duties
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.lessons import services
from xiaoan.lessons.queries import numbers
from xiaoan.lessons.rules import Stay
from xiaoan.lessons.services import reporting
from xiaoan.outreach import queries as outreach

Acting = Callable[[str], Actor]
At = Callable[[str], None]
VALUES = {"lessons.viewing.watched": 50, "lessons.viewing.call_after": 5}


def test_the_bureau_sets_them(acting: Acting, universe: Universe, at: At) -> None:
    assert (numbers.watched_percent(CLASS_11), numbers.call_after(CLASS_11)) == (80, 10)
    officer = acting("officer")
    given = duties.SetValues(VALUES, "家长反映课间网络不稳")
    assert duties.set_values(officer, COUNTY, given)
    assert (numbers.watched_percent(CLASS_11), numbers.call_after(CLASS_11)) == (50, 5)
    teacher = acting("teacher")
    row = lesson(teacher)
    at("08:06")
    first, second = universe.person(CLASS_11, 1), universe.person(CLASS_11, 2)
    services.report(teacher, services.Report(uuid7(), row.pk, frozenset({first})))
    assert [one.person_id for one in outreach.open_tasks(teacher)] == [first]
    at("09:00")
    half = {first: Stay(20 * 60), second: Stay(19 * 60)}
    states = reporting.of_export(row, [first, second], half, {}, set(), 50)
    assert {who: one.state for who, one in states.items()} == {second: "missed"}
