"""Rows, headings and cells of workbooks."""

import datetime as dt
from collections.abc import Iterator

from tests.workbooks.books import (
    Table,
    no,
    sheet,
    strings,
    table,
    workbook_xml,
)
from tests.workbooks.hostile.making import (
    GOOD,
    HEADS,
    PUPIL,
    ROWS,
    Case,
    book,
    only_name,
    read,
)
from xiaoan.workbooks import Cell, CellError, Formula, Number


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
    titled = read(row=3, notes=("header_row:2",))
    yield Case("a title above", made(*HEADS, above=(("2026年名册",),)), titled)
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
    return dt.date.fromisoformat(text)


def sheets() -> Iterator[Case]:
    """Rows, headings and cells."""
    for some in (_far_cells, _heads, _cells, _seen):
        yield from some()
