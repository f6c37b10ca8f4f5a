"""Who is in command: never empty where anybody is, says how it was found, as of any past instant."""

import datetime as dt
from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.builders import COUNTY, DAY, KINDERGARTEN, MORNING, PRIMARY, RIVER, TOWN, Universe
from tests.command import states
from tests.command.states import begun, come, of, planned, room, seat
from xiaoan.command import services
from xiaoan.command.queries import now, units
from xiaoan.command.queries.now import InCommand
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound

Acting = Callable[[str], Actor]
At = Callable[[str], None]


def command(unit_no: int = PRIMARY, at: dt.datetime | None = None) -> InCommand:
    return now.now([directory.place(unit_no)], at)[unit_no].command


def said(unit_no: int = PRIMARY, at: dt.datetime | None = None) -> tuple[str, str, int]:
    found = command(unit_no, at)
    return found.name, found.basis, found.at_no


def test_without_a_roster_the_first_responsible_person(acting: Acting, universe: Universe) -> None:
    acting("principal")
    assert (said(), command().why) == (("校长戊", "post", PRIMARY), ("no_roster",))
    states.named(acting("principal"), universe, "doctor")
    assert said() == ("校医己", "first", PRIMARY)


def test_a_unit_with_nobody_falls_to_the_one_above(acting: Acting, universe: Universe) -> None:
    acting("officer")
    found = command(KINDERGARTEN)
    assert (found.name, found.basis, found.at_no, found.at_name, found.why) == (
        "联络丙", "post", TOWN, "城关镇", ("no_roster", "vacant"),
    )  # fmt: skip
    states.left(universe, "liaison")
    assert said(KINDERGARTEN) == ("县长甲", "post", COUNTY)
    states.left(universe, "leader")
    lost = command(KINDERGARTEN)
    assert (lost.user_id, lost.why) == (None, ("no_roster", "vacant", "nobody"))


def test_the_leader_in_charge_unless_they_did_not_come(
    acting: Acting, universe: Universe, at: At
) -> None:
    principal = acting("principal")
    day = begun(principal)["白班"]
    planned(principal, seat(universe, day, "doctor", "lead"), seat(universe, day, "teacher"))
    assert (said(), command().why) == (("校长戊", "post", PRIMARY), ("no_lead",))
    at("08:05")
    assert said() == ("校医己", "lead", PRIMARY)
    at("08:20")
    assert (said(), command().why) == (("校长戊", "post", PRIMARY), ("absent",))
    come(acting("doctor"), of(universe, "doctor"), room(acting("principal")))
    assert said() == ("校医己", "lead", PRIMARY)
    at("18:00")
    assert said() == ("校长戊", "post", PRIMARY)


def test_as_of_any_past_instant(acting: Acting, universe: Universe, at: At) -> None:
    principal = acting("principal")
    day = begun(principal)["白班"]
    planned(principal, seat(universe, day, "doctor", "lead"))
    at("09:00")
    planned(principal, seat(universe, day, "logistics", "lead", was="doctor"))
    at("12:00")
    states.left(universe, "logistics", DAY + dt.timedelta(days=1))
    hour = dt.timedelta(hours=1)
    found = [said(at=MORNING + n * hour / 2)[0] for n in (0, 1, 2, 3, 4)]
    # 07:30 no shift; 08:00 due; 08:30 missed; 09:00 another; 09:30 missed as well.
    assert found == ["校长戊", "校医己", "校长戊", "后勤巳", "校长戊"]
    # The roster of 08:00 shows whoever was on it then, not who came later.
    one = now.now([directory.place(PRIMARY)], MORNING + hour)[PRIMARY]
    assert [seat.name for seat in one.of("lead")] == ["校医己"]


def test_up_and_down(acting: Acting) -> None:
    teacher = acting("teacher")
    assert [units.reads(teacher, no) for no in (PRIMARY, TOWN, COUNTY, RIVER, KINDERGARTEN)] == [
        True, True, True, False, False,
    ]  # fmt: skip
    with pytest.raises(NotFound):
        units.require(teacher, RIVER)
    assert units.own(teacher) == PRIMARY


def test_phones_are_shown_one_by_one_and_on_record(acting: Acting, universe: Universe) -> None:
    who = universe.users["principal"].pk
    assert services.show_phone(acting("liaison"), PRIMARY, who).startswith("199")
    assert states.facts() == ["phone_shown"]
    with pytest.raises(Forbidden):
        services.show_phone(acting("logistics"), PRIMARY, who)
    with pytest.raises(NotFound):
        services.show_phone(acting("liaison"), PRIMARY, universe.users["teacher"].pk)


def test_many_units_are_a_few_looks(
    acting: Acting, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    acting("officer")
    places = directory.places_inside((COUNTY, COUNTY * 2), "county", "township", "school")
    with django_assert_max_num_queries(40):
        assert len(now.now(places)) == 6
