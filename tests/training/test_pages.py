"""The pages: learning on the phone, figures down to names, urging, the sheet, papers and courses kept."""

import re
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import BUILDER, COUNTY, DAY, GRADE_1, PRIMARY, TOWN, Universe
from tests.training.lessons import places, take
from tests.training.test_owing import need, owe
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.training import queries, services
from xiaoan.training.models import Attempt, Version

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def test_learnt_failed_and_passed_on_the_phone(signed_in: SignedIn) -> None:
    keeper = signed_in("logistics")
    assert "我的培训" in keeper.get("/duties/today/").content.decode()
    mine = keeper.get("/training/")
    assert mine.headers["X-Keep"]
    page = mine.content.decode()
    assert ("校园消毒" in page, "还没有" in page, "我的证书" in page) == (True, True, False)
    course = keeper.get("/training/course/protection/")
    assert ("按事情选防护" in course.content.decode(), bool(course.headers["X-Keep"])) == (
        True,
        True,
    )
    assert keeper.get("/training/course/nothing/").status_code == 404
    begin = {"submission_id": str(uuid7())}
    address = keeper.post("/training/course/protection/begin/", begin).headers["Location"]
    paper = keeper.get(address).content.decode()
    # Nothing of which is right, nor why, is in the page.
    course_ = queries.in_force("protection").course
    assert [one.why for one in course_.questions if one.why in paper] == []
    assert "data-right" not in paper
    assert paper.count("<fieldset") == 10
    enter(BUILDER)
    pk = Attempt.objects.get().pk
    answers = {f"q-{n}": [str(at) for at in chosen] for n, chosen in places(pk, wrong=3).items()}
    leave()
    gap = keeper.post(address, {**answers, "q-5": []})
    page = gap.content.decode()
    assert (gap.status_code, page.count("这题还没有答。")) == (422, 1)
    assert page.count("checked") == sum(len(one) for key, one in answers.items() if key != "q-5")
    for _ in range(2):
        assert keeper.post(address, answers).headers["Location"] == address
    page = keeper.get(address).content.decode()
    assert ("没有通过" in page, "10 题对 7 题" in page, "为什么:" in page) == (True, True, True)
    again = keeper.post("/training/course/protection/begin/", {"submission_id": str(uuid7())})
    address = again.headers["Location"]
    enter(BUILDER)
    pk = Attempt.objects.get(handed_at=None).pk
    answers = {f"q-{n}": [str(at) for at in chosen] for n, chosen in places(pk).items()}
    leave()
    keeper.post(address, answers)
    page = keeper.get(address).content.decode()
    link = re.search(r'href="(/training/certificate/[^"]+)"', page)
    assert link is not None
    sheet = keeper.get(link[1]).content.decode()
    assert ("培训合格证书" in sheet, 'class="qr"' in sheet, "/seals/check/?r=" in sheet) == (
        True,
        True,
        True,
    )
    check = re.search(r'href="http://testserver(/seals/check/[^"]+)"', sheet)
    assert check is not None
    assert keeper.get(check[1]).status_code == 200
    assert "我的证书" in keeper.get("/training/").content.decode()
    assert signed_in("canteen").get(link[1]).status_code == 404
    assert signed_in("principal").get(link[1]).status_code == 200


def test_a_page_that_is_too_old_is_told(signed_in: SignedIn) -> None:
    keeper = signed_in("logistics")
    wrong = keeper.post("/training/course/protection/begin/", {"submission_id": "x"})
    assert (wrong.status_code, "请刷新后重试" in wrong.content.decode()) == (422, True)


def test_the_practical_part_waits_for_whoever_may(signed_in: SignedIn, acting: Acting) -> None:
    found = take(acting("doctor"), "thermometer")
    leave()
    principal = signed_in("principal")
    assert "培训实操待您确认" in principal.get("/duties/today/").content.decode()
    page = principal.get("/training/waiting/").content.decode()
    assert "校医己" in page
    address = f"/training/waiting/{found.id}/"
    assert "先看环境" in principal.get(address).content.decode()
    sent = {"act_id": str(uuid7()), "passed": "0", "note": ""}
    wrong = principal.post(address, sent)
    assert (wrong.status_code, "哪里要再练" in wrong.content.decode()) == (422, True)
    sent = {"act_id": str(uuid7()), "passed": "1", "note": ""}
    assert "证书已生成" in principal.post(address, sent, follow=True).content.decode()
    assert signed_in("doctor").get(address).status_code == 404
    assert signed_in("teacher").get("/training/waiting/").status_code == 404


