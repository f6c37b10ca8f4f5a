"""The template, and the sheet with its errors: from the page and from the command line."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet

from tests.registry.rosters import csv_of, id_number, pupil, sheet
from tests.registry.test_imports_pages import counts, hand_in, work
from xiaoan.kernel.actor import Actor, system
from xiaoan.registry import services as registry
from xiaoan.registry.queries.columns import EXAMPLE, HEADS

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def first(content: bytes | Path) -> Worksheet:
    found = openpyxl.load_workbook(
        io.BytesIO(content) if isinstance(content, bytes) else content
    ).worksheets[0]
    assert isinstance(found, Worksheet)
    return found


def filled(content: bytes, *rows: dict[str, str]) -> bytes:
    """The template with rows of a clerk under the example."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    heads = [str(cell.value).rstrip("*") for cell in page[1]]
    for number, row in enumerate(rows, 3):
        for at, head in enumerate(heads, 1):
            cell = page.cell(number, at)
            cell.value = row.get(head)
            cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_template_has_columns_of_text_lists_an_example_and_explains_itself(
    acting: Acting,
) -> None:
    content = registry.template(acting("principal"))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [(s.title, s.sheet_state) for s in book] == [
        ("花名册", "visible"), ("说明", "visible"), ("选项", "hidden"),
    ]  # fmt: skip
    page = book.worksheets[0]
    assert [str(c.value).rstrip("*") for c in page[1]] == list(HEADS.values())
    assert [c.value for c in page[1] if str(c.value).endswith("*")] == [
        "学校*", "班级*", "姓名*", "性别*", "出生日期*", "证件号码*",
    ]  # fmt: skip
    assert [c.value or "" for c in page[2]] == [EXAMPLE.get(key, "") for key in HEADS]
    kept = {at: d for d in page.column_dimensions.values() for at in range(d.min, d.max + 1)}
    assert {kept[at].number_format for at in range(1, len(HEADS) + 1)} == {"@"}
    lists = {next(iter(v.sqref.ranges)).min_col: v for v in page.data_validations.dataValidation}
    offered = {
        HEADS[key]: lists[at].formula1 for at, key in enumerate(HEADS, 1) if lists[at].formula1
    }
    assert list(offered) == [
        "类别", "学校", "班级", "性别", "证件类型", "住宿", "监护人1关系", "监护人2关系",
    ]  # fmt: skip
    words = {cells[0]: cells[1:] for cells in book.worksheets[2].iter_cols(values_only=True)}
    assert [w for w in words["学校"] if w] == ["实验小学"]
    assert [w for w in words["班级"] if w] == ["一年级1班", "一年级2班", "二年级1班"]
    assert [w for w in words["证件类型"] if w][:2] == ["居民身份证", "港澳居民来往内地通行证"]


