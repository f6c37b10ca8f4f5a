"""Spot calls: drawn by a lot that nobody turns, recorded once, answered by the unit."""

import json
from collections.abc import Callable

import pytest

from tests.builders import COUNTY, JUNIOR, PRIMARY, TOWN, Universe
from tests.command import states
from tests.command.states import begun, of, planned, seat
from xiaoan.command import rules, services
from xiaoan.command.models import Call, Draw
from xiaoan.command.queries import calls
from xiaoan.command.services import Change, NewCall, NewDraw
from xiaoan.directory import queries as directory
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere

Acting = Callable[[str], Actor]
At = Callable[[str], None]


@pytest.fixture
def on_duty(acting: Acting, universe: Universe, at: At) -> None:
    """Five on duty at two schools."""
    for login, unit_no, people in (
        ("principal", PRIMARY, ("doctor", "teacher")), ("other_principal", JUNIOR, ("keeper", "teacher_71")),
    ):  # fmt: skip
        keeper = acting(login)
        day = begun(keeper, unit_no)["白班"]
        planned(
            keeper, seat(universe, day, people[0], "lead"), seat(universe, day, people[1]),
            unit_no=unit_no,
        )  # fmt: skip
    at("10:00")


def test_the_lot_is_on_record(acting: Acting, on_duty: None) -> None:
    officer = acting("officer")
    given = NewDraw(uuid7(), COUNTY, 3)
    assert services.draw(officer, given) == services.draw(officer, given) == 3
    row = Draw.objects.get()
    place = directory.place(COUNTY)
    candidates = [(one.unit_no, one.pk) for one in calls.on_duty(place, clock.now())]
    assert len(candidates) == row.candidates == 4
    drawn = rules.draw(row.seed, candidates, 3)
    assert [pk for _no, pk in drawn] == row.seat_ids
    with everywhere("tests"):
        entry = Entry.objects.get(kind="command.calls_drawn")
    body = json.loads(entry.body)
    assert (body["seed"], body["candidates"]) == (row.seed, 4)


def test_nobody_draws_until_it_suits(acting: Acting, on_duty: None) -> None:
    officer = acting("officer")
    services.draw(officer, NewDraw(uuid7(), COUNTY, 2))
    with pytest.raises(Conflict, match="还有 2 人"):
        services.draw(officer, NewDraw(uuid7(), COUNTY, 2))
    drawn = calls.last_draw(officer, COUNTY)
    assert drawn is not None
    for one in drawn.open:
        services.record(officer, NewCall(uuid7(), one.id, "reached", "", drawn.id))
    assert services.draw(officer, NewDraw(uuid7(), COUNTY, 2)) == 2
    with pytest.raises(Conflict, match="已经查过"):
        services.record(officer, NewCall(uuid7(), drawn.open[0].id, "reached", "", drawn.id))


def test_recorded_and_answered(acting: Acting, universe: Universe, on_duty: None) -> None:
    mine = of(universe, "teacher")
    given = NewCall(uuid7(), mine, "other", "门卫老李接的")
    services.record(acting("liaison"), given)
    services.record(acting("liaison"), given)
    with pytest.raises(Conflict):
        services.record(acting("liaison"), NewCall(given.id, mine, "reached"))
    with everywhere("tests"):
        assert "老李".encode() not in bytes(Call.objects.get().note_cipher or b"")
    (told,) = calls.about(acting("teacher"))
    assert (told.result, told.note, told.by, told.answer) == ("other", "门卫老李接的", "联络丙", "")
    services.answer(acting("teacher"), told.id, "在巡查南门")
    services.answer(acting("teacher"), told.id, "在巡查南门")
    with pytest.raises(Conflict, match="说明过"):
        services.answer(acting("teacher"), told.id, "另一种说法")
    # What the called person says and what the unit says are two things; who called says neither.
    with pytest.raises(Forbidden):
        services.answer(acting("liaison"), told.id, "替学校说一句")
    with pytest.raises(Forbidden):
        services.answer(acting("officer"), told.id, "上级也不行")
    services.answer(acting("principal"), told.id, "已核实")
    with pytest.raises(Conflict, match="说明过"):
        services.answer(acting("principal"), told.id, "另一种说法")
    total, rows = calls.page_of(acting("officer"), directory.place(COUNTY), 0)
    (row,) = rows
    assert (total, row.own_answer, row.answer, row.answered_by) == (
        1, "在巡查南门", "已核实", "校长戊",
    )  # fmt: skip
    assert [states.facts().count(kind) for kind in ("called", "call_answered")] == [1, 2]


