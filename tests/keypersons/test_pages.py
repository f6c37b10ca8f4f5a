"""The pages: the list, the person, the carer's phone, adding twice by a double click, taking away."""

import re
from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import CLASS_11, CLASS_71, COUNTY, DAY, PRIMARY, TOWN, Universe
from tests.keypersons.states import SYSTEM, followed, isolated, opened
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, everywhere, leave
from xiaoan.keypersons.models import Export, FollowUp, KeyPerson, Travel
from xiaoan.registry.models import Look

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
LIST = f"/keypersons/unit/{PRIMARY}/"


def made(universe: Universe, *seats: int, unit: int = CLASS_11) -> list[UUID]:
    enter(SYSTEM)
    lines = [opened(SYSTEM, universe, seat, unit=unit) for seat in seats]
    leave()
    return lines


def rows(model: type[KeyPerson] | type[FollowUp] | type[Travel] | type[Export]) -> int:
    enter(SYSTEM)
    with everywhere("tests"):
        n = model._default_manager.count()
    leave()
    return n


def asked(client: Client, address: str) -> int:
    client.get(address)  # what is cached is cached
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize(
    ("name", "address", "queries"),
    [
        ("principal", LIST, 17),
        ("officer", f"/keypersons/unit/{COUNTY}/", 17),
        ("teacher", f"/keypersons/unit/{CLASS_11}/", 17),
        ("teacher", "/keypersons/today/", 13),
        ("leader", f"/keypersons/figures/{COUNTY}/", 13),
    ],
)
def test_lists_ask_as_often_for_three_as_for_one(
    signed_in: SignedIn, universe: Universe, name: str, address: str, queries: int
) -> None:
    made(universe, 1)
    client = signed_in(name)
    assert asked(client, address) == queries
    made(universe, 2, 3)
    assert asked(client, address) == queries


def test_the_list_is_filtered_sorted_and_by_name(signed_in: SignedIn, universe: Universe) -> None:
    line, _other = made(universe, 1, 2)
    enter(SYSTEM)
    isolated(SYSTEM, line)
    leave()
    client = signed_in("principal")
    whole = client.get(LIST).content.decode()
    assert ("测试生0001" in whole, "测试生0002" in whole) == (True, True)
    only = client.get(f"{LIST}?only=isolated&sort=since").content.decode()
    assert ("测试生0001" in only, "测试生0002" in only) == (True, False)
    assert client.get(f"{LIST}?state=released").content.decode().count("没有符合条件") == 1
    assert client.get(f"{LIST}?state=lost").status_code == 422


def test_the_county_leader_reads_figures_and_no_names(
    signed_in: SignedIn, universe: Universe
) -> None:
    made(universe, 1)
    leader = signed_in("leader")
    page = leader.get(f"/keypersons/figures/{COUNTY}/").content.decode()
    assert ("测试生" in page, "呼吸道症状" in page, "data-chart" in page) == (False, True, True)
    for address in ("/keypersons/", LIST, f"/keypersons/unit/{COUNTY}/"):
        assert leader.get(address).status_code == 404
    assert leader.get(f"/keypersons/figures/{TOWN}/").status_code == 200


def test_adding_by_hand_is_safe_against_a_double_click(
    signed_in: SignedIn, universe: Universe
) -> None:
    client, child = signed_in("teacher"), universe.person(CLASS_11, 5)
    found = client.post("/keypersons/add/", {"q": "测试生0005"}).content.decode()
    address = f"/keypersons/add/{child}/"
    assert found.count(address) == 1
    page = client.get(address).content.decode()
    key = re.search(r'name="source_id" value="([^"]+)"', page)
    assert key
    body = {
        "source_id": key[1], "category": "rash", "since": DAY.isoformat(), "whereabouts": "home",
        "place": "家里",
    }  # fmt: skip
    assert [client.post(address, body).status_code for _ in range(2)] == [302, 302]
    assert rows(KeyPerson) == 1
    page = client.get(f"/keypersons/person/{child}/").content.decode()
    assert ("家里" in page, "列为重点人员" in page, "班主任壬" in page) == (True, True, True)
    wrong = client.post(address, {**body, "source_id": str(uuid7()), "since": "昨天"})
    assert (wrong.status_code, "2026-11-23 这样" in wrong.content.decode()) == (422, True)


def test_what_was_typed_stays_where_the_id_is_taken(
    signed_in: SignedIn, universe: Universe
) -> None:
    first, second = made(universe, 1, 2)
    client = signed_in("teacher")
    body = {"id": str(uuid7()), "day": DAY.isoformat(), "reached": "guardian", "what": "form"}
    assert client.post(f"/keypersons/follow/{first}/", body).status_code == 302
    refused = client.post(f"/keypersons/follow/{second}/", {**body, "remark": "夜里咳嗽"})
    page = refused.content.decode()
    assert (refused.status_code, "夜里咳嗽" in page, "另一条记录" in page) == (409, True, True)


