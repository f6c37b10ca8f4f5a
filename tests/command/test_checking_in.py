"""Check-ins at the code of the place: early, on time, late or missed; missed goes up; hand-over and swaps."""

import datetime as dt
import json
from collections.abc import Callable
from uuid import UUID

import pytest

from tests.builders import DAY, JUNIOR, MORNING, PRIMARY, Universe
from tests.command import states
from tests.command.states import begun, come, of, planned, room, seat
from xiaoan.command import services
from xiaoan.command.models import CheckIn, HandOver, Seat, ShiftKind, Swap
from xiaoan.command.queries import shifts
from xiaoan.command.services import NewNote, NewSwap
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere

Acting = Callable[[str], Actor]
At = Callable[[str], None]
CHECK_IN = "command.check_in"
FRIDAY = DAY + dt.timedelta(days=4)


@pytest.fixture
def watch(acting: Acting, universe: Universe) -> tuple[UUID, tuple[UUID, str]]:
    """The class teacher is on watch today; gives the shift and the place with its code."""
    principal = acting("principal")
    day = begun(principal)["白班"]
    planned(principal, seat(universe, day, "teacher"), seat(universe, day, "doctor", "lead"))
    return day, room(principal)


@pytest.mark.parametrize(
    ("time", "state", "late"),
    [("07:30", "early", False), ("08:15", "on_time", False), ("08:16", "late", True)],
)
def test_by_place_and_time(
    time: str, state: str, late: bool, acting: Acting, universe: Universe, at: At,
    watch: tuple[UUID, tuple[UUID, str]],
) -> None:  # fmt: skip
    _day, place = watch
    at(time)
    teacher = acting("teacher")
    mine = [one for one in duty_queries.due_today(teacher, DAY) if one.kind == CHECK_IN]
    assert [(one.status, one.due_at) for one in mine] == [
        ("missed" if late else "due", MORNING.replace(hour=8, minute=15))
    ]
    assert come(teacher, of(universe, "teacher"), place) == state
    assert ("done", universe.users["teacher"].pk, late, 0) in states.duties(CHECK_IN)
    assert states.facts()[-1] == "checked_in"


def test_once(acting: Acting, universe: Universe, watch: tuple[UUID, tuple[UUID, str]]) -> None:
    teacher, pk, sitting = acting("teacher"), uuid7(), of(universe, "teacher")
    assert [come(teacher, sitting, watch[1], one) for one in (pk, pk, uuid7())] == ["early"] * 3
    with everywhere("tests"):
        assert CheckIn.objects.count() == 1
    with pytest.raises(Conflict):
        come(acting("doctor"), of(universe, "doctor"), watch[1], pk)


def test_missed_goes_up_the_ladder(
    acting: Acting, universe: Universe, at: At, watch: tuple[UUID, tuple[UUID, str]]
) -> None:
    come(acting("doctor"), of(universe, "doctor"), watch[1])
    at("08:26")
    with everywhere("tests") as system:
        assert duties.escalate(system) > 0
        steps = [one for one in states.duties(CHECK_IN) if one[0] == "open"]
    assert steps == [("open", universe.users["teacher"].pk, False, 2)]
    found = shifts.on_shift(watch[0], DAY)
    assert {one.name: one.state for one in found} == {"校医己": "early", "班主任壬": "missed"}
    assert come(acting("teacher"), of(universe, "teacher"), watch[1]) == "late"
    assert ("done", universe.users["teacher"].pk, True, 2) in states.duties(CHECK_IN)


def test_refusals(
    acting: Acting, universe: Universe, at: At, watch: tuple[UUID, tuple[UUID, str]]
) -> None:
    _day, (room_id, code) = watch
    mine = of(universe, "teacher")
    with pytest.raises(NotFound):
        come(acting("teacher"), mine, (room_id, code[:-1] + ("0" if code[-1] != "0" else "1")))
    with pytest.raises(Forbidden):
        come(acting("doctor"), mine, (room_id, code))
    elsewhere = room(acting("other_principal"), JUNIOR)
    with pytest.raises(NotFound):
        come(acting("teacher"), mine, elsewhere)
    at("06:59")
    with pytest.raises(Invalid, match="60 分钟"):
        come(acting("teacher"), mine, (room_id, code))
    at("18:00")
    with pytest.raises(Invalid, match="已经结束"):
        come(acting("teacher"), mine, (room_id, code))


def test_a_renewed_code_ends_the_old_one(
    acting: Acting, universe: Universe, watch: tuple[UUID, tuple[UUID, str]]
) -> None:
    room_id, code = watch[1]
    services.renew_room(acting("principal"), uuid7(), PRIMARY, room_id, close=False)
    with pytest.raises(NotFound):
        come(acting("teacher"), of(universe, "teacher"), (room_id, code))
    fresh = shifts.code_of(shifts.rooms(PRIMARY)[0])
    assert come(acting("teacher"), of(universe, "teacher"), (room_id, fresh)) == "early"
    services.renew_room(acting("principal"), uuid7(), PRIMARY, room_id, close=True)
    with pytest.raises(NotFound):
        shifts.room_by_code(room_id, fresh)


