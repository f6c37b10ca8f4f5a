"""Notices as people see them: written, looked at, sent, read, confirmed, chased, called."""

import re
from collections.abc import Callable
from uuid import UUID

import time_machine
from django.test import Client

from tests.builders import CLASS_11, CLASS_12, PRIMARY, Universe
from tests.notices import letters
from tests.notices.letters import content, families, part, sent
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter
from xiaoan.notices import rules
from xiaoan.notices.models import Chase, Family

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def form(page: str, **more: object) -> dict[str, object]:
    """The form of a draft as a browser sends it: one part, the class's families."""
    return {
        "submission_id": hidden(page, "submission_id"), "base": hidden(page, "base"), "parts": "1",
        "kind": "closing", "title-zh-hans": "明天停课", "body-zh-hans": "各位家长:\r\n\r\n明天停课。",
        "part-0-who": "families", "part-0-units": str(CLASS_11), "needs_ack": "1", **more,
    }  # fmt: skip


def begun(browser: Client, unit_no: int = CLASS_11) -> tuple[str, str]:
    """A new draft: its address, and its page."""
    page = browser.get("/notices/new/").content.decode()
    posted = browser.post(
        "/notices/new/",
        {"submission_id": hidden(page, "submission_id"), "unit_no": unit_no, "template": ""},
    )
    assert posted.status_code == 302
    return posted["Location"], browser.get(posted["Location"]).content.decode()


