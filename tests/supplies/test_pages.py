"""The pages of a store, of gaps and of standards."""

from collections.abc import Callable

from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_12, COUNTY, DAY, JUNIOR, PRIMARY, TOWN
from tests.supplies.stores import LATER, MASK, held, issue, stocked
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.supplies import queries, services
from xiaoan.supplies.models import Count, Recall, Standard, Transfer

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
STORE = f"/supplies/store/{PRIMARY}/"
ITEM = f"{STORE}item/{MASK}/"


def form(**changes: str) -> dict[str, str]:
    return {
        "act_id": str(uuid7()), "quantity": "3", "pack": "box", "source": "purchase",
        "supplier": "县医药公司", "batch": "A", "expires": LATER.isoformat(), "price": "25",
        "day": DAY.isoformat(), "code": "6901234567892", **changes,
    }  # fmt: skip


def test_from_an_empty_store_to_masks_in_a_class(signed_in: SignedIn, acting: Acting) -> None:
    keeper = signed_in("logistics")
    assert keeper.get("/supplies/").headers["Location"] == STORE
    page = keeper.get(f"{STORE}?code=6901234567892").content.decode()
    assert "这个条码还没有登记" in page
    page = keeper.get(f"{ITEM}receive/").content.decode()
    assert "盒 (50 只)" in page
    wrong = keeper.post(f"{ITEM}receive/", form(price="-1", quantity="3"))
    assert (wrong.status_code, "单价不能小于零。" in wrong.content.decode()) == (422, True)
    assert 'value="县医药公司"' in wrong.content.decode()
    sent = form()
    for _ in range(2):
        assert keeper.post(f"{ITEM}receive/", sent).headers["Location"] == ITEM
    assert keeper.get(f"{STORE}?code=6901234567892").headers["Location"] == ITEM
    given = {
        "act_id": str(uuid7()), "quantity": "2", "pack": "", "to_nos": [str(CLASS_11), str(CLASS_12)],
        "per_pupil": "1", "lot_id": "", "reason": "", "day": DAY.isoformat(),
    }  # fmt: skip
    assert keeper.post(f"{ITEM}issue/", given).status_code == 302
    page = keeper.get(ITEM).content.decode()
    assert ("一年级1班" in page, "110 只" in page) == (True, True)
    acting("logistics")
    assert held() == {"A": 110}
    leave()
    sheet = keeper.get(f"{ITEM}card/")
    assert sheet.content[:2] == b"PK"
    month = keeper.get(f"{STORE}month/?month=2026-11").content.decode()
    assert ("一次性医用口罩" in month, "110 只" in month) == (True, True)
    assert keeper.get(f"{STORE}month/?month=2026-11&as=xlsx").content[:2] == b"PK"


def test_a_count_goes_through_two_people(signed_in: SignedIn, acting: Acting) -> None:
    lot = stocked(acting("logistics"))
    leave()
    keeper, doctor = signed_in("logistics"), signed_in("doctor")
    page = keeper.get(f"{ITEM}count/").content.decode()
    assert f'name="base-{lot}" value="150"' in page
    sent = {"act_id": str(uuid7()), f"found-{lot}": "148", f"base-{lot}": "150", "reason": ""}
    wrong = keeper.post(f"{ITEM}count/", sent)
    assert (wrong.status_code, "账实不符,请写明原因。" in wrong.content.decode()) == (422, True)
    assert keeper.post(f"{ITEM}count/", {**sent, "reason": "散装少 2 只"}).status_code == 302
    enter(BUILDER)
    address = f"/supplies/counts/{Count.objects.get().pk}/"
    leave()
    assert "请另一个人确认" in keeper.get(address).content.decode()
    confirm = {"act_id": str(uuid7()), "confirmed": "1", "reason": ""}
    assert keeper.post(address, confirm).status_code == 403
    assert address in doctor.get("/supplies/counts/").content.decode()
    assert doctor.post(address, confirm).headers["Location"] == address
    assert "已确认" in doctor.get(f"{STORE}counts/").content.decode()
    acting("logistics")
    assert held() == {"A": 148}


