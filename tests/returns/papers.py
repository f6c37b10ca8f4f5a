"""Blank forms for tests: as offices send them, and as nobody should."""

import io
import zipfile
from collections.abc import Mapping

import openpyxl
from openpyxl.styles import Font

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName='
    '"/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.'
    'document.main+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/'
    f'2006/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def workbook(rows: list[list[object]], *, title: str = "上报表") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    sheet["A1"].font = Font(bold=True, size=18)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def ministry() -> bytes:
    """A form with marks: one row for each school, sums below."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "上报表"
    sheet.append(["{{单位}} 因病缺课日报 {{日期}}"])
    sheet.append(["序号", "学校", "应报学生", "因病缺课", "率", "合计"])
    sheet.append(
        [
            "{{每校}}{{序号}}",
            "{{学校名称}}",
            "{{因病缺勤.分母}}",
            "{{因病缺勤.分子}}",
            "{{因病缺勤.率}}",
            "=C3+D3",
        ]
    )
    sheet.append(["合计", None, "=SUM(C3:C3)", "=SUM(D3:D3)"])
    sheet.append(["填表人", "{{填表人}}", "联系电话", "{{联系电话}}"])
    sheet["E3"].number_format = "0.0%"
    sheet["A1"].font = Font(bold=True, size=18)
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("A4:B4")
    sheet.print_area = "A1:F5"
    return saved(book)


def paragraph(*runs: str) -> str:
    texts = "".join(f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs)
    return f"<w:p>{texts}</w:p>"


def document(body: str, more: Mapping[str, str] | None = None) -> bytes:
    """A .docx of paragraphs and tables as WordprocessingML."""
    head = f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{body}</w:body></w:document>'
    return package(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELS,
            "word/document.xml": head,
            **(more or {}),
        }
    )


def table(*rows: list[str]) -> str:
    lines = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in rows
    )
    return f"<w:tbl>{lines}</w:tbl>{paragraph('')}"


def package(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return file.getvalue()


def with_parts(content: bytes, more: Mapping[str, str | bytes]) -> bytes:
    """A file with parts added or replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts: dict[str, str | bytes] = {name: file.read(name) for name in file.namelist()}
    return package({**parts, **more})


def cells(content: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]
