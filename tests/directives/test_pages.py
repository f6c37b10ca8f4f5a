"""Pages of directives: each opens for whom it is, says what is at fault, and loses nothing that was typed."""

import io
import zipfile
from collections.abc import Callable
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import BUILDER, COUNTY, DAY, JUNIOR, PRIMARY, TOWN, Universe
from tests.directives.states import DUE, a_report, done, issued, part
from tests.outbreaks.looks import Acting
from xiaoan.directives import services
from xiaoan.directives.models import Circular, Directive, Meeting, Paper, Task
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave

SignedIn = Callable[[str], Client]


def a_form(**other: Any) -> dict[str, Any]:
    return {
        "submission_id": str(uuid7()), "unit_no": str(COUNTY), "source": "bureau", "issuer": "教育局",
        "paper_no": "", "dated_on": DAY.isoformat(), "title": "开展自查", "text": "一、自查。",
        "secrecy": "public", "not_secret": "1", **other,
    }  # fmt: skip


def task_form(universe: Universe, **other: Any) -> dict[str, Any]:
    return {
        "submission_id": str(uuid7()), "text": "自查", "evidence": "自查表",
        "due_at": f"{DUE:%Y-%m-%dT%H:%M}", "checker_id": str(universe.users["officer"].pk),
        "level": "school", "units": [str(COUNTY)], **other,
    }  # fmt: skip


def text_of(browser: Client, url: str) -> str:
    response = browser.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def registered() -> Directive:
    enter(BUILDER)
    found = Directive.objects.get()
    leave()
    return found


def test_from_registering_to_issuing(signed_in: SignedIn, universe: Universe) -> None:
    officer = signed_in("officer")
    text_of(officer, "/directives/new/")
    file = SimpleUploadedFile("文件.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF")
    response = officer.post("/directives/new/", a_form(files=[file]))
    row = registered()
    url = f"/directives/{row.pk}/"
    assert (response.status_code, response["Location"]) == (302, url)
    assert "文件.pdf" in text_of(officer, url)
    assert officer.post(f"{url}?act=put", task_form(universe)).status_code == 302
    assert "将下发给 3 个单位" in text_of(officer, url)
    enter(BUILDER)
    task = Task.objects.get()
    leave()
    body = {
        "task_id": str(task.pk), "unit_no": str(PRIMARY), "unit_due_at": "2026-12-05T12:00",
        "why": "正在搬迁",
    }  # fmt: skip
    assert officer.post(f"{url}?act=unit_due", body).status_code == 302
    assert "正在搬迁" in text_of(officer, url)
    body = {"submission_id": str(uuid7()), "parts": "2"}
    assert officer.post(f"{url}?act=issue", body).status_code == 409
    assert officer.post(f"{url}?act=issue", {**body, "parts": "3"}).status_code == 302
    assert "办理中" in text_of(officer, "/directives/")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "请填写。"),
        ("not_secret", "", "涉密文件不得录入"),
        ("dated_on", "昨天", "日期看不懂"),
        ("submission_id", "x", "页面已过期"),
    ],
)
def test_what_is_refused_stays_filled_in(
    signed_in: SignedIn, field: str, value: str, said: str
) -> None:
    response = signed_in("officer").post("/directives/new/", a_form(**{field: value}))
    text = response.content.decode()
    assert (response.status_code, said in text, "一、自查。" in text) == (422, True, True)


def test_a_hostile_file_is_a_sentence(signed_in: SignedIn) -> None:
    file = SimpleUploadedFile("<script>.pdf", b"MZ")
    response = signed_in("officer").post("/directives/new/", a_form(files=[file]))
    text = response.content.decode()
    assert (response.status_code, "内容要与后缀相符" in text, "<script>.pdf" in text) == (
        422,
        True,
        False,
    )


