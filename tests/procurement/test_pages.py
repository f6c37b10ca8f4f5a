"""The pages of requisitions, orders, suppliers and gifts."""

import datetime as dt
import re
from collections.abc import Callable

from django.test import Client

from tests.builders import BUILDER, COUNTY, DAY, PRIMARY
from tests.procurement.paths import (
    LATER,
    MASK,
    NONE,
    SOON,
    approval,
    code_of,
    decision,
    faults,
    offer,
    sent_order,
    submitted,
    supplier,
)
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.procurement import services
from xiaoan.procurement.models import Donation, DonationLine, Order, Requisition, Supplier
from xiaoan.supplies import queries as supplies
from xiaoan.supplies import services as stock

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def act(page: str, name: str = "", /, **said: str) -> dict[str, str]:
    """What the form of an act on a page sends: its own id, what it was made from, and what was filled in."""
    part = page.split(f'action="?act={name}"')[1] if name else page
    base = re.search(r'name="base" value="(\d+)"', part)
    assert base
    return {"submission_id": str(uuid7()), "base": base[1], **said}


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_from_a_proposal_to_paid_goods(signed_in: SignedIn, acting: Acting) -> None:
    enter(BUILDER)
    stock.recount(BUILDER)
    leave()
    keeper, principal, officer = (signed_in(one) for one in ("logistics", "principal", "officer"))
    proposals = f"/procurement/store/{PRIMARY}/proposals/"
    page = read(keeper, proposals)
    assert ("一次性医用口罩" in page, "9 盒 (450 只)" in page) == (True, True)
    nothing = keeper.post(proposals, {"submission_id": str(uuid7()), "base": "0"})
    assert (nothing.status_code, "请至少写一种物资。" in nothing.content.decode()) == (422, True)
    made = keeper.post(
        proposals, {"submission_id": str(uuid7()), "base": "0", "item": [MASK, "nothing"]}
    )
    at = made.headers["Location"]
    edit = read(keeper, f"{at}edit/")
    wrong = {"item-0": MASK, "quantity-0": "-9", "pack-0": "box", "reason-0": "", "reason": "开学"}
    refused = keeper.post(f"{at}edit/", act(edit, **wrong))
    assert (refused.status_code, "数量要大于零" in refused.content.decode()) == (422, True)
    assert 'value="-9"' in refused.content.decode()
    assert keeper.post(f"{at}edit/", act(edit, **{**wrong, "quantity-0": "9"})).status_code == 302
    page = read(keeper, at)
    assert keeper.post(f"{at}?act=submit", act(page, "submit")).status_code == 302
    assert keeper.post(f"{at}?act=approve", act(page, "submit")).status_code == 403
    page = read(principal, at)
    assert ("缺口 420 只" in page, "近 30 天没有领用" in page) == (True, True)
    blank = principal.post(f"{at}?act=approve", act(page, "approve"))
    assert (blank.status_code, "请填写。" in blank.content.decode()) == (422, True)
    principal.post(f"{at}?act=approve", act(page, "approve", yes="1", note=""))
    page = read(officer, at)
    assert 'name="bought-0" maxlength="40" value="9"' in page
    decided = {"bought-0": "9", "given-0": "", "from-0": "", "why-0": ""}
    assert officer.post(f"{at}?act=decide", act(page, "decide", **decided)).status_code == 302
    who = {
        "name": "县医药公司",
        "code": code_of("91999901MA0000001"),
        "contact": "王某 13800000000",
    }
    listed = read(officer, "/procurement/suppliers/")
    assert officer.post("/procurement/suppliers/", act(listed, **who)).status_code == 302
    assert officer.post("/procurement/suppliers/", act(listed, **who)).status_code == 422
    enter(BUILDER)
    [chosen] = Supplier.objects.all()
    leave()
    new = f"/procurement/unit/{COUNTY}/orders/new/?requisition={at.split('/')[-2]}"
    page = read(officer, new)
    assert f'value="{(DAY + dt.timedelta(days=5)).isoformat()}"' in page
    good = {
        "item-0": MASK, "quantity-0": "9", "pack-0": "box", "price-0": "-1", "note": "",
        "supplier_id": str(chosen.pk), "expected": SOON.isoformat(),
    }  # fmt: skip
    refused = officer.post(new, act(page, **good))
    assert (refused.status_code, "金额不能小于零。" in refused.content.decode()) == (422, True)
    order = officer.post(new, act(page, **{**good, "price-0": "25.5"})).headers["Location"]
    page = read(officer, order)
    assert "229.50" in page
    assert officer.post(f"{order}?act=send", act(page, "send")).status_code == 302
    assert officer.get(f"{order}?file=docx").content[:2] == b"PK"
    assert officer.get(f"{order}?file=xlsx").content[:2] == b"PK"
    page = read(keeper, f"{order}receive/")
    came = {
        "received-0": "400", "expires-0": "", "batch-0": "A1", "maker-0": "某厂", "refused-0": "50",
        "fault-0": "damaged", "day": DAY.isoformat(), "note": "一箱受潮",
    }  # fmt: skip
    refused = keeper.post(f"{order}receive/", act(page, **came))
    said = refused.content.decode()
    assert (refused.status_code, "这种物资有有效期" in said, 'value="400"' in said) == (
        422,
        True,
        True,
    )
    came["expires-0"] = LATER.isoformat()
    assert keeper.post(f"{order}receive/", act(page, **came)).status_code == 302
    late = keeper.post(f"{order}receive/", act(page, **came))
    assert (late.status_code, "刚刚有别人改过" in late.content.decode()) == (409, True)
    for kind, document in (("invoice", "F1"), ("payment", "P1")):
        bill = {
            "kind": kind,
            "amount": "204",
            "document": document,
            "day": DAY.isoformat(),
            "note": "",
        }
        assert officer.post(
            f"{order}?act=bill", act(read(officer, order), "bill", **bill)
        ).status_code == 302  # fmt: skip
    page = read(keeper, order)
    assert [words in page for words in ("已结束", "破损", "一箱受潮", "204.00")] == [True] * 4
    assert "王某" not in read(keeper, f"/procurement/suppliers/{chosen.pk}/")
    assert "王某" in read(officer, f"/procurement/suppliers/{chosen.pk}/")
    enter(BUILDER)
    assert ({one.item: one.held for one in supplies.held(PRIMARY)}, faults()) == ({MASK: 400}, NONE)
    leave()
    for address in ("requisitions", "orders"):
        where = f"/procurement/unit/{COUNTY}/{address}/"
        assert "实验小学" in read(officer, where)
        assert officer.get(f"{where}?as=xlsx").content[:2] == b"PK"
    prices = read(officer, f"/procurement/prices/{MASK}/")
    assert ("25.50" in prices, "0.5100" in prices) == (True, True)


