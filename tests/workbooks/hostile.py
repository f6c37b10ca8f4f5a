"""A catalogue of sheets that are hostile or broken: what each is, and what must come of reading it.

Made in code, so that what is wrong with each is known. Used for the reader alone, and for the whole
way through pages, worker and command line.
"""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tests.workbooks.books import (
    LINKS,
    SHEET,
    Outcome,
    Table,
    no,
    parts,
    relations,
    sheet,
    strings,
    table,
    workbook_xml,
    zipped,
)
from xiaoan.workbooks import Cell, CellError, Formula, Number

HEADS = ("学校", "班级", "姓名", "性别", "出生日期", "证件号码")
PUPIL = ("实验小学", "一年级1班", "王小明", "男", "2017-03-01", "99010120170301990X")
ROWS = table(HEADS, PUPIL)
GOOD = Table(HEADS, ((2, PUPIL),))


@dataclass(frozen=True)
class Case:
    """A file and what comes of reading it."""

    title: str
    content: bytes
    read: Outcome
    name: str = "名册.xlsx"


Changes = Mapping[str, str | bytes | None]


def book(rows: str = ROWS, **changes: str | bytes | None) -> bytes:
    """A workbook with other parts: the keys are paths with _ for /."""
    return zipped(parts(rows, {_PATHS[key]: content for key, content in changes.items()}))


_PATHS = {
    "types": "[Content_Types].xml",
    "rels": "_rels/.rels",
    "workbook": "xl/workbook.xml",
    "links": "xl/_rels/workbook.xml.rels",
    "sheet": SHEET,
    "styles": "xl/styles.xml",
    "strings": "xl/sharedStrings.xml",
    "core": "docProps/core.xml",
    "drawing": "xl/drawings/vmlDrawing1.vml",
}


def read(*cells: Cell, notes: tuple[str, ...] = (), row: int = 2) -> Table:
    """One pupil, with other cells from the left."""
    whole = (*cells, *PUPIL[len(cells) :])
    return Table(HEADS, ((row, whole),), notes)


def only_name(name: Cell) -> Table:
    return read(PUPIL[0], PUPIL[1], name)


# --- Other files --------------------------------------------------------------------------------

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _wide(name: str) -> bytes:
    return f"{name}\0".encode("utf-16-le")


_OTHER_FILES: dict[str, tuple[bytes, Outcome]] = {
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", no("not_a_workbook", kind="PDF")),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(20), no("not_a_workbook", kind="PNG")),
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF", no("not_a_workbook", kind="JPEG")),
    "gif": (b"GIF89a\x01\x00", no("not_a_workbook", kind="GIF")),
    "rar": (b"Rar!\x1a\x07\x01\x00", no("not_a_workbook", kind="RAR")),
    "7z": (b"7z\xbc\xaf\x27\x1c\x00\x04", no("not_a_workbook", kind="7z")),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(8), no("not_a_workbook", kind="gzip")),
    "sqlite": (b"SQLite format 3\0" + bytes(80), no("not_a_workbook", kind="SQLite")),
    "elf": (b"\x7fELF\x02\x01\x01" + bytes(9), no("not_a_workbook", kind="program")),
    "exe": (b"MZ\x90\x00\x03" + bytes(50), no("not_a_workbook", kind="program")),
    "html table named xls": (b"<html><table><tr><td>1</table>", no("not_a_workbook", kind="HTML")),
    "html page": (b"<!DOCTYPE html><html><script>alert(1)</script>", no("not_a_workbook", kind="HTML")),
    "xml of 2003": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        no("not_a_workbook", kind="XML"),
    ),
    "xml with an entity": (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        no("not_a_workbook", kind="XML"),
    ),
    "random bytes": (bytes(range(1, 256)) * 4, no("not_a_workbook", kind="binary")),
    "locked xlsx": (_COMPOUND + _wide("EncryptedPackage"), no("encrypted")),
    "locked xlsx that says xls too": (
        _COMPOUND + _wide("EncryptedPackage") + _wide("Workbook"),
        no("encrypted"),
    ),
    "xls of 97": (_COMPOUND + _wide("Workbook"), no("old_xls")),
    "xls of 95": (_COMPOUND + _wide("Book"), no("old_xls")),
    "xls without its container": (b"\x09\x08\x10\x00\x00\x06\x05\x00", no("old_xls")),
    "xls of Excel 2": (b"\x09\x00\x04\x00\x02\x00\x10\x00", no("old_xls")),
    "doc": (_COMPOUND + _wide("WordDocument"), no("not_a_workbook", kind="OLE2")),
    "msi": (_COMPOUND, no("not_a_workbook", kind="OLE2")),
    "no bytes": (b"", no("empty")),
    "spaces": (b" \r\n\t  \n", no("empty")),
    "zeros": (bytes(4096), no("empty")),
    "a mark and nothing": (b"\xef\xbb\xbf", no("empty")),
}  # fmt: skip