def test_a_task_that_was_refused_stays_filled_in(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    services.register(acting("officer"), _plain())
    leave()
    url = f"/directives/{registered().pk}/?act=put"
    response = signed_in("officer").post(url, task_form(universe, units=[], text="好好自查"))
    text = response.content.decode()
    assert (response.status_code, "请选择下发给哪些单位" in text, "好好自查" in text) == (
        422,
        True,
        True,
    )


def _plain() -> services.NewDirective:
    return services.NewDirective(
        uuid7(), COUNTY, "bureau", "教育局", "", DAY, "开展自查", "一、自查。", "public", True
    )


def test_from_acknowledging_to_closing(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    found = issued(acting, universe, 1, units=(PRIMARY,))
    row = part(found, PRIMARY)
    leave()
    principal, officer, url = (
        signed_in("principal"),
        signed_in("officer"),
        f"/directives/targets/{row.pk}/",
    )
    assert "签收" in text_of(principal, "/duties/today/")
    assert principal.post(f"{url}?act=acknowledge").status_code == 302
    file = SimpleUploadedFile("照片.png", b"\x89PNG\r\n\x1a\n0")
    body = {"submission_id": str(uuid7()), "stage": "done", "text": "已自查", "files": [file]}
    assert principal.post(f"{url}?act=report", body).status_code == 302
    assert "照片.png" in text_of(officer, url)
    assert "实验小学" in text_of(officer, "/directives/checks/")
    base = part(found, PRIMARY).steps
    leave()
    body = {"submission_id": str(uuid7()), "base": str(base), "text": "看不清"}
    assert officer.post(f"{url}?act=return", body).status_code == 302
    body = {"submission_id": str(uuid7()), "stage": "done", "text": "重拍了"}
    assert principal.post(f"{url}?act=report", body).status_code == 302
    ticked = {"submission_id": str(uuid7()), "targets": [f"{row.pk}:{part(found, PRIMARY).steps}"]}
    leave()
    assert officer.post("/directives/checks/", ticked).status_code == 302
    response = officer.post(f"/directives/{found}/?act=close", {"submission_id": str(uuid7())})
    assert response.status_code == 302
    assert "办结小结" in text_of(principal, f"/directives/{found}/")


def test_a_report_that_was_refused_stays_typed(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    row = part(issued(acting, universe, needs_file=True), PRIMARY)
    leave()
    url = f"/directives/targets/{row.pk}/?act=report"
    body = {"submission_id": str(uuid7()), "stage": "done", "text": "我写了很多字"}
    response = signed_in("principal").post(url, body)
    text = response.content.decode()
    assert (response.status_code, "我写了很多字" in text) == (422, True)


def test_a_township_looks_before_it_hands_on(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    row = part(issued(acting, universe, 2, level="township"), TOWN)
    leave()
    liaison, url = signed_in("liaison"), f"/directives/targets/{row.pk}/?act=split"
    body = task_form(universe, units=[str(TOWN)], checker_id=str(universe.users["liaison"].pk))
    looked = liaison.post(url, {**body, "look": "1"})
    assert (looked.status_code, "将下发给 2 所学校" in looked.content.decode()) == (200, True)
    assert liaison.post(url, {**body, "parts": "2"}).status_code == 302
    assert "实验小学" in text_of(liaison, f"/directives/targets/{row.pk}/")


@pytest.mark.parametrize("act", ["ask", "let_off", "grant", "refuse", "accept"])
def test_each_act_says_what_is_missing(
    signed_in: SignedIn, acting: Acting, universe: Universe, act: str
) -> None:
    row = part(issued(acting, universe), PRIMARY)
    leave()
    who = "principal" if act == "ask" else "officer"
    response = signed_in(who).post(f"/directives/targets/{row.pk}/?act={act}", {"due_at": "明天"})
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()


def test_lists_and_the_sheet(signed_in: SignedIn, acting: Acting, universe: Universe) -> None:
    found = issued(acting, universe)
    done(acting, found, PRIMARY)
    leave()
    officer, principal = signed_in("officer"), signed_in("principal")
    assert "共 3 份" in text_of(officer, "/directives/targets/")
    assert "共 1 份" in text_of(principal, "/directives/targets/")
    assert "共 2 份" in text_of(
        officer, f"/directives/targets/?unit={TOWN}&source=county_government"
    )
    assert "共 1 份" in text_of(officer, "/directives/targets/?state=done&light=green")
    assert "共 0 份" in text_of(officer, f"/directives/targets/?until={DAY}")
    assert officer.get("/directives/targets/?until=x").status_code == 422
    assert principal.get(f"/directives/targets/?unit={TOWN}").status_code == 404
    response = officer.get(f"/directives/targets/?directive={found}&file=xlsx")
    rows = list(
        openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True)
    )
    assert [row[0] for row in rows if row[0] in ("实验小学", "城关幼儿园", "河口初中")] == [
        "实验小学", "城关幼儿园", "河口初中",
    ]  # fmt: skip
    matrix = text_of(officer, "/directives/matrix/")
    assert ("城关镇" in matrix, "0/2" in matrix, "0/1" in matrix) == (True, True, True)


def test_meetings(signed_in: SignedIn, universe: Universe) -> None:
    officer = signed_in("officer")
    body = {
        "submission_id": str(uuid7()), "unit_no": str(COUNTY), "title": "调度会", "place": "三楼",
        "held_on": DAY.isoformat(), "chair": "李县长", "attended": "王局长", "minutes": "",
        "attended_ids": [str(universe.users["officer"].pk)],
    }  # fmt: skip
    response = officer.post("/directives/meetings/new/", {**body, "chair": ""})
    assert (response.status_code, "王局长" in response.content.decode()) == (422, True)
    assert officer.post("/directives/meetings/new/", body).status_code == 302
    enter(BUILDER)
    found = Meeting.objects.get()
    leave()
    assert "调度会" in text_of(officer, "/directives/meetings/")
    assert "经办乙" in text_of(officer, f"/directives/meetings/{found.pk}/")
    assert str(found.pk) in text_of(officer, f"/directives/new/?meeting={found.pk}")


def test_a_circular_from_draft_to_answer(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    found = issued(acting, universe)
    leave()
    officer, principal = signed_in("officer"), signed_in("principal")
    body = {
        "submission_id": str(uuid7()), "unit_no": str(COUNTY), "title": "情况通报",
        "directive_ids": [str(found)],
    }  # fmt: skip
    assert officer.post("/directives/circulars/", body).status_code == 302
    row = _circular()
    url = f"/directives/circulars/{row.pk}/"
    text_of(officer, url)
    assert principal.get(url).status_code == 404
    said = {"submission_id": str(uuid7()), "base": "0", "title": "情况通报", "text": "改过的文字"}
    assert officer.post(f"{url}?act=edit", said).status_code == 302
    said = {**said, "submission_id": str(uuid7()), "base": "1"}
    assert officer.post(f"{url}?act=issue", said).status_code == 302
    assert "情况通报" in text_of(principal, "/directives/circulars/")
    body = {"submission_id": str(uuid7()), "unit_no": str(PRIMARY), "text": "我们有话说"}
    assert principal.post(f"{url}?act=read", body).status_code == 302
    assert principal.post(f"{url}?act=reply", body).status_code == 302
    assert "我们有话说" in text_of(officer, url)
    content = officer.get(f"{url}?file=docx").content
    text = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert ("改过的文字" in text, "我们有话说" in text) == (True, True)


def _circular() -> Circular:
    enter(BUILDER)
    found = Circular.objects.get()
    leave()
    return found


def test_papers_are_opened_by_whom_they_concern(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    found = issued(acting, universe)
    row = part(found, PRIMARY)
    file = services.NewFile("照片.png", b"\x89PNG\r\n\x1a\n0")
    services.report(acting("principal"), a_report(row, "doing", "在做", file))
    enter(BUILDER)
    paper: UUID = Paper.objects.get().pk
    leave()
    codes = {
        who: signed_in(who).get(f"/directives/papers/{paper}/").status_code
        for who in ("officer", "liaison", "principal", "other_principal", "teacher")
    }
    assert codes == {
        "officer": 200, "liaison": 200, "principal": 200, "other_principal": 404, "teacher": 404,
    }  # fmt: skip


def test_a_task_is_taken_away_twice(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    found = services.register(acting("officer"), _plain())
    leave()
    officer, url = signed_in("officer"), f"/directives/{found}/"
    officer.post(f"{url}?act=put", task_form(universe))
    enter(BUILDER)
    body = {"task_id": str(Task.objects.get().pk)}
    leave()
    codes = [officer.post(f"{url}?act=take_away", body).status_code for _again in range(2)]
    assert (codes, "还没有任务" in text_of(officer, url)) == ([302, 302], True)


def test_who_could_not_be_accepted_is_named(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    found = issued(acting, universe)
    ready, undone = done(acting, found, PRIMARY), part(found, JUNIOR)
    leave()
    body = {
        "submission_id": str(uuid7()),
        "targets": [f"{ready.pk}:{ready.steps}", f"{undone.pk}:{undone.steps}"],
    }
    response = signed_in("officer").post("/directives/checks/", body)
    text = response.content.decode()
    assert (response.status_code, "核验通过 1 份,共选 2 份" in text) == (200, True)
    assert "河口初中: 还没有报完成" in text


def test_all_that_is_wrong_is_said_at_once(signed_in: SignedIn) -> None:
    page = signed_in("officer").post(
        "/directives/new/", a_form(source="", title="", dated_on="2031-01-01", text="要点")
    )
    assert page.status_code == 422
    found = page.content.decode()
    assert [name for name, _words, _said in page.context["summary"]] == [
        "source",
        "dated_on",
        "title",
    ]
    for words in ("请选择来源。", "日期不能晚于今天。", "请填写。"):
        assert found.count(words) == 2  # in the summary and at its field
    assert 'href="#f-title"' in found
    assert "autofocus" in found