def test_replaced_meanwhile(
    acting: Acting, universe: Universe, watch: tuple[UUID, tuple[UUID, str]]
) -> None:
    mine = of(universe, "teacher")
    planned(acting("principal"), seat(universe, watch[0], "logistics", was="teacher"))
    with pytest.raises(Conflict, match="不是您的"):
        come(acting("teacher"), mine, watch[1])


def test_whoever_is_put_on_a_running_shift_has_time(
    acting: Acting, universe: Universe, at: At, watch: tuple[UUID, tuple[UUID, str]]
) -> None:
    at("10:00")
    planned(acting("principal"), seat(universe, watch[0], "logistics", was="teacher"))
    at("10:14")
    assert come(acting("logistics"), of(universe, "logistics"), watch[1]) == "on_time"


def note(day: UUID, pk: UUID | None = None, text: str = "有一名家长来访,已登记。") -> NewNote:
    return NewNote(pk or uuid7(), day, DAY, text, "南门灯未修")


def test_hand_over(
    acting: Acting, universe: Universe, at: At, watch: tuple[UUID, tuple[UUID, str]]
) -> None:
    day, _place = watch
    principal = acting("principal")
    night = services.NewKind(
        uuid7(), PRIMARY, "晚班", dt.time(18), dt.time(8), "every", "always", lead=False, watch=1
    )
    services.add_kind(principal, night)
    with everywhere("tests"):
        night_id = ShiftKind.objects.get(name="晚班").pk
    planned(principal, seat(universe, night_id, "logistics"))
    with pytest.raises(Invalid, match="还没有开始"):
        services.hand_over(acting("teacher"), note(day))
    at("17:50")
    given = note(day)
    services.hand_over(acting("teacher"), given)
    services.hand_over(acting("teacher"), given)
    with pytest.raises(Conflict):
        services.hand_over(acting("teacher"), note(day, given.id, "别的话"))
    with pytest.raises(Conflict, match="已经写过"):
        services.hand_over(acting("doctor"), note(day))
    with pytest.raises(NotFound):
        services.hand_over(acting("canteen"), note(day))
    with everywhere("tests"):
        assert "家长".encode() not in bytes(HandOver.objects.get().happened_cipher)
    assert [(one.by, one.open, one.read_at) for one in shifts.notes(PRIMARY)] == [
        ("班主任壬", "南门灯未修", None)
    ]
    with pytest.raises(Forbidden):
        services.read(acting("teacher"), given.id)
    with pytest.raises(NotFound):
        services.read(acting("canteen"), given.id)
    services.read(acting("logistics"), given.id)
    services.read(acting("logistics"), given.id)
    assert shifts.notes(PRIMARY)[0].read_by == "后勤巳"
    assert states.facts().count("hand_over_read") == 1


def friday(acting: Acting, universe: Universe, day: UUID) -> tuple[UUID, UUID]:
    """The teacher stands on Friday too, the canteen on Thursday; gives both seats."""
    planned(
        acting("principal"), seat(universe, day, "teacher", day=FRIDAY),
        seat(universe, day, "canteen", day=FRIDAY - dt.timedelta(days=1)),
    )  # fmt: skip
    with everywhere("tests"):
        mine = Seat.objects.get(user_id=universe.users["teacher"].pk, day=FRIDAY).pk
    return mine, of(universe, "canteen")


def sitters(day: dt.date) -> list[str]:
    with everywhere("tests"):
        rows = list(Seat.objects.filter(day=day, until_at=None))
        return [one.name for one in shifts.opened(rows, clock.now())]


def test_a_swap_needs_the_other(
    acting: Acting, universe: Universe, watch: tuple[UUID, tuple[UUID, str]]
) -> None:
    mine, theirs = friday(acting, universe, watch[0])
    given = NewSwap(uuid7(), mine, universe.users["canteen"].pk, theirs, "家里有事")
    services.ask(acting("teacher"), given)
    services.ask(acting("teacher"), given)
    assert (sitters(FRIDAY), Swap.objects.count()) == (["班主任壬"], 1)
    with pytest.raises(Forbidden):
        services.answer_swap(acting("teacher"), given.id, "agreed")
    with pytest.raises(NotFound):
        services.answer_swap(acting("doctor"), given.id, "agreed")
    assert services.answer_swap(acting("canteen"), given.id, "agreed") == "agreed"
    assert services.answer_swap(acting("canteen"), given.id, "agreed") == "agreed"
    assert (sitters(FRIDAY), sitters(FRIDAY - dt.timedelta(days=1))) == (["食堂午"], ["班主任壬"])
    with pytest.raises(Conflict, match="有了结果"):
        services.answer_swap(acting("teacher"), given.id, "withdrawn")