def _zip_of(*names: str) -> bytes:
    return zipped(dict.fromkeys(names, b"x"))


_OTHER_ZIPS: dict[str, tuple[bytes, Outcome]] = {
    "zip of a photo": (_zip_of("a.jpg"), no("not_a_workbook", kind="ZIP")),
    "zip of nothing": (zipped({}), no("not_a_workbook", kind="ZIP")),
    "zip of a workbook": (zipped({"名册.xlsx": book()}), no("not_a_workbook", kind="ZIP")),
    "jar": (_zip_of("META-INF/MANIFEST.MF", "a.class"), no("not_a_workbook", kind="ZIP")),
    "apk": (_zip_of("AndroidManifest.xml", "classes.dex"), no("not_a_workbook", kind="ZIP")),
    "docx": (_zip_of("_rels/.rels", "word/document.xml"), no("not_a_workbook", kind="docx")),
    "pptx": (_zip_of("ppt/presentation.xml"), no("not_a_workbook", kind="pptx")),
    "xlsb": (_zip_of("_rels/.rels", "xl/workbook.bin"), no("not_a_workbook", kind="xlsb")),
    "ods": (
        zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
        no("not_a_workbook", kind="ODF"),
    ),
    "odt": (
        zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}),
        no("not_a_workbook", kind="ODF"),
    ),
    "epub": (zipped({"mimetype": b"application/epub+zip"}), no("not_a_workbook", kind="ODF")),
}  # fmt: skip


def other_files() -> Iterator[Case]:
    """Files of other kinds, under each name by which they might be sent."""
    for title, (content, outcome) in {**_OTHER_FILES, **_OTHER_ZIPS}.items():
        yield Case(title, content, outcome)
        yield Case(f"{title} named csv", content, outcome, "名册.csv")
    for ending in ("xls", "pdf", "csv", "docx", "zip", "exe", "ods", "XLSX.bak"):
        note = f"extension:.{ending.split('.')[-1]}"
        told = Table(HEADS, GOOD.rows, (note,))
        yield Case(f"a good workbook named {ending}", book(), told, f"名册.{ending}")


# --- Archives -----------------------------------------------------------------------------------


def _flagged_as_locked() -> bytes:
    content = bytearray(book())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def _with_size(declared: int) -> bytes:
    """The directory says another size of the last part."""
    content = bytearray(book())
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = declared.to_bytes(4, "little")
    return bytes(content)


def _with_method(method: int) -> bytes:
    content = bytearray(book())
    at = content.rindex(b"PK\x01\x02")
    content[at + 10 : at + 12] = method.to_bytes(2, "little")
    return bytes(content)


def _with_wrong_sum() -> bytes:
    content = bytearray(book())
    at = content.rindex(b"PK\x01\x02")
    content[at + 16] ^= 1
    return bytes(content)


