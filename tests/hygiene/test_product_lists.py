"""A list of disinfectants as a sheet: whole or not at all, each fault at its row and column."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import BUILDER, COUNTY, PRIMARY
from xiaoan.hygiene.models import Product
from xiaoan.hygiene.services.product_lists import SHEET
from xiaoan.journal.models import Entry
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

SignedIn = Callable[[str], Client]
HEADS = list(SHEET.columns.values())
BLEACH = [
    "84消毒液", "甲厂", "次氯酸钠", "5.1%~6.9%", "", "500 mL/瓶", "鲁卫消证字(2023)第0123号", "2023-01-15",
    "2027-01-14", "30",
]  # fmt: skip
TABLETS = ["泡腾片", "乙厂", "二氯异氰尿酸钠", "500mg/片", "", "100片/瓶", "", "", "", ""]
ALCOHOL = ["酒精", "丙厂", "乙醇", "75%", "液体", "", "", "", "", ""]


def sheet(*rows: Sequence[str], heads: Sequence[str] = HEADS) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (heads, *rows):
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("产品.xlsx", out.getvalue())


def sent(browser: Client, file: SimpleUploadedFile, unit_no: int = PRIMARY, **more: object) -> Any:
    form = {"submission_id": str(uuid7()), "file": file, **more}
    return browser.post(f"/hygiene/products/{unit_no}/import/", form)


def test_a_list_is_entered_whole(signed_in: SignedIn) -> None:
    browser, pk = signed_in("logistics"), str(uuid7())
    content = sheet(BLEACH, TABLETS, ALCOHOL).read()
    for _twice in range(2):
        answer = sent(browser, SimpleUploadedFile("产品.xlsx", content), submission_id=pk)
        assert (answer.status_code, answer["Location"]) == (302, f"/hygiene/products/{PRIMARY}/")
    enter(BUILDER)
    rows = Product.objects.order_by("agent", "name")
    assert list(rows.values_list("name", "agent", "strength", "strength_most", "per_tablet")) == [
        ("酒精", "alcohol", 75, 75, False),
        ("84消毒液", "chlorine", 51_000, 69_000, False),
        ("泡腾片", "chlorine", 500, 500, True),
    ]  # fmt: skip
    bleach = rows.get(name="84消毒液")
    assert (bleach.pack, str(bleach.approved), str(bleach.licence_until), bleach.keeps_days) == (
        "500 mL/瓶", "2023-01-15", "2027-01-14", 30,
    )  # fmt: skip
    assert Entry.objects.filter(kind="hygiene.product_changed").count() == 3
    # Another form with the same rows finds them there.
    page = browser.post(
        f"/hygiene/products/{PRIMARY}/import/",
        {"submission_id": str(uuid7()), "file": sheet(BLEACH, TABLETS, ALCOHOL)}, follow=True,
    ).content.decode()  # fmt: skip
    assert "已登记 0 种,3 种本来就有。" in page
    assert "有效到 2027年1月14日" in page
    enter(BUILDER)
    assert Product.objects.count() == 3


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        (0, "", "请填产品名称。"),
        (2, "神水", "看不出有效成分。"),
        (3, "5", "请照瓶上写,带单位"),
        (3, "6%-5%", "前一个数应比后一个小。"),
        (4, "气体", "剂型请填:片剂、液体、粉剂或颗粒。"),
        (5, "长" * 41, "规格不超过 40 个字"),
        (7, "去年", "日期请写成 2026-11-24 这样"),
        (7, "2099-01-01", "批准日期还没有到。"),
        (8, "2022-01-01", "有效期止早于批准日期。"),
        (9, "很久", "请填 1 到 1000 的整数"),
    ],
)
def test_one_fault_and_nothing_is_entered(
    signed_in: SignedIn, column: int, value: str, sentence: str
) -> None:
    bad = [*BLEACH]
    bad[column] = value
    answer = sent(signed_in("logistics"), sheet(TABLETS, bad))
    assert answer.status_code == 422
    (fault,) = answer.context["faults"]
    assert (fault.row, fault.column, fault.sentence.startswith(sentence)) == (
        3, HEADS[column], True,
    )  # fmt: skip
    assert "2 行里 1 行有错,一种也没有登记" in answer.content.decode()
    assert "错误原因" in answer.content.decode()
    enter(BUILDER)
    assert Product.objects.count() == 0


def test_the_same_twice_on_a_sheet_or_otherwise_on_the_register(signed_in: SignedIn) -> None:
    browser = signed_in("logistics")
    answer = sent(browser, sheet(BLEACH, BLEACH))
    assert [one.sentence for one in answer.context["faults"]] == [
        "与第 2 行是同名同厂的产品。请只留一行。"
    ]
    assert sent(browser, sheet(BLEACH)).status_code == 302
    other = [*BLEACH]
    other[3] = "5%"
    answer = sent(browser, sheet(other))
    assert [one.sentence for one in answer.context["faults"]] == [
        "已经登记过同名同厂的产品,内容不同。浓度或许可变了,请先停用旧的再导入。"
    ]


def test_what_is_no_list_is_said(signed_in: SignedIn) -> None:
    browser = signed_in("logistics")
    answer = sent(browser, sheet(["x"], heads=["别的"]))
    assert answer.status_code == 422
    assert "表头缺少:产品名称、有效成分、浓度。" in answer.content.decode()
    answer = browser.post(f"/hygiene/products/{PRIMARY}/import/", {"submission_id": str(uuid7())})
    assert "请选一个 .xlsx 或 .csv 文件。" in answer.content.decode()


def test_the_template_can_be_brought_back(signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    given = browser.get(f"/hygiene/products/{COUNTY}/import/?template=1")
    file = SimpleUploadedFile("清单.xlsx", given.content)
    assert sent(browser, file, COUNTY).status_code == 302
    enter(BUILDER)
    made = Product.objects.get()
    assert (made.unit_no, made.school_id, made.name) == (COUNTY, 0, "84消毒液")


def test_an_ended_permit_is_shown_and_counts_as_none(signed_in: SignedIn) -> None:
    ended = [*BLEACH]
    ended[8] = "2024-01-14"
    browser = signed_in("logistics")
    assert sent(browser, sheet(ended)).status_code == 302
    page = browser.get(f"/hygiene/products/{PRIMARY}/").content.decode()
    assert "许可 2024年1月14日" in page
    enter(BUILDER)
    pk = Product.objects.get().pk
    asked = {"ask": "1", "product": str(pk), "target": "500"}
    assert (
        "产品没有登记许可或备案号,或已到期"
        in browser.get("/hygiene/dilute/", asked).content.decode()
    )
