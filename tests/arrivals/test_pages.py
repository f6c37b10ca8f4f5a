"""The pages as people use them: from the form of a plan to the count of the class."""

import datetime as dt
import json
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

import openpyxl
from django.test import Client

from tests.arrivals.world import CLASS_11, CLASS_21, given, place_of, published, siblings
from tests.builders import COUNTY, DAY, GRADE_1, GRADE_2, JUNIOR, PRIMARY, Universe
from xiaoan.arrivals import forms
from xiaoan.arrivals.models import Check, Plan, Slot
from xiaoan.arrivals.queries import passes
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import leave

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
DESK = f"/arrivals/desk/{PRIMARY}/0/"


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def made(acting: Acting, **changed: object) -> UUID:
    plan = published(acting("principal"), **changed)
    leave()
    return plan


def test_a_plan_from_the_form_to_the_families(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    acting("principal")
    siblings(universe)
    leave()
    browser = signed_in("principal")
    page = browser.get(f"/arrivals/school/{PRIMARY}/new/")
    assert "一年级" in text_of(page)
    form = {**forms.typed_of(given()), "submission_id": str(uuid7())}
    answer = browser.post(f"/arrivals/school/{PRIMARY}/new/", form)
    url = answer["Location"]
    assert "排 30 人,能收 80 人" in text_of(browser.get(url))
    answer = browser.post(
        url, {"act": "publish", "submission_id": str(uuid7()), "tells": "1"}, follow=True
    )
    assert "已公布" in text_of(answer)
    assert "通知已写好" in text_of(answer)
    mine = text_of(signed_in("guardian").get("/arrivals/mine/"))
    assert "测试生0001" in mine
    assert "口罩、水杯" in mine
    acting("principal")
    assert Plan.objects.get().state == "published"


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(signed_in: SignedIn) -> None:
    browser = signed_in("principal")
    form = {
        "gate-0": "东门", "desks-0": "九", "gate-1": "东门", "desks-1": "2", "first": "八点", "last": "09:00",
        "minutes": "20", "seconds_each": "20", "bring": "水杯", f"day-{GRADE_1}": "2020-01-01",
        "submission_id": str(uuid7()),
    }  # fmt: skip
    answer = browser.post(f"/arrivals/school/{PRIMARY}/new/", form)
    assert answer.status_code == 422
    said = text_of(answer)
    for sentence in (
        "请填 1 到 20 的整数",
        "这个门写了两次",
        "时间请写成",
        "从今天起 200 天以内",
        "有 4 处要改",
    ):
        assert sentence in said
    for value in ('value="九"', 'value="2020-01-01"', ">水杯</textarea>"):
        assert value in answer.content.decode()
    empty = text_of(
        browser.post(f"/arrivals/school/{PRIMARY}/new/", {"submission_id": str(uuid7())})
    )
    assert "至少写一个门" in empty
    assert "至少给一个年级" in empty


def test_the_sheet_has_a_sheet_for_each_class(signed_in: SignedIn, acting: Acting) -> None:
    plan = made(acting)
    answer = signed_in("principal").get(f"/arrivals/plan/{plan}/sheet/")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["1一年级1班", "2一年级2班", "3二年级1班"]
    rows = list(book.worksheets[0].values)
    assert rows[2][:4] == ("姓名", "日子", "时段", "门")
    assert len(rows) == 13


def test_why_a_family_comes_then_and_another_slot(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    acting("principal")
    pair = siblings(universe)
    plan = published(acting("principal"))
    row, _slot = place_of(plan, pair[0])
    free = (
        Slot.objects.filter(plan_id=plan)
        .exclude(pk=row.slot_id or row.pk)
        .order_by("placed")
        .first()
    )
    leave()
    assert free is not None
    browser, url = signed_in("principal"), f"/arrivals/plan/{plan}/pupil/{pair[0]}/"
    said = text_of(browser.get(url))
    assert "同一家的 2 个孩子排在同一个门、同一时段" in said
    form = {"slot": str(free.pk), "submission_id": str(uuid7())}
    assert "已改,一起动了 2 人" in text_of(browser.post(url, form, follow=True))
    assert "已经在这个时段" in text_of(browser.post(url, {**form, "submission_id": str(uuid7())}))
    slot = text_of(browser.get(f"/arrivals/plan/{plan}/slot/{free.pk}/"))
    assert "测试生0003" in slot
    assert "人工改的" in slot
    assert "入校码" in text_of(browser.get(f"/arrivals/plan/{plan}/class/{CLASS_21}/"))


def test_the_desk_without_scripts(signed_in: SignedIn, acting: Acting, universe: Universe) -> None:
    plan = published(acting("principal"))
    row, slot = place_of(plan, universe.person(CLASS_11, 1))
    assert slot is not None
    code = passes.token(row.pass_id, slot.day)
    leave()
    browser = signed_in("logistics")
    kept = browser.get(DESK)
    assert kept.headers["X-Keep-Today"] == "1"
    assert "camera=(self)" in kept.headers["Permissions-Policy"]
    # What a phone carries of those who are expected names nobody.
    assert "测试生" not in kept.content.decode()
    assert code[4:14] in kept.content.decode()
    found = browser.get(DESK, {"token": code})
    assert "X-Keep" not in found.headers
    assert "测试生0001" in text_of(found)
    form = {"token": code, "celsius": "三十六", "result": "in", "submission_id": str(uuid7())}
    wrong = browser.post(DESK, form)
    assert wrong.status_code == 422
    assert "体温请写成 37.3 这样的数字" in text_of(wrong)
    assert 'value="三十六"' in wrong.content.decode()
    done = browser.post(DESK, {**form, "celsius": "36.5"}, follow=True)
    assert "测试生0001 一年级1班 放行" in text_of(done)
    again = browser.post(
        DESK, {"token": code, "result": "in", "submission_id": str(uuid7())}, follow=True
    )
    assert "放行过,没有再记" in text_of(again)
    assert "测试生0002" in text_of(browser.get(DESK, {"q": "测试生0002"}))
    assert "没有这个座号" in text_of(browser.get(DESK, {"class": str(CLASS_11), "seat": "99"}))
    assert "不是本校现在有效的入校码" in text_of(browser.get(DESK, {"token": "XA" + "B" * 50}))


def test_who_looks_through_seats_at_the_desk_leaves_a_trace(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    plan = published(acting("principal"))
    child = universe.person(CLASS_11, 1)
    row, slot = place_of(plan, child)
    assert slot is not None
    code = passes.token(row.pass_id, slot.day)
    leave()
    browser = signed_in("logistics")

    def seen() -> list[list[str]]:
        acting("principal")
        found = Entry.objects.filter(kind="directory.pupils_seen").order_by("n")
        told = [[*body["pupils"], body["page"]] for body in (json.loads(one.body) for one in found)]
        leave()
        return told

    assert "测试生0001" in text_of(browser.get(DESK, {"token": code}))
    assert (
        browser.post(DESK, {"class": str(CLASS_11), "seat": "1", "result": ""}).status_code == 422
    )
    assert seen() == []
    assert "测试生0001" in text_of(browser.get(DESK, {"class": str(CLASS_11), "seat": "1"}))
    assert "测试生0001" in text_of(browser.get(DESK, {"person": str(child)}))
    assert seen() == [[str(child), "search"], [str(child), "search"]]


def test_a_sheet_of_the_outbox_is_a_receipt(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    made(acting)
    browser = signed_in("logistics")
    me = str(universe.users["logistics"].pk)
    form = {
        "class": str(CLASS_11), "seat": "4", "celsius": "36.4", "result": "in", "submission_id": str(uuid7()),
        "pressed": "1000000", "waited": "1",
    }  # fmt: skip
    headers = {"X-Outbox": me, "X-Outbox-Now": str(1000000 + 20 * 60 * 1000)}
    for _again in range(2):
        answer = browser.post(DESK, form, headers=headers)
        assert answer.status_code == 204
        assert "done=" in answer.headers["X-Outbox-To"]
    acting("principal")
    check = Check.objects.get()
    assert (check.recorded_at - check.at) == dt.timedelta(minutes=20)


def test_boards_and_a_class(signed_in: SignedIn, acting: Acting, universe: Universe) -> None:
    made(acting)
    desk = signed_in("logistics")
    for seat, result in ((1, "in"), (2, "in"), (3, "turned_away")):
        form = {
            "class": str(CLASS_11), "seat": str(seat), "result": result, "why": "other", "celsius": "36.5",
            "submission_id": str(uuid7()),
        }  # fmt: skip
        assert desk.post(DESK, form).status_code == 302
    for name, unit in (("officer", COUNTY), ("liaison", PRIMARY), ("principal", PRIMARY)):
        for kind in ("board", "wall"):
            page = signed_in(name).get(f"/arrivals/{kind}/{unit}/")
            assert page.status_code == 200
            assert "测试生" not in page.content.decode()
    assert "2/30" in text_of(signed_in("officer").get(f"/arrivals/board/{COUNTY}/"))
    teacher = signed_in("teacher")
    url = teacher.get("/arrivals/")["Location"]
    own = text_of(teacher.get(url))
    assert "已到 2,今天应到 10" in own
    assert "被劝返,待跟进" in own
    count = {"counted": "1", "submission_id": str(uuid7())}
    assert "差的是谁" in text_of(teacher.post(url, count))
    answer = teacher.post(url, {**count, "note": "2号去保健室"}, follow=True)
    assert "差 1 人,已记下" in text_of(answer)
    acting("principal")
    check = Check.objects.get(result="turned_away")
    leave()
    turned = f"/arrivals/turned/{check.pk}/"
    assert "测试生0003" in text_of(teacher.get(turned))
    assert "现在怎样" in text_of(teacher.post(turned, {"submission_id": str(uuid7())}))
    told = {"submission_id": str(uuid7()), "outcome": "home", "note": "奶奶接回家"}
    assert "已记下跟进情况" in text_of(teacher.post(turned, told, follow=True))
    assert "奶奶接回家" in text_of(teacher.get(turned))
    assert signed_in("officer").get(turned).status_code == 404


def test_two_classes_and_the_second_grade_later(signed_in: SignedIn, acting: Acting) -> None:
    made(acting, days=((GRADE_1, DAY), (GRADE_2, DAY + dt.timedelta(days=1))))
    browser = signed_in("officer")
    assert "0/20" in text_of(browser.get(f"/arrivals/board/{COUNTY}/"))
    assert "0/10" in text_of(browser.get(f"/arrivals/board/{PRIMARY}/", {"day": "2026-11-24"}))
    assert "没有学校按时段到校" in text_of(browser.get(f"/arrivals/board/{JUNIOR}/"))
