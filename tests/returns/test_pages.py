"""Pages of returns by plain forms: what is typed stays, faults stand at their field, lists cost the same."""

import html
import io
from collections.abc import Callable
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import CLASS_11, COUNTY, PRIMARY, Universe, sent, sick
from tests.returns import papers
from tests.returns.test_filling import brought
from tests.returns.test_requests import ask_of
from tests.workbooks.test_blanks import HOSTILE
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import leave
from xiaoan.returns import services
from xiaoan.returns.models import Form, Request
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def upload(content: bytes, file_name: str = "m.xlsx", **changes: object) -> dict[str, object]:
    return {
        "submission_id": str(uuid7()), "name": "因病缺课日报", "office": "县疾控中心", "unknown_word": "未报",
        "file": SimpleUploadedFile(file_name, content), **changes,
    }  # fmt: skip


def text(response: object) -> str:
    return html.unescape(response.content.decode())  # type: ignore[attr-defined]  # a response


def test_from_the_upload_to_the_file(
    signed_in: SignedIn, universe: Universe, acting: Acting
) -> None:
    screening.submit_roll_call(
        acting("teacher"), sent(CLASS_11, sick(universe.enrolment(CLASS_11, 1)))
    )
    leave()
    officer = signed_in("officer")
    assert "还没有表" in text(officer.get("/returns/"))
    sent_form = upload(papers.ministry())
    at = officer.post("/returns/new/", sent_form)["Location"]
    page = text(officer.get(at))
    assert "要填的 9 处" in page
    assert "因病缺勤学生:因病缺勤" in page
    assert "县疾控中心" in text(officer.get("/returns/"))
    page = text(officer.get(f"{at}fill/"))
    assert ("19 处:已有数据 3,系统填 9,手工填 1,没有记录 6" in page, "学校少填" in page) == (
        True,
        True,
    )
    asked = {"unit": COUNTY, "day": clock.today().isoformat(), "t-1": "0571-1"}
    page = text(officer.post(f"{at}fill/", {**asked, "act": "look"}))
    assert page.count("0571-1") == 3  # the field, the form, the list
    got = officer.post(f"{at}fill/", {**asked, "act": "take"})
    assert papers.cells(got.content)[2] == [1, "实验小学", 10, 1, 0.1, "=C3+D3"]
    page = text(officer.get("/returns/census/"))
    assert "学校少填 3 个数" in page


