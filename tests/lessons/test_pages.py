"""Lessons as people see them: every page opens, what is wrong is said at the field, nothing typed is lost."""

import re
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, PRIMARY, Universe
from tests.lessons.teaching import lesson
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.lessons import services
from xiaoan.lessons.models import Period
from xiaoan.lessons.services import Reach

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
At = Callable[[str], None]


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_from_the_period_to_the_roll_call(
    signed_in: SignedIn, acting: Acting, universe: Universe, at: At
) -> None:
    browser = signed_in("teacher")
    page = browser.get("/lessons/periods/").content.decode()
    given = {
        "submission_id": hidden(page, "submission_id"),
        "unit_no": CLASS_11,
        "since": "2026-11-23",
    }
    wrong = browser.post("/lessons/periods/", {**given, "until": "2026-11-20", "reason": "雨雪"})
    assert wrong.status_code == 422
    assert "最后一天早于第一天" in wrong.content.decode()
    assert 'value="雨雪"' in wrong.content.decode()
    done = browser.post("/lessons/periods/", {**given, "until": "2026-12-04", "reason": "雨雪"})
    assert done["Location"] == "/lessons/periods/"
    address = f"/lessons/unit/{CLASS_11}/"
    page = browser.get(address).content.decode()
    form = {
        "submission_id": hidden(page, "submission_id"), "subject": "chinese", "weekday": "1",
        "starts": "08:00", "ends": "08:40", "platform": "dingtalk", "link": "javascript:1",
    }  # fmt: skip
    wrong = browser.post(address, form)
    assert (wrong.status_code, "https:// 或 http://" in wrong.content.decode()) == (422, True)
    assert browser.post(address, {**form, "link": "https://x.cn/1"}).status_code == 302
    home = browser.get("/lessons/").content.decode()
    found = re.search(r'href="(/lessons/[0-9a-f-]{36}/)"', home)
    assert found
    assert "未开始" in home
    at("08:15")
    page = browser.get(found[1]).content.decode()
    missed = str(universe.person(CLASS_11, 2))
    posted = browser.post(
        found[1], {"submission_id": hidden(page, "submission_id"), "missed": [missed]}
    )
    assert posted.status_code == 302
    page = browser.get(found[1]).content.decode()
    assert "9/10 人在看" in page
    missing = browser.get(f"{found[1]}missing/").content.decode()
    assert "1 人" in missing
    assert browser.get("/lessons/waiting/").status_code == 200
    assert signed_in("teacher_12").get(found[1]).status_code == 404


def test_an_export_is_looked_at_and_applied_and_names_are_settled(
    signed_in: SignedIn, acting: Acting, universe: Universe, at: At
) -> None:
    row = lesson(acting("teacher"))
    at("09:00")
    browser = signed_in("teacher")
    address = f"/lessons/unit/{CLASS_11}/viewing/"
    assert browser.get(f"{address}?lesson={row.pk}").status_code == 200
    first = universe.pupils[CLASS_11][0].name
    odd = SimpleUploadedFile("a.csv", f"甲,乙\n{first},40\n".encode())
    given = {"platform": "dingtalk", "lesson": str(row.pk)}
    wrong = browser.post(address, {**given, "file": odd})
    assert (wrong.status_code, "哪一列是姓名" in wrong.content.decode()) == (422, True)
    # What is asked for can be said: every heading stands there to be chosen.
    assert re.findall(r'name="heading" value="([^"]*)"', wrong.content.decode()) == ["甲", "乙"]
    odd = SimpleUploadedFile("a.csv", f"甲,乙\n{first},40\n小花妈妈,3\n".encode())
    told = {**given, "heading": ["甲", "乙"], "code": ["name", "duration"], "file": odd}
    page = browser.post(address, told).content.decode()
    assert "读了 2 行" in page
    done = browser.post(address, {"preview": hidden(page, "preview")})
    assert done["Location"] == f"/lessons/unit/{CLASS_11}/names/"
    page = browser.get(done["Location"]).content.decode()
    assert "小花妈妈" in page
    settled = browser.post(
        done["Location"],
        {"submission_id": hidden(page, "submission_id"), "name": "小花妈妈", "person": "nobody"},
    )
    assert settled.status_code == 302
    assert "没有待认的名字" in browser.get(done["Location"]).content.decode()


