"""An existing ledger from a sheet: all rows or none, each fault at its row and column."""

import io
from collections.abc import Callable, Sequence

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import PRIMARY
from tests.supplies.stores import faults, held, receipt
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import leave
from xiaoan.supplies import services
from xiaoan.supplies.models import Entry

Acting = Callable[[str], Actor]
HEADS = ("品名*", "数量*", "单位*", "有效期至", "生产批号", "生产企业")
GOOD = (
    ("一次性医用口罩", "20", "箱", "2027-12-31", "A1", "某厂"),
    ("84 消毒液", "2.5", "升", "2027/6/30", "C1", ""),
    ("额温枪", "12", "台", "", "", ""),
)


def sheet(rows: Sequence[Sequence[str]], heads: Sequence[str] = HEADS) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for at, cells in enumerate([heads, *rows]):
            page.write_row(at, 0, cells)
    return file.getvalue()


def given(content: bytes) -> services.File:
    return services.File(uuid7(), PRIMARY, "ledger.xlsx", content)


def test_a_ledger_comes_in_whole_and_once(acting: Acting) -> None:
    keeper, sent = acting("logistics"), given(sheet(GOOD))
    assert [services.import_ledger(keeper, sent).total for _ in range(2)] == [3, 3]
    assert (held(), faults()) == ({"": 12, "A1": 40_000, "C1": 2500}, (0, 0))
    with pytest.raises(Invalid) as refused:
        services.import_ledger(keeper, given(sheet(GOOD)))
    assert refused.value.fields == {"file": "begun"}
    assert Entry.objects.count() == 3


def test_one_wrong_row_and_nothing_comes_in(acting: Acting) -> None:
    rows = (
        *GOOD,
        ("金口罩", "1", "只", "", "", ""), ("一次性医用口罩", "-3", "只", "2027-12-31", "A2", ""),
        ("一次性医用口罩", "1000000000", "只", "2027-12-31", "A2", ""),
        ("一次性医用口罩", "3", "升", "2027-12-31", "A2", ""),
        ("一次性医用口罩", "3", "盒", "2020-01-01", "A2", ""),
        ("一次性医用口罩", "3", "盒", "明年", "A2", ""), ("一次性医用口罩", "3", "盒", "", "A2", ""),
        ("一次性医用口罩", "20", "箱", "2027-12-31", "A1", "某厂"),
    )  # fmt: skip
    done = services.import_ledger(acting("logistics"), given(sheet(rows)))
    assert [(one.row, one.column) for one in done.faults] == [
        (5, "品名"), (6, "数量"), (7, "数量"), (8, "单位"), (9, "有效期至"), (10, "有效期至"),
        (11, "有效期至"), (12, "生产批号"),
    ]  # fmt: skip
    assert (done.total, done.faults[0].value, done.sheet[:2]) == (11, "金口罩", b"PK")
    assert held() == {}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no sheet \x00\x01", "bad_encoding"), (sheet([]), "empty"),
        (sheet(GOOD, ("a", "b", "c", "d", "e", "f")), "heads"), (b"x" * (6 << 20), "file_too_large"),
    ],
    ids=["unreadable", "empty", "heads", "large"],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_says_why(acting: Acting, content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.import_ledger(acting("logistics"), given(content))
    assert refused.value.fields == {"file": code}


def test_only_the_keeper_imports(acting: Acting) -> None:
    for login, refusal in (("leader", Forbidden), ("other_principal", NotFound)):
        with pytest.raises(refusal):
            services.import_ledger(acting(login), given(sheet(GOOD)))


def test_the_page_shows_faults_and_takes_the_mended_file(
    signed_in: Callable[[str], Client], acting: Acting
) -> None:
    keeper, address = signed_in("logistics"), f"/supplies/store/{PRIMARY}/import/"
    assert keeper.get("/supplies/import/template/").content[:2] == b"PK"
    assert keeper.post(address, {"act_id": str(uuid7())}).status_code == 422

    def post(rows: Sequence[Sequence[str]]) -> tuple[int, str]:
        file = SimpleUploadedFile("账.xlsx", sheet(rows))
        answer = keeper.post(address, {"act_id": str(uuid7()), "file": file})
        return answer.status_code, answer.content.decode()

    status, text = post([("金口罩", "1", "只", "", "", "")])
    assert (status, "没有叫这个名字的物资" in text, "base64," in text) == (422, True, True)
    assert post(GOOD)[0] == 302
    acting("logistics")
    assert held()["A1"] == 40_000
    services.receive(acting("logistics"), receipt())
    leave()