def test_from_the_draft_to_the_call_list(
    signed_in: SignedIn, acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    families(universe, upto=3)
    browser = signed_in("teacher")
    address, page = begun(browser)
    posted = browser.post(address, form(page, act="review"))
    assert posted["Location"] == f"{address}review/"
    review = browser.get(posted["Location"]).content.decode()
    assert "发给 4 人" in review
    # Of ten families one has an account: said before it goes, on the button, and in the state after.
    assert "10 户中,现在能收到的 1 户" in review
    assert "9 户收不到,发出时马上列入班主任的电话名单" in review
    assert "能收到 1 户,要打电话 9 户" in review
    # A link to the letter itself is long: an honest two.
    assert "2 条短信" in review
    gone = browser.post(
        posted["Location"],
        {
            "submission_id": hidden(review, "submission_id"), "base": hidden(review, "base"),
            "act": "send",
        },
    )  # fmt: skip
    assert gone.status_code == 302
    made = UUID(address.split("/")[-2])
    letters.deliver(acting("teacher"), made)
    assert "已发出,9 户要打电话" in browser.get("/notices/sent/").content.decode()
    parent = signed_in("guardian")
    inbox = parent.get("/notices/").content.decode()
    assert "明天停课" in inbox
    assert "实验小学 一年级1班" in inbox
    assert parent.get("/notices/unread/").json() == {"count": 1}
    letter = parent.get(f"/notices/{made}/").content.decode()
    assert "我已看到,确认" in letter
    assert parent.get("/notices/unread/").json() == {"count": 0}
    assert parent.post(f"/notices/{made}/confirm/").status_code == 302
    assert parent.post(f"/notices/{made}/confirm/").status_code == 302
    assert "您已确认" in parent.get(f"/notices/{made}/").content.decode()
    reached = browser.get(f"/notices/sent/{made}/").content.decode()
    assert "1/10" in reached
    # Whom nothing reaches stands on the list since it was sent; at the deadline nobody is left to add.
    morning.shift(letters.later(25))
    browser = signed_in("teacher")  # a day later: signed in anew
    assert letters.chase(acting("teacher")) == 0
    enter(acting("teacher"))
    (chase,) = Chase.objects.all()
    assert chase.kind == "unreached"
    calls = browser.get(f"/notices/calls/{chase.pk}/")
    text = calls.content.decode()
    assert "还要打 9/9" in text
    assert text.count('href="tel:139') == 2  # who has confirmed is not called
    row = Family.objects.get(notice_id=made, person_id=universe.person(CLASS_11, 2))
    wrong = browser.post(
        f"/notices/calls/{chase.pk}/",
        {"submission_id": hidden(text, "submission_id"), "about": row.pk},
    )
    assert wrong.status_code == 422
    assert "请选择这次电话的结果" in wrong.content.decode()
    done = browser.post(
        f"/notices/calls/{chase.pk}/",
        {
            "submission_id": hidden(text, "submission_id"),
            "about": row.pk,
            "outcome": "reached",
            "note": "知道了",
        },
    )
    assert done.status_code == 302
    row.refresh_from_db()
    assert (row.confirmed_how, row.confirmed_by_id) == ("call", universe.users["teacher"].pk)
    assert "还要打 8/9" in browser.get(f"/notices/calls/{chase.pk}/").content.decode()


def test_faults_stand_at_their_fields_and_nothing_typed_is_lost(signed_in: SignedIn) -> None:
    browser = signed_in("teacher")
    address, page = begun(browser)
    typed = form(
        page, act="review", **{"title-zh-hans": "", "body-zh-hans": "{{没有的}} 你好\n<script>x</script>"},
        ack_by="2026-11-20T08:00",
    )  # fmt: skip
    assert browser.post(address, typed).status_code == 302  # kept as a draft, faults and all
    answer = browser.get(f"{address}review/")
    assert answer.status_code == 422
    text = answer.content.decode()
    for said in ("请写标题。", "第 2 行有网页代码", "确认期限要在发送以后"):
        assert said in text
    assert "{{没有的}} 你好" in text
    unknown = browser.post(address, {**form(text, act="review"), "body-zh-hans": "{{没有的}}"})
    assert unknown.status_code == 302
    assert "没有“没有的”这个变量" in browser.get(f"{address}review/").content.decode()
    bad_time = browser.post(
        address, {**form(browser.get(address).content.decode()), "send_at": "明天"}
    )
    assert bad_time.status_code == 422
    assert 'value="明天"' in bad_time.content.decode()
    long = browser.post(
        address, {**form(browser.get(address).content.decode()), "title-zh-hans": "长" * 61}
    )
    assert long.status_code == 422
    assert "写了 61 个字" in long.content.decode()


def test_an_empty_audience_is_refused(signed_in: SignedIn) -> None:
    browser = signed_in("principal")
    address, page = begun(browser, PRIMARY)
    none = form(page, act="review", **{"part-0-units": str(PRIMARY), "part-0-groups": "contact"})
    assert browser.post(address, none).status_code == 302
    answer = browser.get(f"{address}review/")
    assert answer.status_code == 422
    assert "这样选没有一个人" in answer.content.decode()


def test_a_part_more_keeps_the_rest(signed_in: SignedIn) -> None:
    browser = signed_in("principal")
    address, page = begun(browser, PRIMARY)
    assert browser.post(address, form(page, act="add")).status_code == 302
    page = browser.get(address).content.decode()
    assert "第 2 组" in page
    assert "明天停课" in page


def test_a_link_opens_under_the_readers_own_rights(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    teacher = acting("teacher_12")
    made = sent(teacher, CLASS_12, content(part(CLASS_12)))
    for who in ("guardian", "teacher", "deputy"):
        assert signed_in(who).get(f"/notices/{made}/").status_code == 404
    assert signed_in("teacher").get(f"/notices/sent/{made}/").status_code == 404
    assert signed_in("principal").get(f"/notices/sent/{made}/").status_code == 200


def test_reach_by_class_with_names_only_for_who_may(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    made = sent(acting("principal"), PRIMARY, content(part(PRIMARY, who=("families", "staff"))))
    principal = signed_in("principal")
    page = principal.get(f"/notices/sent/{made}/").content.decode()
    assert "一年级1班" in page
    assert "测试生0001" not in page
    unit = principal.get(f"/notices/sent/{made}/unit/{CLASS_11}/").content.decode()
    assert "没有确认的家庭 10/10" in unit
    assert "测试生0001" in unit
    office = signed_in("officer")
    assert "测试生0001" not in office.get(f"/notices/sent/{made}/unit/{CLASS_11}/").content.decode()
    teacher = signed_in("teacher")
    assert teacher.get(f"/notices/sent/{made}/unit/{CLASS_11}/").status_code == 200
    assert teacher.get(f"/notices/sent/{made}/unit/{CLASS_12}/").status_code == 404


def test_templates_and_variables(signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    page = browser.get("/notices/templates/").content.decode()
    kept = browser.post(
        "/notices/templates/",
        {
            "submission_id": hidden(page, "submission_id"),
            "variable": "咨询电话",
            "value": "0370-0000000",
        },
    )
    assert kept.status_code == 302
    assert "0370-0000000" in browser.get("/notices/templates/").content.decode()
    own = browser.post(
        "/notices/templates/",
        {
            "submission_id": hidden(page, "submission_id")[:-1] + "0",
            "variable": "学校",
            "value": "x",
        },
    )
    assert own.status_code == 422
    new = browser.get("/notices/templates/new/").content.decode()
    base = {
        "submission_id": hidden(new, "submission_id"),
        "base": "0",
        "name": "放假",
        "kind": "general",
        "act": "save",
    }
    bad = browser.post(
        "/notices/templates/new/", {**base, "title-zh-hans": "放假", "body-zh-hans": ""}
    )
    assert bad.status_code == 422
    assert "请写正文。" in bad.content.decode()
    good = browser.post(
        "/notices/templates/new/", {**base, "title-zh-hans": "放假", "body-zh-hans": "{{咨询电话}}"}
    )
    assert good.status_code == 302
    assert "放假" in browser.get("/notices/new/").content.decode()
    assert browser.get("/notices/templates/suspension/").status_code == 200


def test_a_list_names_the_numbers_that_are_nobodys(signed_in: SignedIn) -> None:
    browser = signed_in("principal")
    page = browser.get("/notices/lists/").content.decode()
    typed = {
        "submission_id": hidden(page, "submission_id"), "unit_no": PRIMARY, "name": "合唱队",
        "numbers": "20260001\n999", "act": "save",
    }  # fmt: skip
    wrong = browser.post("/notices/lists/", typed)
    assert wrong.status_code == 422
    assert "999" in wrong.content.decode()
    assert browser.post("/notices/lists/", {**typed, "numbers": "20260001"}).status_code == 302
    assert "合唱队" in browser.get("/notices/lists/").content.decode()


def _from_template(browser: Client, code: str, unit_no: int) -> str:
    page = browser.get("/notices/new/").content.decode()
    asked = {
        "submission_id": hidden(page, "submission_id"),
        "unit_no": unit_no,
        "template": code,
    }
    return browser.post("/notices/new/", asked)["Location"]


def test_a_meeting_goes_out_only_with_when_and_where(signed_in: SignedIn) -> None:
    browser = signed_in("teacher")
    address = _from_template(browser, "meeting", CLASS_11)
    answer = browser.get(f"{address}review/")
    assert answer.status_code == 422
    assert answer.content.decode().count("还有 2 处空白(____)没有填") == 3  # in each language


def test_no_variable_stands_raw_and_the_example_is_of_the_audience(signed_in: SignedIn) -> None:
    browser = signed_in("principal")
    address = _from_template(browser, "suspension", PRIMARY)
    page = browser.get(address).content.decode()
    english = next(one.texts["en"] for one in rules.SHIPPED if one.code == "suspension")
    text = "{{学校}}{{班级}}停课。\n咨询电话:{{咨询电话}}"
    typed = form(
        page, act="review", **{
            "title-zh-hans": "{{班级}}停课", "body-zh-hans": text, "part-0-units": str(CLASS_12),
            "title-en": english.title, "body-en": english.body,
        },
    )  # fmt: skip
    assert browser.post(address, typed).status_code == 302
    review = browser.get(f"{address}review/").content.decode()
    assert "实验小学一年级2班停课。" in review
    assert "咨询电话:" not in review  # there is none
    assert "英文还是模板原文" in review
    assert "还是模板原文,没有跟着改" in browser.get(address).content.decode()
    listed = browser.get("/notices/sent/").content.decode()
    assert "(按各班填写)停课" in listed
    assert "{{" not in listed
