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
from xiaoan.command.services import NewCall, NewDraw
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
        services.answer(acting("principal"), told.id, "另一种说法")
    total, rows = calls.page_of(acting("officer"), directory.place(COUNTY), 0)
    assert (total, rows[0].answer, rows[0].answered_by) == (1, "在巡查南门", "班主任壬")
    assert states.facts().count("called") == 1


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
