"""Boarders into a room, into another, out of it: by whoever keeps the dormitory, from a day on."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from tests.builders import BUILDER, CLASS_71, DAY, JUNIOR, MORNING, ROOM_1, ROOM_2, Universe
from xiaoan.campus import services
from xiaoan.campus.queries import rooms
from xiaoan.directory import services as directory
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
NEXT = DAY + dt.timedelta(days=1)


def in_room(actor: Actor, room: int, day: dt.date = DAY) -> set[UUID]:
    found = rooms.dormitory(actor, JUNIOR, day)
    return {one.person_id for one in rooms.sleepers(actor, found, room)}


def move(actor: Actor, room: int, *people: UUID, since: dt.date = NEXT, reason: str = "") -> int:
    given = services.Move(JUNIOR, room, frozenset(people), since, reason)
    return services.move(actor, given)


def test_a_boarder_moves_out_and_in_again_and_every_day_reads_as_it_was(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    keeper = acting("keeper")
    first = min(in_room(keeper, ROOM_1))
    before = in_room(keeper, ROOM_1), in_room(keeper, ROOM_2)
    assert move(keeper, ROOM_2, first) == 1
    assert move(acting("keeper"), ROOM_2, first) == 0
    keeper = acting("keeper")
    assert (in_room(keeper, ROOM_1), in_room(keeper, ROOM_2)) == before
    assert in_room(keeper, ROOM_1, NEXT) == before[0] - {first}
    assert in_room(keeper, ROOM_2, NEXT) == before[1] | {first}
    morning.move_to(MORNING + dt.timedelta(days=2))
    later = DAY + dt.timedelta(days=2)
    assert move(acting("keeper"), 0, first, since=later) == 1
    keeper = acting("keeper")
    found = rooms.dormitory(keeper, JUNIOR, later)
    assert [one.person_id for one in rooms.bare(keeper, found)] == [first]
    assert found.bare == 1
    enter(BUILDER)
    assert Entry.objects.filter(kind="campus.sleepers_moved").count() == 2


def test_no_more_than_there_are_beds(acting: Acting, universe: Universe) -> None:
    keeper = acting("keeper")
    two = in_room(keeper, ROOM_2)
    services.set_beds(keeper, JUNIOR, ROOM_2, len(two) + 1)
    people = sorted(in_room(keeper, ROOM_1))[:2]
    with pytest.raises(Invalid, match="床位不够") as fault:
        move(acting("keeper"), ROOM_2, *people)
    assert fault.value.fields == {"room": "full"}
    assert move(acting("keeper"), ROOM_2, people[0]) == 1


def test_what_cannot_be_is_refused_where_it_is_wrong(acting: Acting, universe: Universe) -> None:
    keeper = acting("keeper")
    who = min(in_room(keeper, ROOM_1))
    for given, field in (
        ((ROOM_2,), {"who": "missing"}),
        ((ROOM_2, uuid7()), {"who": "strangers"}),
        ((CLASS_71, who), {"room": "unknown"}),
    ):
        with pytest.raises(Invalid) as fault:
            move(acting("keeper"), *given)
        assert fault.value.fields == field
    with pytest.raises(Invalid) as late:
        move(acting("keeper"), ROOM_2, who, since=DAY - dt.timedelta(days=3))
    assert late.value.fields == {"reason": "no_reason"}
    with pytest.raises(NotFound):
        move(acting("principal"), ROOM_2, who)
    with pytest.raises((Forbidden, NotFound)):
        move(acting("leader"), ROOM_2, who)


def test_from_the_page(acting: Acting, signed_in: SignedIn, universe: Universe) -> None:
    enter(BUILDER)
    new = directory.NewPupil(
        school_id=JUNIOR, unit_no=CLASS_71, number="20269998", name="测试寄宿", sex="F",
        birth_date=dt.date(2013, 3, 4), id_number="990101201303049998", seat=30, since=DAY,
        boarder=True, dormitory_no=None,
    )  # fmt: skip
    directory.enrol(BUILDER, new)
    leave()
    keeper, url = signed_in("keeper"), f"/campus/school/{JUNIOR}/rooms/"
    page = keeper.get(url)
    [one] = page.context["bare"]
    assert "还没有床位的寄宿生" in page.content.decode()
    given = {"act": "move", "who": str(one.person_id), "since": NEXT.isoformat(), "reason": ""}
    wrong = keeper.post(url, {**given, "room": ""})
    assert (wrong.status_code, "请选住哪一间" in wrong.content.decode()) == (422, True)
    assert "checked" in wrong.content.decode()
    done = keeper.post(url, {**given, "room": str(ROOM_1)})
    assert done.status_code == 302
    shown = keeper.get(done["Location"])
    assert "测试寄宿" in shown.content.decode()
    assert "调换或搬出" in shown.content.decode()
    assert shown.context["bare"] == []
