"""Documents for people who go on in Word or WPS: headings, paragraphs and ruled tables, written as plain
WordprocessingML (ECMA-376). Text is text: nothing in it can become a field, a link or a macro.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote
from xml.sax.saxutils import escape

from django.http import HttpResponse

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_FONT = '<w:rFonts w:ascii="Arial" w:eastAsia="SimSun" w:hAnsi="Arial"/>'


@dataclass(frozen=True)
class Section:
    """A heading ("" for none), lines under it, a table under these."""

    heading: str = ""
    lines: Sequence[str] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Document:
    """A title, sections, and a mark at the end: who took it, when."""

    title: str
    sections: Sequence[Section] = field(default_factory=tuple)
    mark: str = ""


def docx(document: Document) -> bytes:
    """The document as a .docx."""
    body = [_paragraph(document.title, size=32, bold=True, centred=True)]
    for one in document.sections:
        if one.heading:
            body.append(_paragraph(one.heading, size=24, bold=True))
        body += [_paragraph(line) for line in one.lines]
        if one.head:
            body.append(_table(one))
    if document.mark:
        body.append(_paragraph(document.mark, size=18))
    text = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{_W}"><w:body>'
        f'{"".join(body)}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" '
        f'w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body>'
        f"</w:document>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELS)
        package.writestr("word/document.xml", text)
    return file.getvalue()


def docx_response(content: bytes, filename: str) -> HttpResponse:
    """The document as a download."""
    response = HttpResponse(content, content_type=DOCX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return response


def _paragraph(text: str, *, size: int = 21, bold: bool = False, centred: bool = False) -> str:
    look = f'{_FONT}{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/>'
    place = '<w:pPr><w:jc w:val="center"/></w:pPr>' if centred else ""
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(
        _clean(line) for line in text.splitlines() or [""]
    )
    return (
        f'<w:p>{place}<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{lines}</w:t></w:r></w:p>'
    )


def _clean(text: str) -> str:
    """Text that XML can hold."""
    return escape("".join(one for one in text if one >= " " or one == "\t"))


def _table(section: Section) -> str:
    rows = [_row(section.head, bold=True), *(_row(row) for row in section.rows)]
    look = f'<w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>'
    grid = "<w:gridCol/>" * len(section.head)
    # A table is followed by a paragraph, else some programs call the file damaged.
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl><w:p/>"


def _row(cells: Sequence[str], *, bold: bool = False) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{_paragraph(cell, size=18, bold=bold)}</w:tc>' for cell in cells)}</w:tr>"
