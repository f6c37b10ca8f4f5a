"""The pages of contacts: drawn after they were shown, followed on a phone, released, masked by role."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_12, DAY, Universe
from tests.investigations.contacts import drawn, follow_all, on, say, settle, wanted, watched
from tests.investigations.events import cases, running
from tests.outbreaks.looks import Acting
from xiaoan.investigations.models import Case, Contact, ContactSheet
from xiaoan.investigations.services import contact_sheets, contacts
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.registry.models import Look

Travel = time_machine.Traveller


def address(event_id: UUID, page: str = "") -> str:
    return f"/investigations/{event_id}/contacts/{page}"


def sheet(day: object = DAY) -> str:
    return f"/investigations/contacts/{CLASS_11}/{day}/day/"


def test_shown_before_stored(acting: Acting, universe: Universe, signed_in: Any) -> None:
    event_id = running(acting, universe)
    leave()
    browser: Client = signed_in("doctor")
    given = {"way": "class", "last_exposed": str(DAY), "case": ""}
    shown = browser.get(address(event_id, "draw/"), given)
    assert "新增 7 人" in shown.content.decode()
    enter(BUILDER)
    assert Contact.objects.count() == 0
    leave()
    assert browser.post(address(event_id, "draw/"), given).status_code == 302
    assert browser.post(address(event_id, "draw/"), given).status_code == 302
    assert len(watched(event_id)) == 7


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "至少选一种"),
        ({"way": "blood", "last_exposed": str(DAY)}, "至少选一种"),
        ({"way": "class", "last_exposed": "昨天"}, "2026-11-23 这样"),
        ({"way": "class", "last_exposed": "2026-11-24"}, "不能晚于今天"),
        ({"way": "class", "last_exposed": str(DAY), "case": "x"}, "2026-11-23 这样"),
        ({"way": "activity", "last_exposed": str(DAY), "numbers": "0 1"}, "学号不在本校"),
        ({"way": "activity", "last_exposed": str(DAY)}, "请写活动名称"),
    ],
)
def test_what_draws_nobody(
    acting: Acting, universe: Universe, signed_in: Any, given: dict[str, str], said: str
) -> None:
    event_id = running(acting, universe)
    leave()
    answer = signed_in("doctor").post(address(event_id, "draw/"), given)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert watched(event_id) == []


def test_an_activity_by_numbers(acting: Acting, universe: Universe, signed_in: Any) -> None:
    event_id = running(acting, universe)
    leave()
    given = {
        "way": "activity", "last_exposed": str(DAY), "activity": "合唱", "numbers": "20260004\n20260005",
    }  # fmt: skip
    signed_in("doctor").post(address(event_id, "draw/"), given)
    assert [(row.activity, row.level) for row in watched(event_id)] == [("合唱", "general")] * 2


def test_a_class_on_a_phone(acting: Acting, universe: Universe, signed_in: Any) -> None:
    event_id = drawn(acting, universe)
    leave()
    browser: Client = signed_in("teacher")
    page = browser.get(sheet()).content.decode()
    assert "7 名接触者" in page
    ill, away = universe.person(CLASS_11, 4), universe.person(CLASS_11, 5)
    form = {
        "id": str(uuid7()), "base": "0", "method": "axillary",
        "person": [str(one.person_id) for one in watched(event_id)],
        f"symptoms-{ill}": ["vomiting"], f"celsius-{ill}": "38.2", f"unreached-{away}": "1",
    }  # fmt: skip
    leave()
    assert browser.post(sheet(), form).status_code == 302
    assert browser.post(sheet(), form).status_code == 302
    again = browser.post(sheet(), {**form, "id": str(uuid7())})
    assert (again.status_code, "班主任壬 在 07:30" in again.content.decode()) == (409, True)
    enter(BUILDER)
    (row,) = ContactSheet.objects.values_list("people", "ill", "unreached")
    assert row == (7, 1, 1)
    assert Case.objects.get(person_id=ill).source == "contact"
    assert len(cases(event_id)) == 4


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"id": "x"}, "重新提交"),
        ({"base": "zwei"}, "重新提交"),
        ({"celsius": "热"}, "体温"),
        ({"celsius": "88"}, "体温"),
        ({"symptoms": "plague"}, "从列表中选症状"),
        ({"symptoms": "cough", "onset": "昨天"}, "2026-11-23"),
        ({"symptoms": "cough", "onset": "2026-11-24"}, "发病日期不能晚于"),
        ({"symptoms": "cough", "celsius": "37", "method": "mouth"}, "怎样测的体温"),
    ],
)
def test_what_a_sheet_refuses(
    acting: Acting, universe: Universe, signed_in: Any, more: dict[str, str], said: str
) -> None:
    drawn(acting, universe)
    who = universe.person(CLASS_11, 4)
    leave()
    named = {
        f"{key}-{who}" if key in ("celsius", "symptoms", "onset") else key: value
        for key, value in more.items()
    }
    form = {"id": str(uuid7()), "base": "0", "person": [str(who)], **named}
    answer = signed_in("teacher").post(sheet(), form)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_addresses_of_no_sheet(acting: Acting, universe: Universe, signed_in: Any) -> None:
    drawn(acting, universe)
    leave()
    browser: Client = signed_in("teacher")
    for url in (
        sheet("2026-11-22"),
        sheet("20261123"),
        sheet("x"),
        sheet().replace("/day/", "/noon/"),
    ):
        assert browser.get(url).status_code == 404


def test_names_by_role_and_looks(acting: Acting, universe: Universe, signed_in: Any) -> None:
    event_id = drawn(acting, universe)
    leave()
    for name, named in (("doctor", True), ("grade_head", True), ("leader", False)):
        page = signed_in(name).get(address(event_id)).content.decode()
        assert ("测试生0004" in page, "按权限不显示" in page) == (named, not named)
    enter(BUILDER)
    who = universe.users["doctor"].pk
    assert Look.objects.filter(user_id=who, person_id=universe.person(CLASS_11, 4)).count() == 1
    assert not Look.objects.filter(user_id=universe.users["leader"].pk).exists()


@pytest.mark.parametrize("n", [1, 3])
def test_as_many_queries_for_3_as_for_1(
    acting: Acting, universe: Universe, signed_in: Any, django_assert_num_queries: Any, n: int
) -> None:
    event_id = running(acting, universe)
    people = frozenset(universe.person(CLASS_11, seat) for seat in range(4, 4 + n))
    contacts.draw(acting("doctor"), wanted(event_id, "activity", activity="合唱", people=people))
    settle(event_id)
    leave()
    doctor, teacher = signed_in("doctor"), signed_in("teacher")
    with django_assert_num_queries(28):
        assert doctor.get(address(event_id)).status_code == 200
    with django_assert_num_queries(13):
        assert teacher.get(sheet()).status_code == 200
    with django_assert_num_queries(13):
        assert doctor.get("/investigations/contacts/today/").status_code == 200


def test_released_from_the_page(
    acting: Acting, universe: Universe, signed_in: Any, morning: Travel
) -> None:
    event_id = drawn(acting, universe)
    contact_sheets.submit(acting("teacher"), say())
    on(morning, 4)
    leave()
    browser: Client = signed_in("principal")
    assert "7 人观察期已满" in browser.get(address(event_id)).content.decode()
    refused = browser.post(address(event_id, "release/"), {"shown": "7"})
    assert (refused.status_code, "7 人共 21 人天" in refused.content.decode()) == (422, True)
    given = {"reason": "周末未联系,周一补问", "shown": "7"}
    assert browser.post(address(event_id, "release/"), given).status_code == 302
    assert {row.state for row in watched(event_id)} == {"released"}


def test_a_number_that_has_changed_releases_nobody(
    acting: Acting, universe: Universe, signed_in: Any, morning: Travel
) -> None:
    event_id = drawn(acting, universe)
    follow_all(acting, morning, 3)
    on(morning, 4)
    enter(BUILDER)
    Contact.objects.filter(person_id=universe.person(CLASS_11, 4)).update(
        until=DAY + dt.timedelta(days=9)
    )
    leave()
    browser: Client = signed_in("doctor")
    refused = browser.post(address(event_id, "release/"), {"shown": "7"})
    assert refused.status_code == 409
    assert "页面上是 7 人,现在是 6 人。" in refused.content.decode()
    assert {row.state for row in watched(event_id)} == {"watching"}
    leave()
    assert browser.post(address(event_id, "release/"), {"shown": "6"}).status_code == 302
    assert sorted(row.state for row in watched(event_id)) == ["released"] * 6 + ["watching"]


def test_of_a_filtered_list_only_those_are_released(
    acting: Acting, universe: Universe, signed_in: Any, morning: Travel
) -> None:
    event_id = drawn(acting, universe)
    people = frozenset({universe.person(CLASS_12, 1), universe.person(CLASS_12, 2)})
    given = wanted(event_id, "activity", activity="合唱", people=people)
    contacts.draw(acting("doctor"), given)
    on(morning, 4)
    leave()
    browser: Client = signed_in("doctor")
    page = browser.get(address(event_id), {"unit": CLASS_12})
    assert (page.context["over"], page.context["gaps"]) == (2, 2)
    sent = {"shown": "2", "unit": str(CLASS_12), "reason": "停机"}
    assert browser.post(address(event_id, "release/"), sent).status_code == 302
    released = [row.class_then for row in watched(event_id) if row.state == "released"]
    assert released == [CLASS_12, CLASS_12]
    leave()
    assert browser.get(address(event_id), {"state": "released"}).context["over"] == 0
