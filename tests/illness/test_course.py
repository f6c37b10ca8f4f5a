"""The doctor's sheets that wait on a phone: kept lean, sent in order, each once, what differs to a person."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_71, MORNING, PRIMARY, Universe, enrol
from tests.illness.ill import absent, feverish, report, step, the_illness
from xiaoan.directory.services import guardians
from xiaoan.illness import rules
from xiaoan.illness import services as illness
from xiaoan.illness.models import Illness, Late, Step
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.registry.models import Look

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
SHEET = "/illness/course/1/"


def ms(at: dt.datetime) -> str:
    return str(int(at.timestamp() * 1000))


def first(course: UUID, /, **more: Any) -> dict[str, Any]:
    """The first sheet of a course as a phone sends it."""
    return {
        "course": str(course), "notice-step_id": str(uuid7()), "notice-unit": str(CLASS_11),
        "notice-who": "测试生0002", "notice-symptoms": ["fever"], "notice-celsius": "38.5",
        "notice-method": "axillary", "pressed": ms(MORNING), **more,
    }  # fmt: skip


def later(course: UUID, act: str, minutes: int, **fields: Any) -> dict[str, Any]:
    """One of the sheets after it, pressed so many minutes later."""
    return {
        "course": str(course), f"{act}-step_id": str(uuid7()),
        "pressed": ms(MORNING + dt.timedelta(minutes=minutes)),
        **{f"{act}-{name}": value for name, value in fields.items()},
    }  # fmt: skip


def send(client: Client, address: str, body: dict[str, Any], now: dt.datetime) -> int:
    """As the outbox does; what the answer is."""
    headers = {"X-Outbox": client.own, "X-Outbox-Now": ms(now)}  # type: ignore[attr-defined]  # see doctor()
    return client.post(address, body, headers=headers).status_code


def doctor(signed_in: SignedIn, universe: Universe) -> Client:
    client = signed_in("doctor")
    client.own = str(universe.cast["doctor"].user_id)  # type: ignore[attr-defined]  # for the header
    return client


def taken() -> list[tuple[str, str, str]]:
    """Every step: what, when done, when told."""
    enter(BUILDER)
    rows = Step.objects.order_by("no").values_list("kind", "at", "recorded_at")
    zone = MORNING.tzinfo
    found = [
        (kind, at.astimezone(zone).strftime("%H:%M"), told.astimezone(zone).strftime("%H:%M"))
        for kind, at, told in rows
    ]
    leave()
    return found


FLOW: tuple[tuple[str, int, dict[str, str]], ...] = (
    ("retest", 6, {"celsius": "38.8", "method": "axillary"}),
    ("observe", 9, {}),
    ("guardian", 12, {"outcome": "reach"}),
    ("send", 30, {"by": "guardian"}),
)


def test_a_course_that_waited_is_stored_in_order_with_the_phones_times(
    signed_in: SignedIn, universe: Universe, morning: time_machine.Traveller
) -> None:
    client, course = doctor(signed_in, universe), uuid7()
    sheets = [("notice", first(course))]
    sheets += [(act, later(course, act, at, **fields)) for act, at, fields in FLOW]
    now = MORNING + dt.timedelta(minutes=45)
    morning.move_to(now)
    for _ in range(2):  # whether the first answer arrived is not known: the same once more
        for act, body in sheets:
            assert send(client, f"{SHEET}?act={act}", body, now) == 204
    assert taken() == [
        ("detected", "07:30", "08:15"), ("retest_fever", "07:36", "08:15"),
        ("observe", "07:39", "08:15"), ("reach", "07:42", "08:15"), ("send", "08:00", "08:15"),
    ]  # fmt: skip
    row = the_illness()
    assert (row.person_id, row.stage, row.fever) == (universe.person(CLASS_11, 2), "in_care", True)
    leave()
    page = client.get(f"/illness/{row.pk}/").content.decode()
    assert page.count("08:15 补报") == 5


def test_a_phone_whose_clock_is_wrong_still_says_how_long_it_waited(
    signed_in: SignedIn, universe: Universe, morning: time_machine.Traveller
) -> None:
    client, course = doctor(signed_in, universe), uuid7()
    wrong = dt.timedelta(hours=-9)
    body = first(course, pressed=ms(MORNING + wrong))
    now = MORNING + dt.timedelta(minutes=20)
    morning.move_to(now)
    assert send(client, f"{SHEET}?act=notice", body, now + wrong) == 204
    assert taken() == [("detected", "07:30", "07:50")]


def test_a_time_of_another_day_is_for_a_person_to_mend(
    signed_in: SignedIn, universe: Universe
) -> None:
    client = doctor(signed_in, universe)
    body = first(uuid7(), pressed=ms(MORNING - dt.timedelta(hours=25)))
    assert send(client, f"{SHEET}?act=notice", body, MORNING) == 422
    page = client.post(f"{SHEET}?act=notice", body)
    assert "时间不能晚于现在,也不能早于 24 小时以前。" in page.content.decode()
    # The button gives a new time: the old one does not come back.
    assert page.context["acts"][0]["pressed"] == ""
    assert taken() == []


def test_a_child_that_is_followed_already_is_followed_there(
    acting: Acting, signed_in: SignedIn, universe: Universe, morning: time_machine.Traveller
) -> None:
    client, course = doctor(signed_in, universe), uuid7()
    now = MORNING + dt.timedelta(minutes=20)
    morning.move_to(now)
    acting("teacher")
    report(feverish(universe, 2))
    leave()
    assert send(client, f"{SHEET}?act=notice", first(course), now) == 204
    retest = later(course, "retest", 6, celsius="38.8", method="axillary")
    assert send(client, f"{SHEET}?act=retest", retest, now) == 204
    assert taken() == [
        ("detected", "07:50", "07:50"), ("noticed", "07:30", "07:50"),
        ("retest_fever", "07:36", "07:50"),
    ]  # fmt: skip
    assert the_illness().opened_at == MORNING


def test_a_step_that_somebody_took_meanwhile_goes_to_a_person(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    client = doctor(signed_in, universe)
    report(feverish(universe, 2))
    row = the_illness()
    step(acting("principal"), row, "observe")
    leave()
    where = f"/illness/{row.pk}/steps/"
    observe = {"observe-step_id": str(uuid7()), "pressed": ms(MORNING)}
    answer = client.post(f"{where}?act=observe", observe)
    late = Late.objects.get()
    assert (late.illness_id, late.kind, late.state) == (row.pk, "observe", "waiting")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/illness/late/{late.pk}/")
    assert [kind for kind, _at, _told in taken()] == ["detected", "observe"]


def test_a_child_who_is_not_at_school_goes_to_a_person(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    client = doctor(signed_in, universe)
    report(absent(universe, 2))
    leave()
    answer = client.post(f"{SHEET}?act=notice", first(uuid7()))
    assert (answer.status_code, "已登记为不在学校" in answer.content.decode()) == (409, True)
    assert [kind for kind, _at, _told in taken()] == ["at_home"]


def test_a_course_is_about_one_child(signed_in: SignedIn, universe: Universe) -> None:
    client, course = doctor(signed_in, universe), uuid7()
    assert client.post(f"{SHEET}?act=notice", first(course)).status_code == 302
    other = first(course, **{"notice-who": "3"})
    assert client.post(f"{SHEET}?act=notice", other).status_code == 409
    assert len(taken()) == 1


def test_what_comes_before_its_first_sheet_waits_for_a_person(
    signed_in: SignedIn, universe: Universe
) -> None:
    client = doctor(signed_in, universe)
    answer = client.post(f"{SHEET}?act=observe", later(uuid7(), "observe", 0))
    assert (answer.status_code, "还没有收到" in answer.content.decode()) == (409, True)
    assert taken() == []


@pytest.mark.parametrize(
    ("who", "status", "said"),
    [
        ("测试生0002", 302, ""), (" 2 ", 302, ""), ("2", 302, ""), ("测试生 0002", 302, ""),
        ("没有这人", 422, "没有这个姓名或座号"), ("77", 422, "没有这个姓名或座号"), ("", 422, "请填写。"),
        ("9" * 60, 422, "没有这个姓名或座号"), ("\0", 422, "有不能保存的字符"),
    ],
)  # fmt: skip
def test_the_child_is_found_by_name_or_seat(
    who: str, status: int, said: str, signed_in: SignedIn, universe: Universe
) -> None:
    client = doctor(signed_in, universe)
    answer = client.post(f"{SHEET}?act=notice", first(uuid7(), **{"notice-who": who}))
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert len(taken()) == int(status == 302)


def test_of_two_of_one_name_the_seat_is_asked_for(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    client = doctor(signed_in, universe)
    enter(BUILDER)
    enrol(CLASS_11, 11, "9911")
    leave()
    answer = client.post(f"{SHEET}?act=notice", first(uuid7(), **{"notice-who": "11"}))
    assert answer.status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"course": "x"}, {"course": ""}, {"notice-step_id": "x"}, {"notice-unit": str(CLASS_71)},
        {"notice-unit": ""}, {"notice-celsius": "378"}, {"notice-method": ""}, {"notice-at": "25:00"},
        {"notice-symptoms": ["nonsense"]}, {"notice-symptoms": [], "notice-celsius": ""},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(
    wrong: dict[str, Any], signed_in: SignedIn, universe: Universe
) -> None:
    client = doctor(signed_in, universe)
    assert client.post(f"{SHEET}?act=notice", first(uuid7(), **wrong)).status_code == 422
    assert taken() == []


@pytest.mark.parametrize("pressed", ["", "x", "-5", "9" * 14, "9" * 30, "0", "٣"])
def test_a_time_nobody_can_have_pressed_at_is_now(
    pressed: str, signed_in: SignedIn, universe: Universe
) -> None:
    client = doctor(signed_in, universe)
    answer = client.post(f"{SHEET}?act=notice", first(uuid7(), pressed=pressed))
    assert (answer.status_code, taken()) == (302, [("detected", "07:30", "07:30")])


def test_what_a_phone_keeps_is_lean(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    mother = guardians.NewGuardian("王芳", "母亲", "19900001234")
    guardians.add_guardian(acting("principal"), universe.person(CLASS_11, 2), mother)
    report(feverish(universe, 2))
    row = the_illness()
    step(acting("doctor"), row, "retest_fever", {"note": "说过的话"}, celsius="38.8")
    leave()
    client = doctor(signed_in, universe)
    answer = client.get(f"/illness/{row.pk}/steps/")
    assert {name: answer.headers.get(name) for name in KEPT} == {
        "X-Keep": str(universe.cast["doctor"].user_id), "X-Keep-Today": "1",
        "X-Stands-For": f"/illness/{row.pk}/",
    }  # fmt: skip
    page = answer.content.decode()
    assert [word for word in ("测试生0002", "2 号", "复测仍异常") if word not in page] == []
    hidden = ("王芳", "19900001234", "199****1234", "说过的话", "38.8", "38.6", "咳嗽")
    assert [word for word in hidden if word in page] == []
    assert [act["name"] for act in answer.context["acts"]] == [
        "observe", "retest", "guardian", "send", "home", "well",
    ]  # fmt: skip
    # No field into which words could be typed.
    assert {one["kind"] for act in answer.context["acts"] for one in act["fields"]} == {
        "celsius", "choice", "yes", "many", "time",
    }  # fmt: skip
    full = client.get(f"/illness/{row.pk}/")
    assert full.headers.get("X-Keep") is None
    assert "说过的话" in full.content.decode()


KEPT = ("X-Keep", "X-Keep-Today", "X-Stands-For")


def test_an_empty_sheet_names_nobody(signed_in: SignedIn, universe: Universe) -> None:
    answer = doctor(signed_in, universe).get(SHEET)
    assert (answer.headers["X-Keep-Today"], "X-Stands-For" in answer.headers) == ("1", False)
    page = answer.content.decode()
    assert [name for name in ("测试生", "河口") if name in page] == []
    (units,) = [one for one in answer.context["acts"][0]["fields"] if one["name"] == "notice-unit"]
    assert [words for _no, words in units["choices"]] == ["一年级1班", "一年级2班", "二年级1班"]


def test_a_sheet_handed_to_a_phone_is_a_look(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    report(feverish(universe, 2))
    row = the_illness()
    leave()
    doctor(signed_in, universe).get(f"/illness/{row.pk}/steps/")
    enter(BUILDER)
    looks = Look.objects.values_list("page", "person_id", "user_id")
    assert list(looks) == [("health_list", row.person_id, universe.cast["doctor"].user_id)]


def test_the_due_list_asks_for_the_sheets_ahead(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    report(feverish(universe, 2))
    row = the_illness()
    leave()
    page = doctor(signed_in, universe).get("/duties/today/").content.decode()
    sheets = " ".join(f"/illness/course/{no}/" for no in (1, 2, 3))
    assert f'href="{SHEET}" data-keep="{sheets}"' in page
    assert f'href="/illness/{row.pk}/" data-keep="/illness/{row.pk}/steps/"' in page
    assert SHEET not in signed_in("teacher").get("/duties/today/").content.decode()


def test_who_has_left_school_has_no_sheet_any_more(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    report(absent(universe, 2))
    row = the_illness()
    leave()
    answer = doctor(signed_in, universe).get(f"/illness/{row.pk}/steps/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/illness/{row.pk}/")


@pytest.mark.parametrize(
    ("stage", "acts"),
    [
        ("detected", set(rules.COURSE)), ("observed", set(rules.COURSE)),
        ("in_care", set()), ("at_home", set()), ("returned", set()), ("well", set()),
    ],
)  # fmt: skip
def test_what_of_the_way_is_ahead(stage: str, acts: set[str]) -> None:
    assert set(rules.ahead(stage)) == acts


def test_of_another_school_there_is_nothing(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    report(feverish(universe, 2))
    row = the_illness()
    leave()
    assert signed_in("other_principal").get(f"/illness/{row.pk}/steps/").status_code == 404
    assert signed_in("officer").get(f"/illness/{row.pk}/steps/").status_code == 404
    sent = illness.Noticed(uuid7(), uuid7(), row.person_id, CLASS_11)
    enter(universe.cast["doctor"])
    assert illness.notice(universe.cast["doctor"], sent) == row.pk
    enter(BUILDER)
    assert Illness.objects.filter(school_id=PRIMARY).count() == 1