def test_what_stands_in_the_template_is_nobody(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    response = client.get("/registry/imports/template.xlsx")
    content = b"".join(response)
    address = hand_in(client, filled(content, pupil(1), pupil(2)), "名册.xlsx")
    work()
    assert counts(address) == {"new": 2}
    empty = hand_in(client, content, "模板.xlsx")
    work()
    assert counts(empty) == {}


WRONG = pupil(3, 证件号码=id_number(3)[:-1] + "Z", 姓名="=cmd|' /C calc'!A0")


def test_the_sheet_comes_back_with_its_errors_and_is_mended(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    blank = b"".join(client.get("/registry/imports/template.xlsx"))
    address = hand_in(client, filled(blank, pupil(1), WRONG), "名册.xlsx")
    assert client.get(f"{address}errors.xlsx").status_code == 404
    work()
    assert f"{address}errors.xlsx" in client.get(address).content.decode()
    response = client.get(f"{address}errors.xlsx")
    page = first(b"".join(response))
    head = [cell.value for cell in page[1]]
    assert head[-1] == "错误原因"
    said = {row[0].row: row[-1].value for row in page.iter_rows(min_row=2)}
    assert (said[2], said[3]) == (None, None)
    assert said[4] == (
        "姓名:第 1 个字“=”不能用在姓名里,请照证件上的汉字或拉丁字母填写。 "
        "证件号码:第 18 位是“Z”,应为数字,请核对原件。"
    )
    name = page.cell(4, head.index("姓名*") + 1)
    assert (name.value, name.data_type) == ("'=cmd|' /C calc'!A0", "s")
    assert {c.number_format for row in page.iter_rows(min_row=3) for c in row if c.value} == {"@"}
    # Mended in place and handed in again, the column of reasons still in it.
    page.cell(4, head.index("姓名*") + 1).value = "司马远"
    page.cell(4, head.index("证件号码*") + 1).value = id_number(3)
    out = io.BytesIO()
    assert page.parent is not None
    page.parent.save(out)
    again = hand_in(client, out.getvalue(), "名册.xlsx")
    work()
    assert counts(again) == {"new": 2}


def test_cells_that_are_no_text_stay_what_they_were(tmp_path: Path, acting: Acting) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    rows = [pupil(1), pupil(2)]
    page.append(list(rows[0]))
    for row in rows:
        page.append(list(row.values()))
    at = list(rows[0]).index("证件号码") + 1
    page.cell(2, at).value = 990101201703010013
    page.cell(3, at).value = "=1+1"
    book.save(tmp_path / "in.xlsx")
    judged = registry.judge(acting("principal"), tmp_path / "in.xlsx")
    assert [[f.code for f in judged.faults[n]] for n in (2, 3)] == [["number_cell"], ["formula"]]
    with (tmp_path / "out.xlsx").open("wb") as file:
        registry.write_errors(tmp_path / "in.xlsx", judged.faults, file)
    found = first(tmp_path / "out.xlsx")
    assert [found.cell(n, at).data_type for n in (2, 3)] == ["n", "s"]
    again = registry.judge(acting("principal"), tmp_path / "out.xlsx")
    assert sorted(again.faults) == [2, 3]


def gb(path: Path) -> Path:
    path.write_bytes(path.read_bytes().decode("utf-8-sig").encode("gb18030"))
    return path


@pytest.mark.parametrize("ending", ["csv", "gb.csv", "xlsx"])
def test_the_command_writes_the_errors_of_any_kind_of_sheet(
    own_database: str, tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [pupil(1), WRONG]
    path = tmp_path / f"in.{ending}"
    if ending == "xlsx":
        path.write_bytes(filled(registry.template(system("t")), *rows))
    else:
        path = sheet(tmp_path, *rows, name=path.name)
        path = gb(path) if ending == "gb.csv" else path
    out = tmp_path / "errors.xlsx"
    with pytest.raises(CommandError, match="1 rows"):
        call_command("roster", "check", str(path), "--errors", str(out))
    call_command("roster", "import", str(path), "--errors", str(out), "--json")
    said = [row[-1].value for row in first(out).iter_rows(min_row=2)]
    assert [text is not None for text in said][-2:] == [False, True]
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([path.name, "errors.xlsx"])
    assert '"new": 1' in capsys.readouterr().out


def test_the_command_writes_no_errors_over_the_sheet(own_database: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(filled(registry.template(system("t")), pupil(1)))
    before = path.read_bytes()
    for out, why in ((path, "overwritten"), (tmp_path / "a.csv", "ends in .xlsx")):
        with pytest.raises(CommandError, match=why):
            call_command("roster", "check", str(path), "--errors", str(out))
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("roster", "check", str(path), "--errors", str(tmp_path / "no" / "a.xlsx"))
    assert path.read_bytes() == before


def test_the_command_writes_the_template_once(tmp_path: Path) -> None:
    out = tmp_path / "template.xlsx"
    call_command("roster", "template", str(out))
    assert [str(c.value).rstrip("*") for c in first(out)[1]] == list(HEADS.values())
    out.write_bytes(b"mine")
    with pytest.raises(CommandError, match="exists"):
        call_command("roster", "template", str(out))
    assert out.read_bytes() == b"mine"
    with pytest.raises(CommandError, match=r"\.xlsx"):
        call_command("roster", "template", str(tmp_path / "template.csv"))


def test_wrong_files_are_refused_in_a_sentence(own_database: str, tmp_path: Path) -> None:
    for name, content, why in (
        ("a.xlsx", b"PK\x03\x04 nothing", "另存为新的 .xlsx"),
        ("a.csv", b"", "什么也没有"),
        ("b.csv", csv_of({"姓名": "甲"}), "表头缺少"),
        ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "."),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(CommandError, match=why):
            call_command("roster", "check", str(path))
    with pytest.raises(CommandError, match="not there"):
        call_command("roster", "check", str(tmp_path / "none.xlsx"))
