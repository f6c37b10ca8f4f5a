"""Documents in the layout of official papers (GB/T 9704-2012 党政机关公文格式), as plain WordprocessingML.

A4; margins 37 mm above, 35 mm below, 28 mm left and 26 mm right; the title in 方正小标宋 2号 (here
小标宋 by name, with
宋体 where it is not installed), the text in 仿宋 3号 indented by two characters, headings of the first
level in
黑体, of the second in 楷体; 28 pt from line to line, page numbers in the foot. Fonts are named, not embedded.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_PART}.document.main+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_PART}.footer+xml"/></Types>'
)
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELS = (
    f'{_HEAD}<Relationships xmlns="{_LINKS}"><Relationship Id="rId1" Type="{_R}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_DOCUMENT_RELS = (
    f'{_HEAD}<Relationships xmlns="{_LINKS}"><Relationship Id="rId1" Type="{_R}/footer" '
    'Target="footer1.xml"/></Relationships>'
)
# Twentieths of a point: 37, 35, 28 and 26 mm.
_PAGE = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId1"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1588" '
    'w:gutter="0"/></w:sectPr>'
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
# Half points: 2号 is 22 pt, 3号 16 pt, 小四 12 pt.
_TITLE, _BODY, _CELL, _FOOT = 44, 32, 24, 28
_SONG, _FANG, _HEI, _KAI = "FZXiaoBiaoSong-B05S", "FangSong", "SimHei", "KaiTi"


@dataclass(frozen=True)
class Heading:
    """A numbered heading of the first or second level; the number is part of its text."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Lines:
    """Paragraphs of text."""

    lines: Sequence[str]


@dataclass(frozen=True)
class Table:
    """A ruled table."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Heading | Lines | Table


@dataclass(frozen=True)
class Paper:
    """A title, a line under it, blocks, who signs and when at the right, and a mark at the end."""

    title: str
    under: str
    blocks: Sequence[Block]
    signed: tuple[str, str]
    mark: str = ""


def docx(paper: Paper) -> bytes:
    """The paper as a .docx. Text is text: nothing in it can become a field, a link or a macro."""
    body = [_line(paper.title, _SONG, _TITLE, place="center")]
    if paper.under:
        body.append(_line(paper.under, _KAI, _BODY, place="center"))
    for block in paper.blocks:
        body += _block(block)
    body += [_line(""), *(_line(text, place="right") for text in paper.signed)]
    if paper.mark:
        body.append(_line(paper.mark, _FANG, _CELL))
    text = (
        f'{_HEAD}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{"".join(body)}{_PAGE}</w:body>'
        "</w:document>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELS)
        package.writestr("word/document.xml", text)
        package.writestr("word/footer1.xml", _footer())
        package.writestr("word/_rels/document.xml.rels", _DOCUMENT_RELS)
    return file.getvalue()


def _block(block: Block) -> list[str]:
    if isinstance(block, Heading):
        font = _HEI if block.level == 1 else _KAI
        return [_line(block.text, font, indent=True, level=block.level)]
    if isinstance(block, Table):
        return [_table(block)]
    return [_line(part, indent=True) for text in block.lines for part in text.splitlines() or [""]]


def _clean(text: str) -> str:
    """Text that XML can hold."""
    return escape("".join(one for one in text if one >= " " or one == "\t"))


def _run(text: str, font: str, size: int) -> str:
    fonts = f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/>'
    return (
        f'<w:r><w:rPr>{fonts}<w:sz w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{_clean(text)}</w:t></w:r>'
    )


def _line(
    text: str, font: str = _FANG, size: int = _BODY, *, place: str = "", indent: bool = False,
    level: int = 0, plain: bool = False,
) -> str:  # fmt: skip
    # In the order that the schema wants: keepNext, spacing, ind, jc, outlineLvl.
    look = "<w:keepNext/>" if level else ""
    look += "" if plain else '<w:spacing w:line="560" w:lineRule="exact"/>'
    look += '<w:ind w:firstLineChars="200" w:firstLine="640"/>' if indent else ""
    look += f'<w:jc w:val="{place}"/>' if place else ""
    look += f'<w:outlineLvl w:val="{level - 1}"/>' if level else ""
    return f"<w:p><w:pPr>{look}</w:pPr>{_run(text, font, size)}</w:p>"


def _table(table: Table) -> str:
    look = f'<w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>'
    grid = "<w:gridCol/>" * len(table.head)
    head = f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{_cells(table.head, _HEI)}</w:tr>"
    rows = "".join(f"<w:tr>{_cells(row, _FANG)}</w:tr>" for row in table.rows)
    # A table is followed by a paragraph, else some programs call the file damaged.
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>{_line('', plain=True)}"


def _cells(cells: Sequence[str], font: str) -> str:
    return "".join(f"<w:tc>{_line(cell, font, _CELL, plain=True)}</w:tc>" for cell in cells)


def _footer() -> str:
    field = (
        '<w:r><w:t xml:space="preserve">— </w:t></w:r><w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r>'
        '</w:fldSimple><w:r><w:t xml:space="preserve"> —</w:t></w:r>'
    )
    look = f'<w:pPr><w:jc w:val="center"/><w:rPr><w:sz w:val="{_FOOT}"/></w:rPr></w:pPr>'
    return f'{_HEAD}<w:ftr xmlns:w="{_W}"><w:p>{look}{field}</w:p></w:ftr>'
