"""Good sheets changed at random, by a seed: each mutant can be made again from its number alone."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.workbooks.books import Parts, parts, strings, styles, table, zipped

HEADS = ("学校", "班级", "姓名", "性别", "出生日期", "证件号码")
PUPILS = (
    ("实验小学", "一年级1班", "王小明", "男", "2017-03-01", "990101201703010011"),
    ("实验小学", "一年级1班", "阿依古丽·买买提", "女", "2017年3月2日", "990101201703020026"),
    ("实验小学", "一年级2班", "𠮷田", "男", "2017/3/3", "990101201703030030"),
)
# Shared and inline texts, numbers, a date, an error and a formula, a merged and a hidden row.
_ROWS = table(HEADS, *PUPILS) + (
    '<row r="5" hidden="1"><c r="A5" t="s"><v>0</v></c><c r="B5" t="s"><v>1</v></c>'
    '<c r="C5" t="str"><f>C2&amp;"x"</f><v>王小明x</v></c><c r="D5" t="e"><v>#N/A</v></c>'
    '<c r="E5" s="1"><v>42795</v></c><c r="F5"><v>990101201703050011</v></c></row>'
)
_AFTER = '<mergeCells count="1"><mergeCell ref="A5:A6"/></mergeCells>'
XLSX_PARTS = parts(
    _ROWS,
    {
        "xl/styles.xml": styles("14"),
        "xl/sharedStrings.xml": strings("<t>实验小学</t>", "<r><t>一年级</t></r><r><t>1班</t></r>"),
    },
)
XLSX_PARTS["xl/worksheets/sheet1.xml"] = XLSX_PARTS["xl/worksheets/sheet1.xml"].replace(
    b"</sheetData>", b"</sheetData>" + _AFTER.encode()
)
XLSX = zipped(XLSX_PARTS)
CSV = "".join(",".join(row) + "\r\n" for row in (HEADS, *PUPILS))

# What stands where a number, a place, a name or a text was expected.
NASTY = (
    "", "0", "-1", "1", "99999999999999999999", "1e309", "NaN", "A0", "A1048577", "XFD1048576", "ZZZZ9",
    "a1", "é", "\u202e", "\ufeff", "_x0000_", "_xD800_", "&#0;", "&#xFFFF;", "&lt;", "&x;", "]]>", "<!--",
    "<![CDATA[x]]>", "<?x?>", "<!DOCTYPE x>", '<!ENTITY a "b">', "../../etc/passwd", "file:///etc/passwd",
    "http://127.0.0.1/", "\x00", "\x1d", "\x1f", "=1+1", '"', "'", "<c>", "</c>", "</row>", "</sheetData>",
    "<f/>", "x" * 3000, "王" * 2001,
)  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """`exact`: either refused, or read as if nothing had happened to it."""

    number: int
    way: str
    name: str
    content: bytes
    exact: bool = False


def mutant(number: int) -> Mutant:
    """The mutant of a number."""
    dice = Random(number)  # noqa: S311  # the same each time is what is wanted
    way = dice.choice(sorted(_WAYS))
    content, name, exact = _WAYS[way](dice)
    return Mutant(number, way, name, content, exact)


Made = tuple[bytes, str, bool]


def _bytes_of(dice: Random, content: bytes) -> bytes:
    """A few bytes flipped, a piece cut out, doubled, overwritten or put in, or the end missing."""
    changed = bytearray(content)
    for _ in range(dice.choice((1, 1, 1, 2, 8))):
        if changed:
            at = dice.randrange(len(changed))
            piece = changed[at : at + dice.choice((1, 1, 4, 16, 64))]
            how = dice.choice(_BYTE_WAYS)
            changed[at : at + len(piece)] = how(dice, bytes(piece))
            if how is _end:
                del changed[at:]
    return bytes(changed)


def _flip(dice: Random, piece: bytes) -> bytes:
    return bytes((piece[0] ^ 1 << dice.randrange(8),)) + piece[1:]


def _cut(_dice: Random, _piece: bytes) -> bytes:
    return b""


def _double(_dice: Random, piece: bytes) -> bytes:
    return piece * 2


def _noise(dice: Random, piece: bytes) -> bytes:
    return dice.randbytes(len(piece))


def _zero(_dice: Random, piece: bytes) -> bytes:
    return bytes(len(piece))


def _end(_dice: Random, _piece: bytes) -> bytes:
    return b""


_BYTE_WAYS = (_flip, _flip, _flip, _cut, _double, _noise, _zero, _end)


def _archive_bytes(dice: Random) -> Made:
    return _bytes_of(dice, XLSX), "a.xlsx", True


def _archive_directory(dice: Random) -> Made:
    """Only what the archive says of its parts is changed."""
    start = XLSX.rindex(b"PK\x05\x06")
    start = int.from_bytes(XLSX[start + 16 : start + 20], "little")
    changed = bytearray(XLSX)
    for _ in range(dice.choice((1, 1, 2, 3))):
        at = dice.randrange(start, len(changed))
        changed[at] = dice.randrange(256)
    return bytes(changed), "a.xlsx", True


def _parts(dice: Random) -> Made:
    """Parts left out, emptied, cut short, exchanged, named otherwise, put in."""
    members = dict(XLSX_PARTS)
    for _ in range(dice.choice((1, 1, 2))):
        _PART_WAYS[dice.choice(sorted(_PART_WAYS))](dice, members)
    return zipped(members, dice.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))), "a.xlsx", False


def _drop(dice: Random, members: Parts) -> None:
    del members[dice.choice(sorted(members))]


def _empty(dice: Random, members: Parts) -> None:
    members[dice.choice(sorted(members))] = b""


def _shorten(dice: Random, members: Parts) -> None:
    name = dice.choice(sorted(members))
    members[name] = members[name][: dice.randrange(len(members[name]) + 1)]


def _exchange(dice: Random, members: Parts) -> None:
    one, other = dice.sample(sorted(members), 2)
    members[one], members[other] = members[other], members[one]


def _rename(dice: Random, members: Parts) -> None:
    name = dice.choice(sorted(members))
    content = members.pop(name)
    members[dice.choice((name.upper(), name + "x", "../" + name, "/" + name, name[1:], "x"))] = (
        content
    )


def _add(dice: Random, members: Parts) -> None:
    name = dice.choice(("xl/vbaProject.bin", "xl/media/a.png", "x/../y", "C:\\x", "mimetype", "a/"))
    members[name] = dice.choice((b"", b"PK\x03\x04", b"\x00" * 50, b"<!DOCTYPE a>", b"x" * 9999))


_PART_WAYS: dict[str, Callable[[Random, Parts], None]] = {
    way.__name__: way for way in (_drop, _empty, _shorten, _exchange, _rename, _add)
}


def _twice(dice: Random) -> Made:
    """One part is there twice, the second time with another content."""
    file = io.BytesIO(XLSX)
    name = dice.choice(sorted(XLSX_PARTS))
    with zipfile.ZipFile(file, "a") as archive:
        info = zipfile.ZipInfo(name, (2026, 11, 23, 7, 30, 0))
        # Not writestr: that would warn of the very thing which is wanted.
        archive.NameToInfo.pop(name)
        archive.writestr(info, _bytes_of(dice, XLSX_PARTS[name]))
    return file.getvalue(), "a.xlsx", False


_TOKENS = re.compile(r"<[^<>]*>|[^<>]+")
_VALUES = re.compile(r'"[^"]*"')


def _xml(dice: Random) -> Made:
    """The XML of one part, tag by tag: what the archive says of it is right."""
    members = dict(XLSX_PARTS)
    names = [name for name in sorted(members) for _ in range(6 if "sheet1.xml" in name else 1)]
    name = dice.choice(names)
    tokens = _TOKENS.findall(members[name].decode())
    for _ in range(dice.choice((1, 1, 1, 2, 5))):
        if tokens:
            tokens = _tokens_of(dice, tokens)
    members[name] = "".join(tokens).encode()
    return zipped(members), "a.xlsx", False


def _tokens_of(dice: Random, tokens: list[str]) -> list[str]:
    at, other = dice.randrange(len(tokens)), dice.randrange(len(tokens))
    how = dice.choice(
        ("drop", "twice", "swap", "value", "value", "value", "text", "text", "put", "many")
    )
    if how == "drop":
        return tokens[:at] + tokens[at + 1 :]
    if how == "twice":
        return tokens[:at] + tokens[at:other] + tokens[at:]
    if how == "many":
        return tokens[:at] + tokens[at : at + 1] * dice.choice((20, 500)) + tokens[at + 1 :]
    tokens = list(tokens)
    if how == "swap":
        tokens[at], tokens[other] = tokens[other], tokens[at]
    elif how == "put":
        tokens.insert(at, dice.choice(NASTY))
    elif how == "text":
        plain = [n for n, token in enumerate(tokens) if not token.startswith("<")]
        tokens[dice.choice(plain or [at])] = dice.choice(NASTY)
    else:
        said = [n for n, token in enumerate(tokens) if '="' in token]
        at = dice.choice(said or [at])
        values = list(_VALUES.finditer(tokens[at]))
        if values:
            first, last = dice.choice(values).span()
            tokens[at] = f'{tokens[at][:first]}"{dice.choice(NASTY)}"{tokens[at][last:]}'
    return tokens


_ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")


def _csv_bytes(dice: Random) -> Made:
    return _bytes_of(dice, CSV.encode(dice.choice(_ENCODINGS))), "a.csv", False


def _csv_text(dice: Random) -> Made:
    """Characters, fields and lines of a text."""
    rows = [line.split(",") for line in CSV.splitlines()]
    for _ in range(dice.choice((1, 1, 2, 5))):
        row = dice.choice(rows)
        how = dice.choice(("field", "field", "field", "drop", "more", "line", "gone", "order"))
        if how == "field" and row:
            row[dice.randrange(len(row))] = dice.choice(NASTY)
        elif how == "drop" and row:
            row.pop(dice.randrange(len(row)))
        elif how == "more":
            row.insert(dice.randrange(len(row) + 1), dice.choice(NASTY))
        elif how == "line":
            rows.insert(dice.randrange(len(rows)), list(row))
        elif how == "gone" and len(rows) > 1:
            rows.remove(row)
        elif how == "order":
            dice.shuffle(rows)
    text = dice.choice(("\r\n", "\n", "\r")).join(dice.choice(",,,;\t").join(row) for row in rows)
    return text.encode(dice.choice(_ENCODINGS), "replace"), "a.csv", False


_WAYS: dict[str, Callable[[Random], Made]] = {
    "archive bytes": _archive_bytes,
    "archive directory": _archive_directory,
    "parts": _parts,
    "a part twice": _twice,
    "xml": _xml,
    "xml again": _xml,
    "csv bytes": _csv_bytes,
    "csv text": _csv_text,
}
WAYS = frozenset(_WAYS)
