"""The pages: the library, a poster, practice, one's own reading, results, and what the bureau keeps."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.builders import BUILDER, CLASS_11, COUNTY, PRIMARY, Universe
from tests.materials.library import UNTIL, new, places
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.materials import queries, services
from xiaoan.materials.models import Assignment, View

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
FLU = "/materials/m/influenza/"


def titles(page: str) -> list[str]:
    return re.findall(r'<span class="row-main"><b>([^<]+)</b>', page)


def test_found_by_subject_audience_and_words(signed_in: SignedIn) -> None:
    teacher = signed_in("teacher")
    everything = titles(teacher.get("/materials/").content.decode())
    assert len(everything) == 15
    assert titles(teacher.get("/materials/?subject=mumps").content.decode()) == ["流行性腮腺炎"]
    canteen = titles(teacher.get("/materials/?for=canteen").content.decode())
    assert canteen == ["诺如病毒", "洗手", "开窗通风", "有人吐了怎么办", "口罩"]
    assert titles(teacher.get("/materials/?q=Norovirus alcohol").content.decode())[0] == "诺如病毒"
    nothing = teacher.get("/materials/?q=没有这个词").content.decode()
    assert "没有符合条件的材料" in nothing


def test_a_public_one_opens_for_anybody_in_their_language(signed_in: SignedIn) -> None:
    page = Client().get(f"{FLU}?for=parent")
    text = page.content.decode()
    assert (page.status_code, "什么时候回校" in text, "老师看到怎么办" in text) == (
        200,
        True,
        False,
    )
    assert "流感样病例暴发疫情处置指南" in text
    english = Client(headers={"accept-language": "en"}).get(f"{FLU}?for=teacher").content.decode()
    assert ("What teachers do" in english, "老师看到怎么办" in english) == (True, False)
    assert Client().get("/materials/m/nothing/").status_code == 404


def test_openings_are_counted_by_nobody(db: None) -> None:
    for _ in range(3):
        Client().get(f"{FLU}?for=parent")
    Client().head(f"{FLU}?for=parent")
    enter(BUILDER)
    assert queries.views("influenza") == {"parent": 3}
    assert {field.name for field in View._meta.get_fields()} == {
        "id", "code", "audience", "day", "shard", "views",
    }  # fmt: skip
    leave()


def test_what_is_not_public_asks_to_sign_in(signed_in: SignedIn, acting: Acting) -> None:
    officer = acting("officer")
    pk = services.draft(officer, uuid7(), "masks")
    head = services.Head({"zh": "口罩"}, {"zh": ""}, "masks", 12, is_public=False)
    services.edit_head(officer, services.Edit(uuid7(), pk, 0), head)
    services.submit(officer, uuid7(), pk, 1)
    services.approve(acting("leader"), uuid7(), pk)
    leave()
    away = Client().get("/materials/m/masks/?for=parent")
    assert away.headers["Location"] == "/sign-in/?next=%2Fmaterials%2Fm%2Fmasks%2F%3Ffor%3Dparent"
    assert signed_in("guardian").get("/materials/m/masks/").status_code == 200


def test_a_poster_bears_school_and_code(signed_in: SignedIn) -> None:
    page = signed_in("teacher").get(f"{FLU}poster/?for=lower").content.decode()
    assert ("实验小学" in page, 'class="qr"' in page, "扫码看全文,不用登录" in page) == (True,) * 3
    assert "实验小学" in signed_in("guardian").get(f"{FLU}poster/").content.decode()


def test_practice_keeps_nothing(signed_in: SignedIn) -> None:
    guardian = signed_in("guardian")
    page = guardian.get(f"{FLU}practice/?for=parent").content.decode()
    lot = re.search(r'name="lot" value="([^"]+)"', page)
    assert lot is not None
    names = sorted(set(re.findall(r'name="(q-\d)"', page)))
    gap = guardian.post(f"{FLU}practice/?for=parent", {"lot": lot[1], names[0]: "0"})
    assert (gap.status_code, gap.content.decode().count("这题还没有答。")) == (422, len(names) - 1)
    said = guardian.post(f"{FLU}practice/?for=parent", {"lot": lot[1], **dict.fromkeys(names, "0")})
    text = said.content.decode()
    assert (said.status_code, "为什么:" in text, "再练几题" in text) == (200, True, True)


def test_assigned_read_and_answered_on_the_phone(signed_in: SignedIn, universe: Universe) -> None:
    teacher = signed_in("teacher")
    form = {
        "act_id": str(uuid7()), "code": "influenza", "audience": "parent", "until": str(UNTIL),
        "questions": "3", "note": "周五前",
    }  # fmt: skip
    address = f"/materials/unit/{CLASS_11}/assign/"
    wrong = teacher.post(address, {**form, "until": "2026-01-01", "questions": "x"})
    assert (wrong.status_code, wrong.content.decode().count("请写整数。")) == (422, 1)
    asked = teacher.post(address, form)
    assert (asked.status_code, "10 名学生家里" in asked.content.decode()) == (422, True)
    assert "周五前" in asked.content.decode()
    done = teacher.post(address, {**form, "sure": "1"})
    enter(BUILDER)
    pk = Assignment.objects.get().pk
    leave()
    assert done.headers["Location"] == f"/materials/assigned/{pk}/unit/{CLASS_11}/"
    guardian, child = signed_in("guardian"), universe.person(CLASS_11, 1)
    home = guardian.get("/materials/").content.decode()
    assert ("测试生0001" in home, "待读" in home) == (True, True)
    mine = f"/materials/mine/{pk}/{child}/"
    text = guardian.get(mine).content.decode()
    assert ("周五前" in text, "读完了,去答题" in text) == (True, True)
    assert guardian.post(mine).headers["Location"] == f"{mine}quiz/"
    paper = guardian.get(f"{mine}quiz/").content.decode()
    enter(BUILDER)
    material = queries.newest_of("influenza").material
    leave()
    assert [one.why["zh"] for one in material.questions if one.why["zh"] in paper] == []
    gap = guardian.post(f"{mine}quiz/", {"q-0": "0"})
    assert (gap.status_code, "checked" in gap.content.decode()) == (422, True)
    enter(BUILDER)
    answers = {
        f"q-{n}": [str(at) for at in chosen] for n, chosen in places(pk, child, wrong=1).items()
    }
    leave()
    for _ in range(2):
        assert guardian.post(f"{mine}quiz/", answers).headers["Location"] == f"{mine}quiz/"
    result = guardian.get(f"{mine}quiz/").content.decode()
    assert ("3 题对 2 题" in result, "只有您自己看得到" in result) == (True, True)
    page = teacher.get(f"/materials/assigned/{pk}/unit/{CLASS_11}/").content.decode()
    assert ("10 名学生家里 1 家读了" in page, "测试生0001" in page) == (True, False)
    assert "满 5 份答卷后显示" in page


def test_results_cost_the_same_for_more_readings(
    signed_in: SignedIn, acting: Acting, universe: Universe,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    pk = services.assign(acting("officer"), new(COUNTY))
    leave()
    officer = signed_in("officer")
    officer.get(f"/materials/assigned/{pk}/unit/{COUNTY}/")
    with CaptureQueriesContext(connection) as empty:
        officer.get(f"/materials/assigned/{pk}/unit/{COUNTY}/")
    services.read(acting("guardian"), pk, universe.person(CLASS_11, 1))
    leave()
    with django_assert_num_queries(len(empty)):
        officer.get(f"/materials/assigned/{pk}/unit/{COUNTY}/")


def test_the_unit_lists_what_concerns_it_and_cancels(signed_in: SignedIn, acting: Acting) -> None:
    pk = services.assign(acting("officer"), new(COUNTY))
    leave()
    principal = signed_in("principal")
    page = principal.get(f"/materials/unit/{PRIMARY}/").content.decode()
    assert (f"/materials/assigned/{pk}/unit/{PRIMARY}/" in page, "青禾县" in page) == (True, True)
    assert principal.get(f"/materials/assigned/{pk}/cancel/").status_code == 403
    officer = signed_in("officer")
    empty = officer.post(
        f"/materials/assigned/{pk}/cancel/", {"act_id": str(uuid7()), "reason": ""}
    )
    assert (empty.status_code, "请填写。" in empty.content.decode()) == (422, True)
    given = {"act_id": str(uuid7()), "reason": "布置错了"}
    officer.post(f"/materials/assigned/{pk}/cancel/", given)
    assert pk.hex not in principal.get(f"/materials/unit/{PRIMARY}/").content.decode().replace(
        "-", ""
    )
    assert "已取消" in principal.get(f"/materials/unit/{PRIMARY}/?all=1").content.decode()


def test_kept_by_the_bureau_from_the_list_to_in_force(signed_in: SignedIn) -> None:
    officer, leader = signed_in("officer"), signed_in("leader")
    begun = officer.post("/materials/keep/", {"act_id": str(uuid7()), "title": "雨天防病"})
    address = begun.headers["Location"]
    section = {
        "act_id": str(uuid7()), "base": "0", "audiences": ["parent"], "title": "怎么做",
        "text": "带伞。", "source": "",
    }  # fmt: skip
    bad = officer.post(f"{address}section/new/", {**section, "audiences": []})
    assert (bad.status_code, "请选给谁看" in bad.content.decode()) == (422, True)
    assert officer.post(f"{address}section/new/", section).headers["Location"] == address
    question = {
        "act_id": str(uuid7()), "base": "1", "kind": "single", "audiences": ["parent"],
        "text": "下雨带什么?", "options": "*伞\n帽子", "options_en": "umbrella", "why": "不淋湿。",
    }  # fmt: skip
    bad = officer.post(f"{address}question/new/", question)
    assert (bad.status_code, "行数要和简体的选项一样" in bad.content.decode()) == (422, True)
    good = {**question, "options_en": "an umbrella\na hat"}
    assert officer.post(f"{address}question/new/", good).headers["Location"] == address
    edited = officer.get(address).content.decode()
    key = re.search(rf'{address}question/(q[^/"]+)/', edited)
    assert key is not None
    again = officer.get(f"{address}question/{key[1]}/").content.decode()
    assert ("*伞" in again, "an umbrella\na hat" in again) == (True, True)
    officer.post(address, {"act_id": str(uuid7()), "act": "submit", "base": "2"})
    assert "要由没有写过这一版的人审核" in officer.get(address).content.decode()
    assert "防疫知识待您审核" in leader.get("/duties/today/").content.decode()
    assert "雨天防病" in leader.get("/materials/waiting/").content.decode()
    leader.post(address, {"act_id": str(uuid7()), "act": "approve"})
    assert "雨天防病" in titles(officer.get("/materials/").content.decode())
    old = leader.post(address, {"act_id": "x", "act": "approve"})
    assert (old.status_code, "请刷新后重试" in old.content.decode()) == (422, True)


@pytest.mark.parametrize("name", ["teacher", "canteen", "guardian"])
def test_the_due_list_leads_to_the_library(signed_in: SignedIn, name: str) -> None:
    page = "/duties/today/" if name != "guardian" else "/materials/"
    assert "/materials/" in signed_in(name).get(page).content.decode()
