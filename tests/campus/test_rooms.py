"""The dormitory: beds beside sleepers, any day as it was, names for who may read them."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from tests.builders import BUILDER, CLASS_71, DAY, JUNIOR, MORNING, ROOM_1, ROOM_2, Universe
from xiaoan.campus import rules, services
from xiaoan.campus.models import Beds
from xiaoan.campus.queries import rooms
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.scope import enter, leave

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def stands(actor: Actor, day: dt.date = DAY) -> list[tuple[int, int | None, int, str]]:
    found = rooms.dormitory(actor, JUNIOR, day)
    return [(one.place.no, one.beds, one.sleepers, one.state) for one in found.rooms]


def test_a_room_is_free_full_or_over(acting: Acting, universe: Universe) -> None:
    keeper = acting("keeper")
    before = stands(keeper)
    assert [(no, beds, state) for no, beds, _n, state in before] == [
        (ROOM_1, None, "unknown"), (ROOM_2, None, "unknown"),
    ]  # fmt: skip
    sleepers = before[0][2]
    for beds, state in ((sleepers - 1, "over"), (sleepers, "full"), (sleepers + 1, "free")):
        services.set_beds(keeper, JUNIOR, ROOM_1, beds)
        assert stands(keeper)[0] == (ROOM_1, beds, sleepers, state)
    services.set_beds(keeper, JUNIOR, ROOM_1, sleepers + 1)
    assert Entry.objects.filter(kind="campus.beds_set").count() == 3
    for wrong in (None, -1, rules.MOST_BEDS + 1):
        with pytest.raises(Invalid) as fault:
            services.set_beds(keeper, JUNIOR, ROOM_1, wrong)
        assert fault.value.fields == {"beds": "range"}
    with pytest.raises(Invalid, match="本校的一栋楼"):
        services.set_beds(keeper, JUNIOR, CLASS_71, 6)
    assert services.set_beds(keeper, JUNIOR, JUNIOR, 6) == 2
    with pytest.raises(NotFound):
        services.set_beds(acting("principal"), JUNIOR, ROOM_1, 6)
    with pytest.raises(Forbidden):
        services.set_beds(acting("officer"), JUNIOR, ROOM_1, 6)


def test_a_move_is_kept_and_the_day_before_reads_as_it_was(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    enter(BUILDER)
    keeper = acting("keeper")
    found = rooms.dormitory(keeper, JUNIOR, DAY)
    one = rooms.sleepers(keeper, found, ROOM_1)[0]
    count = len(rooms.sleepers(keeper, found, ROOM_1))
    morning.move_to(MORNING + dt.timedelta(days=1))
    enter(BUILDER)
    people.change_boarding(
        BUILDER, one.person_id, True, ROOM_2, When(DAY + dt.timedelta(days=1), "换宿舍")
    )
    keeper = acting("keeper")
    later = rooms.dormitory(keeper, JUNIOR, DAY + dt.timedelta(days=1))
    assert len(rooms.sleepers(keeper, later, ROOM_1)) == count - 1
    assert one.person_id in {each.person_id for each in rooms.sleepers(keeper, later, ROOM_2)}
    assert len(rooms.sleepers(keeper, rooms.dormitory(keeper, JUNIOR, DAY), ROOM_1)) == count


def test_the_page_names_sleepers_to_who_may_read_them(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    keeper, url = signed_in("keeper"), f"/campus/school/{JUNIOR}/rooms/"
    page = keeper.get(f"{url}?room={ROOM_1}")
    assert page.status_code == 200
    assert page.context["people"]
    assert page.context["people"][0].name in page.content.decode()
    leader = signed_in("leader").get(f"{url}?room={ROOM_1}")
    assert (leader.status_code, leader.context["people"]) == (200, [])
    refused = keeper.post(url, {"place": ROOM_1, "beds": "x"})
    assert (refused.status_code, "0 到 40" in refused.content.decode()) == (422, True)
    assert keeper.post(url, {"place": ROOM_1, "beds": "6"}).status_code == 302
    enter(BUILDER)
    assert Beds.objects.get().beds == 6
    leave()
    assert signed_in("teacher").get(url).status_code == 404
    bad = keeper.get(f"{url}?day=x")
    assert (bad.status_code, "日期看不懂" in bad.content.decode()) == (200, True)
