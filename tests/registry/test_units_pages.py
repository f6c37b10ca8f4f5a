"""The pages of units: opened in one go, seen as a tree, closed and merged after a look at what happens."""

import re
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_21,
    CLASS_71,
    DAY,
    GRADE_1,
    GRADE_2,
    GRADE_7,
    JUNIOR,
    KINDERGARTEN,
    MORNING,
    PRIMARY,
    TOWN,
    Universe,
    sent,
)
from xiaoan.directory.models import Enrolment, Unit
from xiaoan.directory.rules import SCHOOL
from xiaoan.directory.services import opening
from xiaoan.directory.services.opening import Opening
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.screening import services as screening

SignedIn = Callable[[str], Client]
OPEN = f"/registry/units/{GRADE_1}/open/class/"


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]  # an HttpResponse


def confirmed(page: str) -> dict[str, str]:
    """What the preview sends again with its button."""
    found = dict(re.findall(r'<input type="hidden" name="([a-z0-9_-]+)" value="([^"]*)"', page))
    found.pop("csrfmiddlewaretoken", None)
    return {**found, "confirmed": "1"}


def walk(client: Client, url: str, said: dict[str, str]) -> tuple[str, str]:
    """Fill in, look, confirm; gives the preview and where one lands."""
    preview = client.post(url, said)
    assert preview.status_code == 200, text(preview)
    done = client.post(url, confirmed(text(preview)))
    assert done.status_code == 302, text(done)
    return text(preview), done.headers["Location"]