def test_who_called_does_not_answer(acting: Acting, universe: Universe, on_duty: None) -> None:
    """Not for the own unit either: the called person still may."""
    given = NewCall(uuid7(), of(universe, "teacher"), "not_reached")
    services.record(acting("principal"), given)
    with pytest.raises(Forbidden):
        services.answer(acting("principal"), given.id, "没什么")
    services.answer(acting("teacher"), given.id, "手机没电")
    assert [one.own_answer for one in calls.about(acting("teacher"))] == ["手机没电"]


def test_one_open_draw_whoever_is_looked_at(acting: Acting, on_duty: None) -> None:
    """Not the county, then a township of it, then a school, until it suits."""
    officer = acting("officer")
    services.draw(officer, NewDraw(uuid7(), COUNTY, 1))
    for unit_no in (TOWN, PRIMARY, JUNIOR, COUNTY):
        with pytest.raises(Conflict, match="还有 1 人"):
            services.draw(officer, NewDraw(uuid7(), unit_no, 1))
    # What nobody above has called does not keep a school from looking at itself.
    assert services.draw(acting("principal"), NewDraw(uuid7(), PRIMARY, 1)) == 1


def test_a_drawn_seat_stays_drawn(
    acting: Acting, universe: Universe, at: At, on_duty: None
) -> None:
    """Taken off the roster and put back under another id, it is still to be called."""
    principal = acting("principal")
    services.draw(principal, NewDraw(uuid7(), PRIMARY, 2))
    drawn = calls.last_draw(principal, PRIMARY)
    assert drawn is not None
    for one in drawn.open:
        login = {"校医己": "doctor", "班主任壬": "teacher"}[one.name]
        planned(principal, Change(one.kind_id, one.day, one.seat, one.user_id, None))
        planned(principal, seat(universe, one.kind_id, login, one.seat))
    with pytest.raises(Conflict, match="还有 2 人"):
        services.draw(principal, NewDraw(uuid7(), PRIMARY, 2))
    again = calls.last_draw(principal, PRIMARY)
    assert again is not None
    assert (again.open, again.removed) == (drawn.open, frozenset(one.id for one in drawn.open))
    services.record(principal, NewCall(uuid7(), drawn.open[0].id, "reached", "", drawn.id))
    # Beside the lot only whoever stands there now is called.
    with pytest.raises(NotFound):
        services.record(principal, NewCall(uuid7(), drawn.open[1].id, "reached"))
    at("18:00")
    again = calls.last_draw(principal, PRIMARY)
    assert again is not None
    assert again.open == ()


def test_whoever_left_is_not_drawn(acting: Acting, universe: Universe, on_duty: None) -> None:
    states.left(universe, "doctor")
    services.draw(acting("officer"), NewDraw(uuid7(), COUNTY, 5))
    assert Draw.objects.get().candidates == 3


def test_refusals(acting: Acting, universe: Universe, at: At, on_duty: None) -> None:
    mine = of(universe, "teacher")
    for login, error in (
        ("doctor", Forbidden), ("other_liaison", NotFound), ("other_principal", NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            services.record(acting(login), NewCall(uuid7(), mine, "reached"))
    for result, note, field in (("maybe", "", "result"), ("other", " ", "note")):
        with pytest.raises(Invalid) as refused:
            services.record(acting("liaison"), NewCall(uuid7(), mine, result, note))
        assert list(refused.value.fields) == [field]
    for count in (0, 51):
        with pytest.raises(Invalid):
            services.draw(acting("liaison"), NewDraw(uuid7(), TOWN, count))
    with pytest.raises(Forbidden):
        services.draw(acting("principal"), NewDraw(uuid7(), TOWN, 1))
    at("18:01")
    with pytest.raises(Invalid, match="不在进行"):
        services.record(acting("liaison"), NewCall(uuid7(), mine, "reached"))
    with pytest.raises(Invalid, match="没有人当班"):
        services.draw(acting("liaison"), NewDraw(uuid7(), TOWN, 1))
    assert states.facts().count("called") == 0
