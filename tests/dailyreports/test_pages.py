"""The pages: one tap signs a quiet day, what is at fault is said at its field, the day's list, the paper."""

import io
import re
import sys
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.builders import CLASS_11, COUNTY, JUNIOR, PRIMARY, TOWN, Universe, sent, sick
from tests.dailyreports.test_reports import all_well
from tests.dailyreports.writing import opened, report, signed
from tests.outbreaks.looks import Acting
from tests.web.papers import fonts, paragraphs, pdf_text, squeezed
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import leave
from xiaoan.screening import services as screening
from xiaoan.web import pdf

SignedIn = Callable[[str], Client]


def page_of(unit_no: int = PRIMARY) -> str:
    return reverse("dailyreports:report", args=[report(unit_no).pk])


def fields(html: str) -> dict[str, str]:
    """What the sign form of a page would send."""
    form = html[html.index("daily-sign") :]
    form = form[: form.index("</form>")]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_a_quiet_day_is_one_tap(acting: Acting, signed_in: SignedIn) -> None:
    all_well(acting)
    opened()
    address = page_of()
    leave()
    browser = signed_in("principal")
    html = browser.get(address).content.decode()
    assert html.index("今日无异常,签发") < html.index("数字和出处")
    sending = {**fields(html), "zero": "1"}
    for _ in range(2):
        answer = browser.post(address, sending)
        assert (answer.status_code, answer["Location"]) == (302, address)
    after = browser.get(address).content.decode()
    assert "零报告" in after
    assert "daily-sign" not in after


def test_a_day_that_is_not_quiet_says_why(
    universe: Universe, acting: Acting, signed_in: SignedIn
) -> None:
    all_well(acting, CLASS_11)
    ill = sick(universe.enrolment(CLASS_11, 1), "fever")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, ill))
    opened()
    address = page_of()
    leave()
    browser = signed_in("principal")
    html = browser.get(address).content.decode()
    assert "今日无异常,签发" not in html
    assert "因病缺勤学生不是零:1/30(3.3%)" in html
    answer = browser.post(address, {**fields(html), "zero": "1", "note": "写了的"})
    assert answer.status_code == 422
    assert "写了的" in answer.content.decode()


def test_words_that_are_too_long_stay_and_say_so(acting: Acting, signed_in: SignedIn) -> None:
    opened()
    address = page_of()
    leave()
    browser = signed_in("doctor")
    html = browser.get(address).content.decode()
    answer = browser.post(address, {**fields(html), "act": "keep", "note": "长" * 1001})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-describedby="w-note-e"' in body
    assert "长" * 1001 in body


@pytest.mark.parametrize(
    ("act", "said", "words"),
    [
        ("remark", {"text": " "}, "请写批示内容"),
        ("remark", {"text": "长" * 1001}, "太长了"),
    ],
)
def test_a_remark_that_says_nothing(
    acting: Acting, signed_in: SignedIn, act: str, said: dict[str, str], words: str
) -> None:
    opened()
    signed(acting("principal"))
    address = page_of()
    leave()
    answer = signed_in("leader").post(address, {"act": act, "submission_id": str(uuid7()), **said})
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"to_office": ""}, "请写明发给了哪个单位"),
        ({"means": "pigeon"}, "用什么方式"),
        ({"at": "2026-11-24T09:00"}, "发出时间不能早于签发"),
        ({"to_name": "长" * 61}, "太长了"),
    ],
)
def test_a_sending_that_does_not_fit(
    acting: Acting, signed_in: SignedIn, said: dict[str, str], words: str
) -> None:
    opened()
    signed(acting("officer"), COUNTY)
    address = page_of(COUNTY)
    leave()
    form = {
        "act": "send",
        "submission_id": str(uuid7()),
        "no": "1",
        "to_office": "疾控",
        "means": "fax",
    }
    answer = signed_in("officer").post(address, {**form, **said})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_list_of_a_day_and_urging(acting: Acting, signed_in: SignedIn) -> None:
    opened()
    signed(acting("principal"))
    leave()
    browser = signed_in("liaison")
    address = reverse("dailyreports:unit", args=[TOWN])
    html = browser.get(address).content.decode()
    assert re.findall(r"催还没有报的 (\d+) 个", html) == ["1"]
    (ids,) = re.findall(r'name="duty-all" value="([^"]+)"', html)
    answer = browser.post(address, {"duty-all": ids}, follow=True)
    assert "已催 1 个单位" in answer.content.decode()
    assert browser.post(address, {}).status_code == 422
    assert browser.get(f"{address}?day=2026-11-22").status_code == 200
    assert browser.get(f"{address}?day=gestern").status_code == 404
    assert browser.get(reverse("dailyreports:unit", args=[JUNIOR])).status_code == 404


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_the_paper_to_take_away(acting: Acting, signed_in: SignedIn, kind: str) -> None:
    all_well(acting)
    opened()
    row = signed(acting("principal"), zero=True)
    leave()
    browser = signed_in("liaison")
    answer = browser.get(reverse("dailyreports:paper", args=[row.pk, 1]), {"file": kind})
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert ("word/document.xml" if kind == "docx" else "xl/workbook.xml") in names
    shown = browser.get(reverse("dailyreports:paper", args=[row.pk, 1])).content.decode()
    assert "今日无异常(零报告)。" in shown
    assert browser.get(reverse("dailyreports:paper", args=[row.pk, 2])).status_code == 404
    known = reverse("dailyreports:known", args=[row.pk])
    assert browser.get(known, {"at": "2026-11-23T06:00"}).status_code == 404
    assert browser.get(known, {"at": "gestern"}).status_code == 404
    assert browser.get(known, {"at": "2026-11-23T07:31"})["Location"].endswith("/paper/1/")


def test_the_list_costs_the_same_however_long(
    acting: Acting, signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    opened()
    leave()
    browser = signed_in("officer")
    address = reverse("dailyreports:unit", args=[COUNTY])
    browser.get(address)
    with django_assert_num_queries(_QUERIES):
        browser.get(address)
    with django_assert_num_queries(_QUERIES):
        browser.get(reverse("dailyreports:unit", args=[TOWN]))


_QUERIES = 13


def test_the_pdf_says_what_the_document_says(acting: Acting, signed_in: SignedIn) -> None:
    all_well(acting)
    opened()
    row = signed(acting("principal"), zero=True)
    leave()
    address = reverse("dailyreports:paper", args=[row.pk, 1])
    browser = signed_in("liaison")
    made = browser.get(address, {"file": "pdf"})
    assert made["Content-Type"] == "application/pdf"
    document = browser.get(address, {"file": "docx"}).content
    assert pdf_text(made.content) == squeezed("".join(paragraphs(document)))
    assert set(fonts(made.content).values()) == {True}
    assert signed_in("other_principal").get(address, {"file": "pdf"}).status_code == 404


def test_a_machine_that_sets_no_pages_leads_to_the_printer(
    acting: Acting, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened()
    row = signed(acting("principal"))
    leave()
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    pdf.forget()
    answer = signed_in("principal").get(
        reverse("dailyreports:paper", args=[row.pk, 1]), {"file": "pdf"}
    )
    assert answer.status_code == 409
    assert "请用打印页另存为 PDF" in answer.content.decode()
    assert "签发:校长戊" in answer.content.decode()
    monkeypatch.undo()
    pdf.forget()