def test_a_gift_is_thanked_for_and_published_by_two(signed_in: SignedIn, acting: Acting) -> None:
    keeper, principal, officer = (signed_in(one) for one in ("logistics", "principal", "officer"))
    new = f"/procurement/store/{PRIMARY}/gifts/new/"
    said = {
        "donor": "李四", "donor_kind": "person", "contact": "13800000001", "wish": "named",
        "purpose": "给一年级", "offered_on": DAY.isoformat(), "item-0": MASK, "quantity-0": "2",
        "pack-0": "box",
    }  # fmt: skip
    page = read(keeper, new)
    refused = keeper.post(new, act(page, **said))
    assert (refused.status_code, "具名公示要捐赠人同意" in refused.content.decode()) == (422, True)
    gift = keeper.post(new, act(page, **{**said, "wish": "anonymous"})).headers["Location"]
    assert keeper.post(f"{gift}?act=answer", act(page)).status_code == 403
    page = read(principal, gift)
    principal.post(f"{gift}?act=answer", act(page, "answer", yes="1", note=""))
    assert principal.get(f"{gift}?file=docx").status_code == 404
    page = read(keeper, gift)
    got = {
        "received-0": "90", "expires-0": LATER.isoformat(), "batch-0": "D", "maker-0": "",
        "day": DAY.isoformat(), "difference": "",
    }  # fmt: skip
    refused = keeper.post(f"{gift}?act=receive", act(page, "receive", **got))
    assert (refused.status_code, "和答应的不一样" in refused.content.decode()) == (422, True)
    got["difference"] = "路上丢了十只"
    assert keeper.post(f"{gift}?act=receive", act(page, "receive", **got)).status_code == 302
    assert keeper.get(f"{gift}?file=docx").content[:2] == b"PK"
    keeper.post(f"{gift}?act=thank", act(read(keeper, gift), "thank"))
    page = read(principal, gift)
    principal.post(f"{gift}?act=ask", act(page, "ask", note="一年级两个班"))
    page = read(principal, gift)
    assert 'action="?act=publish"' not in page
    own = principal.post(f"{gift}?act=publish", act(page, "ask"))
    assert (own.status_code, "要由另一个人发布" in own.content.decode()) == (409, True)
    liaison = signed_in("liaison")
    liaison.post(f"{gift}?act=publish", act(read(liaison, gift), "publish"))
    public = read(officer, f"/procurement/unit/{COUNTY}/gifts/published/")
    assert ("爱心人士(匿名)" in public, "李四" in public, "一年级两个班" in public) == (
        True,
        False,
        True,
    )
    sheet = officer.get(f"/procurement/unit/{COUNTY}/gifts/published/?as=xlsx")
    assert sheet.content[:2] == b"PK"
    assert "李四" in read(officer, f"/procurement/unit/{COUNTY}/gifts/")
    page = read(liaison, gift)
    liaison.post(f"{gift}?act=take_down", act(page, "take_down", note="捐赠人要求"))
    assert "李四" not in read(officer, f"/procurement/unit/{COUNTY}/gifts/published/")
    enter(BUILDER)
    assert (Donation.objects.get().public, [one.held for one in supplies.held(PRIMARY)]) == (
        "",
        [90],
    )
    leave()