def _overlapping(count: int) -> bytes:
    """Many names in the directory for one and the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts(ROWS).items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo("x0"), bytes(1 << 20), zipfile.ZIP_DEFLATED)
        first = archive.NameToInfo["x0"]
        for n in range(1, count):
            info = zipfile.ZipInfo(f"x{n}")
            for what in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(info, what, getattr(first, what))
            archive.filelist.append(info)
    return file.getvalue()


def _twice(name: str, content: bytes) -> bytes:
    file = io.BytesIO(book())
    with zipfile.ZipFile(file, "a") as archive:
        archive.NameToInfo.pop(name)
        archive.writestr(name, content)
    return file.getvalue()


def _bombs() -> Iterator[Case]:
    zeros = bytes(32 << 20)
    for part in ("sheet", "strings", "styles", "core"):
        content = book(**{part: zeros})
        most = 250 * len(content)
        total = sum(map(len, parts(ROWS, {_PATHS[part]: zeros}).values()))
        yield Case(f"a bomb in {part}", content, no("bomb", found=total, limit=most))
    media = zipped(parts(ROWS) | {"xl/media/image1.png": zeros})
    total = sum(map(len, parts(ROWS).values())) + len(zeros)
    yield Case("a bomb in a picture", media, no("bomb", found=total, limit=250 * len(media)))
    many = zipped(parts(ROWS) | {f"xl/media/{n}": b"" for n in range(2001)})
    yield Case("2,008 parts", many, no("too_many_parts", found=2008, limit=2000))
    more = zipped(parts(ROWS) | {f"{n}": b"" for n in range(20_000)}, zipfile.ZIP_STORED)
    yield Case("20,007 parts", more, no("too_many_parts", found=20_007, limit=2000))
    flat = _overlapping(1000)
    total = sum(map(len, parts(ROWS).values())) + 1000 * (1 << 20)
    yield Case(
        "a thousand names for one bomb", flat, no("bomb", found=total, limit=250 * len(flat))
    )
    nested = zipped(parts(ROWS) | {"xl/embeddings/a.xlsx": book()})
    yield Case("a workbook inside", nested, no("nested_file", part="xl/embeddings/a.xlsx"))
    inner = zipped(parts(ROWS) | {"xl/media/image1.png": _zip_of("x")})
    yield Case("an archive named png", inner, no("nested_file", part="xl/media/image1.png"))


def _lying() -> Iterator[Case]:
    yield Case("flagged as locked", _flagged_as_locked(), no("encrypted"))
    yield Case("smaller than it says", _with_size(100_000), GOOD)
    yield Case("larger than it says", _with_size(10), no("damaged"))
    total = sum(map(len, parts(ROWS).values())) - len(parts(ROWS)["xl/sharedStrings.xml"])
    huge = no("bomb", found=total + 0xFFFF_FFF0, limit=250 * len(book()))
    yield Case("4 GB by its own word", _with_size(0xFFFF_FFF0), huge)
    for method in (1, 6, 9, 93, 97, 99):
        yield Case(f"packed by method {method}", _with_method(method), no("damaged"))
    yield Case("a wrong sum", _with_wrong_sum(), no("damaged"))
    for name in ("xl/workbook.xml", SHEET, "xl/styles.xml"):
        yield Case(f"{name} twice", _twice(name, b"<a/>"), no("damaged"))
    upper = zipped(parts(ROWS) | {"XL/WORKBOOK.XML": b"<a/>"})
    yield Case("a part twice but for case", upper, no("damaged"))
    yield Case("bytes before the archive", b"PK\x03\x04" + book(), GOOD)
    yield Case("bytes after the archive", book() + b"x" * 50, GOOD)
    stored = zipped(parts(ROWS), zipfile.ZIP_STORED)
    yield Case("not packed", stored, GOOD)
    for method, title in ((zipfile.ZIP_BZIP2, "bzip2"), (zipfile.ZIP_LZMA, "lzma")):
        yield Case(f"packed by {title}", zipped(parts(ROWS), method), GOOD)


def _cut() -> Iterator[Case]:
    whole = book()
    for tenth in range(1, 20):
        yield Case(f"cut at {tenth} of 20", whole[: len(whole) * tenth // 20], no("damaged"))
    yield Case("without its last byte", whole[:-1], no("damaged"))
    yield Case("only the end", whole[-22:], no("damaged"))
    yield Case("only a beginning", b"PK\x03\x04", no("damaged"))
    yield Case("an end cut short", b"PK\x05\x06" + bytes(9), no("damaged"))


_PATHS_REFUSED = (
    "../evil.xml", "..\\evil.xml", "/etc/passwd", "\\etc\\passwd", "C:\\evil.xml", "c:/evil.xml",
    "xl/../../evil.xml", "xl/worksheets/../../../evil", "a/..", "..", "\\\\server\\share\\x",
    "file:///etc/passwd", "xl/media/../x.png", "a:b",
)  # fmt: skip


def _paths() -> Iterator[Case]:
    for path in _PATHS_REFUSED:
        yield Case(f"a part {path}", zipped(parts(ROWS) | {path: b"x"}), no("bad_path"))
    for path in ("...", "xl/..x", "xl/media/a b.png", "名册", "xl/" + "x" * 500, "a//b"):
        yield Case(f"a part {path[:20]}", zipped(parts(ROWS) | {path: b"x"}), GOOD)


# --- XML ----------------------------------------------------------------------------------------

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
    for part in _PATHS:
        path = _PATHS[part]
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


def archives() -> Iterator[Case]:
    """Archives that lie, blow up, or are broken."""
    for some in (_bombs, _lying, _cut, _paths, _odd_xml, _books):
        yield from some()


# --- Rows and cells -----------------------------------------------------------------------------


def _far(place: str, row: str, value: str = "x") -> str:
    return ROWS + f'<row r="{row}"><c r="{place}" t="str"><v>{value}</v></c></row>'


def _far_cells() -> Iterator[Case]:
    for place in ("XFD1048576", "ZZ3", "GS3", "XFE3", "ZZZ3"):
        letters = place.rstrip("0123456789")
        row = place.removeprefix(letters)
        far = no("too_many_columns", row=int(row), column=letters, limit=200)
        yield Case(f"a cell at {place}", book(_far(place, row)), far)
    yield Case("a cell at GR3", book(_far("GR3", "3")), no("missing_header", row=3, column="GR"))
    yield Case("a cell at A1048576", book(_far("A1048576", "1048576")), _last_row(1048576))
    for row in ("1048577", "9999999", "99999999999", "0", "-1", "x", "2"):
        yield Case(f"row {row}", book(_far(f"A{row}", row)), no("damaged"))
    other = Table(HEADS, ((2, PUPIL), (9, ("x", None, None, None, None, None))))
    yield Case("a cell named A9 in row 3", book(_far("A9", "3")), other)
    for place in ("A99", "a3", "3", "AAAAA3", "", "A3:B9", "$A$3"):
        yield Case(f"a cell named {place or 'nothing'}", book(_far(place, "3")), no("damaged"))
    style = ROWS + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    yield Case("only a style at XFD1048576", book(style), GOOD)
    said = sheet(ROWS, before='<dimension ref="A1:XFD1048576"/>')
    yield Case("says it reaches to XFD1048576", book(sheet=said), GOOD)
    for count in (201, 16_384):
        heads = ",".join(f"c{n}" for n in range(count)).encode()
        column = {201: "GS", 16_384: "XFD"}[count]
        wide = no("too_many_columns", row=1, column=column, limit=200)
        yield Case(f"{count} columns", heads, wide, "名册.csv")
    many = b"a\n" + b"1\n" * 300_001
    yield Case("300,001 rows", many, no("too_many_rows", limit=300_000), "名册.csv")


def _last_row(row: int) -> Table:
    return Table(HEADS, ((2, PUPIL), (row, ("x", None, None, None, None, None))))


def _heads() -> Iterator[Case]:
    """What stands where headings should."""

    def made(*heads: str, above: tuple[tuple[str, ...], ...] = ()) -> bytes:
        return book(table(*above, heads, PUPIL))

    twice = (*HEADS[:5], "姓名")
    yield Case(
        "a heading twice", made(*twice), no("duplicate_header", header="姓名", columns="C, F")
    )
    spaced = (*HEADS[:5], " 姓名 ")
    yield Case("twice but for spaces", made(*spaced),
               no("duplicate_header", header="姓名", columns="C, F"))  # fmt: skip
    nul = ("a_x0000_b", "a_x0000_b")
    yield Case("a heading with NUL twice", book(table(nul)),
               no("duplicate_header", header="a\x00b", columns="A, B"))  # fmt: skip
    turned = ("a\u202eb", "a\u202eb")
    yield Case("a turned heading twice", book(table(turned)),
               no("duplicate_header", header="a\u202eb", columns="A, B"))  # fmt: skip
    yield Case(
        "a column without heading", made(*HEADS[:5], ""), no("missing_header", row=2, column="F")
    )
    yield Case(
        "a gap in the headings", made("", *HEADS[1:]), no("missing_header", row=2, column="A")
    )
    needed = tuple(h for h in HEADS if h != "姓名")
    yield Case(
        "a needed heading missing", book(table(needed, PUPIL[:5])), Table(needed, ((2, PUPIL[:5]),))
    )
    yield Case("headings alone", book(table(HEADS)), Table(HEADS, ()))
    yield Case("no row", book(""), no("empty"))
    yield Case("blank rows", book(table((" ",), ("\t",), ("\u3000",))), no("no_header"))
    title = read(row=3, notes=("header_row:2",))
    yield Case("a title above", made(*HEADS, above=(("2026年名册",),)), title)
    nine = tuple((f"说明{n}",) for n in range(9))
    yield Case("nine lines above", made(*HEADS, above=nine), read(row=11, notes=("header_row:10",)))
    ten = (("说明0",), *((),) * 9)
    late = made(*HEADS, above=ten)
    yield Case("headings in row 11", late, no("missing_header", row=11, column="B"))
    for title, head in (("zero-width", "姓名\u200b"), ("a star", "*姓名"), ("inner spaces", "姓 名"),
                        ("full width", "姓名＊"), ("a line break", "姓\n名")):  # fmt: skip
        heads = (*HEADS[:2], head, *HEADS[3:])
        yield Case(f"a heading with {title}", made(*heads), Table(heads, GOOD.rows))
    long = (*HEADS[:5], "x" * 2001)
    yield Case("a heading of 2,001 characters", made(*long),
               no("cell_too_long", row=1, column="F", limit=2000))  # fmt: skip


_NAME_CELLS: dict[str, tuple[str, Cell]] = {
    "a number": ("<v>5</v>", Number("5")),
    "an error": ('" t="e"><v>#REF!</v>', CellError("#REF!")),
    "a formula": ("<f>1+1</f><v>2</v>", Formula(Number("2"))),
    "a command": ('" t="str"><f>cmd|"/c calc"!A1</f><v>x</v>', Formula("x")),
    "a web call": ('" t="str"><f>WEBSERVICE("http://127.0.0.1")</f><v>x</v>', Formula("x")),
    "yes": ('" t="b"><v>1</v>', True),
    "no end of a number": ("<v>1e400</v>", CellError("#NUM!")),
    "not a number": ("<v>nan</v>", CellError("#NUM!")),
    "text of a formula": ('" t="str"><v>=1+1</v>', "=1+1"),
    "NUL": ('" t="str"><v>王_x0000_明</v>', "王\x00明"),
    "half a pair": ('" t="str"><v>王_xD800_明</v>', "王_xD800_明"),
    "right to left": ('" t="str"><v>王\u202e明</v>', "王\u202e明"),
    "zero width": ('" t="str"><v>王\u200b小\ufeff明</v>', "王\u200b小\ufeff明"),
    "extension B": ('" t="str"><v>𠮷田</v>', "𠮷田"),
    "an own character": ('" t="str"><v>王\ue000</v>', "王\ue000"),
    "a lost character": ('" t="str"><v>王\ufffd</v>', "王\ufffd"),
    "an emoji": ('" t="str"><v>王👨‍👩‍👧</v>', "王👨‍👩‍👧"),
    "a bell": ('" t="str"><v>王\x07</v>', "王\x07"),
    "separators": ('" t="str"><v>a\x1db\x1ec\x1f</v>', "a\x1db\x1ec\x1f"),
    "a page": ('" t="str"><v>&lt;script&gt;alert(1)&lt;/script&gt;</v>', "<script>alert(1)</script>"),
    "a statement": ('" t="str"><v>Robert\'); drop table x;--</v>', "Robert'); drop table x;--"),
    "a format": ('" t="str"><v>%(x)s {x} %n</v>', "%(x)s {x} %n"),
    "2,000 characters": (f'" t="str"><v>{"王" * 2000}</v>', "王" * 2000),
    "a thousand marks": ('" t="str"><v>王' + "\u0301" * 1000 + "</v>", "王" + "\u0301" * 1000),
}  # fmt: skip


def _cells() -> Iterator[Case]:
    first = "".join(f'<c r="{chr(65 + n)}2" t="str"><v>{PUPIL[n]}</v></c>' for n in (0, 1))
    rest = "".join(f'<c r="{chr(65 + n)}2" t="str"><v>{PUPIL[n]}</v></c>' for n in (3, 4, 5))
    for title, (inside, cell) in _NAME_CELLS.items():
        opened = inside if inside.startswith('"') else f'">{inside}'
        row = f'<row r="2">{first}<c r="C2{opened}</c>{rest}</row>'
        yield Case(f"{title} as a name", book(table(HEADS) + row), only_name(cell))
    long = table(HEADS, (*PUPIL[:5], "9" * 2001))
    yield Case("a cell of 2,001 characters", book(long),
               no("cell_too_long", row=2, column="F", limit=2000))  # fmt: skip
    huge = table(HEADS, (*PUPIL[:5], "9" * 32_767))
    yield Case("a cell of 32,767 characters", book(huge),
               no("cell_too_long", row=2, column="F", limit=2000))  # fmt: skip
    shared = {"strings": strings("<t>a</t>")}
    lost = table(HEADS) + '<row r="2"><c r="A2" t="s"><v>7</v></c></row>'
    yield Case("a string that is not there", book(lost, **shared), no("damaged"))
    for text in ("-1", "x", "1.5", "99999999999999999999"):
        odd = table(HEADS) + f'<row r="2"><c r="A2" t="s"><v>{text}</v></c></row>'
        yield Case(f"string number {text}", book(odd, **shared), no("damaged"))


def _seen() -> Iterator[Case]:
    """What is hidden, merged or counted from another day."""
    hidden = ROWS.replace('<row r="2">', '<row r="2" hidden="1">')
    yield Case("a hidden row", book(hidden), read(notes=("hidden_rows:1",)))
    column = sheet(ROWS, before='<cols><col min="2" max="4" hidden="1"/></cols>')
    yield Case("hidden columns", book(sheet=column), read(notes=("hidden_columns:3",)))
    endless = sheet(ROWS, before='<cols><col min="1" max="16384" hidden="1"/></cols>')
    yield Case("all columns hidden", book(sheet=endless), read(notes=("hidden_columns:16384",)))
    merged = sheet(ROWS, after='<mergeCells><mergeCell ref="A2:A9"/></mergeCells>')
    yield Case("merged cells", book(sheet=merged), read(notes=("merged_cells:1",)))
    wide = sheet(ROWS, after='<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>')
    yield Case("all cells merged", book(sheet=wide), read(notes=("merged_cells:1",)))
    for flag, day in (("1", "2021-03-02"), ("0", "2017-03-01")):
        told = workbook_xml(properties=f'<workbookPr date1904="{flag}"/>')
        row = table(HEADS, PUPIL).replace(
            f'<c r="E2" t="inlineStr"><is><t xml:space="preserve">{PUPIL[4]}</t></is></c>',
            '<c r="E2" s="1"><v>42795</v></c>',
        )
        made = book(row, workbook=told)
        found = Table(HEADS, ((2, (*PUPIL[:4], _day(day), PUPIL[5])),))
        yield Case(f"days counted from 190{'4' if flag == '1' else '0'}", made, found)


def _day(text: str) -> Cell:
    import datetime as dt  # noqa: PLC0415  # only here

    return dt.date.fromisoformat(text)


def sheets() -> Iterator[Case]:
    """Rows, headings and cells."""
    for some in (_far_cells, _heads, _cells, _seen):
        yield from some()


# --- Text ---------------------------------------------------------------------------------------

_LINES = "".join(",".join(row) + "\r\n" for row in (HEADS, PUPIL))


def _csv(title: str, content: str | bytes, outcome: Outcome) -> Case:
    made = content.encode() if isinstance(content, str) else content
    return Case(title, made, outcome, "名册.csv")


def _as(encoding: str) -> Table:
    return Table(HEADS, GOOD.rows, encoding=encoding)


def _encodings() -> Iterator[Case]:
    for encoding, called in (("gbk", "gb18030"), ("utf-8", "utf-8"), ("utf-8-sig", "utf-8")):
        yield _csv(f"text in {encoding}", _LINES.encode(encoding), _as(called))
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        yield _csv(f"text in {encoding}", mark + _LINES.encode(encoding), _as(encoding))
        yield _csv(f"{encoding} without mark", _LINES.encode(encoding), no("bad_encoding", row=1))
    yield _csv("text in utf-32", _LINES.encode("utf-32"), no("bad_encoding", row=1))
    yield _csv("two marks", "\ufeff\ufeff" + _LINES, GOOD)
    broken = _LINES.encode().replace("小".encode(), b"\xe5\xb0")
    yield _csv("one broken character", broken, no("bad_encoding", row=2))
    yield _csv("two encodings", "姓名".encode("gbk") + b"\n" + _LINES.encode(),
               no("bad_encoding", row=1))  # fmt: skip
    yield _csv(
        "gbk after a mark", b"\xef\xbb\xbf" + _LINES.encode("gbk"), no("bad_encoding", row=1)
    )
    yield _csv("gbk cut in a character", _LINES.encode("gbk")[:13], no("bad_encoding", row=1))
    yield _csv("latin letters", _LINES.replace("王小明", "José").encode(), only_name("José"))
    rare = _LINES.replace("王小明", "𠮷𮯠䶮")
    yield _csv("four bytes of gb18030", rare.encode("gb18030"),
               Table(HEADS, ((2, (*PUPIL[:2], "𠮷𮯠䶮", *PUPIL[3:])),), encoding="gb18030"))  # fmt: skip


def _shapes() -> Iterator[Case]:
    for title, cut in ((";", ";"), ("tab", "\t")):
        yield _csv(f"cut by {title}", _LINES.replace(",", cut), GOOD)
    yield _csv("a line that says sep", "sep=,\r\n" + _LINES, read(row=3, notes=("header_row:2",)))
    for end in ("\n", "\r", "\r\n\r\n"):
        row = 3 if end == "\r\n\r\n" else 2
        yield _csv(f"lines end in {end!r}", _LINES.replace("\r\n", end), read(row=row))
    opened = _LINES.replace("王小明", '"王小明')
    yield _csv("a quotation mark left open", opened, no("bad_quotes", row=2))
    yield _csv("a mark inside", _LINES.replace("王小明", '"王"小明'), no("bad_quotes", row=2))
    endless = HEADS[0] + ',"' + "x" * 300_000
    yield _csv("a mark open for 300,000 characters", endless, no("bad_quotes", row=1))
    yield _csv(
        "a cell with a line break", _LINES.replace("王小明", '"王\n明"'), only_name("王\n明")
    )
    yield _csv("too many cells", _LINES.rstrip() + ",x", no("missing_header", row=2, column="G"))
    few = Table(HEADS, ((2, (PUPIL[0], *(None,) * 5)),))
    yield _csv("too few cells", ",".join(HEADS) + "\n" + PUPIL[0], few)
    yield _csv("nothing but commas", ",,,\r\n,,,\r\n", no("no_header"))
    yield _csv("NUL in a cell", _LINES.replace("小明", "\x00明"), only_name("王\x00明"))
    yield _csv(
        "a bell in a cell", _LINES.replace("小", "\x07"), no("not_a_workbook", kind="binary")
    )
    yield _csv("one line of 5 MB", "x" * (5 << 20), no("bad_quotes", row=1))
    yield _csv("a long cell", _LINES.replace("王小明", "王" * 2001),
               no("cell_too_long", row=2, column="C", limit=2000))  # fmt: skip
    for title, cell in (("formula", "=1+1"), ("DDE", "=cmd|' /C calc'!A0"), ("at", "@SUM(1)"),
                        ("full width", "＝1+1"), ("minus", "-2+3"), ("tab", "\t=1")):  # fmt: skip
        yield _csv(f"text of a {title}", _LINES.replace("王小明", cell), only_name(cell))
    yield _csv("an ID number as 9.9E+17", _LINES.replace(PUPIL[5], "9.9E+17"),
               Table(HEADS, ((2, (*PUPIL[:5], "9.9E+17")),)))  # fmt: skip
    wide = PUPIL[5].translate({n: n + 0xFEE0 for n in range(48, 58)})
    yield _csv(
        "full-width digits",
        _LINES.replace(PUPIL[5], wide),
        Table(HEADS, ((2, (*PUPIL[:5], wide)),)),
    )
    foreign = _LINES.replace(PUPIL[0], "河口初中")
    yield _csv("a row of another school", foreign, Table(HEADS, ((2, ("河口初中", *PUPIL[1:])),)))
    yield _csv("a mail", "From: a@b.c\nSubject: x\n\nhello",
               Table(("From: a@b.c",), ((2, ("Subject: x",)), (4, ("hello",)))))  # fmt: skip
    yield _csv("JSON", '{"a": [1,2]}', Table(('{"a": [1', "2]}"), ()))


def text_sheets() -> Iterator[Case]:
    """Delimited text."""
    yield from _encodings()
    yield from _shapes()


GROUPS: tuple[Callable[[], Iterator[Case]], ...] = (
    other_files, archives, entities, sheets, text_sheets,
)  # fmt: skip


def catalogue() -> dict[str, Case]:
    """Title → case."""
    found: dict[str, Case] = {}
    for group in GROUPS:
        for case in group():
            if case.title in found:
                raise ValueError(f"two are called {case.title}")
            found[case.title] = case
    return found
