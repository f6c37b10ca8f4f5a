"""What only those above could end before, what a later day means, and the number of the duty post."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.builders import COUNTY, DAY, PRIMARY, TOWN, Universe
from tests.command import states
from tests.command.states import begun, planned, seat
from xiaoan.command import rules, services
from xiaoan.command.queries import absences, groups, units
from xiaoan.directory import queries as directory
from xiaoan.duties.models import Duty, Step
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere, leave

Acting = Callable[[str], Actor]
At = Callable[[str], None]
ONE = dt.timedelta(days=1)
LATER, LATEST = DAY + 5 * ONE, DAY + 20 * ONE


# ------------------------------------------------------------------------------ an absence ends


@pytest.fixture
def left_open(acting: Acting, universe: Universe, at: At) -> UUID:
    """The class teacher did not come and was taken off; gives the duty that is left."""
    shift = begun(acting("principal"))["白班"]
    planned(acting("principal"), seat(universe, shift, "teacher"))
    at("08:20")
    planned(acting("principal"), seat(universe, shift, "doctor", was="teacher"))
    acting("principal")
    (found,) = absences.left_open(directory.place(PRIMARY))
    return found.duty_id


def test_whoever_plans_ends_it_with_a_reason(acting: Acting, left_open: UUID) -> None:
    act_id = uuid7()
    for _again in range(2):
        services.end_absence(acting("principal"), act_id, PRIMARY, left_open, "临时就医,校医顶岗")
    with everywhere("tests"):
        row = Duty.objects.get(pk=left_open)
        step = Step.objects.get(duty_id=left_open, kind="excuse")
        facts = Entry.objects.filter(kind="command.absence_ended").count()
    assert (row.state, row.next_step_at) == ("excused", None)
    assert (step.reason, step.note, facts) == ("unseated", "临时就医,校医顶岗", 1)
    acting("principal")
    assert absences.left_open(directory.place(PRIMARY)) == []
    with pytest.raises(Conflict):
        services.end_absence(acting("principal"), uuid7(), PRIMARY, left_open, "又一次")


def test_not_without_a_reason_nor_by_others(
    acting: Acting, left_open: UUID, universe: Universe
) -> None:
    with pytest.raises(Invalid) as refused:
        services.end_absence(acting("principal"), uuid7(), PRIMARY, left_open, " ")
    assert refused.value.fields == {"reason": "empty"}
    with pytest.raises(Forbidden):
        services.end_absence(acting("teacher"), uuid7(), PRIMARY, left_open, "x")
    with pytest.raises(NotFound):
        services.end_absence(acting("other_principal"), uuid7(), PRIMARY, left_open, "x")
    with pytest.raises(Conflict):
        services.end_absence(acting("principal"), uuid7(), PRIMARY, uuid7(), "x")


def test_nobody_ends_their_own_absence(acting: Acting, universe: Universe, at: At) -> None:
    shift = begun(acting("principal"))["白班"]
    planned(acting("principal"), seat(universe, shift, "principal", "lead"))
    at("08:20")
    planned(acting("principal"), seat(universe, shift, "doctor", "lead", was="principal"))
    acting("principal")
    (found,) = absences.left_open(directory.place(PRIMARY))
    with pytest.raises(Forbidden):
        services.end_absence(acting("principal"), uuid7(), PRIMARY, found.duty_id, "x")


def test_what_still_has_a_seat_is_not_offered(acting: Acting, universe: Universe, at: At) -> None:
    shift = begun(acting("principal"))["白班"]
    planned(acting("principal"), seat(universe, shift, "teacher"))
    at("08:20")
    acting("principal")
    assert absences.left_open(directory.place(PRIMARY)) == []


def test_the_page(acting: Acting, left_open: UUID, signed_in: Callable[[str], Client]) -> None:
    leave()
    principal, here = signed_in("principal"), f"/command/unit/{PRIMARY}/roster/"
    assert "缺岗而班已撤下" in principal.get(here).content.decode()
    given = {"id": str(uuid7()), "duty_id": str(left_open), "reason": " "}
    refused = principal.post(f"{here}?act=absence", given)
    assert (refused.status_code, 'id="reason-fault"' in refused.content.decode()) == (422, True)
    assert principal.post(f"{here}?act=absence", {**given, "reason": "就医"}).status_code == 302
    assert "缺岗而班已撤下" not in principal.get(here).content.decode()
    assert signed_in("teacher").post(f"{here}?act=absence", given).status_code == 403


# ------------------------------------------------------------------------------ from a later day


def heads() -> list[tuple[str, dt.date, dt.date | None]]:
    """Who is head, and from when until when: today's and those to come."""
    place = directory.place(PRIMARY)
    rows = [*groups.members([place], DAY).get(PRIMARY, []), *groups.coming(place, DAY)]
    return [(one.name, one.since, one.until) for one in rows if one.rank == "head"]


def head(actor: Actor, universe: Universe, login: str, since: dt.date = DAY) -> None:
    states.named(actor, universe, login, "head", since=since)


def test_whoever_is_named_for_later_ends_nobody_before(acting: Acting, universe: Universe) -> None:
    principal, place = acting("principal"), directory.place(PRIMARY)
    head(principal, universe, "teacher")
    head(principal, universe, "doctor", LATER)
    assert heads() == [("班主任壬", DAY, LATER), ("校医己", LATER, None)]
    for day, name in ((DAY, "班主任壬"), (LATER - ONE, "班主任壬"), (LATER, "校医己")):
        assert [one.name for one in groups.members([place], day)[PRIMARY]] == [name]


