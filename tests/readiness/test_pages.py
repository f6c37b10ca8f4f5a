"""The pages of readiness: the way of each of those who use them, and what is refused at the field."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.builders import BUILDER, DAY, JUNIOR, PRIMARY
from tests.readiness.schools import Acting, checked, data_url, opened, ready, short_pack
from tests.web.papers import paragraphs, pdf_text, squeezed
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.readiness.models import Decision, Finding, Inspection, Statement, Version
from xiaoan.readiness.services import versions

SignedIn = Callable[[str], Client]


def text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_the_board_counts_and_leads_to_the_schools(acting: Acting, signed_in: SignedIn) -> None:
    ready(acting)
    leave()
    officer = signed_in("officer")
    shown = text(officer, reverse("readiness:home"))
    assert "实验小学" in shown
    assert "条件齐,可以决定开学" in shown
    only = text(officer, reverse("readiness:home") + "?gate=may_open")
    assert "实验小学" in only
    assert "河口初中" not in only
    held = text(officer, reverse("readiness:home") + "?item=canteen")
    assert "河口初中" in held
    assert reverse("readiness:school", args=[PRIMARY]) not in held
    sheet = officer.get(reverse("readiness:sheet"))
    assert sheet.status_code == 200
    assert sheet.content[:2] == b"PK"
    # Whoever has one school is led to it; a township sees its own.
    assert signed_in("principal").get(reverse("readiness:home")).status_code == 302
    assert "河口初中" not in text(signed_in("liaison"), reverse("readiness:home"))


def test_the_board_costs_the_same_for_one_school_and_for_three(
    acting: Acting, signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    short_pack()
    leave()
    liaison, officer = signed_in("other_liaison"), signed_in("officer")
    for client in (liaison, officer):
        text(client, reverse("readiness:home"))
        with django_assert_max_num_queries(26):
            text(client, reverse("readiness:home"))


def test_what_if_on_a_day(signed_in: SignedIn, acting: Acting) -> None:
    short_pack()
    leave()
    officer = signed_in("officer")
    url = reverse("readiness:what_if")
    assert "3 所学校中 0 所条件齐" in text(officer, f"{url}?day=2026-12-01")
    assert "请选今天到" in text(officer, f"{url}?day=2026-11-01", 422)


def test_the_school_checks_itself_with_a_photo(acting: Acting, signed_in: SignedIn) -> None:
    short_pack()
    leave()
    principal = signed_in("principal")
    url = reverse("readiness:item", args=[PRIMARY, "hospital"])
    assert "要的证据" in text(principal, url)
    lacking = principal.post(url, {"submission_id": str(uuid7()), "result": "ok"})
    assert lacking.status_code == 422
    assert "这一条要照片或文件作证据" in lacking.content.decode()
    told = principal.post(url, {"submission_id": str(uuid7()), "result": "ok", "note": "看过,都好"})
    assert (told.status_code, told.context["fields"]) == (422, {"photo": "missing"})
    assert "看过,都好" in told.content.decode()
    by_words = reverse("readiness:item", args=[PRIMARY, "remote"])
    told = principal.post(
        by_words, {"submission_id": str(uuid7()), "result": "ok", "note": "每天两节"}
    )
    assert told.status_code == 302
    body = {"submission_id": str(uuid7()), "result": "ok", "photo-1": data_url()}
    for _n in range(2):
        assert principal.post(url, body).status_code == 302
    enter(BUILDER)
    said = Statement.objects.get(item="hospital")
    leave()
    photo = reverse("readiness:photo", args=[said.pk, said.photo_ids[0]])
    assert principal.get(photo)["Content-Type"] == "image/jpeg"
    assert signed_in("other_principal").get(photo).status_code == 404
    assert principal.get(reverse("readiness:item", args=[PRIMARY, "level"])).status_code == 403
    back = {"submission_id": str(uuid7()), "statement": str(said.pk), "why": "字" * 201}
    told = principal.post(f"{url}?act=withdraw", back)
    page = told.content.decode()
    # What was typed is there again, in that form alone; so is its id.
    assert (told.status_code, page.count("字" * 201)) == (422, 1)
    assert (page.count(back["submission_id"]), page.count('class="field-error"')) == (1, 1)
    assert principal.post(f"{url}?act=withdraw", {**back, "why": "拍错"}).status_code == 302
    assert "撤回:拍错" in text(principal, url)


def test_a_joint_inspection_from_beginning_to_the_recheck(
    acting: Acting, signed_in: SignedIn
) -> None:
    short_pack()
    leave()
    liaison, principal = signed_in("liaison"), signed_in("principal")
    school = reverse("readiness:school", args=[PRIMARY])
    begin = {"submission_id": str(uuid7()), "name-education-0": "张三", "name-health-0": "李四"}
    short = liaison.post(f"{school}?act=inspect", begin)
    assert short.status_code == 422
    assert 'value="张三"' in short.content.decode()
    assert (
        liaison.post(f"{school}?act=inspect", {**begin, "name-market-0": "王五"}).status_code == 302
    )
    enter(BUILDER)
    visit = Inspection.objects.get()
    leave()
    url = reverse("readiness:inspection", args=[visit.pk])
    for code, result in (("hospital", "ok"), ("canteen", "none"), ("remote", "bad")):
        body = {"submission_id": str(uuid7()), "act": "mark", "item": code, "result": result}
        if result != "ok":
            assert liaison.post(url, body).status_code == 422
        assert liaison.post(url, {**body, "note": "看过", "photo-1": data_url()}).status_code == 302
    assert "已查" in text(liaison, url)
    assert liaison.post(url, {"submission_id": str(uuid7()), "act": "close"}).status_code == 302
    assert "不合格 1 项" in text(principal, url)
    enter(BUILDER)
    row = Finding.objects.get()
    leave()
    finding = reverse("readiness:finding", args=[row.pk])
    assert "报整改" in text(principal, finding)
    body = {"submission_id": str(uuid7()), "note": "补了名单"}
    assert principal.post(f"{finding}?act=mend", body).status_code == 422
    assert principal.post(f"{finding}?act=mend", {**body, "photo-1": data_url()}).status_code == 302
    assert "复查通过" in text(liaison, finding)
    assert (
        liaison.post(f"{finding}?act=good", {**body, "submission_id": str(uuid7())}).status_code
        == 302
    )
    assert "没有没销号的问题" in text(liaison, reverse("readiness:findings"))


def test_decided_on_pages_and_printed(acting: Acting, signed_in: SignedIn) -> None:
    ready(acting)
    leave()
    officer, leader = signed_in("officer"), signed_in("leader")
    school = reverse("readiness:school", args=[PRIMARY])
    body = {"submission_id": str(uuid7()), "kind": "open", "day": "", "post": "科长"}
    refused = officer.post(f"{school}?act=decide", body)
    assert refused.status_code == 422
    assert 'value="科长"' in refused.content.decode()
    asked = officer.post(f"{school}?act=decide", {**body, "day": DAY.isoformat()})
    assert asked.status_code == 302
    url = asked["Location"]
    assert "等另一人签" in text(officer, reverse("readiness:decisions"))
    assert (
        leader.post(f"{url}?act=sign", {"submission_id": str(uuid7()), "post": ""}).status_code
        == 422
    )
    signed = leader.post(f"{url}?act=sign", {"submission_id": str(uuid7()), "post": "副县长"})
    assert signed.status_code == 302
    assert "已开学" in text(leader, school)
    enter(BUILDER)
    row = Decision.objects.get()
    leave()
    paper = text(officer, reverse("readiness:print", args=[PRIMARY]) + f"?decision={row.pk}")
    assert row.digest in paper
    for name in ("张三", "李四", "王五", "科长", "副县长"):
        assert name in paper
    assert text(officer, reverse("readiness:print", args=[JUNIOR]))
    address = reverse("readiness:print", args=[PRIMARY])
    wanted = {"decision": str(row.pk)}
    document = paragraphs(officer.get(address, {**wanted, "file": "docx"}).content)
    made = officer.get(address, {**wanted, "file": "pdf"}).content
    heads = "序号条件结果依据的情况"  # again on each page
    assert pdf_text(made).replace(heads, "") == squeezed("".join(document)).replace(heads, "")
    assert document[0] == "学校开学条件核查结果意见表"
    for words in ("张三", "科长", "副县长", row.digest):
        assert words in "".join(document)
    assert signed_in("other_principal").get(address, {"file": "pdf"}).status_code == 404


def test_an_override_stands_on_the_school_the_board_and_the_paper(
    acting: Acting, signed_in: SignedIn
) -> None:
    short_pack()
    opened(acting, "override", "毕业年级先返校")
    leave()
    officer = signed_in("officer")
    assert "毕业年级先返校" in text(officer, reverse("readiness:school", args=[PRIMARY]))
    assert "破例开学" in text(officer, reverse("readiness:home") + "?gate=override")
    assert "毕业年级先返校" in text(officer, reverse("readiness:print", args=[PRIMARY]))
    assert "毕业年级先返校" in text(officer, reverse("readiness:decisions") + "?show=override")


def test_a_pack_is_drafted_compared_and_published_by_another(
    acting: Acting, signed_in: SignedIn
) -> None:
    short_pack()
    leave()
    officer = signed_in("officer")
    assert "试验条件" in text(officer, reverse("readiness:packs"))
    assert "45条未见" in text(officer, reverse("readiness:shipped", args=["shandong-2020"]))
    made = officer.post(reverse("readiness:packs"), {"submission_id": str(uuid7()), "base": ""})
    url = made["Location"]
    item = {
        "submission_id": str(uuid7()), "code": "", "group": "clean", "text": "", "hard": "1",
        "asks": "照片",
    }  # fmt: skip
    assert officer.post(f"{url}?act=save", item).status_code == 422
    assert officer.post(f"{url}?act=save", {**item, "text": "垃圾日产日清"}).status_code == 302
    assert officer.post(
        f"{url}?act=remove", {"submission_id": str(uuid7()), "code": "canteen"}
    ).status_code == 302  # fmt: skip
    shown = text(officer, url)
    assert "垃圾日产日清" in shown
    assert "条件齐的学校:现在 0/3,按这一版 0/3" in shown
    ask = {
        "submission_id": str(uuid7()),
        "since": DAY.isoformat(),
        "title": "冬季条件",
        "reason": "新通知",
    }
    assert officer.post(f"{url}?act=ask", ask).status_code == 302
    assert officer.post(f"{url}?act=publish", {"submission_id": str(uuid7())}).status_code == 403
    colleague = replace(acting("officer"), user_id=uuid7())
    versions.publish(colleague, uuid7(), UUID(url.split("/")[-2]))
    enter(BUILDER)
    assert Version.objects.filter(state="published").count() == 2
    leave()
    assert "冬季条件" in text(officer, reverse("readiness:home"))


@pytest.mark.parametrize("name", ["teacher", "guardian", "canteen"])
def test_nobody_else_is_led_here(signed_in: SignedIn, name: str) -> None:
    assert signed_in(name).get(reverse("readiness:home")).status_code == 404


def test_no_school_but_ones_own(signed_in: SignedIn, acting: Acting) -> None:
    short_pack()
    checked(acting, "hospital")
    leave()
    other = signed_in("other_principal")
    assert other.get(reverse("readiness:school", args=[PRIMARY])).status_code == 404
    assert other.get(reverse("readiness:print", args=[PRIMARY])).status_code == 404