def test_a_transfer_with_a_difference(signed_in: SignedIn, acting: Acting) -> None:
    stocked(acting("officer"), store_no=COUNTY)
    leave()
    officer, keeper = signed_in("officer"), signed_in("logistics")
    send = {
        "act_id": str(uuid7()), "to_no": str(PRIMARY), "quantity": "2", "pack": "box", "lot_id": "",
        "reason": "",
    }  # fmt: skip
    assert officer.post(f"/supplies/store/{COUNTY}/item/{MASK}/send/", send).status_code == 302
    enter(BUILDER)
    pk = Transfer.objects.get().pk
    leave()
    address = f"/supplies/transfers/{pk}/"
    assert "在途" in keeper.get(f"{STORE}transfers/").content.decode()
    page = keeper.get(address).content.decode()
    line = page.split('name="received-')[1].split('"')[0]
    sent = {"act_id": str(uuid7()), f"received-{line}": "90", "difference": ""}
    wrong = keeper.post(address, sent)
    assert (wrong.status_code, "收到的比发出的少" in wrong.content.decode()) == (422, True)
    assert keeper.post(address, {**sent, "difference": "破损"}).status_code == 302
    assert "少 10 只" in officer.get(address).content.decode()
    assert signed_in("other_principal").get(address).status_code == 404


def test_a_recall_is_on_the_due_list_and_answered(signed_in: SignedIn, acting: Acting) -> None:
    lot = stocked(acting("logistics"))
    services.issue(acting("logistics"), issue(to_nos=(CLASS_11,), reason=""))
    leave()
    officer, keeper = signed_in("officer"), signed_in("logistics")
    page = officer.get("/supplies/recalls/?batch=A").content.decode()
    assert str(lot) in page
    assert officer.post("/supplies/recalls/", {"act_id": str(uuid7())}).status_code == 422
    sent = {"act_id": str(uuid7()), "lot_id": str(lot), "reason": "召回通知 17 号"}
    assert officer.post("/supplies/recalls/", sent).status_code == 302
    enter(BUILDER)
    pk = Recall.objects.get().pk
    leave()
    address = f"/supplies/recalls/{pk}/"
    assert address in keeper.get("/duties/today/").content.decode()
    assert "召回:" in keeper.get(STORE).content.decode()
    page = keeper.get(address).content.decode()
    assert ("一年级1班" in page, "10 只" in page) == (True, True)
    row = page.split("?store=")[1].split('"')[0]
    told = {"act_id": str(uuid7()), "note": "已封存"}
    assert keeper.post(f"{address}?store={row}", told).status_code == 302
    assert (
        "<span>已召回</span></span><small>07:30</small>"
        in keeper.get("/duties/today/").content.decode()
    )
    acting("logistics")
    out = queries.issued(acting("logistics"), {"unit_no": PRIMARY})[0]
    leave()
    back = {
        "act_id": str(uuid7()),
        "quantity": "11",
        "pack": "",
        "reason": "",
        "day": DAY.isoformat(),
    }
    where = f"/supplies/issued/{out.entry_id}/"
    assert keeper.post(where, back).status_code == 422
    assert keeper.post(where, {**back, "quantity": "10"}).status_code == 302
    assert officer.post(f"{address}?act=lift", told).status_code == 302