def test_the_carer_goes_from_one_to_the_next(signed_in: SignedIn, universe: Universe) -> None:
    made(universe, 1, 2)
    client = signed_in("teacher")
    seen = []
    for what in ("normal", "form"):
        page = client.get("/keypersons/today/").content.decode()
        action = re.search(r'action="(/keypersons/follow/[^"]+)"', page)
        key = re.search(r'name="id" value="([^"]+)"', page)
        assert action
        assert key
        seen.append(action[1])
        body = {
            "id": key[1], "day": DAY.isoformat(), "reached": "guardian", "what": what,
            "temperature": "37.6", "method": "axillary", "symptoms": ["cough"],
        }  # fmt: skip
        assert [client.post(action[1], body).status_code for _ in range(2)] == [302, 302]
    assert len(set(seen)) == 2
    assert "今天的随访都做完了" in client.get("/keypersons/today/").content.decode()
    enter(SYSTEM)
    stored = FollowUp.objects.order_by("temperature").values_list(
        "temperature", "fever", "symptoms"
    )
    assert [(str(t), fever, n) for t, fever, n in stored] == [("37.6", True, 2), ("None", False, 0)]
    leave()


def test_many_are_released_from_the_list_with_one_paper(
    signed_in: SignedIn, universe: Universe
) -> None:
    lines = made(universe, 1, 2)
    enter(SYSTEM)
    isolated(SYSTEM, lines[0], days=1, since=DAY.replace(day=1))
    leave()
    client = signed_in("doctor")
    body = {"what": "release", "line": [str(pk) for pk in lines]}
    assert "没有证明不能解除" in client.post(f"{LIST}chosen/", body).content.decode()
    every = {"what": "release", "line-all": ",".join(str(pk) for pk in lines) + ","}
    shown = client.post(f"{LIST}chosen/", every).content.decode()
    assert [str(pk) in shown for pk in lines] == [True] * len(lines)
    bare = client.post(f"{LIST}chosen/", {**body, "confirm": "1"})
    assert (bare.status_code, "要凭证明才能解除" in bare.content.decode()) == (422, True)
    paper = {"paper": "release", "issuer": "县疾控", "number": "7", "issued_on": DAY.isoformat()}
    done = client.post(f"{LIST}chosen/", {**body, "confirm": "1", **paper})
    assert done.status_code == 302
    page = client.get(f"{LIST}?state=released").content.decode()
    assert page.count("凭证明解除") == 2
    person = client.get(f"/keypersons/person/{universe.person(CLASS_11, 1)}/").content.decode()
    assert ("县疾控" in person, "校医己查验" in person) == (True, True)


def test_one_carer_for_many(signed_in: SignedIn, universe: Universe) -> None:
    lines = made(universe, 1, 2)
    client = signed_in("principal")
    body = {"what": "carer", "line": [str(pk) for pk in lines]}
    head = universe.users["grade_head"].pk
    assert f'value="{head}"' in client.post(f"{LIST}chosen/", body).content.decode()
    client.post(f"{LIST}chosen/", {**body, "confirm": "1", "carer": str(head)})
    assert client.get(LIST).content.decode().count("组长辛") == 2


def test_the_sheet_needs_a_reason_and_follows_the_filter(
    signed_in: SignedIn, universe: Universe
) -> None:
    made(universe, 1)
    made(universe, 1, unit=CLASS_71)
    client, address = signed_in("principal"), f"/keypersons/export/{PRIMARY}/"
    assert client.post(address, {"reason": " "}).status_code == 422
    sheet = client.post(address, {"reason": "报县指挥部"})
    table = openpyxl.load_workbook(BytesIO(sheet.content)).active
    assert table is not None
    names = [row[2] for row in table.iter_rows(values_only=True) if row[2]]
    assert names == ["姓名", "测试生0001"]
    assert rows(Export) == 1
    assert signed_in("teacher").post(address, {"reason": "x"}).status_code == 404


def test_acts_on_a_line_and_what_is_refused_in_words(
    signed_in: SignedIn, universe: Universe
) -> None:
    (line,) = made(universe, 1)
    client, address = signed_in("doctor"), f"/keypersons/line/{line}/"
    body = {
        "what": "isolate", "id": str(uuid7()), "kind": "home", "basis": "contact",
        "since": DAY.isoformat(), "until": "2026-12-07",
    }  # fmt: skip
    assert client.post(address, body).status_code == 302
    assert client.post(address, {**body, "id": str(uuid7())}).status_code == 422
    paper = {"paper": "release", "issuer": "县疾控", "issued_on": DAY.isoformat()}
    early = client.post(address, {"what": "release", **paper})
    assert (early.status_code, "提前解除请写明原因" in early.content.decode()) == (422, True)
    client.post(address, {"what": "release", **paper, "note": "疾控书面同意"})
    page = client.get(f"/keypersons/person/{universe.person(CLASS_11, 1)}/").content.decode()
    assert "提前解除:疾控书面同意" in page
    assert client.post(address, {"what": "nothing"}).status_code == 422


