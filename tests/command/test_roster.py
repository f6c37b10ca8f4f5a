"""The roster: planned, copied, refused where somebody would stand two shifts, owed where it has gaps."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from tests.builders import COUNTY, DAY, JUNIOR, PRIMARY, TOWN, Universe
from tests.command import states
from tests.command.states import begun, planned, seat
from xiaoan.accounts import services as accounts
from xiaoan.command import services
from xiaoan.command.models import Seat
from xiaoan.command.queries import roster
from xiaoan.command.services import Change, Plan
from xiaoan.directory import queries as directory
from xiaoan.directory.services import calendar
from xiaoan.duties import services as duties
from xiaoan.duties.queries import levels
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere

Acting = Callable[[str], Actor]
At = Callable[[str], None]
FRIDAY, SUNDAY = DAY + dt.timedelta(days=4), DAY + dt.timedelta(days=6)


def week(unit_no: int = PRIMARY) -> list[tuple[str, int, dict[str, int]]]:
    found = roster.shifts([directory.place(unit_no)], DAY, SUNDAY).get(unit_no, [])
    return [(one.name, one.day.weekday(), one.missing()) for one in found]


BOTH = {"lead": 1, "watch": 1}


def test_days_of_school_and_without(acting: Acting) -> None:
    begun(acting("principal"))
    expected = [("白班", n, BOTH) for n in range(5)] + [("节假日班", n, BOTH) for n in (5, 6)]
    assert week() == expected


def test_holidays_come_from_the_calendar(acting: Acting) -> None:
    begun(acting("principal"))
    with everywhere("tests") as system:
        calendar.set_calendar_day(system, COUNTY, FRIDAY, False, "运动会")
    assert [name for name, n, _m in week() if n == 4] == ["节假日班"]


def test_nights_are_due_from_level_two_on(acting: Acting, universe: Universe) -> None:
    begun(acting("principal"))
    with everywhere("tests"):
        grounds = levels.Grounds("疫情上升", "县应急预案")
        asked = duties.ask_level(universe.cast["leader"], COUNTY, "II", grounds)
        duties.decide_level(universe.cast["officer"], asked, confirmed=True)
    assert [name for name, n, _m in week() if n == 0] == ["白班", "夜班"]


def test_planned_and_shown(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    day = begun(principal)["白班"]
    done = planned(
        principal, seat(universe, day, "principal", "lead"), seat(universe, day, "teacher")
    )
    assert (done.begun, done.ended) == (2, 0)
    assert week()[0] == ("白班", 0, {})
    # Both of today are owed at once, the gaps of the week too.
    assert [state for state, *_rest in states.duties("command.check_in")] == ["open", "open"]
    assert states.duties("command.fill") == [("open", universe.users["principal"].pk, False, 0)]
    done = planned(principal, seat(universe, day, "doctor", was="teacher"))
    assert (done.begun, done.ended) == (1, 1)
    assert sorted(state for state, *_rest in states.duties("command.check_in")) == [
        "excused", "open", "open",
    ]  # fmt: skip


def test_filled_is_done(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    kinds = begun(principal)
    changes = []
    for n in range(7):
        kind = kinds["白班" if n < 5 else "节假日班"]
        day = DAY + dt.timedelta(days=n)
        changes += [
            seat(universe, kind, "principal", "lead", day), seat(universe, kind, "teacher", day=day),
        ]  # fmt: skip
    planned(principal, *changes)
    assert states.duties("command.fill") == [("done", universe.users["principal"].pk, False, 0)]
    assert states.settled() == 0
    states.left(universe, "teacher")
    states.settled()
    assert sorted(state for state, *_rest in states.duties("command.fill")) == ["done", "open"]
    assert week()[0] == ("白班", 0, {"watch": 1})


def test_nobody_stands_two_shifts_at_once(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    day = begun(principal)["白班"]
    with pytest.raises(Invalid, match="班主任壬 同一时间排了两个班"):
        planned(principal, seat(universe, day, "teacher", "lead"), seat(universe, day, "teacher"))
    assert Seat.objects.count() == 0
    planned(principal, seat(universe, day, "teacher"))
    with pytest.raises(Invalid, match="两个班"):
        planned(principal, seat(universe, day, "teacher", "lead"))


def test_the_database_says_so_too(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    day = begun(principal)["白班"]
    planned(principal, seat(universe, day, "teacher"))
    row = Seat.objects.get()
    row.pk, row.kind_id, row.unit_no = uuid7(), uuid7(), PRIMARY
    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        row.save(force_insert=True)


def test_somebody_was_faster(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    day = begun(principal)["白班"]
    planned(principal, seat(universe, day, "teacher"))
    planned(principal, seat(universe, day, "doctor", was="teacher"))
    with pytest.raises(Conflict):
        planned(principal, seat(universe, day, "logistics", was="teacher"))


def test_the_same_form_plans_once(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    day = begun(principal)["白班"]
    given = Plan(uuid7(), PRIMARY, (seat(universe, day, "teacher"),))
    assert services.plan(principal, given) == services.plan(principal, given)
    assert Seat.objects.count() == 1
    with pytest.raises(Conflict):
        services.plan(principal, Plan(given.id, PRIMARY, (seat(universe, day, "doctor"),)))


def test_refused_with_the_field(acting: Acting, universe: Universe, at: At) -> None:
    principal = acting("principal")
    day = begun(principal)["白班"]
    who = universe.users["teacher"].pk
    for change, field in (
        (Change(uuid7(), DAY, "watch", None, who), "kind"),
        (Change(day, DAY, "cook", None, who), "kind"),
        (Change(day, DAY + dt.timedelta(days=93), "watch", None, who), "day"),
        (Change(day, DAY - dt.timedelta(days=1), "watch", None, who), "day"),
        (Change(day, DAY, "watch", None, universe.users["teacher_71"].pk), "user_id"),
    ):
        with pytest.raises(Invalid) as refused:
            planned(principal, change)
        assert list(refused.value.fields) == [field]
    for login, unit_no, error in (
        ("teacher", PRIMARY, Forbidden), ("principal", JUNIOR, NotFound), ("principal", TOWN, Forbidden),
    ):  # fmt: skip
        with pytest.raises(error):
            planned(acting(login), seat(universe, day, "teacher"), unit_no=unit_no)


def test_as_last_week(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    kinds = begun(principal)
    planned(
        principal,
        seat(universe, kinds["白班"], "principal", "lead"),
        seat(universe, kinds["白班"], "teacher"),
        seat(universe, kinds["白班"], "doctor", day=FRIDAY),
        seat(universe, kinds["节假日班"], "logistics", day=SUNDAY),
    )
    states.left(universe, "doctor")
    monday = DAY + dt.timedelta(days=7)
    act_id = uuid7()
    done = services.copy_week(principal, act_id, PRIMARY, monday)
    assert (done.begun, done.skipped) == (3, ("12月4日(周五) 白班 校医己",))
    assert services.copy_week(principal, act_id, PRIMARY, monday).begun == 3
    assert services.copy_week(principal, uuid7(), PRIMARY, monday).begun == 0


def test_a_shift_that_is_no_more(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    day = begun(principal)["白班"]
    planned(principal, seat(universe, day, "teacher"), seat(universe, day, "teacher", day=FRIDAY))
    assert services.end_kind(principal, uuid7(), PRIMARY, day) == 1
    assert week() == [("白班", 0, {"lead": 1}), *[("节假日班", n, BOTH) for n in (5, 6)]]


def test_a_shift_of_one_s_own(acting: Acting) -> None:
    principal = acting("principal")
    given = services.NewKind(
        uuid7(), PRIMARY, "护校", dt.time(6), dt.time(8), "every", "always", lead=False, watch=2
    )
    services.add_kind(principal, given)
    services.add_kind(principal, given)
    assert week()[0] == ("护校", 0, {"watch": 2})
    with pytest.raises(Invalid, match="同名"):
        services.add_kind(principal, services.NewKind(
            uuid7(), PRIMARY, "护校", dt.time(6), dt.time(8), "every", "always", lead=False, watch=2
        ))  # fmt: skip
    with pytest.raises(Invalid, match="1 到 5"):
        services.add_kind(principal, services.NewKind(
            uuid7(), PRIMARY, "空", dt.time(6), dt.time(8), "every", "always", lead=False, watch=0
        ))  # fmt: skip


def test_only_shifts_that_are_there(acting: Acting, universe: Universe, at: At) -> None:
    """No shift of days without school on a school day, none that has ended since."""
    principal = acting("principal")
    kinds = begun(principal)
    with pytest.raises(Invalid, match="没有这个班次") as refused:
        planned(principal, seat(universe, kinds["节假日班"], "teacher"))
    assert list(refused.value.fields) == ["day"]
    planned(principal, seat(universe, kinds["节假日班"], "teacher", day=SUNDAY))
    services.end_kind(principal, uuid7(), PRIMARY, kinds["白班"])
    with pytest.raises(Invalid, match="没有这个班次"):
        planned(principal, seat(universe, kinds["白班"], "teacher", day=FRIDAY))


def test_whoever_sits_where_no_shift_is_any_more_is_taken_off(
    acting: Acting, universe: Universe
) -> None:
    principal = acting("principal")
    day = begun(principal)["白班"]
    planned(principal, seat(universe, day, "teacher", day=FRIDAY))
    with everywhere("tests") as system:
        calendar.set_calendar_day(system, COUNTY, FRIDAY, False, "运动会")
    with pytest.raises(Invalid, match="没有这个班次"):
        planned(principal, seat(universe, day, "doctor", day=FRIDAY, was="teacher"))
    done = planned(principal, Change(day, FRIDAY, "watch", universe.users["teacher"].pk, None))
    assert (done.begun, done.ended) == (0, 1)


def test_a_clash_does_not_name_another_unit(acting: Acting, universe: Universe) -> None:
    """Somebody with two posts: the school is told that they stand elsewhere, not where and when."""
    with everywhere("tests") as system:
        accounts.grant_role(
            system, universe.users["doctor"], "township_liaison", TOWN, TOWN + 2**19, 0, DAY
        )
    liaison = acting("liaison")
    planned(liaison, seat(universe, begun(liaison, TOWN)["白班"], "doctor"), unit_no=TOWN)
    principal = acting("principal")
    with pytest.raises(Invalid, match="别的单位") as refused:
        planned(principal, seat(universe, begun(principal)["白班"], "doctor"))
    assert str(refused.value).count("白班") == 1
