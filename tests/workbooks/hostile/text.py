"""Delimited text."""

from collections.abc import Iterator

from tests.workbooks.books import (
    Outcome,
    Table,
    no,
)
from tests.workbooks.hostile.making import GOOD, HEADS, PUPIL, Case, only_name, read

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
