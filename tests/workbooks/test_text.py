"""What a delimited text is read as, in each encoding and with each delimiter."""

from pathlib import Path

import pytest

from tests.workbooks.books import FIRST, GOOD, HEADS, SECOND, No, Outcome, Table, no, only, outcome
from xiaoan.workbooks import Limits
from xiaoan.workbooks.reading import STANDARD

ROWS = (HEADS, FIRST, SECOND)
PLAIN = "".join(",".join(row) + "\r\n" for row in ROWS)
# Encoding as Python names it → the mark at the start, and what the reader calls it.
ENCODINGS = {
    "utf-8": (b"", "utf-8"),
    "utf-8-sig": (b"", "utf-8"),
    "gb2312": (b"", "gb18030"),
    "gbk": (b"", "gb18030"),
    "gb18030": (b"", "gb18030"),
    "utf-16-le": (b"\xff\xfe", "utf-16-le"),
    "utf-16-be": (b"\xfe\xff", "utf-16-be"),
}


def text(
    content: str | bytes, folder: Path, name: str = "名册.csv", limits: Limits = STANDARD
) -> Outcome:
    return outcome(
        content.encode() if isinstance(content, str) else content, folder, name=name, limits=limits
    )


def good(encoding: str = "utf-8") -> Table:
    return Table(GOOD.columns, GOOD.rows, encoding=encoding)


@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_encoding_delimiter_and_line_end(
    tmp_path: Path, encoding: str, delimiter: str, ends: str
) -> None:
    mark, called = ENCODINGS[encoding]
    content = mark + ends.join(delimiter.join(row) for row in ROWS).encode(encoding)
    assert text(content, tmp_path) == good(called)


@pytest.mark.parametrize(
    ("row", "read"),
    [
        ('"王,小明",1,x', only("王,小明", "1", "x")),
        ('"王\n小明",1,x', only("王\n小明", "1", "x")),
        ('"王\r\n小明",1,x', only("王\r\n小明", "1", "x")),
        ('"王""小""明",1,x', only('王"小"明', "1", "x")),
        ('王"小明,1,x', only('王"小明', "1", "x")),
        ('"",,x', only(None, None, "x")),
        ("王,1", only("王", "1")),
        ("王,1,x,,,", only("王", "1", "x")),
        ("王,1,x, ,\t", only("王", "1", "x")),
        (" 王 ,\t110101201001011234,x", only(" 王 ", "\t110101201001011234", "x")),
        ("王,1.10101E+17,x", only("王", "1.10101E+17", "x")),
        ("=1+1,@x,-1", only("=1+1", "@x", "-1")),
        ("１２３,１,x", only("１２３", "１", "x")),
        ("𠮷田,·,x", only("𠮷田", "·", "x")),
        ("a\u200bb,c\u202ed,\u200fe", only("a\u200bb", "c\u202ed", "\u200fe")),
        ("a\x00b,1,x", only("a\x00b", "1", "x")),
        ("a\x1db,c\x1ed,\x1fe", only("a\x1db", "c\x1ed", "\x1fe")),
        ("\x1dn5,1,x", only("\x1dn5", "1", "x")),
        ("王,1,x,stray", no("missing_header", row=2, column="D")),
        ('"王,1,x', no("bad_quotes", row=2)),
        ('"王"小明,1,x', no("bad_quotes", row=2)),
        ('"王" ,1,x', no("bad_quotes", row=2)),
        ("a\x07b,1,x", no("not_a_workbook", kind="binary")),
        (",,", Table(HEADS, ())),
        (" ,\t,\u3000", Table(HEADS, ())),
        ("", Table(HEADS, ())),
    ],
)
def test_a_row(tmp_path: Path, row: str, read: Outcome) -> None:
    assert text(",".join(HEADS) + "\r\n" + row, tmp_path) == read


def test_rows_are_counted_as_a_spreadsheet_program_does(tmp_path: Path) -> None:
    content = '姓名,班级\n"王\n小\n明",x\n\n李,y\n'
    read = Table(("姓名", "班级"), ((2, ("王\n小\n明", "x")), (4, ("李", "y"))))
    assert text(content, tmp_path) == read


