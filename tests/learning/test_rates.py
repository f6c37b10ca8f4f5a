"""The three rates: groups partition, levels add up, under telling, correcting, marking and taking back."""

from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import BUILDER, CLASS_11, CLASS_12, COUNTY, PRIMARY, Universe
from tests.homework.setting import new
from xiaoan.directory import queries as directory
from xiaoan.homework import services
from xiaoan.homework.models import Day, Task
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.learning import rules
from xiaoan.learning.queries import load, rates
from xiaoan.learning.rules import Figures
from xiaoan.lessons.models import Day as LessonDay

Acting = Callable[[str], Actor]
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["set", "tell", "mark", "mark_all", "cancel", "back"]), st.integers(0, 5),
        st.dictionaries(st.integers(0, 4), st.sampled_from(["missing", "excused", "no_device"])),
    ),
    max_size=7,
)  # fmt: skip


def _whole(actor: Actor, unit_no: int, period: str = "term") -> rates.Rates:
    return rates.rates(actor, directory.place(unit_no), period, clock.today())


def _holds(one: Figures) -> None:
    assert one.watched <= one.due
    assert one.marked <= one.handed <= one.asked
    assert one.seats == one.due + one.excused + one.no_device
    assert one.roll == one.asked + one.hw_excused + one.hw_no_device


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=_STEPS)
def test_it_adds_up_whatever_is_told(
    steps: list[tuple[str, int, dict[int, str]]], acting: Acting, universe: Universe
) -> None:
    actor = acting("principal")
    known: list[UUID] = []
    before = _whole(actor, PRIMARY).whole
    people = [universe.person(CLASS_11, seat) for seat in range(1, 6)]
    for what, n, told in steps:
        known = _step(actor, what, n, {people[seat]: why for seat, why in told.items()}, known)
    whole = _whole(actor, PRIMARY)
    _holds(whole.whole)
    for rows in (whole.below, whole.subjects, whole.days):
        assert sum((row.figures for row in rows), Figures()) == whole.whole
        for row in rows:
            _holds(row.figures)
    grade = next(row for row in whole.below if row.figures.roll) if whole.whole.roll else None
    if grade:
        assert _whole(actor, grade.key).whole == grade.figures
        assert sum((r.figures for r in _whole(actor, grade.key).below), Figures()) == grade.figures
    assert whole.whole.tasks >= before.tasks or not known
    columns = [field.attname for field in Day._meta.concrete_fields if field.attname != "id"]
    stood = sorted(Day.objects.values_list(*columns))
    enter(system("homework"))
    services.rebuild(system("homework"))
    assert sorted(Day.objects.values_list(*columns)) == stood


def _step(actor: Actor, what: str, n: int, told: dict[UUID, str], known: list[UUID]) -> list[UUID]:
    if what == "set" or not known:
        given = new(CLASS_11, CLASS_12, subject=["maths", "english", "chinese"][n % 3])
        return known + services.set_homework(actor, given)[:1]
    task = known[n % len(known)]
    if what == "tell" or what == "back":
        free = {
            who: why for who, why in told.items()
            if not Task.objects.get(pk=task).marked
        }  # fmt: skip
        services.tell(actor, uuid7(), task, {} if what == "back" else free)
    elif what in ("mark", "mark_all"):
        services.mark_all(actor, uuid7(), task)
    else:
        services.cancel(actor, uuid7(), task, "不布置了")
        known = [one for one in known if one != task]
    return known


def test_viewing_stands_beside_homework(acting: Acting, universe: Universe) -> None:
    enter(BUILDER)
    LessonDay.objects.create(
        school_id=PRIMARY, unit_no=CLASS_11, subject="maths", day=clock.today(), lessons=2, reported=1,
        minutes=40, due=20, watched=9, missed=1, excused=1, no_device=1, unknown=8,
    )  # fmt: skip
    services.set_homework(acting("teacher"), new())
    found = _whole(acting("officer"), COUNTY, "day")
    n = found.whole.roll
    assert (found.whole.watched, found.whole.due, found.whole.gap[0]) == (9, 18, 9)
    assert (found.whole.handed, found.whole.asked, found.whole.hw_unknown) == (0, n, n)
    assert [row.figures.due for row in found.below if row.figures.due] == [18]
    assert [(row.key, row.figures.due) for row in found.subjects] == [("maths", 18)]


def test_the_load_is_added_up_before_setting(acting: Acting, universe: Universe) -> None:
    actor = acting("teacher")
    services.set_homework(actor, new(minutes=15))
    (said,) = load.before_setting(actor, [CLASS_11], clock.today(), 10)
    assert said.over
    assert said.text == "一年级1班 那天的作业:数学 15 + 这次 10 = 25 分钟,超过上限 0 分钟。"
    assert said.source.endswith("(未核对原文)")
    (one,) = load.over(acting("principal"), directory.place(PRIMARY), clock.today())
    assert (one.unit_no, one.what, one.sum_words) == (CLASS_11, "homework", "数学 15 = 15 分钟")


@pytest.mark.parametrize(
    ("name", "grade"),
    [("一年级1班", 1), ("初三4班", 9), ("高二1班", 11), ("大班1班", 0), ("实验班", None)],
)
def test_grades(name: str, grade: int | None) -> None:
    assert rules.grade_of(name) == grade


def test_elsewhere_there_is_nothing(acting: Acting) -> None:
    with pytest.raises(NotFound):
        rates.require(acting("other_principal"), PRIMARY)
    with pytest.raises(NotFound):
        rates.require(acting("guardian"), CLASS_11)