def test_whoever_never_began_ends_nobody(acting: Acting, universe: Universe) -> None:
    principal, place = acting("principal"), directory.place(PRIMARY)
    head(principal, universe, "teacher")
    head(principal, universe, "doctor", LATER)
    coming = groups.coming(place, DAY)[0]
    services.end(principal, uuid7(), PRIMARY, coming.id)
    assert heads() == [("班主任壬", DAY, None)]
    assert [one.name for one in groups.members([place], LATEST)[PRIMARY]] == ["班主任壬"]


def test_named_for_later_and_overtaken(acting: Acting, universe: Universe) -> None:
    """Never two at once: whoever was to go on the later day goes on the earlier."""
    principal, place = acting("principal"), directory.place(PRIMARY)
    head(principal, universe, "teacher")
    head(principal, universe, "doctor", LATEST)
    head(principal, universe, "principal", LATER)
    assert heads() == [("班主任壬", DAY, LATER), ("校长戊", LATER, None)]
    for day in (DAY, LATER, LATEST):
        assert len(groups.members([place], day)[PRIMARY]) == 1


def test_fields_from_a_later_day_taken_back(acting: Acting, universe: Universe) -> None:
    """Of a place that several hold, the same person goes on as before."""
    principal, place = acting("principal"), directory.place(PRIMARY)
    states.named(principal, universe, "doctor", "deputy", fields=(rules.FIELDS[0],))
    states.named(principal, universe, "doctor", "deputy", since=LATER, fields=(rules.FIELDS[1],))
    services.end(principal, uuid7(), PRIMARY, groups.coming(place, DAY)[0].id)
    (left,) = groups.members([place], LATEST)[PRIMARY]
    assert (left.fields, left.until) == ((rules.FIELDS[0],), None)


def test_the_page_says_from_when(
    signed_in: Callable[[str], Client], acting: Acting, universe: Universe
) -> None:
    head(acting("principal"), universe, "teacher")
    leave()
    principal, here = signed_in("principal"), f"/command/unit/{PRIMARY}/group/"
    given: dict[str, Any] = {
        "id": str(uuid7()), "rank": "head", "user_id": str(universe.users["doctor"].pk),
        "since": LATER.isoformat(),
    }  # fmt: skip
    asked = principal.post(f"{here}?act=name", given)
    assert "在那以前不变" in asked.content.decode()
    sure = {**given, "sure": str(universe.users["teacher"].pk)}
    page = principal.post(f"{here}?act=name", sure, follow=True).content.decode()
    assert "在那以前仍由原来的人担任" in page


# ------------------------------------------------------------------------------ without a network


def test_the_check_in_waits_on_the_phone(
    acting: Acting, signed_in: Callable[[str], Client], universe: Universe, at: At
) -> None:
    shift = begun(acting("principal"))["白班"]
    planned(acting("principal"), seat(universe, shift, "teacher"))
    room_id, code = states.room(acting("principal"))
    seat_id = states.of(universe, "teacher")
    leave()
    at("07:50")
    teacher, here = signed_in("teacher"), f"/command/here/{room_id}/{code}/"
    page = teacher.get(here).content.decode()
    assert f'data-outbox data-outbox-key="{seat_id}" data-title="到岗签到"' in page
    given = {"submission_id": str(uuid7()), "seat_id": str(seat_id)}
    for _again in range(2):  # the same id once more is the same act
        assert teacher.post(here, given).status_code == 302


# ------------------------------------------------------------------------------ the duty post


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("0378-1234567 转 8", True), ("110", True), ("12", False), ("call me", False), ("1" * 21, False)],
)  # fmt: skip
def test_what_is_a_number(text: str, is_one: bool) -> None:
    assert rules.is_phone(text) == is_one


def test_a_school_sees_the_number_of_the_post_above(
    acting: Acting, signed_in: Callable[[str], Client]
) -> None:
    for who, unit_no, number in (
        ("officer", COUNTY, "0378-1111111"),
        ("liaison", TOWN, "0378-2222222"),
    ):
        act_id = uuid7()
        for _again in range(2):
            services.set_phone(acting(who), act_id, unit_no, f" {number} ")
    with pytest.raises(Invalid):
        services.set_phone(acting("officer"), uuid7(), COUNTY, "张三的手机")
    with pytest.raises(Forbidden):
        services.set_phone(acting("principal"), uuid7(), TOWN, "110")
    assert units.phones([COUNTY, TOWN, PRIMARY]) == {COUNTY: "0378-1111111", TOWN: "0378-2222222"}
    with everywhere("tests"):
        assert Entry.objects.filter(kind="command.duty_phone_set").count() == 2
    leave()
    for who in ("principal", "teacher"):
        page = signed_in(who).get(f"/command/unit/{PRIMARY}/").content.decode()
        assert [number in page for number in ("0378-1111111", "0378-2222222")] == [True, True]
    officer, here = signed_in("officer"), f"/command/unit/{COUNTY}/shifts/"
    assert officer.post(f"{here}?act=phone", {"id": str(uuid7()), "phone": "x"}).status_code == 422
    assert officer.post(f"{here}?act=phone", {"id": str(uuid7()), "phone": ""}).status_code == 302
    assert units.phones([COUNTY]) == {}
