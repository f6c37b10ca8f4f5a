"""What a file is, by what it holds: a name tells nothing."""

from typing import BinaryIO

from xiaoan.workbooks.refusals import Refused

ZIP, TEXT = "zip", "text"
_LOOK = 1 << 16

# First bytes → what to call it in a refusal.
_KNOWN = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
    b"SQLite format 3": "SQLite",
    b"\x7fELF": "program",
    b"MZ\x90": "program",
}
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How a sheet begins that is older than compound files: BIFF 2, 3, 4 and a bare 5 or 8.
_BARE_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")
_SMALLEST_ZIP = 22
_FIRST_PART = b"[Content_Types].xml"
_ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_CONTROLS = frozenset(range(1, 32)) - frozenset(b"\t\n\x0b\x0c\r\x1a\x1c\x1d\x1e\x1f")
# As characters, not as bytes: no text has these.
_NEVER = _CONTROLS | {0}


def kind_of(file: BinaryIO) -> str:
    """ZIP or TEXT; everything else is refused by its name."""
    file.seek(0)
    head = file.read(_LOOK)
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Refused("empty")
    if head.startswith(_ZIPPED):
        return ZIP
    if _FIRST_PART in head or (head.startswith(b"PK") and len(head) < _SMALLEST_ZIP):
        raise Refused("damaged")  # a workbook whose beginning is lost, whatever stands there now
    if head.startswith(_COMPOUND):
        raise _compound(head + file.read())
    if head.startswith((*_BARE_BIFF, b"\x09\x08\x10\x00")):
        raise Refused("old_xls")
    for start, kind in _KNOWN.items():
        if head.startswith(start):
            raise Refused("not_a_workbook", kind=kind)
    _refuse_other_text(head)
    return TEXT


def _compound(content: bytes) -> Refused:
    """A compound file: a locked workbook, an old sheet, or an old document; names are in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Refused("encrypted")
    if any(f"{name}\0".encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return Refused("old_xls")
    return Refused("not_a_workbook", kind="OLE2")


def _refuse_other_text(head: bytes) -> None:
    if head.startswith(_MARKS[:2]):
        return
    if not _CONTROLS.isdisjoint(head):
        if _is_utf_16(head):
            raise Refused("bad_encoding", row=1)
        raise Refused("not_a_workbook", kind="binary")
    start = head.removeprefix(_MARKS[2]).lstrip()
    if start.startswith(b"<"):
        html = any(word in start[:1024].lower() for word in (b"<html", b"<table", b"doctype html"))
        raise Refused("not_a_workbook", kind="HTML" if html else "XML")


def _is_utf_16(head: bytes) -> bool:
    """Whether bytes without a mark are text in UTF-16: half of a Chinese character is often a control."""
    even = head[: len(head) // 2 * 2]
    order = "be" if even[::2].count(0) > even[1::2].count(0) else "le"
    text = even.decode(f"utf-16-{order}", "replace")
    # A twentieth: commas, digits and line ends are far more of a roster.
    return (
        even.count(0) * 20 > len(even)
        and "\ufffd" not in text[:-1]
        and not any(ord(c) in _NEVER for c in text)
    )
