"""The pages of reports and warnings as people use them."""

import io
import zipfile
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import CLASS_11, CLASS_12, CLASS_21, PRIMARY, Universe
from tests.outbreaks.looks import Acting, look, report
from tests.statutory.owed import BUREAU, CDC, event_of, first, versions
from tests.statutory.test_warnings import PDF, new, target
from xiaoan.statutory import services as statutory

Signed = Callable[[str], Client]


def form(page: Any, **more: str) -> dict[str, str]:
    """What the form of a page sends back."""
    context = page.context
    given = {"act": "send", "base": str(context["base"]), "seen": context["seen"]}
    given["submission_id"] = str(context["submission_id"])
    return {**given, "means": "phone", "to_name": "王接报", "to_office": "县疾控中心", **more}


def test_the_doctor_sends_and_the_officer_receives(
    acting: Acting, signed_in: Signed, universe: Universe
) -> None:
    event_of(acting, universe)
    url = f"/statutory/{first(BUREAU).pk}/"
    doctor, officer = signed_in("doctor"), signed_in("officer")
    page = doctor.get(url)
    assert "测******" in page.content.decode()
    given = form(page, means="system", to_office="县教育局", measures="已消毒")
    assert [doctor.post(url, given).status_code for _twice in range(2)] == [302, 302]
    (version,) = versions()
    paper = officer.get(f"{url}paper/1/").content.decode()
    assert "已消毒" in paper
    assert version.digest in paper
    answer = officer.post(url, {"act": "receive", "version": str(version.pk)})
    assert answer.status_code == 302
    assert first(BUREAU).state == "received"
    assert "确认收到" in doctor.get(url).content.decode()


def test_what_is_missing_is_said_and_what_was_typed_stays(
    acting: Acting, signed_in: Signed, universe: Universe
) -> None:
    event_of(acting, universe)
    url = f"/statutory/{first(CDC).pk}/"
    doctor = signed_in("doctor")
    page = doctor.get(url)
    again = doctor.post(url, form(page, to_name="", measures="开窗通风", sent_at="昨天"))
    assert again.status_code == 422
    assert "时间看不懂" in again.content.decode()
    assert "开窗通风" in again.content.decode()
    stale = doctor.post(url, form(page, seen="0" * 64))
    assert stale.status_code == 409
    assert "数据刚刚有变化" in stale.content.decode()
    assert doctor.post(url, {"act": "dance"}).status_code == 422
    assert doctor.post(url, form(page, submission_id="x")).status_code == 422


def test_drafts_are_kept_and_reports_waived(
    acting: Acting, signed_in: Signed, universe: Universe
) -> None:
    event_of(acting, universe)
    url = f"/statutory/{first(CDC).pk}/"
    doctor = signed_in("doctor")
    assert doctor.post(url, {"act": "save", "needs": "请来采样"}).status_code == 302
    assert "请来采样" in signed_in("principal").get(url).content.decode()
    assert "请来采样" in doctor.get(f"{url}paper/0/").content.decode()
    assert doctor.post(url, {"act": "waive", "reason": ""}).status_code == 422
    assert doctor.post(url, {"act": "waive", "reason": "误报"}).status_code == 302
    shown = signed_in("officer").get("/statutory/?state=waived").content.decode()
    assert "误报" in shown
    assert "校医己" in shown


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_the_paper_can_be_taken_away(
    acting: Acting, signed_in: Signed, universe: Universe, kind: str
) -> None:
    event_of(acting, universe)
    got = signed_in("doctor").get(f"/statutory/{first(CDC).pk}/paper/0/?file={kind}")
    assert got.status_code == 200
    assert got["Content-Disposition"].endswith(f".{kind}")
    inner = "word/document.xml" if kind == "docx" else "xl/sharedStrings.xml"
    with zipfile.ZipFile(io.BytesIO(got.content)) as package:
        text = package.read(inner).decode()
    ElementTree.fromstring(text)  # noqa: S314  # our own file
    assert "测试生0001" in text
    assert "一年级1班" in text