@pytest.mark.parametrize(
    ("content", "read"),
    [
        (b"", no("empty")),
        (b"\xef\xbb\xbf", no("empty")),
        (b" \r\n\t\r\n", no("empty")),
        (b"\xff\xfe", no("empty")),
        (b"\0" * 500, no("empty")),
        (b",,\r\n,,\r\n", no("no_header")),
        ("姓名,姓名\n1,2".encode(), no("duplicate_header", header="姓名", columns="A, B")),
        ("姓名, 姓名 ,班级,姓名\n".encode(), no("duplicate_header", header="姓名", columns="A, B, D")),
        ("姓名,,班级\n王,,x\n".encode(), Table(("姓名", "", "班级"), ((2, ("王", None, "x")),))),
        ("姓名,,班级\n王,?,x\n".encode(), no("missing_header", row=2, column="B")),
        ("姓名".encode(), Table(("姓名",), ())),
        ("姓名\n".encode(), Table(("姓名",), ())),
        ("\ufeff\ufeff姓名,班级\n王,x".encode(), Table(("姓名", "班级"), ((2, ("王", "x")),))),
        ("姓名,班级\n".encode() + b"\xed\xa0\x80,x", Table(("姓名", "班级"), ((2, ("\ufffd", "x")),))),
        (
            b"\xff\xfe" + "姓名,班级\n".encode("utf-16-le") + b"\x00\xd8,\x00x\x00",
            Table(("姓名", "班级"), ((2, ("\ufffd", "x")),), encoding="utf-16-le"),
        ),
    ],
)  # fmt: skip
def test_the_edges(tmp_path: Path, content: bytes, read: Outcome) -> None:
    assert text(content, tmp_path) == read


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (PLAIN.encode("utf-16-le"), 1),
        (PLAIN.encode("utf-16-be"), 1),
        (PLAIN.encode("utf-16-le")[:-1], 1),
        (PLAIN.encode("utf-32"), 1),
        # UTF-8 with one broken character: GB18030 would read other words in silence.
        (PLAIN.encode().replace("小".encode(), b"\xe5\xb0"), 2),
        (b"\xef\xbb\xbf" + PLAIN.encode("gb18030"), 1),
        (PLAIN.encode("gb18030") + b"\xff,x", 1),
        (PLAIN.encode("gb18030")[:-2] + b"\x81", 1),
        (b"a,b\r\n1,2\r\n\xff,2\r\n", 3),
    ],
)
def test_what_is_in_no_encoding(tmp_path: Path, content: bytes, line: int) -> None:
    assert text(content, tmp_path) == no("bad_encoding", row=line)


@pytest.mark.parametrize("rare", ["𠀀", "𠮷", "𪛟", "𫜵", "𮯠", "䶮", "㛃", "〇"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_rare_characters(tmp_path: Path, encoding: str, rare: str) -> None:
    content = f"姓名,证件号码,班级\n王{rare},1,x\n".encode(encoding)
    read = only(f"王{rare}", "1", "x")
    assert text(content, tmp_path) == Table(read.columns, read.rows, encoding=encoding)


@pytest.mark.parametrize("cut", range(1, len(PLAIN.encode()), 7))
def test_utf_8_cut_short_is_never_other_words(tmp_path: Path, cut: int) -> None:
    """Cut inside a character it is refused; else it is the beginning of what it was."""
    content = PLAIN.encode()[:cut]
    read = text(content, tmp_path)
    try:
        start = content.decode()
    except UnicodeDecodeError:
        assert isinstance(read, No)
        assert read.code == "bad_encoding"
        return
    lines = [tuple(line.split(",")) for line in start.splitlines()]
    assert isinstance(read, Table)
    assert read.columns == lines[0]
    assert [cells for _, cells in read.rows] == [
        (*(text or None for text in line), None, None)[: len(lines[0])] for line in lines[1:]
    ]


def test_the_delimiter_is_the_one_with_the_headings(tmp_path: Path) -> None:
    content = "学校;甲,乙,丙,丁,戊\n姓名;班级\n王,小,明;x\n"
    assert text(content, tmp_path) == Table(
        ("姓名", "班级"), ((3, ("王,小,明", "x")),), notes=("header_row:2",)
    )


@pytest.mark.parametrize(
    ("content", "limits", "read"),
    [
        ("a,b\n" + "1,2\n" * 4, Limits(rows=3), no("too_many_rows", limit=3)),
        ("a,b\n" + "1,2\n\n" * 3, Limits(rows=3), None),
        ("a,b,c\n", Limits(columns=2), no("too_many_columns", row=1, column="C", limit=2)),
        ("a,b\n1," + "x" * 2000, Limits(), None),
        ("a,b\n1," + "x" * 2001, Limits(), no("cell_too_long", row=2, column="B", limit=2000)),
        ("a," + "x" * 2001, Limits(), no("cell_too_long", row=1, column="B", limit=2000)),
        ("a,b\n" + "x" * 200_000, Limits(), no("bad_quotes", row=2)),
        ("a" * 99, Limits(file_bytes=98), no("file_too_large", found=99, limit=98)),
        (",".join(f"c{n}" for n in range(16384)), Limits(),
         no("too_many_columns", row=1, column="XFD", limit=200)),
    ],
)  # fmt: skip
def test_limits(tmp_path: Path, content: str, limits: Limits, read: Outcome | None) -> None:
    found = outcome(content.encode(), tmp_path, name="a.csv", heads=(), limits=limits)
    if read is None:
        assert isinstance(found, Table)
    else:
        assert found == read