def test_help_families_and_the_calendar(
    signed_in: SignedIn, acting: Acting, universe: Universe, at: At
) -> None:
    row = lesson(acting("teacher"))
    guardian = signed_in("guardian")
    page = guardian.get("/lessons/mine/").content.decode()
    assert row.link in page
    child = hidden(page, "person")
    posted = guardian.post(
        "/lessons/mine/", {"submission_id": str(uuid7()), "person": child, "what": "no_device"}
    )
    assert posted.status_code == 302
    assert "已告诉老师" in guardian.get("/lessons/mine/").content.decode()
    browser = signed_in("teacher")
    address = f"/lessons/unit/{CLASS_11}/help/"
    page = browser.get(address).content.decode()
    row_id = hidden(page, "row")
    assert browser.post(address, {"act": "take_up", "row": row_id}).status_code == 302
    page = browser.get(address).content.decode()
    assert "还没有帮助办法" in page
    wrong = browser.post(
        address,
        {
            "act": "lend",
            "submission_id": str(uuid7()),
            "person": child,
            "what": "平板",
            "serial": "",
        },
    )
    assert (wrong.status_code, "请填日期" in wrong.content.decode()) == (422, True)
    unit = f"/lessons/unit/{CLASS_11}/"
    made = browser.post(unit, {"act": "feed", "submission_id": str(uuid7())})
    assert made.status_code == 302
    found = re.search(r"/lessons/feed/[^\"<]+\.ics", browser.get(unit).content.decode())
    assert found
    text = Client().get(found[0]).content.decode()
    assert "SUMMARY:语文" in text
    assert not any(one.name in text for one in universe.pupils[CLASS_11])
    assert Client().get("/lessons/feed/nothing.ics").status_code == 404


def test_a_timetable_from_a_sheet(signed_in: SignedIn, acting: Acting) -> None:
    browser = signed_in("principal")
    address = f"/lessons/unit/{PRIMARY}/sheet/"
    text = "班级,星期,开始,结束,科目\n一年级1班,周一,8:00,8:40,语文\n".encode()
    page = browser.post(address, {"file": SimpleUploadedFile("a.csv", text)}).content.decode()
    assert "将新增 1 节" in page
    done = browser.post(
        address, {"read": hidden(page, "read"), "submission_id": hidden(page, "submission_id")}
    )
    assert done["Location"] == f"/lessons/unit/{PRIMARY}/"
    assert browser.get("/lessons/").status_code == 200
    bad = SimpleUploadedFile("a.csv", "星期,开始,结束,科目\n周一,8点,8:40,语文\n".encode())
    page = browser.post(address, {"file": bad}).content.decode()
    assert "时间请写成 8:30" in page
    assert signed_in("officer").get("/lessons/").status_code == 200


def test_a_whole_county_goes_online_and_back_in_one_act_each_seen_before(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    browser = signed_in("officer")
    page = browser.get("/lessons/periods/").content.decode()
    given = {
        "submission_id": hidden(page, "submission_id"), "unit_no": COUNTY, "since": "2026-11-24",
        "until": "2026-11-27", "reason": "全县停课",
    }  # fmt: skip
    wrong = browser.post("/lessons/periods/", {**given, "reason": " "})
    assert (wrong.status_code, "请写原因" in wrong.content.decode()) == (422, True)
    seen = browser.post("/lessons/periods/", given)
    assert (seen.status_code, seen.context["asked"]["reach"]) == (200, Reach(3, 6, 60, 0, 6))
    assert "确认,转为网课" in seen.content.decode()
    enter(BUILDER)
    assert Period.objects.count() == 0
    leave()
    for _twice in range(2):
        assert browser.post("/lessons/periods/", {**given, "sure": "1"}).status_code == 302
    enter(BUILDER)
    row = Period.objects.get()
    leave()
    assert (row.unit_no, row.unit_end) == (COUNTY, COUNTY + numbering.COUNTY)
    again = browser.post("/lessons/periods/", {**given, "unit_no": PRIMARY})
    assert again.context["asked"]["reach"] == Reach(1, 3, 30, 3, 3)
    back = browser.post("/lessons/periods/", {"period": str(row.pk), "last": "2026-11-25"})
    assert back.status_code == 302
    enter(BUILDER)
    assert Period.objects.get().until.isoformat() == "2026-11-25"


def test_a_school_reads_what_going_online_means(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    enter(BUILDER)
    reach = services.reach_of(universe.cast["principal"], PRIMARY, DAY)
    assert (reach.schools, reach.classes, reach.pupils) == (1, 3, 30)


def test_nobody_is_led_to_a_page_of_the_class_that_does_not_open(
    signed_in: SignedIn, acting: Acting
) -> None:
    lesson(acting("teacher"))
    for role in ("teacher", "deputy", "grade_head", "principal"):
        browser = signed_in(role)
        page = browser.get("/lessons/").content.decode()
        links = set(re.findall(r'href="(/lessons/unit/\d+/(?:help/|viewing/|))"', page))
        assert links
        assert {browser.get(link).status_code for link in links} == {200}