def test_a_swap_that_would_clash_changes_nothing(
    acting: Acting, universe: Universe, watch: tuple[UUID, tuple[UUID, str]]
) -> None:
    mine, _theirs = friday(acting, universe, watch[0])
    planned(acting("principal"), seat(universe, watch[0], "doctor", "lead", FRIDAY))
    given = NewSwap(uuid7(), mine, universe.users["doctor"].pk, None)
    services.ask(acting("teacher"), given)
    with pytest.raises(Invalid, match="两个班"):
        services.answer_swap(acting("doctor"), given.id, "agreed")
    assert sorted(sitters(FRIDAY)) == ["校医己", "班主任壬"]
    assert services.answer_swap(acting("doctor"), given.id, "declined") == "declined"


def test_what_nobody_answered_lapses(
    acting: Acting, universe: Universe, at: At, watch: tuple[UUID, tuple[UUID, str]]
) -> None:
    mine = of(universe, "teacher")
    services.ask(acting("teacher"), NewSwap(uuid7(), mine, universe.users["canteen"].pk, None))
    at("08:01")
    states.settled()
    with everywhere("tests"):
        assert Swap.objects.get().state == "lapsed"
    with pytest.raises(Invalid, match="已经开始"):
        services.ask(acting("teacher"), NewSwap(uuid7(), mine, universe.users["canteen"].pk, None))


def test_handed_over_with_consent(
    acting: Acting, universe: Universe, watch: tuple[UUID, tuple[UUID, str]]
) -> None:
    """Whoever took the duty over comes in the other's place; nobody else does."""
    mine, place = of(universe, "teacher"), watch[1]
    canteen = universe.users["canteen"].pk
    with everywhere("tests"):
        duty = Duty.objects.get(about_id=mine)
        assert duty.assignee_id == universe.users["teacher"].pk
        Duty.objects.filter(pk=duty.pk).update(assignee_id=canteen, unit_no=PRIMARY)
    with pytest.raises(Forbidden):
        come(acting("logistics"), mine, place)
    acting("canteen")
    assert [one.name for one in shifts.taken_over(universe.cast["canteen"])] == ["班主任壬"]
    pk = uuid7()
    assert [come(acting("canteen"), mine, place, pk) for _twice in range(2)] == ["early", "early"]
    found = shifts.on_shift(watch[0], DAY)
    assert sorted((one.name, one.state) for one in found) == [
        ("校医己", "planned"), ("食堂午", "early"),
    ]  # fmt: skip
    assert ("done", canteen, False, 0) in states.duties(CHECK_IN)
    with pytest.raises(Conflict):
        come(acting("canteen"), of(universe, "doctor"), place, pk)


def test_whoever_left_reads_no_note(
    acting: Acting, universe: Universe, at: At, watch: tuple[UUID, tuple[UUID, str]]
) -> None:
    """Their seats stay in the roster until somebody plans anew: they give them nothing."""
    day, place = watch
    principal = acting("principal")
    night = services.NewKind(
        uuid7(), PRIMARY, "晚班", dt.time(18), dt.time(8), "every", "always", lead=False, watch=1
    )
    services.add_kind(principal, night)
    with everywhere("tests"):
        night_id = ShiftKind.objects.get(name="晚班").pk
    planned(principal, seat(universe, night_id, "logistics"))
    mine, theirs = of(universe, "teacher"), of(universe, "logistics")
    at("17:50")
    given = note(day)
    services.hand_over(acting("doctor"), given)
    for login in ("logistics", "teacher"):
        states.left(universe, login)
    # Whoever has a post elsewhere still signs in.
    gone = universe.cast["logistics"]
    acting("logistics")
    assert shifts.mine(gone, MORNING, MORNING + dt.timedelta(days=1)) == []
    with pytest.raises(NotFound):
        services.read(gone, given.id)
    with pytest.raises(NotFound):
        come(gone, theirs, place)
    with pytest.raises(NotFound):
        services.ask(gone, NewSwap(uuid7(), theirs, universe.users["canteen"].pk, None))
    with pytest.raises(NotFound):
        services.hand_over(acting("teacher"), note(day))
    with pytest.raises(NotFound):
        come(acting("teacher"), mine, place)


def test_a_swap_says_which_seats(
    acting: Acting, universe: Universe, watch: tuple[UUID, tuple[UUID, str]]
) -> None:
    mine, theirs = friday(acting, universe, watch[0])
    given = NewSwap(uuid7(), mine, universe.users["canteen"].pk, theirs)
    services.ask(acting("teacher"), given)
    services.answer_swap(acting("canteen"), given.id, "agreed")
    with everywhere("tests"):
        entry = Entry.objects.get(kind="command.swap_answered")
        fresh = Seat.objects.filter(begun_by=given.id).values_list("pk", flat=True)
        body = json.loads(entry.body)
        assert sorted(body["seats_begun"]) == sorted(str(pk) for pk in fresh)
    assert sorted(body["seats_ended"]) == sorted([str(mine), str(theirs)])