def test_six_classes_in_one_go(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    home = client.get("/registry/units/").headers["Location"]
    assert home == f"/registry/units/school/{PRIMARY}/"
    assert OPEN in text(client.get(home))
    assert "可一次写多个" in text(client.get(OPEN))
    preview, where = walk(client, OPEN, {"names": "3班..8班", "since": "2026-11-23"})
    assert "从 2026-11-23 起开设 6 个班级。" in preview
    assert "<li>一年级8班</li>" in preview
    page = text(client.get(where))
    for name in ("一年级", "一年级1班", "一年级3班", "一年级8班", "今天在册 30 名学生"):
        assert name in page
    enter(BUILDER)
    assert Unit.objects.filter(parent_no=GRADE_1).count() == 8
    leave()


def test_the_button_pressed_twice_opens_once(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    body = confirmed(text(client.post(OPEN, {"names": "3班", "since": "2026-11-23"})))
    assert [client.post(OPEN, body).status_code for _n in range(3)] == [302] * 3
    assert client.post(OPEN, {**body, "names": "4班"}).status_code == 422
    for broken in ("", "x", "1"):
        assert client.post(OPEN, {**body, "act_id": broken}).status_code == 422
    enter(BUILDER)
    assert Unit.objects.filter(parent_no=GRADE_1).count() == 3
    leave()


@pytest.mark.parametrize(
    ("said", "status", "sentence"),
    [
        ({"names": "", "since": "2026-11-23"}, 422, "请填写。"),
        ({"names": "1班", "since": "2026-11-23"}, 409, "已有同名的:一年级1班。请换一个名称。"),
        ({"names": "9班..3班", "since": "2026-11-23"}, 422, "看不懂从几到几"),
        ({"names": "3班", "since": "2026-11-22"}, 422, "从今天或以后的日期起。"),
        ({"names": "3班", "since": "昨天"}, 422, "日期请写成 2026-11-24 这样。"),
        ({"names": "3班,3班", "since": "2026-11-23"}, 422, "有名称写了两次"),
        ({"names": "a\x00b", "since": "2026-11-23"}, 422, "不"),
    ],
)
def test_bad_input_comes_back_with_a_sentence(
    signed_in: SignedIn, said: dict[str, str], status: int, sentence: str
) -> None:
    answer = signed_in("principal").post(OPEN, said)
    assert answer.status_code == status
    assert sentence in text(answer)
    if "\x00" not in said["names"]:
        assert f'value="{said["names"]}"' in text(answer)


def test_what_is_not_there_is_not_there(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    for url in (
        f"/registry/units/{GRADE_1}/open/palace/", f"/registry/units/{PRIMARY}/open/class/",
        f"/registry/units/{TOWN}/open/school/", f"/registry/units/{TOWN}/",
        f"/registry/units/school/{GRADE_1}/", f"/registry/units/{GRADE_1}/merge/",
        f"/registry/units/{GRADE_7}/close/", "/registry/units/1/change/",
        f"/registry/units/school/{JUNIOR}/areas/",
    ):  # fmt: skip
        assert client.get(url).status_code == 404, url
    assert client.get(f"/registry/units/{PRIMARY}/close/").status_code == 403


def test_a_class_merges_after_a_look(signed_in: SignedIn, universe: Universe) -> None:
    client = signed_in("principal")
    url = f"/registry/units/{CLASS_11}/merge/"
    assert "一年级2班" in text(client.get(url))
    assert "七年级1班" not in text(client.get(url))
    said = {"into": str(CLASS_12), "since": "2026-11-23", "reason": "班额不足"}
    assert "请填写。" in text(client.post(url, {**said, "reason": ""}))
    preview, where = walk(client, url, said)
    for words in (
        "一年级1班 的 10 名学生从 2026-11-23 起到 一年级2班,座号接在后面。",
        "一年级1班 今天还没报的 2 项检查不用报了。",
    ):
        assert words in preview
    page = text(client.get(where))
    assert "11月23日(周一) 起已经关闭。以前的名单和考勤照旧可查。" in page
    assert "原因:班额不足" in page
    assert "撤回关闭" not in page
    past = text(client.get(f"/registry/classes/{CLASS_11}/?day=2026-11-20"))
    assert "在册 10 人" in past
    assert "在册 20 人" in text(client.get(f"/registry/classes/{CLASS_12}/"))
    # Today's list of the school still names it, as excused.
    today = text(client.get(f"/screening/school/{PRIMARY}/?slot=morning"))
    assert "一年级1班" in today


def test_a_class_that_reported_is_told_before_the_button(signed_in: SignedIn) -> None:
    enter(BUILDER)
    screening.submit_roll_call(BUILDER, sent(CLASS_12))
    leave()
    client = signed_in("principal")
    said = {"into": str(CLASS_12), "since": "2026-11-23", "reason": "班额不足"}
    answer = client.post(f"/registry/units/{CLASS_11}/merge/", said)
    assert answer.status_code == 409
    assert "一年级2班 今天已经报过检查。请改从明天起。" in text(answer)


def test_a_class_closes_and_stays_after_all(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    refused = client.post(
        f"/registry/units/{CLASS_21}/close/", {"since": "2026-11-24", "reason": "撤班"}
    )
    assert refused.status_code == 409
    assert "二年级1班 在 2026-11-24 还有 10 名学生。" in text(refused)
    walk(client, OPEN, {"names": "3班", "since": "2026-11-23"})
    url = f"/registry/units/{GRADE_1 + 3}/"
    preview, where = walk(client, f"{url}close/", {"since": "2026-11-30", "reason": "没有招满"})
    assert "一年级3班 从 2026-11-30 起关闭:不再点名,也不能再编入学生。" in preview
    assert where == url
    assert "从 11月30日(周一) 起关闭。" in text(client.get(url))
    assert "一年级3班" in text(client.get(f"/registry/units/school/{PRIMARY}/"))
    assert client.post(f"{url}stay/").status_code == 302
    assert "起关闭" not in text(client.get(url))
    assert client.post(f"{url}stay/").status_code == 409


def test_the_bureau_opens_and_merges_schools(signed_in: SignedIn, universe: Universe) -> None:
    client = signed_in("officer")
    home = client.get("/registry/units/").headers["Location"]
    page = text(client.get(home))
    for words in ("青禾县的学校", "实验小学", "河口初中", "城关镇", "共 3 所"):
        assert words in page
    assert "共 1 所" in text(client.get(home, {"q": "河口"}))
    assert "没有符合条件的内容。" in text(client.get(home, {"over": "1"}))
    assert client.get(home, {"page": "9999999999999999999"}).status_code == 200
    town = f"/registry/units/schools/{TOWN}/"
    assert f"/registry/units/{TOWN}/open/school/" in text(client.get(town))
    said = {
        "names": "新城小学", "code": "4101000099", "stage": "primary", "since": "2026-11-23",
    }  # fmt: skip
    _preview, where = walk(client, f"/registry/units/{TOWN}/open/school/", said)
    assert where == f"/registry/units/school/{KINDERGARTEN + SCHOOL}/"
    url = f"/registry/units/{PRIMARY}/merge/"
    first = {"into": str(JUNIOR), "since": "2026-11-30", "reason": "布局调整"}
    chosen = client.post(url, first)
    page = text(chosen)
    assert chosen.status_code == 200
    assert "请选一项。" not in page
    assert 'value="布局调整"' in page
    assert "一年级1班(10) 去哪里" in page
    assert "七年级 新开一个班" in page
    where_to = {
        f"to-{CLASS_11}": str(CLASS_71), f"to-{CLASS_12}": str(GRADE_7),
        f"to-{CLASS_21}": str(GRADE_7),
    }  # fmt: skip
    preview, where = walk(client, url, {**first, **where_to})
    for words in (
        "实验小学 的 30 名学生从 2026-11-30 起转到河口初中,监护人跟着转。",
        "<li>一年级1班 10 人 → 七年级1班</li>",
        "<li>一年级2班 10 人 → 七年级 新开一个班</li>",
        "还没有去处,请另行安排:",
        "<li>校长戊</li>",
    ):
        assert words in preview
    page = text(client.get(where))
    assert "从 11月30日(周一) 起关闭。" in page
    assert "校长戊" in page
    enter(BUILDER)
    assert Enrolment.objects.filter(school_id=JUNIOR, since="2026-11-30").count() == 30
    leave()


def test_areas_are_typed_in_one_table(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    url = f"/registry/units/school/{PRIMARY}/areas/"
    assert "合计 0 平方米,3 处还没有填" in text(client.get(url))
    wrong = client.post(url, {f"area-{CLASS_11}": "六十", f"area-{CLASS_12}": "60"})
    assert wrong.status_code == 422
    assert "有 1 处不对,都还没有保存。" in text(wrong)
    assert 'value="六十"' in text(wrong)
    saved = client.post(url, {f"area-{CLASS_11}": "60", f"area-{CLASS_12}": "72"}, follow=True)
    assert "已保存。" in text(saved)
    assert "合计 132 平方米,1 处还没有填" in text(saved)


def test_a_new_school_year(signed_in: SignedIn, morning: time_machine.Traveller) -> None:
    url = f"/registry/units/school/{PRIMARY}/promote/"
    client = signed_in("principal")
    assert "先填好入学年份才能升级" in text(client.post(url, {"classes": "2"}))
    for no, name, year in ((GRADE_1, "一年级", "2026"), (GRADE_2, "二年级", "2025")):
        change = f"/registry/units/{no}/change/"
        walk(client, change, {"name": name, "cohort": year})
        assert client.post(change, {"name": name, "cohort": "26"}).status_code == 422
    morning.move_to(MORNING.replace(year=2027, month=8, day=20))
    client = signed_in("principal")  # the session of last year is over
    assert 'value="2"' in text(client.get(url))
    preview, where = walk(client, url, {"classes": "2"})
    for words in (
        "二年级 的 10 名学生今天毕业离校,二年级 和它的班级关闭。",
        "新的一年级(2027 年入学)今天开设,有 2 个班。",
        "<li>一年级 → 二年级</li>",
    ):
        assert words in preview
    page = text(client.get(where))
    assert "2027 年入学" in page
    assert "已经关闭的" in page
    assert "一年级1班" in text(client.get(f"/registry/units/{CLASS_11}/"))
    then = text(client.get(f"/registry/classes/{CLASS_11}/?day=2026-11-23"))
    assert "当时叫一年级1班" in then


def test_pages_cost_the_same_for_one_and_three(signed_in: SignedIn) -> None:
    principal, officer = signed_in("principal"), signed_in("officer")
    pages = [
        (principal, f"/registry/units/school/{PRIMARY}/"),
        (principal, f"/registry/units/school/{PRIMARY}/areas/"),
        (officer, f"/registry/units/schools/{TOWN}/"),
    ]

    def cost() -> list[int]:
        found = []
        for client, url in pages:
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert client.get(url).status_code == 200
            found.append(len(seen))
        return found

    def more(n: int) -> None:
        enter(BUILDER)
        for kind, above, name in (("gate", PRIMARY, "门"), ("class", GRADE_1, "新班")):
            opening.open_units(BUILDER, uuid7(), Opening(above, kind, (f"{name}{n}",), DAY))
        school = Opening(TOWN, "school", (f"新校{n}",), DAY, code=f"n{n}0", stage="primary")
        opening.open_units(BUILDER, uuid7(), school)
        leave()

    more(1)
    one = cost()
    for n in (2, 3):
        more(n)
    assert cost() == one
