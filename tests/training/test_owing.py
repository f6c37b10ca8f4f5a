"""What is required is owed by name, ends with the post, and is counted by school."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, JUNIOR, MORNING, PRIMARY, TOWN, Universe
from tests.training.lessons import take
from xiaoan.accounts.models import Grant
from xiaoan.duties import services as duties_
from xiaoan.duties.models import Duty
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.training import queries, services
from xiaoan.training.models import Count, Owed
from xiaoan.training.queries import units

Acting = Callable[[str], Actor]
TOMORROW = DAY + dt.timedelta(days=1)


def need(
    actor: Actor, course: str, roles: list[str], since: dt.date | None = DAY, ahead: int = 30
) -> None:
    services.set_need(actor, services.NewNeed(uuid7(), course, roles, since, ahead))


def owe() -> int:
    enter(BUILDER)
    return services.owe_today(BUILDER)


def duties() -> list[tuple[str, str]]:
    enter(BUILDER)
    rows = Duty.objects.filter(kind="training.course").order_by("assignee_id", "day", "id")
    return [(str(row.assignee_id), row.state) for row in rows]


def test_it_is_owed_once_and_done_by_passing(acting: Acting, universe: Universe) -> None:
    need(acting("officer"), "protection", ["logistics", "class_teacher"])
    assert (owe(), owe()) == (7, 0)  # six class teachers and the keeper of the stores
    keeper = universe.users["logistics"].pk
    duty = Duty.objects.get(kind="training.course", assignee_id=keeper)
    assert (duty.due_at.date(), duty.unit_no) == (DAY + dt.timedelta(days=14), PRIMARY)
    teacher = Duty.objects.get(kind="training.course", assignee_id=universe.users["teacher"].pk)
    assert teacher.unit_no == CLASS_11
    take(acting("logistics"), "protection")
    enter(BUILDER)
    duty.refresh_from_db()
    assert (duty.state, duty.done_by_id, duty.late) == ("done", keeper, False)
    assert owe() == 0
    assert Owed.objects.filter(user_id=keeper, closed_at=None).count() == 0


def test_an_expiring_certificate_is_owed_again(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    need(acting("officer"), "protection", ["logistics"], ahead=20)
    take(acting("logistics"), "protection")
    assert owe() == 0
    last = dt.date(2027, 11, 22)
    morning.move_to(MORNING.replace(year=2027, month=11, day=2))
    assert owe() == 0
    morning.move_to(MORNING.replace(year=2027, month=11, day=3))
    assert (owe(), owe()) == (1, 0)
    assert Duty.objects.get(kind="training.course").due_at.date() == last
    take(acting("logistics"), "protection")
    assert [state for _who, state in duties()] == ["done"]


def test_before_the_day_it_is_owed_ahead(acting: Acting) -> None:
    need(acting("officer"), "protection", ["logistics"], DAY + dt.timedelta(days=31))
    assert owe() == 0
    need(acting("officer"), "protection", ["logistics"], DAY + dt.timedelta(days=30))
    assert owe() == 1
    due = Duty.objects.get(kind="training.course").due_at.date()
    assert due == DAY + dt.timedelta(days=29)
    need(acting("officer"), "protection", ["logistics"], None)
    assert owe() == 0
    assert [state for _who, state in duties()] == ["excused"]


def test_a_leavers_ends(acting: Acting, universe: Universe) -> None:
    need(acting("officer"), "protection", ["logistics", "canteen"])
    assert owe() == 2
    keeper = universe.users["logistics"]
    Grant.objects.filter(user=keeper).update(until=DAY)
    assert owe() == 0
    assert sorted(duties()) == sorted(
        [(str(keeper.pk), "excused"), (str(universe.users["canteen"].pk), "open")]
    )


def test_figures_are_those_of_the_people(acting: Acting) -> None:
    need(acting("officer"), "protection", ["logistics", "canteen", "school_doctor", "principal"])
    take(acting("logistics"), "protection")
    enter(BUILDER)
    services.recount(BUILDER)
    principal = acting("principal")
    people = units.people((PRIMARY, PRIMARY + 4096))
    assert len([one for one in people if "protection" in one.by_course]) == 4
    counted = {
        row.course: units.Figures(
            row.needed, row.valid, row.expiring, row.expired, row.missing, row.waiting
        )
        for row in Count.objects.filter(unit_no=PRIMARY)
    }
    shown = units.figures_of(people)
    assert {code: shown.get(code, units.Figures()) for code in counted} == counted
    assert counted["protection"] == units.Figures(4, 1, 0, 0, 3)
    officer = acting("officer")
    rows, _at = units.rows(officer, units.unit(officer, COUNTY))
    by_name = {row.name: row.by_course["protection"].needed for row in rows}
    assert by_name == {"青禾县": 0, "城关镇": 4, "河口镇": 1}
    assert units.total(rows)["protection"] == units.Figures(5, 1, 0, 0, 4)
    rows, _at = units.rows(officer, units.unit(officer, TOWN))
    assert [row.unit_no for row in rows][:2] == [TOWN, PRIMARY]
    with pytest.raises(NotFound):
        units.unit(principal, JUNIOR)


def test_who_may_set_what(acting: Acting) -> None:
    for actor in ("leader", "principal", "teacher"):
        with pytest.raises((Forbidden, NotFound)):
            need(acting(actor), "protection", ["logistics"])
    officer = acting("officer")
    for roles, since, ahead, field in (
        (["guardian"], DAY, 30, "roles"), ([], DAY, 30, "roles"),
        (["logistics"], DAY - dt.timedelta(days=1), 30, "required_from"),
        (["logistics"], DAY, 999, "ahead"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            need(officer, "protection", roles, since, ahead)
        assert set(refused.value.fields) == {field}
    assert queries.rule_of("protection").is_set is False
    need(officer, "protection", ["logistics"], TOMORROW, 10)
    rule = queries.rule_of("protection")
    assert (rule.roles, rule.required_from, rule.ahead) == (("logistics",), TOMORROW, 10)


def test_nobody_can_learn_it_for_another(acting: Acting, universe: Universe) -> None:
    need(acting("officer"), "protection", ["logistics"])
    owe()
    duty = Duty.objects.get(kind="training.course")
    actor = acting("logistics")
    asked = duties_.NewAsking(uuid7(), duty.pk, "handover", "", universe.users["canteen"].pk)
    with pytest.raises(Invalid) as refused:
        duties_.ask(actor, asked)
    assert set(refused.value.fields) == {"to"}
