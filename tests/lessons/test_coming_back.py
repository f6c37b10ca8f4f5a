"""At home and back: a class, a school, the county; roll-calls, rooms and lessons follow."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from tests.builders import BUILDER, CLASS_11, CLASS_12, COUNTY, DAY, JUNIOR, PRIMARY, Universe
from tests.clearances.test_following import unwell
from tests.hygiene import days
from tests.lessons.teaching import entry, period
from tests.readiness.schools import opened, ready
from tests.reopening import states as openings
from xiaoan.duties.models import Duty
from xiaoan.hygiene.models import Away, Due
from xiaoan.hygiene.queries import turns
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.lessons import services
from xiaoan.lessons.models import Back, Lesson, Period
from xiaoan.lessons.queries import lessons as shown
from xiaoan.lessons.queries import rates
from xiaoan.lessons.services import at_school
from xiaoan.readiness import services as readiness

Acting = Callable[[str], Actor]
NEXT = DAY + dt.timedelta(days=1)


def followed() -> None:
    """The jobs that follow each period have run."""
    enter(BUILDER)
    for one in Period.objects.filter(binds=True).order_by("id"):
        at_school.follow(BUILDER, one.pk, at_school.schools_of(one.pk))


def roll_calls() -> dict[int, set[str]]:
    """Class → the states of the roll-calls of today."""
    enter(BUILDER)
    found: dict[int, set[str]] = {}
    for no, state in Duty.objects.filter(kind="screening.rollcall", day=DAY).values_list(
        "unit_no", "state"
    ):
        found.setdefault(no, set()).add(state)
    return found


def test_a_county_goes_home_and_comes_back_class_by_class(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    officer = acting("officer")
    services.enter(officer, uuid7(), COUNTY, [entry(unit_no=COUNTY, platform="tv", link="")])
    row = period(officer, COUNTY)
    followed()
    assert {state for found in roll_calls().values() for state in found} == {"excused"}
    at_home = Lesson.objects.filter(day=DAY).count()
    assert at_home == 6
    services.bring_back(acting("officer"), uuid7(), row, CLASS_11, DAY)
    followed()
    found = roll_calls()
    assert "open" in found[CLASS_11]
    assert found[CLASS_12] == {"excused"}
    assert Lesson.objects.filter(day=DAY).count() == at_home - 1
    services.bring_back(acting("officer"), uuid7(), row, PRIMARY, DAY)
    followed()
    assert "open" in roll_calls()[CLASS_12]
    enter(BUILDER)
    assert not Lesson.objects.filter(school_id=PRIMARY).exists()
    assert Lesson.objects.filter(school_id=JUNIOR).exists()


def test_only_who_may_end_it_brings_back_and_only_what_is_inside(acting: Acting) -> None:
    row = period(acting("officer"), COUNTY)
    with pytest.raises(Invalid, match="没有这段网课"):
        services.bring_back(acting("principal"), uuid7(), row, PRIMARY, DAY)
    officer = acting("officer")
    with pytest.raises(Invalid) as fault:
        services.bring_back(officer, uuid7(), row, COUNTY, DAY)
    assert fault.value.fields == {"unit_no": "outside"}
    with pytest.raises(Invalid) as fault:
        services.bring_back(officer, uuid7(), row, PRIMARY, DAY - dt.timedelta(days=1))
    assert fault.value.fields == {"since": "range"}
    act = uuid7()
    services.bring_back(officer, act, row, PRIMARY, NEXT)
    services.bring_back(officer, act, row, PRIMARY, NEXT)
    assert Back.objects.count() == 1


def test_a_class_teacher_alone_lets_nobody_off_the_roll_call(acting: Acting) -> None:
    period(acting("teacher"), CLASS_11)
    followed()
    assert not Away.objects.exists()
    assert "excused" not in roll_calls()[CLASS_11]


def test_what_is_opened_in_the_morning_is_not_due_of_who_is_at_home(
    acting: Acting, universe: Universe
) -> None:
    period(acting("principal"), PRIMARY)
    enter(BUILDER)
    assert at_school.rest(BUILDER, [PRIMARY, JUNIOR], DAY) > 0
    assert at_school.rest(BUILDER, [PRIMARY, JUNIOR], DAY) == 0


def test_rooms_of_who_is_at_home_rest_and_are_used_again(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    enter(BUILDER)
    days.plan(days.places(), surface="1/1")
    days.laid_out()
    asked = Due.objects.filter(day=DAY, state="due").count()
    assert asked > 0
    row = period(acting("principal"), CLASS_11)
    followed()
    days.laid_out()
    rest = set(Due.objects.filter(day=DAY, excused="remote").values_list("unit_no", flat=True))
    assert rest == {CLASS_11}
    enter(BUILDER)
    assert CLASS_11 not in {
        one.line.unit_no for one in turns.day_of(NEXT, [PRIMARY]).turns.values()
    }
    services.end_period(acting("principal"), row, DAY)
    followed()
    assert CLASS_11 in {one.line.unit_no for one in turns.day_of(NEXT, [PRIMARY]).turns.values()}


def test_a_school_that_is_closed_rests_until_the_decision_to_open_it(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    enter(BUILDER)
    days.plan(days.places(), surface="1/1")
    ready(acting)
    opened(acting)
    assert not Period.objects.exists()
    morning.shift(dt.timedelta(minutes=5))
    opened(acting, "close", "出现聚集性疫情")
    followed()
    [row] = Period.objects.all()
    assert (row.source, row.since, row.binds, services.closed_schools(DAY)) == (
        "decision", DAY, True, [PRIMARY],
    )  # fmt: skip
    enter(BUILDER)
    assert turns.day_of(NEXT, [PRIMARY]).turns == {}
    morning.shift(dt.timedelta(minutes=5))
    opened(acting)
    followed()
    assert services.closed_schools(DAY) == []
    enter(BUILDER)
    assert turns.day_of(NEXT, [PRIMARY]).turns != {}


def test_the_decision_to_open_a_school_brings_it_back_from_what_the_county_ordered(
    acting: Acting,
) -> None:
    row = period(acting("officer"), COUNTY)
    ready(acting)
    opened(acting)
    followed()
    back = Back.objects.get()
    assert (back.period_id, back.unit_no, back.since) == (row, PRIMARY, DAY)
    found = roll_calls()
    assert "open" in found[CLASS_11]


def test_a_closed_school_is_cleaned_before_the_day_on_which_it_opens(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    enter(BUILDER)
    days.plan(days.places(), surface="1/1")
    ready(acting)
    opened(acting)
    morning.shift(dt.timedelta(minutes=5))
    opened(acting, "close", "出现聚集性疫情")
    followed()
    day = DAY + dt.timedelta(days=7)
    openings.decided(acting, openings.line("primary", day))
    assert readiness.clean_before_opening() == 1
    enter(BUILDER)
    assert turns.day_of(day - dt.timedelta(days=4), [PRIMARY]).turns == {}
    assert turns.day_of(day - dt.timedelta(days=3), [PRIMARY]).turns != {}


def test_a_lesson_is_due_of_who_may_not_come_though_the_class_is_at_school(
    acting: Acting, universe: Universe
) -> None:
    services.enter(acting("teacher"), uuid7(), CLASS_11, [entry()])
    assert not Lesson.objects.exists()
    who = unwell(acting, universe)
    enter(BUILDER)
    services.lay_out(DAY, (PRIMARY, PRIMARY + 4096))
    row = Lesson.objects.get()
    assert (row.unit_no, row.due, row.of_whom) == (CLASS_11, 1, [who])
    teacher = acting("teacher")
    assert [one.person_id for one in shown.roll_of(teacher, row)] == [who]
    before = rates.sums(teacher, (PRIMARY, PRIMARY + 4096), DAY, DAY)
    assert [(one["n_due"], one["n_unknown"]) for one in before] == [(1, 1)]
    # Nobody owes another report of one child; the class that learns online owes its own.
    enter(BUILDER)
    assert services.owe(BUILDER) == 0
    period(acting("principal"), CLASS_11)
    row.refresh_from_db()
    assert (row.due, row.of_whom) == (10, [])


def test_who_is_at_home_is_said_to_have_watched(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    services.enter(acting("teacher"), uuid7(), CLASS_11, [entry()])
    unwell(acting, universe)
    enter(BUILDER)
    services.lay_out(DAY, (PRIMARY, PRIMARY + 4096))
    morning.move_to(dt.datetime.combine(DAY, dt.time(8, 20), dt.timezone(dt.timedelta(hours=8))))
    teacher = acting("teacher")
    other = frozenset({universe.person(CLASS_11, 1)})
    wrong = services.Report(uuid7(), Lesson.objects.get().pk, other)
    with pytest.raises(Invalid):
        services.report(teacher, wrong)
    services.report(acting("teacher"), services.Report(uuid7(), Lesson.objects.get().pk))
    row = Lesson.objects.get()
    assert row.due == row.watched + row.missed + row.excused + row.no_device == 1
