"""The sums of schools and townships: those of the classes, whatever happened and whenever handed over."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    COUNTY,
    JUNIOR,
    PRIMARY,
    Universe,
)  # fmt: skip
from tests.homework.setting import new
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.models import Enrolment
from xiaoan.homework import services as homework
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.learning.models import Change, Day
from xiaoan.learning.queries import columns, rates
from xiaoan.learning.rules import Figures
from xiaoan.learning.services import sums
from xiaoan.lessons.models import Day as LessonDay

Acting = Callable[[str], Actor]
LEARNING = system("learning")
TOWNSHIP = PRIMARY // numbering.TOWNSHIP * numbering.TOWNSHIP
KEYS = ("unit_no", "school_id", "subject", "day", *columns.NAMES)
_STEP = st.tuples(
    st.sampled_from(["set", "tell", "mark", "cancel", "move", "viewed", "late", "fold"]),
    st.integers(0, 5), st.integers(0, 9),
)  # fmt: skip


def _rates(no: int) -> rates.Rates:
    enter(BUILDER)
    return rates.rates(BUILDER, directory.place(no), "term", clock.today())


def _from_classes(no: int) -> Figures:
    """The same, from the tables of classes alone."""
    place = directory.place(no)
    found = [_rates(one.no).whole for one in directory.places_inside(place.interval, "school")]
    return sum(found, Figures())


def _stands() -> list[tuple[object, ...]]:
    """The read table, once all is handed over."""
    enter(BUILDER)
    assert Change.objects.count() == 0
    return sorted(Day.objects.values_list(*KEYS))


def _viewing(n: int, seats: int, day: dt.date) -> None:
    """Seats in a lesson of a class are said, or said anew: as recounting does, taken away and added."""
    enter(BUILDER)
    no = (CLASS_11, CLASS_12, CLASS_71)[n % 3]
    key = {"unit_no": no, "subject": ["maths", "english"][n % 2], "day": day}
    LessonDay.objects.filter(**key).delete()
    if seats:
        LessonDay.objects.create(
            school_id=numbering.school_of(no), lessons=1, reported=1, minutes=40, due=10, watched=seats,
            missed=10 - seats, **key,
        )  # fmt: skip


def _move(universe: Universe, seat: int) -> None:
    """A pupil leaves one class for another, from today."""
    enter(BUILDER)
    rows = Enrolment.objects.filter(person_id=universe.person(CLASS_11, seat + 1), until=None)
    there = CLASS_12 if rows.filter(unit_no=CLASS_11).exists() else CLASS_11
    rows.update(unit_no=there)


def _do(
    what: str, n: int, seat: int, known: list[UUID], acting: Acting, universe: Universe
) -> None:  # fmt: skip
    if what in ("viewed", "late"):
        _viewing(n, seat, clock.today() - dt.timedelta(days=n if what == "late" else 0))
    elif what == "move":
        _move(universe, seat)
    elif what == "fold":
        enter(LEARNING)
        sums.fold(LEARNING)
    elif what == "set" or not known:
        given_ = new(CLASS_11, CLASS_12, subject=["maths", "english"][n % 2])
        known += homework.set_homework(acting("principal"), given_)
    elif what == "tell":
        homework.tell(acting("principal"), uuid7(), known[n % len(known)], {})
    elif what == "mark":
        homework.mark_all(acting("principal"), uuid7(), known[n % len(known)])
    else:
        homework.cancel(acting("principal"), uuid7(), known.pop(n % len(known)), "不布置了")


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(_STEP, max_size=9))
def test_levels_add_up_and_made_anew_is_the_same(
    steps: list[tuple[str, int, int]], acting: Acting, universe: Universe
) -> None:
    known: list[UUID] = []
    for what, n, seat in steps:
        _do(what, n, seat, known, acting, universe)
    before = [_rates(no) for no in (COUNTY, TOWNSHIP)]
    for no, one in zip((COUNTY, TOWNSHIP), before, strict=True):
        assert one.whole == _from_classes(no)
        for rows in (one.below, one.subjects, one.days):
            assert sum((row.figures for row in rows), Figures()) == one.whole
    by_school = {row.key: row.figures for row in before[1].below}
    for no in (PRIMARY, JUNIOR):
        if no in by_school:
            assert by_school[no] == _rates(no).whole
    enter(LEARNING)
    sums.fold(LEARNING)
    folded = _stands()
    assert [_rates(no) for no in (COUNTY, TOWNSHIP)] == before
    enter(LEARNING)
    assert sums.rebuild(LEARNING) == len(folded)
    assert _stands() == folded
    assert [_rates(no) for no in (COUNTY, TOWNSHIP)] == before


def test_kept_in_the_transaction_of_the_teacher(acting: Acting) -> None:
    (task,) = homework.set_homework(acting("teacher"), new())
    officer = acting("officer")
    found = rates.rates(officer, directory.place(COUNTY), "day", clock.today())
    n = found.whole.roll
    assert n > 0
    assert [row.figures.roll for row in found.below if row.figures.roll] == [n]
    homework.tell(acting("teacher"), uuid7(), task, {})
    found = rates.rates(acting("officer"), directory.place(COUNTY), "day", clock.today())
    assert (found.whole.handed, found.whole.hw_unknown) == (n, 0)


def test_by_command_and_by_nobody_else(acting: Acting, capsys: pytest.CaptureFixture[str]) -> None:
    homework.set_homework(acting("teacher"), new())
    for change in (sums.fold, sums.rebuild):
        with pytest.raises(Forbidden):
            change(acting("officer"))
    call_command("learning", "rebuild")
    assert capsys.readouterr().out == (
        "homework: 1 rows of classes\nrates: 2 rows of schools and townships\n"
    )