def test_a_form_without_marks_is_given_figures_by_its_cells(signed_in: SignedIn) -> None:
    officer = signed_in("officer")
    at = officer.post(
        "/returns/new/", upload(papers.workbook([["学校", "因病缺课"], ["合计", "?"]]))
    )["Location"]
    page = text(officer.get(at))
    assert (
        "?cell=%E4%B8%8A%E6%8A%A5%E8%A1%A8%21B2#assign" in page,
        "还没有格子选了数据" in page,
    ) == (True, True)
    form = {
        "submission_id": str(uuid7()),
        "base": 1,
        "cell": "上报表!B2",
        "act": "assign",
        "choice": "",
        "repeat": "",
    }
    refused = officer.post(at, form)
    assert (refused.status_code, "请选这一格填什么" in text(refused)) == (422, True)
    assert officer.post(at, {**form, "choice": "rollcall.sick|num"}).status_code == 302
    assert "因病缺勤学生:因病缺勤" in text(officer.get(at))
    stale = officer.post(at, {**form, "submission_id": str(uuid7()), "choice": "rollcall.sick|den"})
    assert (stale.status_code, "现在是第 2 版" in text(stale)) == (409, True)
    assert "第 1 版" in text(officer.get(f"{at}?version=1"))
    assert officer.get(f"{at}?version=9").status_code == 404
    assert papers.cells(officer.get(f"{at}file/1/").content)[1] == ["合计", "?"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_sentence_and_keeps_what_was_typed(
    signed_in: SignedIn, name: str
) -> None:
    response = signed_in("officer").post(
        "/returns/new/", upload(HOSTILE[name][0], "x.xlsx", name="我的表")
    )
    page = text(response)
    assert (response.status_code, 'id="upload-e"' in page, 'value="我的表"' in page) == (
        422,
        True,
        True,
    )
    assert not Form.objects.exists()


def test_nothing_chosen_and_nothing_written(signed_in: SignedIn) -> None:
    page = text(
        signed_in("officer").post("/returns/new/", {"submission_id": str(uuid7()), "name": ""})
    )
    assert page.count("请填写。") == 3


def test_a_run_is_watched_and_taken(signed_in: SignedIn, acting: Acting) -> None:
    form_id = brought(acting("officer"), papers.workbook([["{{单位}}", "{{意见}}"]]))
    leave()
    officer = signed_in("officer")
    form = {
        "submission_id": str(uuid7()), "unit": COUNTY, "level": "school", "day": clock.today().isoformat(),
        "t-1": "无",
    }  # fmt: skip
    at = officer.post(f"/returns/form/{form_id}/runs/", form)["Location"]
    assert officer.post(f"/returns/form/{form_id}/runs/", form)["Location"] == at
    assert ("等待填表" in text(officer.get(at)), "0 / 3 份" in text(officer.get(at))) == (
        True,
        True,
    )
    assert officer.get(f"{at}?file=zip").status_code == 404
    services.make(UUID(at.split("/")[3]))
    assert officer.get(at, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "下载压缩包" in text(officer.get(at))
    assert officer.get(f"{at}?file=zip").content[:2] == b"PK"
    assert signed_in("principal").get(at).status_code == 404


def request_form(**changes: object) -> dict[str, object]:
    today = clock.today().isoformat()
    return {
        "submission_id": str(uuid7()), "office": "县市场监管局", "person": "王 0571",
        "ground": "县市监〔2026〕7号",
        "purpose": "食堂检查", "every": "once", "first": today, "until": today, "due_days": "1", "stage": "",
        "rows": 6, "act": "save", **changes,
    }  # fmt: skip


def test_a_request_from_the_first_look_to_the_answers(signed_in: SignedIn, acting: Acting) -> None:
    officer, principal = signed_in("officer"), signed_in("principal")
    names = {"name-1": "因病缺课人数", "name-2": "食堂从业人员"}
    page = text(officer.post("/returns/requests/new/", request_form(**names, act="look")))
    assert '<option value="rollcall.sick|num" selected>' in page
    assert "系统已有,请核对选得对不对" in page
    assert 'value="食堂从业人员"' in page
    page = text(officer.post("/returns/requests/new/", request_form(**names)))
    assert "请选用哪一项已有数据,或选“没有,问学校”" in page
    form = request_form(
        **names,
        **{
            "held-1": "rollcall.sick|num",
            "held-2": "ask",
            "kind-2": "number",
            "unit-2": "人",
            "high-2": "500",
        },
    )
    at = officer.post("/returns/requests/new/", form)["Location"]
    page = text(officer.get(at))
    assert (
        "已有 1 项,由系统答" in page,
        "没有的 1 项,问学校" in page,
        "已交 0 / 3 所" in page,
    ) == (True, True, True)
    assert "县市场监管局" in text(principal.get("/returns/asked/"))
    assert "县市场监管局" in text(principal.get("/duties/today/"))
    acting("officer")
    ask = ask_of(Request.objects.get().pk, PRIMARY)
    leave()
    answer = f"/returns/asked/{ask.pk}/"
    refused = principal.post(answer, {"submission_id": str(uuid7()), "a-2": "600"})
    assert (
        refused.status_code,
        "不能大于 500。" in text(refused),
        'value="600"' in text(refused),
    ) == (422, True, True)
    assert principal.post(answer, {"submission_id": str(uuid7()), "a-2": "12"}).status_code == 302
    page = text(officer.get(at))
    assert "已交 1 / 3 所" in page
    acting("officer")
    round_url = f"{at}{ask.round_id}/"
    leave()
    page = text(officer.get(round_url))
    assert ("实验小学" in page, ">12<" in page) == (True, True)
    sheet = officer.get(f"{round_url}?file=xlsx").content
    rows = papers.cells(sheet)
    assert [row for row in rows if row[0] == "实验小学"] == [["实验小学", "未报", "12"]]
    ended = officer.post(at, {"submission_id": str(uuid7()), "why": "够了"})
    assert ended.status_code == 302
    assert "这项需求已经结束" in text(principal.get(answer))


def test_a_refused_request_says_why_and_where_it_is_written(signed_in: SignedIn) -> None:
    form = request_form(**{"name-1": "发热学生姓名", "held-1": "ask", "kind-1": "text"})
    officer = signed_in("officer")
    page = text(officer.get(officer.post("/returns/requests/new/", form)["Location"]))
    assert ("不受理" in page, "个人信息保护法 第六条" in page) == (True, True)


@pytest.mark.parametrize("count", [1, 5])
def test_lists_cost_the_same(
    signed_in: SignedIn,
    acting: Acting,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    officer = acting("officer")
    for _n in range(count):
        brought(officer, papers.workbook([["{{单位}}"]]))
    leave()
    client = signed_in("officer")
    client.get("/returns/")
    with django_assert_max_num_queries(16):
        client.get("/returns/")


def test_a_file_that_is_not_a_form_at_all(signed_in: SignedIn) -> None:
    file = io.BytesIO(b"\x89PNG\r\n").getvalue()
    page = text(signed_in("officer").post("/returns/new/", upload(file, "x.png")))
    assert "这不是 .xlsx 或 .docx" in page