def test_gaps_at_every_level(signed_in: SignedIn, acting: Acting) -> None:
    enter(BUILDER)
    services.recount(BUILDER)
    stocked(acting("logistics"))
    leave()
    principal, officer = signed_in("principal"), signed_in("officer")
    page = principal.get(f"/supplies/unit/{PRIMARY}/").content.decode()
    assert ("270 只" in page, "没有标准" in page, "场所面积未填" in page) == (True, True, True)
    assert principal.get(f"/supplies/unit/{JUNIOR}/").status_code == 404
    for address in (
        f"/supplies/unit/{COUNTY}/", f"/supplies/unit/{TOWN}/?level=I",
        f"/supplies/unit/{COUNTY}/?item={MASK}", f"/supplies/unit/{COUNTY}/?offset=50&level=x",
    ):  # fmt: skip
        assert officer.get(address).status_code == 200
    page = officer.get(f"/supplies/unit/{COUNTY}/?item={MASK}").content.decode()
    assert ("河口初中" in page, "280 只" in page) == (True, True)
    # Nobody has entered the area of any place: what is asked for is not known, and not 0.
    page = officer.get(f"/supplies/unit/{COUNTY}/").content.decode()
    row = page[page.index("84 消毒液</a>") :]
    row = row[: row.index("</tr>")]
    assert row.count("不明") == 2
    sheet = officer.get(f"/supplies/unit/{COUNTY}/export/")
    assert sheet.content[:2] == b"PK"


def test_a_standard_from_draft_to_published(signed_in: SignedIn) -> None:
    officer, leader = signed_in("officer"), signed_in("leader")
    page = officer.get("/supplies/standards/").content.decode()
    assert ("standard-cn-2020" in page, "自定,没有上级文件" in page) == (True, True)
    sent = {"act_id": str(uuid7()), "title": "冬季", "since": "2026-12-01", "source": ""}
    wrong = officer.post("/supplies/standards/", {**sent, "since": "2026-11-01"})
    assert (wrong.status_code, "生效日期要晚于今天。" in wrong.content.decode()) == (422, True)
    address = officer.post("/supplies/standards/", sent).headers["Location"]
    rule = {
        "act_id": str(uuid7()), "base": "0", "item": "mop", "basis": "class", "amount": "1/0",
        "days": "", "source": "自定",
    }  # fmt: skip
    wrong = officer.post(f"{address}?act=add", rule)
    assert (wrong.status_code, "数量请写大于零" in wrong.content.decode()) == (422, True)
    assert officer.post(f"{address}?act=add", {**rule, "amount": "1"}).status_code == 302
    gone = {"act_id": str(uuid7()), "base": "1", "at": "0"}
    assert officer.post(f"{address}?act=remove", gone).status_code == 302
    page = officer.get(address).content.decode()
    assert ("专用拖把" in page, "影响:不足的学校" in page) == (True, True)
    assert officer.post(f"{address}?act=ask", {"base": "1"}).status_code == 409
    assert officer.post(f"{address}?act=ask", {"base": "2"}).status_code == 302
    assert officer.post(f"{address}?act=publish").status_code == 409
    assert leader.post(f"{address}?act=publish").status_code == 302
    assert officer.post(f"{address}?act=nothing").status_code == 404
    assert Standard.objects.get().state == "published"


def test_all_classes_at_once_and_a_question_about_too_many(
    signed_in: SignedIn, acting: Acting
) -> None:
    stocked(acting("logistics"), quantity="40")
    leave()
    keeper = signed_in("logistics")
    assert 'name="sure"' not in keeper.get(f"{ITEM}issue/").content.decode()
    sent = {
        "act_id": str(uuid7()), "quantity": "12", "pack": "", "to_nos": ["all"], "per_pupil": "1",
        "lot_id": "", "reason": "", "day": DAY.isoformat(),
    }  # fmt: skip
    asked = keeper.post(f"{ITEM}issue/", sent)
    assert (asked.status_code, 'name="sure"' in asked.content.decode()) == (422, True)
    assert keeper.post(f"{ITEM}issue/", {**sent, "sure": "1"}).status_code == 302
    page = keeper.get(f"{STORE}?code=6901234567893").content.decode()
    assert ("校验位不对" in page, "或不填" in page) == (True, False)
    links = [
        f"/procurement/store/{PRIMARY}/proposals/",
        f"/procurement/unit/{PRIMARY}/requisitions/",
    ]
    unit = keeper.get(f"/supplies/unit/{PRIMARY}/").content.decode()
    assert [one in page and one in unit for one in links] == [True, True]
