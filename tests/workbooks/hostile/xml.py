"""Parts whose XML is hostile or broken, and workbooks whose parts do not fit together."""

from collections.abc import Iterator

from tests.workbooks.books import (
    LINKS,
    no,
    parts,
    relations,
    sheet,
    workbook_xml,
    zipped,
)
from tests.workbooks.hostile.files import COMPOUND as _COMPOUND
from tests.workbooks.hostile.making import GOOD, PATHS, ROWS, Case, book, read

_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
_DEFINITIONS = {
    "laughs": _LAUGHS,
    "a file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "an address": '<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/a">]>',
    "a parameter": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;]>',
    "only a type": "<!DOCTYPE x>",
}


def _with_front(content: bytes, front: str) -> bytes:
    text = content.decode()
    start = text.index("?>") + 2 if text.startswith("<?xml") else 0
    return (text[:start] + front + text[start:]).encode()


def entities() -> Iterator[Case]:
    """Definitions in any part that there is, also in one that nobody reads."""
    whole = parts(ROWS) | {"docProps/core.xml": b"<a/>", "xl/drawings/vmlDrawing1.vml": b"<a/>"}
    for part in PATHS:
        path = PATHS[part]
        for title, front in _DEFINITIONS.items():
            changed = whole | {path: _with_front(whole[path], front)}
            yield Case(f"{title} in {part}", zipped(changed), no("entities"))
    blow = "<!DOCTYPE x [<!ENTITY a '" + "x" * 50_000 + "'>]>"
    late = sheet(ROWS, before=" " * 3000 + blow)
    yield Case("a long definition, late", book(sheet=late), no("entities"))
    yield Case("a definition after the rows", book(sheet=sheet(ROWS) + _LAUGHS), no("entities"))


def _odd_xml() -> Iterator[Case]:
    good = sheet(ROWS)
    for encoding in ("utf-16", "utf-16-le", "utf-32"):
        yield Case(f"a sheet in {encoding}", book(sheet=good.encode(encoding)), no("unusual_xml"))
    for declared in ("UTF-7", "GBK", "ISO-2022-JP", "EBCDIC-CP-US", "UTF-16"):
        said = good.replace("UTF-8", declared)
        yield Case(f"a sheet that says {declared}", book(sheet=said), no("unusual_xml"))
    for title, piece in (("a comment", "<!-- x -->"), ("CDATA", "<![CDATA[x]]>"), ("<!", "<!x>")):
        yield Case(f"{title} among rows", book(ROWS + piece), no("unusual_xml"))
    yield Case("an unknown entity", book(ROWS.replace("王小明", "&x;")), no("damaged"))
    yield Case("a row that does not end", book(ROWS.replace("</row>", "")), GOOD)
    yield Case("no root", book(sheet=f"<sheetData>{ROWS}</sheetData>"), no("damaged"))
    yield Case("a sheet cut short", book(sheet=good[:-30]), no("damaged"))
    yield Case("a sheet of nothing", book(sheet=""), no("damaged"))
    yield Case("a sheet of text", book(sheet="姓名,班级"), no("damaged"))
    yield Case("bytes that are no UTF-8", book(sheet=good.encode("gbk")), no("damaged"))
    deep = "<a>" * 50_000 + "</a>" * 50_000
    yield Case("depth 50,000 before the rows", book(sheet=sheet(ROWS, before=deep)), GOOD)
    yield Case("depth 50,000 in the workbook", book(workbook=deep), no("no_sheet"))
    prefixed = good.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?xml", "<?xml")
    prefixed = prefixed.replace("xmlns=", "xmlns:x=")
    yield Case("tags with a prefix", book(sheet=prefixed), GOOD)


def _books() -> Iterator[Case]:
    """Workbooks whose parts do not fit together."""
    for part in ("types", "styles", "strings"):
        lost = no("damaged") if part != "types" else GOOD
        yield Case(f"without {part}", book(**{part: None}), lost)
    yield Case("without a workbook", book(workbook=None), no("damaged"))
    yield Case("without a sheet", book(sheet=None), no("damaged"))
    yield Case("without links", book(links=None), no("no_sheet"))
    yield Case("without the first links", book(rels=None), GOOD)
    yield Case("no sheets listed", book(workbook=workbook_xml("<a/>")), no("no_sheet"))
    for state in ("hidden", "veryHidden"):
        hidden = f'<sheet name="a" sheetId="1" state="{state}" r:id="rId1"/>'
        yield Case(
            f"the only sheet is {state}", book(workbook=workbook_xml(hidden)), no("no_sheet")
        )
    chart = relations(("rId1", "chartsheet", "chartsheets/sheet1.xml"))
    yield Case("a chart alone", book(links=chart), no("no_sheet"))
    for target in (
        "../../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "worksheets/x.xml",
        "",
    ):
        led = relations(("rId1", "worksheet", target))
        yield Case(f"a sheet at {target or 'nowhere'}", book(links=led), no("damaged"))
    outside = relations(LINKS[0]).replace("/>", ' TargetMode="External"/>')
    yield Case("a sheet outside", book(links=outside), no("no_sheet"))
    two = workbook_xml('<sheet name="a" r:id="rId1"/><sheet name="b" r:id="rId1"/>')
    yield Case("two sheets", book(workbook=two), read(notes=("sheets_ignored:1",)))
    macros = zipped(parts(ROWS) | {"xl/vbaProject.bin": _COMPOUND})
    yield Case("macros", macros, read(notes=("macros",)), "名册.xlsm")
    linked = zipped(parts(ROWS) | {"xl/externalLinks/externalLink1.xml": b"<a/>"})
    yield Case("links to other workbooks", linked, read(notes=("external_links",)))


def xml() -> Iterator[Case]:
    """Definitions, odd XML, and workbooks that do not fit together."""
    for some in (entities, _odd_xml, _books):
        yield from some()