def published(acting: Acting) -> None:
    keeper = acting("logistics")
    pk = services.offer(keeper, offer())
    services.answer(acting("principal"), services.Answer(uuid7(), pk, 0, yes=True))
    keeper = acting("logistics")
    got = [services.Got(DonationLine.objects.get(donation_id=pk).pk, "100", "D", "", LATER)]
    services.receive_gift(keeper, services.TakeIn(uuid7(), pk, 1, DAY, got))
    services.ask_publishing(keeper, services.Act(uuid7(), pk, 2, "一年级"))
    services.publish(acting("principal"), services.Act(uuid7(), pk, 3))


def test_a_list_costs_the_same_with_one_and_three(
    signed_in: SignedIn, acting: Acting, django_assert_num_queries: Callable[..., object]
) -> None:
    officer = signed_in("officer")
    addresses = {
        "requisitions": 12, "orders": 13, "gifts": 12, "gifts/published": 12,
    }  # fmt: skip
    for times in (1, 3):
        while True:
            enter(BUILDER)
            count = Order.objects.count()
            if count >= times:
                leave()
                break
            submitted(acting("logistics"))
            actor = acting("officer")
            who = supplier(actor, f"公司{count}", f"91999901MA000000{count}")
            sent_order(actor, who)
            published(acting)
            leave()
        for address, queries in addresses.items():
            with django_assert_num_queries(queries):  # type: ignore[attr-defined]  # a context manager
                read(officer, f"/procurement/unit/{COUNTY}/{address}/")


def test_paces_and_papers_are_set_by_the_county(signed_in: SignedIn, acting: Acting) -> None:
    officer, keeper = signed_in("officer"), signed_in("logistics")
    page = read(officer, "/procurement/paces/")
    wrong = officer.post("/procurement/paces/", act(page, item=MASK, lead_days="x", pack="box"))
    assert (wrong.status_code, "供货天数请写 0 到 365" in wrong.content.decode()) == (422, True)
    wrong = officer.post("/procurement/paces/", act(page, item=MASK, lead_days="3", pack="barrel"))
    assert (wrong.status_code, "没有这种包装" in wrong.content.decode()) == (422, True)
    assert officer.post(
        "/procurement/paces/", act(page, item=MASK, lead_days="3", pack="case")
    ).status_code == 302  # fmt: skip
    assert keeper.post("/procurement/paces/", act(page)).status_code == 404
    who = supplier(acting("officer"))
    leave()
    at = f"/procurement/suppliers/{who}/"
    page = read(officer, at)
    paper = {"title": "经营许可证", "number": "粤01", "expires": "2026-11-01"}
    wrong = officer.post(f"{at}?act=paper", act(page, "paper", **paper))
    assert (wrong.status_code, "这份证照已经过期" in wrong.content.decode()) == (422, True)
    paper["expires"] = "2026-12-24"
    assert officer.post(f"{at}?act=paper", act(page, "paper", **paper)).status_code == 302
    assert "60 天内到期" in read(keeper, at)
    assert officer.post(f"{at}?act=block", act(page, "block", note="")).status_code == 422
    assert officer.post(f"{at}?act=block", act(page, "block", note="送来假货")).status_code == 302
    assert "送来假货" in read(keeper, at)


def test_an_order_of_a_requisition_that_is_not_there(signed_in: SignedIn, acting: Acting) -> None:
    officer = signed_in("officer")
    for which in ("x", str(uuid7())):
        where = f"/procurement/unit/{COUNTY}/orders/new/?requisition={which}"
        assert officer.get(where).status_code == 404
    pk = submitted(acting("logistics"))
    services.approve(acting("principal"), approval(pk))
    services.decide(acting("officer"), decision(pk))
    leave()
    page = read(officer, f"/procurement/unit/{COUNTY}/orders/new/?requisition={pk}")
    assert 'name="quantity-0" maxlength="40" value="3"' in page
    enter(BUILDER)
    assert Requisition.objects.get(pk=pk).state == "decided"
    leave()