@pytest.mark.parametrize("classes", [1, 3])
def test_the_list_asks_as_often_for_three_reports_as_for_one(
    acting: Acting, signed_in: Signed, universe: Universe, classes: int
) -> None:
    names = {CLASS_11: "teacher", CLASS_12: "teacher_12", CLASS_21: "teacher_21"}
    for unit in list(names)[:classes]:
        report(acting, universe, names[unit], unit, 1, 2, 3)
        look(unit)
    doctor = signed_in("doctor")
    doctor.get("/statutory/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = doctor.get("/statutory/")
    assert page.context["total"] == 2 * classes
    assert len(asked) == LIST


LIST = 12


def test_figures_show_numerator_and_denominator(
    acting: Acting, signed_in: Signed, universe: Universe
) -> None:
    event_of(acting, universe)
    doctor = signed_in("doctor")
    url = f"/statutory/{first(CDC).pk}/"
    doctor.post(url, form(doctor.get(url)))
    for who, name in (("officer", "城关镇"), ("liaison", "实验小学"), ("principal", "实验小学")):
        (one,) = signed_in(who).get("/statutory/").context["figures"]
        assert (one.name, one.in_time, one.due, one.waiting) == (name, 1, 1, 1)
    assert signed_in("officer").get(f"/statutory/?unit={PRIMARY}").status_code == 200
    assert signed_in("other_principal").get(f"/statutory/?unit={PRIMARY}").status_code == 404
    assert (
        signed_in("officer").get("/statutory/?unit=9&offset=-1&days=x&state=?").status_code == 404
    )


def test_a_warning_from_the_form_to_the_answer(
    acting: Acting, signed_in: Signed, universe: Universe
) -> None:
    officer, doctor = signed_in("officer"), signed_in("doctor")
    page = officer.get("/statutory/warnings/new/")
    values = page.context["values"]
    given = {
        **values, "submission_id": str(page.context["submission_id"]), "kind": "risk", "level": "",
        "issuer": "县疾控中心", "title": "流感提示", "text": "勤洗手", "area": "全县",
        "units": [str(PRIMARY)],
    }  # fmt: skip
    assert officer.post("/statutory/warnings/new/", {**given, "title": ""}).status_code == 422
    answer = officer.post("/statutory/warnings/new/", given)
    assert answer.status_code == 302
    assert "0/1" in officer.get("/statutory/warnings/").content.decode()
    url = f"/statutory/answers/{target().pk}/"
    assert "流感提示" in doctor.get(answer["Location"]).content.decode()
    assert doctor.post(url, {"act": "read"}).status_code == 302
    assert doctor.post(url, {"act": "answer", "answer": ""}).status_code == 422
    assert doctor.post(url, {"act": "answer", "answer": "已张贴"}).status_code == 302
    assert "已张贴" in officer.get(answer["Location"]).content.decode()
    assert signed_in("other_principal").get(url).status_code == 404


def test_the_paper_of_a_warning_is_a_download(
    acting: Acting, signed_in: Signed, universe: Universe
) -> None:
    given = new(file_name="通报.pdf", file=PDF)
    statutory.enter(acting("officer"), given)
    got = signed_in("doctor").get(f"/statutory/warnings/{given.id}/file/")
    assert (got.content, got["Content-Type"]) == (PDF, "application/pdf")
    assert got["Content-Disposition"].startswith("attachment;")


def test_a_form_that_comes_back_stays_as_it_was_made(
    acting: Acting, universe: Universe, signed_in: Signed
) -> None:
    event_of(acting, universe)
    address = f"/statutory/{first().pk}/"
    doctor, principal = signed_in("doctor"), signed_in("principal")
    made = doctor.get(address).context
    names = ("base", "seen", "submission_id", "words_base")
    mine = {name: str(made[name]) for name in names} | {"act": "send", "measures": "我写的"}
    # Meanwhile a colleague sends it: what comes back to be mended is still about version 0.
    theirs = {name: str(principal.get(address).context[name]) for name in names}
    sent = {"act": "send", "means": "phone", "to_name": "王接报", "to_office": "县疾控中心"}
    assert principal.post(address, theirs | sent).status_code == 302
    page = doctor.post(address, mine)
    assert page.status_code == 409
    mine = {name: str(page.context[name]) for name in names} | {"act": "send"}
    assert mine["base"] == "1"
    page = doctor.post(address, mine | {"measures": "我写的"})
    assert page.status_code == 422
    assert {name: str(page.context[name]) for name in names} == {name: mine[name] for name in names}


def test_two_who_write_one_draft_lose_nothing(
    acting: Acting, universe: Universe, signed_in: Signed
) -> None:
    event_of(acting, universe)
    address = f"/statutory/{first().pk}/"
    doctor, principal = signed_in("doctor"), signed_in("principal")
    mine = {"act": "save", "words_base": doctor.get(address).context["words_base"]}
    theirs = {"act": "save", "words_base": principal.get(address).context["words_base"]}
    assert principal.post(address, theirs | {"measures": "教室已消毒"}).status_code == 302
    page = doctor.post(address, mine | {"measures": "病例已回家"})
    assert page.status_code == 409
    assert "您写的没有保存" in page.content.decode()
    said = {code: (text, kept) for code, _name, text, kept in page.context["said"]}
    assert said["measures"] == ("病例已回家", "教室已消毒")
    both = {"words_base": page.context["words_base"], "measures": "教室已消毒,病例已回家"}
    assert doctor.post(address, mine | both).status_code == 302
    assert doctor.post(address, mine | both).status_code == 302
    shown = {code: text for code, _name, text, _kept in doctor.get(address).context["said"]}
    assert shown["measures"] == "教室已消毒,病例已回家"


def test_a_report_owed_names_its_event_and_whom_it_goes_to(
    acting: Acting, signed_in: Signed, universe: Universe
) -> None:
    event_of(acting, universe)
    groups = signed_in("doctor").get("/duties/today/").context["groups"]
    about = [i["about"] for g in groups for i in g["items"] if "法定报告" in i["title"]]
    assert len({*about}) == len(about) == 2
    assert all(one.startswith("2026年第1起 ") and "初次报告,报县" in one for one in about)
