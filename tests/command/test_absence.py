"""Who did not come stays on record as missing, whatever is planned afterwards."""

import json
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from tests.builders import COUNTY, DAY, TOWN, Universe
from tests.command import states
from tests.command.states import begun, come, of, planned, room, seat
from xiaoan.command.models import Seat
from xiaoan.command.queries import shifts
from xiaoan.command.queries.roster import Sitting
from xiaoan.command.services import Change
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere

Acting = Callable[[str], Actor]
At = Callable[[str], None]
CHECK_IN = "command.check_in"


@pytest.fixture
def day(acting: Acting, universe: Universe) -> UUID:
    """The class teacher is on watch today; gives the shift."""
    principal = acting("principal")
    shift = begun(principal)["白班"]
    planned(principal, seat(universe, shift, "teacher"))
    return shift


def emptied(universe: Universe, day: UUID) -> Change:
    return Change(day, DAY, "watch", universe.users["teacher"].pk, None)


def due(one: Sitting) -> str:
    return f"{one.due_at.astimezone(clock.ZONE):%H:%M}"


def checks() -> list[tuple[str, bool]]:
    return sorted((state, late) for state, _who, late, _level in states.duties(CHECK_IN))


def test_seated_anew_is_no_excuse(acting: Acting, universe: Universe, at: At, day: UUID) -> None:
    place = room(acting("principal"))
    at("15:00")
    planned(acting("principal"), emptied(universe, day))
    planned(acting("principal"), seat(universe, day, "teacher"))
    at("15:05")
    (sitting,) = shifts.on_shift(day, DAY)
    assert (sitting.state, due(sitting)) == ("missed", "08:15")
    assert come(acting("teacher"), of(universe, "teacher"), place) == "late"
    # The first stays missed; the second is done, late.
    assert checks() == [("done", True), ("open", False)]


def test_taken_off_after_the_deadline_stays_missed(
    acting: Acting, universe: Universe, at: At, day: UUID
) -> None:
    at("08:16")
    planned(acting("principal"), emptied(universe, day))
    assert checks() == [("open", False)]


def test_taken_off_before_is_owed_no_more(
    acting: Acting, universe: Universe, at: At, day: UUID
) -> None:
    at("07:50")
    planned(acting("principal"), emptied(universe, day))
    assert checks() == [("excused", False)]
    at("10:00")
    planned(acting("principal"), seat(universe, day, "teacher"))
    # Nobody waited for them meanwhile: they have time from now.
    (sitting,) = shifts.on_shift(day, DAY)
    assert (sitting.state, due(sitting)) == ("due", "10:15")


def test_taken_off_while_time_runs_and_back(
    acting: Acting, universe: Universe, at: At, day: UUID
) -> None:
    at("08:14")
    planned(acting("principal"), emptied(universe, day))
    planned(acting("principal"), seat(universe, day, "teacher"))
    at("08:16")
    (sitting,) = shifts.on_shift(day, DAY)
    assert (sitting.state, due(sitting)) == ("missed", "08:15")


def test_who_had_come_has_time_again(acting: Acting, universe: Universe, at: At, day: UUID) -> None:
    place = room(acting("principal"))
    at("08:05")
    assert come(acting("teacher"), of(universe, "teacher"), place) == "on_time"
    at("12:00")
    planned(acting("principal"), seat(universe, day, "doctor", was="teacher"))
    at("13:00")
    planned(acting("principal"), seat(universe, day, "teacher", was="doctor"))
    (sitting,) = shifts.on_shift(day, DAY)
    assert (sitting.state, due(sitting)) == ("due", "13:15")


def test_the_fact_says_which_seats(acting: Acting, universe: Universe, day: UUID) -> None:
    before = of(universe, "teacher")
    planned(acting("principal"), seat(universe, day, "doctor", was="teacher"))
    with everywhere("tests"):
        entry = Entry.objects.filter(kind="command.roster_planned").order_by("-n").first()
        after = Seat.objects.get(until_at=None)
    assert entry is not None
    body = json.loads(entry.body)
    assert (body["seats_begun"], body["seats_ended"]) == ([str(after.pk)], [str(before)])


@pytest.mark.parametrize("unit_no", [COUNTY, TOWN])
def test_a_county_and_a_township_owe_too(
    unit_no: int, acting: Acting, universe: Universe, at: At,
    signed_in: Callable[[str], Client],
) -> None:  # fmt: skip
    """Their duties are shown to whoever looks at them, and are in a chain of the journal."""
    login = {COUNTY: "officer", TOWN: "liaison"}[unit_no]
    keeper = acting(login)
    shift = begun(keeper, unit_no)["白班"]
    planned(keeper, seat(universe, shift, login), unit_no=unit_no)
    with everywhere("tests"):
        chains = set(
            Entry.objects.filter(kind="duties.opened", unit_no=unit_no).values_list(
                "school_id", flat=True
            )
        )
    assert chains == {unit_no}
    at("09:00")
    for who in ("leader", "liaison", "officer"):
        client = signed_in(who)
        for url in ("/duties/today/", "/duties/blind-spots/"):
            assert client.get(url).status_code == 200, (who, url)