def test_from_the_county_down_to_names(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    need(acting("officer"), "protection", ["logistics", "canteen"])
    take(acting("logistics"), "protection")
    owe()
    enter(BUILDER)
    services.recount(BUILDER)
    leave()
    officer = signed_in("officer")
    assert officer.get("/training/unit/").headers["Location"] == f"/training/unit/{COUNTY}/"
    page = officer.get(f"/training/unit/{COUNTY}/").content.decode()
    assert ("城关镇" in page, "50.0%" in page, "1/2" in page) == (True, True, True)
    assert f"/training/unit/{PRIMARY}/" in officer.get(f"/training/unit/{TOWN}/").content.decode()
    school = officer.get(f"/training/unit/{PRIMARY}/?course=protection&state=missing")
    assert [row["name"] for row in school.context["rows"]] == ["食堂午"]
    assert "后勤巳" in officer.get(f"/training/unit/{PRIMARY}/?state=valid").content.decode()
    assert officer.get(f"/training/unit/{COUNTY}/?office=1").status_code == 200
    principal = signed_in("principal")
    duty = school.context["rows"][0]["cells"][0]["duty"]
    urge = f"/training/unit/{PRIMARY}/urge/"
    assert "已催 1 人" in principal.post(urge, {"duty": [duty]}, follow=True).content.decode()
    assert "没有再催" in principal.post(urge, {"duty": [duty]}, follow=True).content.decode()
    assert "请先选" in principal.post(urge, {"duty": ["x"]}, follow=True).content.decode()
    sheet = officer.get(f"/training/unit/{COUNTY}/export/")
    assert sheet.content[:2] == b"PK"
    assert signed_in("other_principal").get(f"/training/unit/{PRIMARY}/").status_code == 404
    head = signed_in("grade_head")
    assert head.get("/training/unit/").headers["Location"] == f"/training/unit/{GRADE_1}/"
    assert head.get(f"/training/unit/{GRADE_1}/").status_code == 200
    canteen = signed_in("canteen").get("/duties/today/").content.decode()
    assert ("个人防护" in canteen, "待学习" in canteen) == (True, True)


def test_a_county_costs_the_same_for_one_and_three(signed_in: SignedIn, acting: Acting) -> None:
    def asked() -> int:
        browser = signed_in("officer")
        with CaptureQueriesContext(
            connection,
        ) as found:
            browser.get(f"/training/unit/{PRIMARY}/")
        return len(found)

    need(acting("officer"), "protection", ["logistics"])
    leave()
    one = asked()
    need(
        acting("officer"), "protection", ["logistics", "canteen", "school_doctor", "class_teacher"]
    )
    owe()
    leave()
    assert asked() <= one + 2  # what is owed and how often it was urged, whoever is owed


def test_a_paper_and_a_slip_on_the_desk(signed_in: SignedIn, universe: Universe) -> None:
    principal, address = signed_in("principal"), f"/training/unit/{PRIMARY}/enter/"
    who = str(universe.users["logistics"].pk)
    shown = principal.get(address).content.decode()
    assert f'value="{who}">{universe.users["logistics"].name} · 后勤人员<' in shown
    sent = {
        "act_id": str(uuid7()), "user_id": who, "course": "disinfection", "since": "2026-09-01",
        "until": "2026-08-01", "number": "县-7",
    }  # fmt: skip
    wrong = principal.post(address, sent)
    assert (wrong.status_code, "有效期不能早于发证日期" in wrong.content.decode()) == (422, True)
    assert 'value="县-7"' in wrong.content.decode()
    for _ in range(2):
        done = principal.post(address, {**sent, "until": "2027-08-31"}, follow=True)
        assert "证书已登记" in done.content.decode()
    keeper = signed_in("logistics")
    link = re.search(
        r'href="(/training/certificate/[^"]+)"', keeper.get("/training/").content.decode()
    )
    assert link is not None
    assert "撤销" not in keeper.get(link[1]).content.decode()
    assert "撤销" in principal.get(link[1]).content.decode()
    empty = principal.post(f"{link[1]}revoke/", {"act_id": str(uuid7()), "reason": ""})
    assert empty.status_code == 422
    done = principal.post(
        f"{link[1]}revoke/", {"act_id": str(uuid7()), "reason": "原件是别人的"}, follow=True
    )
    assert "原件是别人的" in done.content.decode()
    assert keeper.get(f"{link[1]}revoke/").status_code == 404
    assert signed_in("teacher").get(address).status_code == 404


def test_a_course_from_draft_to_test_on_the_desk(signed_in: SignedIn) -> None:
    officer = signed_in("officer")
    assert "随系统提供" in officer.get("/training/courses/").content.decode()
    new = {"act_id": str(uuid7()), "title": ""}
    assert officer.post("/training/courses/", new).status_code == 422
    made = officer.post("/training/courses/", {**new, "title": "食品留样"})
    address = made.headers["Location"]
    assert "还没有课文" in officer.get(address).content.decode()
    sent = {
        "act_id": str(uuid7()),
        "base": "0",
        "title": "留多少",
        "text": "每样 125 克。",
        "source": "",
    }
    assert officer.post(f"{address}section/new/", sent).status_code == 302
    assert "每样 125 克" in officer.get(f"{address}section/0/").content.decode()
    assert officer.get(f"{address}section/7/").status_code == 404
    head = officer.get(f"{address}head/")
    values = {one["name"]: str(one["value"]) for one in head.context["fields"]}
    wrong = {**values, "act_id": str(uuid7()), "base": "1", "questions": "1", "tries": "99"}
    page = officer.post(f"{address}head/", wrong)
    assert (page.status_code, "请写 1 到 10 的整数" in page.content.decode()) == (422, True)
    assert officer.post(f"{address}head/", {**wrong, "tries": "3"}).status_code == 302
    one = {
        "act_id": str(uuid7()), "base": "2", "kind": "single", "text": "留多久?",
        "options": "*48 小时\n1 小时", "why": "规定", "source": "",
    }  # fmt: skip
    bad = officer.post(f"{address}question/new/", {**one, "options": "48 小时\n1 小时"})
    assert (bad.status_code, "只有一个正确答案" in bad.content.decode()) == (422, True)
    assert "1 小时</textarea>" in bad.content.decode()
    assert officer.post(f"{address}question/new/", one).status_code == 302
    stale = officer.post(f"{address}section/0/", {**sent, "act_id": str(uuid7())})
    assert (stale.status_code, "草稿刚刚被改过" in stale.content.decode()) == (409, True)
    publish = {"act_id": str(uuid7()), "base": "3", "act": "publish"}
    own = officer.post(address, publish)
    assert (own.status_code, "请局里另一位管课程的人核对后发布" in own.content.decode()) == (
        403,
        True,
    )
    assert 'value="publish"' not in own.content.decode()
    enter(BUILDER)
    Version.objects.filter(state="draft").update(writers=[])  # as if a colleague had written it
    bank = officer.post(address, publish).headers["Location"]
    shown = officer.get(bank).content.decode()
    assert ("留多久?" in shown, "第 1 版" in shown) == (True, True)
    retire = re.search(r'href="(/training/courses/[^"]+/retire/[^"]+)"', shown)
    assert retire is not None
    last = officer.post(retire[1], {"act_id": str(uuid7()), "reason": "过时"})
    assert (last.status_code, "停用后只剩 0 题" in last.content.decode()) == (422, True)
    need_ = {
        "act_id": str(uuid7()),
        "roles": ["canteen"],
        "required_from": "2026-01-01",
        "ahead": "30",
    }
    page = officer.post(f"{bank}need/", need_)
    assert (page.status_code, "不能从过去的日子起要求" in page.content.decode()) == (422, True)
    assert (
        officer.post(f"{bank}need/", {**need_, "required_from": DAY.isoformat()}).status_code == 302
    )
    assert "食品留样" in signed_in("canteen").get("/training/").content.decode()
    assert signed_in("principal").get("/training/courses/").status_code == 404