def test_a_return_is_announced_and_confirmed(signed_in: SignedIn, universe: Universe) -> None:
    client, child = signed_in("teacher"), universe.person(CLASS_11, 6)
    key = str(uuid7())
    body = {
        "id": key, "expected": DAY.isoformat(), "origin": "外省", "transport": "train",
        "number": "G7", "announced_by": "guardian",
    }  # fmt: skip
    assert [client.post(f"/keypersons/return/{child}/", body).status_code for _ in range(2)] == [
        302, 302
    ]  # fmt: skip
    today = client.get("/duties/today/").content.decode()
    assert f"/keypersons/arrival/{key}/" in today
    address = f"/keypersons/arrival/{key}/"
    assert "G7" in client.get(address).content.decode()
    assert client.post(address, {"what": "not_arrived"}).status_code == 422
    assert client.post(address, {"what": "arrived"}).status_code == 302
    assert client.post(address, {"what": "arrived"}).status_code == 422


def test_only_an_officer_chooses_the_pack(signed_in: SignedIn, universe: Universe) -> None:
    body = {"pack": "covid-2020-02", "since": DAY.isoformat()}
    assert signed_in("leader").post("/keypersons/packs/", body).status_code == 403
    officer = signed_in("officer")
    assert officer.post("/keypersons/packs/", body).status_code == 302
    page = officer.get("/keypersons/packs/").content.decode()
    assert "现行:2020 年新冠疫情防控" in page


def test_the_history_tells_who_when_and_what(signed_in: SignedIn, universe: Universe) -> None:
    (line,) = made(universe, 1)
    enter(universe.cast["teacher"])
    followed(universe.cast["teacher"], line, remark="咳嗽好转")
    leave()
    page = signed_in("grade_head").get(f"/keypersons/person/{universe.person(CLASS_11, 1)}/")
    text = page.content.decode()
    assert ("班主任壬" in text, "咳嗽好转" in text, "无异常" in text) == (True, True, True)
    assert "解除跟踪" not in text


def test_a_look_at_a_key_person_is_kept_for_the_family(
    signed_in: SignedIn, universe: Universe
) -> None:
    (line,) = made(universe, 1)
    child, client = universe.person(CLASS_11, 1), signed_in("teacher")
    client.get(LIST)
    for address in (
        f"/keypersons/person/{child}/", f"/keypersons/follow/{line}/", "/keypersons/today/",
        f"/keypersons/unit/{CLASS_11}/", f"/keypersons/add/{child}/", f"/keypersons/return/{child}/",
    ):  # fmt: skip
        assert client.get(address).status_code == 200
    assert client.post("/keypersons/add/", {"q": "测试生0001"}).status_code == 200
    enter(SYSTEM)
    with everywhere("tests"):
        found = Look.objects.filter(person_id=child).values_list("page", flat=True)
        assert sorted(found) == ["health_list"] * 3 + ["key_person"] * 4
    leave()


def test_what_is_wrong_is_named_and_numbers_are_there(
    signed_in: SignedIn, universe: Universe
) -> None:
    (line,) = made(universe, 1)
    client, address = signed_in("teacher"), f"/keypersons/follow/{line}/"
    assert "今天已做 0 人" in client.get(address).content.decode()
    wrong = client.post(address, {"id": str(uuid7()), "day": DAY.isoformat(), "reached": "x"})
    assert (wrong.status_code, "请选择:联系上了谁。" in wrong.content.decode()) == (422, True)
    child = universe.person(CLASS_11, 1)
    began = {
        "what": "isolate", "id": str(uuid7()), "kind": "home", "since": DAY.isoformat(), "basis": "case",
    }  # fmt: skip
    assert client.post(f"/keypersons/line/{line}/", began).status_code == 302
    page = client.get(f"/keypersons/person/{child}/").content.decode()
    assert ("– 未定" in page, "– –" in page) == (True, False)


def test_who_reads_no_key_persons_does_not_learn_that_there_is_one(
    signed_in: SignedIn, universe: Universe
) -> None:
    (line,) = made(universe, 1)
    leader = signed_in("leader")
    for address in (f"/keypersons/follow/{line}/", f"/keypersons/follow/{uuid7()}/"):
        assert leader.get(address).status_code == 404
        body = {"id": str(uuid7()), "day": DAY.isoformat(), "reached": "guardian"}
        assert leader.post(address, body).status_code == 404
