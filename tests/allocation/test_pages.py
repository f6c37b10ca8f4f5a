"""The pages of allocation: a plan from the form to the sheet."""

import io
from collections.abc import Callable

import openpyxl
from django.test import Client

from tests.allocation.plans import made, scarce
from tests.builders import COUNTY, JUNIOR, PRIMARY
from tests.supplies.stores import MASK, issue
from xiaoan.allocation import services
from xiaoan.allocation.models import Plan
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import leave
from xiaoan.supplies import services as supplies
from xiaoan.supplies.models import Transfer

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def form(**changes: object) -> dict[str, object]:
    return {
        "act_id": str(uuid7()), "title": "十一月口罩", "items": [MASK], "stores": [str(COUNTY)],
        "keep": "1.2", "level": "normal", "least": "1", "room": "", f"pack-{MASK}": "",
        "weight_cases": "3", "weight_event": "2", "weight_cover": "2", "weight_pupils": "1",
        "weight_distance": "1", **changes,
    }  # fmt: skip


def test_the_form_makes_a_plan_once_and_keeps_what_was_typed(
    signed_in: SignedIn, acting: Acting
) -> None:
    scarce()
    officer, address = signed_in("officer"), f"/allocation/new/{COUNTY}/"
    assert "计算方案" in officer.get(address).content.decode()
    bad = officer.post(address, form(keep="0", title="甲方案", weight_cases="x"))
    text = bad.content.decode()
    assert (bad.status_code, "甲方案" in text, "请写数字。" in text) == (422, True, True)
    sent = form()
    first, second = (officer.post(address, sent)["Location"] for _ in range(2))
    acting("officer")
    assert (first == second, Plan.objects.count()) == (True, 1)
    leave()
    page = officer.get(first).content.decode()
    for words in ("方案与平均分比较", "一次性医用口罩", "城关镇", "提交,由另一人批准", "700 只"):
        assert words in page
    listed = officer.get("/allocation/").content.decode()
    assert ("十一月口罩" in listed, "草稿" in listed) == (True, True)


def test_schools_are_explained_changed_by_hand_and_exported(
    signed_in: SignedIn, acting: Acting
) -> None:
    scarce()
    plan_id = made(acting("officer"))
    leave()
    officer, base = signed_in("officer"), f"/allocation/{plan_id}/"
    item = officer.get(f"{base}item/{MASK}/").content.decode()
    assert ("实验小学" in item, "能调给它的单位已经调空" in item) == (True, True)
    school = f"{base}school/{JUNIOR}/?item={MASK}"
    assert "离标准差多少" in officer.get(school).content.decode()
    line = {"base": "0", "from_no": str(COUNTY), "quantity": "999", "pack": ""}
    over = officer.post(school, line)
    assert (over.status_code, "还能调" in over.content.decode(), "999" in over.content.decode()) == (
        422, True, True,
    )  # fmt: skip
    assert officer.post(school, {**line, "quantity": "10"}).status_code == 302
    assert "人工改过,原来算的是 120 只" in officer.get(school).content.decode()
    book = openpyxl.load_workbook(io.BytesIO(officer.get(f"{base}export/").content))
    assert book.sheetnames == ["调拨单", "各校", "比较"]
    rows = [row for row in book["调拨单"].values if row[0] == "青禾县"]
    assert [(row[1], row[4], row[5], row[6]) for row in rows] == [
        ("实验小学", 180, 180, ""), ("河口初中", 10, 120, "是"),
    ]  # fmt: skip
    huge = officer.post(school, {**line, "base": "1", "quantity": "1000000000"}).content.decode()
    assert ("一次最多记" in huge, "换算后要是整的" in huge) == (True, False)
    assert officer.get(f"{base}item/mop/").status_code == 404
    assert officer.get(f"{base}school/1/").status_code == 404


def test_by_hand_too_whole_packs_unless_a_pack_is_opened(
    signed_in: SignedIn, acting: Acting
) -> None:
    scarce()
    plan_id = made(acting("officer"), packs={MASK: "box"})
    leave()
    officer, base = signed_in("officer"), f"/allocation/{plan_id}/"
    school = f"{base}school/{JUNIOR}/?item={MASK}"
    line = {"base": "0", "from_no": str(COUNTY), "quantity": "10", "pack": ""}
    refused = officer.post(school, line)
    assert (refused.status_code, "拆开包装调" in refused.content.decode()) == (422, True)
    assert "不是整包装" in refused.content.decode()
    assert officer.post(school, {**line, "loose": "1"}).status_code == 302
    assert "剩下的缺口不到一个整包装" not in officer.get(school).content.decode()
    page = officer.get(base).content.decode()
    assert ("没有证明最少" in page, "加权缺口:" in page) == (False, True)


def test_asked_approved_by_another_and_followed(signed_in: SignedIn, acting: Acting) -> None:
    scarce()
    plan_id = made(acting("officer"))
    leave()
    officer, leader, base = signed_in("officer"), signed_in("leader"), f"/allocation/{plan_id}/"
    weights = {name: value for name, value in form().items() if name.startswith("weight_")}
    again = officer.post(f"{base}?act=reweigh", {**weights, "base": "0", "weight_cases": "0"})
    assert again.status_code == 302
    bad = officer.post(f"{base}?act=reweigh", {**weights, "base": "1", "weight_cases": "-1"})
    assert bad.status_code == 422
    assert officer.post(f"{base}?act=ask", {"base": "0"}).status_code == 409
    assert officer.post(f"{base}?act=ask", {"base": "1"}).status_code == 302
    assert officer.post(f"{base}?act=approve", {"base": "1"}).status_code == 409
    assert "批准并发出调拨" in leader.get(base).content.decode()
    assert leader.post(f"{base}?act=approve", {"base": "1"}).status_code == 302
    assert "已发出 2 批,学校已点收 0 批" in leader.get(base).content.decode()
    assert leader.post(f"{base}?act=nothing").status_code == 404
    acting("logistics")
    sent = Transfer.objects.get(to_no=PRIMARY)
    leave()
    page = signed_in("logistics").get(f"/supplies/transfers/{sent.pk}/").content.decode()
    assert "统筹调配:十一月口罩" in page


def test_what_went_away_is_said_on_the_page(signed_in: SignedIn, acting: Acting) -> None:
    scarce()
    plan_id = made(acting("officer"))
    services.ask(acting("officer"), plan_id, 0)
    supplies.issue(acting("officer"), issue(store_no=COUNTY, quantity="300"))
    leave()
    answer = signed_in("leader").post(f"/allocation/{plan_id}/?act=approve", {"base": "0"})
    assert (answer.status_code, "一件也没有发出" in answer.content.decode()) == (422, True)
