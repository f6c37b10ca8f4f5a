"""A pupil's page, its acts, guardians, and the list of a class on any day."""

import datetime as dt
import io
from collections.abc import Callable
from uuid import UUID

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    DAY,
    PRIMARY,
    PUPILS,
    ROOM_2,
    Universe,
    enrol,
    unit,
)
from xiaoan.directory.models import Enrolment, Guardian, Person, Placement
from xiaoan.directory.rules.identity import check_digit
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import guardians, people
from xiaoan.directory.services.guardians import NewGuardian
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter, leave

SignedIn = Callable[[str], Client]
Acting = Callable[[str], Actor]
MOTHER = NewGuardian("王一", "母亲", "13800000001")
TUESDAY = DAY + dt.timedelta(days=1)


def address(person_id: UUID, what: str = "") -> str:
    return f"/registry/people/{person_id}/{what}"


def looks(person_id: UUID) -> int:
    enter(BUILDER)
    found = Entry.objects.filter(kind="registry.life_seen", body__contains=str(person_id)).count()
    leave()
    return found


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]  # an HttpResponse


def test_the_page_tells_a_life_and_the_look_is_recorded(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    child = universe.person(CLASS_11, 3)
    actor = acting("principal")
    people.change_class(actor, child, CLASS_12, When(dt.date(2026, 11, 20), "漏登"))
    guardians.add_guardian(actor, child, MOTHER)
    leave()
    before = looks(child)
    client = signed_in("principal")
    page = text(client.get(address(child)))
    for words in (
        "测试生0003",
        "实验小学 一年级2班",
        "王一(母亲),第 1 联系人",
        "漏登",
        "11月19日(周四)",
    ):
        assert words in page
    assert "2026-11-19" not in page
    assert looks(child) == before + 1
    assert "99010120170301" not in page
    assert "0003" in page


def test_who_is_not_shown_families_reads_masked(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    child = universe.person(CLASS_11, 3)
    guardians.add_guardian(acting("principal"), child, MOTHER)
    leave()
    page = text(signed_in("officer").get(address(child)))
    assert "王**" in page
    assert "王一" not in page
    assert "13800000001" not in page
    assert "****0003" in page
    assert "20260003" not in page
    assert "按权限不显示" in page


def test_the_class_teacher_of_then_reads_only_then(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    child = universe.person(CLASS_11, 3)
    people.change_class(acting("principal"), child, CLASS_12, When(DAY))
    leave()
    assert signed_in("teacher").get(address(child)).status_code == 404
    page = text(signed_in("teacher_12").get(address(child)))
    assert "一年级2班" in page
    assert "一年级1班" not in page


@pytest.mark.parametrize(
    ("act", "given"),
    [
        ("class", {"unit": str(CLASS_12)}),
        ("leave", {"because": "illness"}),
        ("canteen", {"place": str(PRIMARY + 3), "label": "3号桌"}),
    ],
)
def test_an_act_is_entered_on_its_page(
    signed_in: SignedIn, universe: Universe, act: str, given: dict[str, str]
) -> None:
    child = universe.person(CLASS_11, 3)
    enter(BUILDER)
    unit(PRIMARY + 3, 1, PRIMARY, "canteen", "一食堂", PRIMARY)
    leave()
    client = signed_in("principal")
    assert client.get(address(child, f"act/{act}/")).status_code == 200
    missing = client.post(address(child, f"act/{act}/"), {"since": "明天"})
    assert missing.status_code == 422
    assert "日期请写成 2026-11-24 这样。" in text(missing)
    past = {**given, "since": "2026-11-20"}
    refused = client.post(address(child, f"act/{act}/"), past)
    assert refused.status_code == 422
    assert "日期已经过去:请写明为什么补记。" in text(refused)
    done = client.post(address(child, f"act/{act}/"), {**given, "since": "2026-11-23"})
    assert (done.status_code, done.headers["Location"]) == (302, address(child))
    enter(BUILDER)
    last = Enrolment.objects.filter(person_id=child).order_by("since").last()
    assert last is not None
    found = {
        "class": (last.unit_no, last.until) == (CLASS_12, None),
        "leave": (last.unit_no, last.until) == (CLASS_11, DAY),
        "canteen": Placement.objects.filter(person_id=child, label="3号桌").count() == 1,
    }
    leave()
    assert found[act] is True


def test_a_boarder_changes_rooms_and_goes_home(signed_in: SignedIn, universe: Universe) -> None:
    child = universe.person(CLASS_71, 1)
    client = signed_in("other_principal")
    for since, room in (("2026-11-23", str(ROOM_2)), ("2026-11-24", "")):
        done = client.post(address(child, "act/boarding/"), {"room": room, "since": since})
        assert done.status_code == 302
    page = text(client.get(address(child)))
    assert "有一项还未生效的变动。" in page
    assert client.post(address(child, "withdraw/")).status_code == 302
    again = client.post(address(child, "withdraw/"))
    assert again.status_code == 409
    assert "有一项还未生效的变动。" not in text(client.get(address(child)))


def test_guardians_are_kept_on_their_page(signed_in: SignedIn, universe: Universe) -> None:
    child = universe.person(CLASS_11, 3)
    client, where = signed_in("principal"), address(child, "guardians/")
    rights = {"may_see": "on", "may_be_called": "on", "is_legal": "on"}
    bad = client.post(where, {"what": "add", "name": "王一", "relation": "母亲", "phone": "138"})
    assert bad.status_code == 422
    for name, phone in (("王一", "138 0000 0001"), ("李二", "13800000002")):
        given = {"what": "add", "name": name, "relation": "父母", "phone": phone, **rights}
        assert client.post(where, given).status_code == 302
    enter(BUILDER)
    first, second = Guardian.objects.filter(person_id=child).order_by("rank")
    leave()
    assert client.post(where, {"what": "up", "guardian": str(second.pk)}).status_code == 302
    fewer = {"what": "rights", "guardian": str(first.pk), "may_see": "on"}
    assert client.post(where, fewer).status_code == 302
    last = client.post(where, {"what": "rights", "guardian": str(second.pk)})
    assert last.status_code == 422
    assert "至少要有一位可以联系的监护人。" in text(last)
    for body in ({"what": "shout"}, {"what": "end", "guardian": "x"}):
        assert client.post(where, body).status_code == 422
    assert client.post(where, {"what": "end", "guardian": str(first.pk)}).status_code == 302
    enter(BUILDER)
    left = list(Guardian.objects.filter(person_id=child, until=None).values_list("name", "rank"))
    leave()
    assert left == [("李二", 1)]


def test_somebody_new_is_enrolled(signed_in: SignedIn) -> None:
    client, where = signed_in("principal"), f"/registry/classes/{CLASS_11}/enrol/"
    given = {
        "name": "新同学", "sex": "M", "birth_date": "2019-05-04", "id_kind": "resident",
        "id_number": "990101201905040010", "number": "20269001", "since": "2026-11-23",
    }  # fmt: skip
    assert client.get(where).status_code == 200
    wrong = client.post(where, {**given, "id_number": "990101201905040019"})
    assert wrong.status_code == 422
    number = "99010120190504001"
    right = {**given, "id_number": number + check_digit(number)}
    differs = client.post(where, {**right, "sex": "F"})
    assert differs.status_code == 422
    done = client.post(where, right)
    assert done.status_code == 302
    twice = client.post(where, right)
    assert twice.status_code == 409
    page = text(client.get(f"/registry/classes/{CLASS_11}/"))
    assert "新同学" in page
    assert "11月23日(周一) 转入" in page
    enter(BUILDER)
    assert Person.objects.filter(name="新同学").count() == 1
    leave()


def test_the_list_of_a_past_day(acting: Acting, signed_in: SignedIn, universe: Universe) -> None:
    child = universe.person(CLASS_11, 3)
    actor = acting("principal")
    people.change_class(actor, child, CLASS_12, When(DAY))
    leave()
    client = signed_in("principal")
    then = text(client.get(f"/registry/classes/{CLASS_11}/?day=2026-11-20"))
    now = text(client.get(f"/registry/classes/{CLASS_11}/"))
    there = text(client.get(f"/registry/classes/{CLASS_12}/"))
    assert f"在册 {PUPILS} 人" in then
    assert "11月23日(周一) 起转出" in then
    assert f"在册 {PUPILS - 1} 人" in now
    assert "此前 30 天离开这个班的" in now
    assert "11月23日(周一) 转入" in there
    assert client.get(f"/registry/classes/{CLASS_11}/?day=gestern").status_code == 404


def test_the_list_as_a_sheet_is_recorded(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    response = client.get(f"/registry/classes/{CLASS_11}/list.xlsx?day=2026-11-20")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    names = [row[1].value for row in sheet.iter_rows(min_row=5) if row[1].value]
    assert names[0] == "测试生0001"
    assert len(names) == PUPILS
    enter(BUILDER)
    assert Entry.objects.filter(kind="registry.class_list_taken").count() == 1
    leave()
    assert signed_in("teacher").get(f"/registry/classes/{CLASS_11}/list.xlsx").status_code == 404


def test_the_list_costs_the_same_for_more_pupils(signed_in: SignedIn, universe: Universe) -> None:
    client = signed_in("principal")

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(f"/registry/classes/{CLASS_11}/")
        return len(caught)

    first = cost()
    enter(BUILDER)
    for seat in (21, 22):
        enrol(CLASS_11, seat, f"77{seat}")
    leave()
    assert cost() == first
    assert universe.pupils


def test_search_leads_to_the_page(signed_in: SignedIn, universe: Universe) -> None:
    child = universe.person(CLASS_11, 3)
    page = text(signed_in("teacher").post("/overview/search/", {"q": "测试生0003"}))
    assert address(child) in page
