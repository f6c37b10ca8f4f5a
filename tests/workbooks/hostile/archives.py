"""Archives that lie, blow up, or are broken."""

import io
import zipfile
from collections.abc import Iterator

from tests.workbooks.books import (
    SHEET,
    no,
    parts,
    zipped,
)
from tests.workbooks.hostile.files import zip_of
from tests.workbooks.hostile.making import GOOD, PATHS, ROWS, Case, book


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
        total = sum(map(len, parts(ROWS, {PATHS[part]: zeros}).values()))
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
    inner = zipped(parts(ROWS) | {"xl/media/image1.png": zip_of("x")})
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
    yield Case("another beginning", b"\xff\xfe" + whole[2:], no("damaged"))
    yield Case("a part without a name", zipped(parts(ROWS) | {"": b"x"}), no("damaged"))
    yield Case("only the end", whole[-22:], no("damaged"))
    yield Case("only a beginning", b"PK\x03\x04", no("damaged"))
    yield Case("an end cut short", b"PK\x05\x06" + bytes(9), no("damaged"))


REFUSED_PATHS = (
    "../evil.xml", "..\\evil.xml", "/etc/passwd", "\\etc\\passwd", "C:\\evil.xml", "c:/evil.xml",
    "xl/../../evil.xml", "xl/worksheets/../../../evil", "a/..", "..", "\\\\server\\share\\x",
    "file:///etc/passwd", "xl/media/../x.png", "a:b",
)  # fmt: skip


def _paths() -> Iterator[Case]:
    for path in REFUSED_PATHS:
        yield Case(f"a part {path}", zipped(parts(ROWS) | {path: b"x"}), no("bad_path"))
    for path in ("...", "xl/..x", "xl/media/a b.png", "名册", "xl/" + "x" * 500, "a//b"):
        yield Case(f"a part {path[:20]}", zipped(parts(ROWS) | {path: b"x"}), GOOD)


def archives() -> Iterator[Case]:
    """Archives that lie, blow up, or are broken."""
    for some in (_bombs, _lying, _cut, _paths):
        yield from some()
