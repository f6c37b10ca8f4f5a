"""Files of other kinds, under each name by which they might be sent."""

from collections.abc import Iterator

from tests.workbooks.books import (
    Outcome,
    Table,
    no,
    zipped,
)
from tests.workbooks.hostile.making import GOOD, HEADS, Case, book

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


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
    "locked xlsx": (COMPOUND + _wide("EncryptedPackage"), no("encrypted")),
    "locked xlsx that says xls too": (
        COMPOUND + _wide("EncryptedPackage") + _wide("Workbook"),
        no("encrypted"),
    ),
    "xls of 97": (COMPOUND + _wide("Workbook"), no("old_xls")),
    "xls of 95": (COMPOUND + _wide("Book"), no("old_xls")),
    "xls without its container": (b"\x09\x08\x10\x00\x00\x06\x05\x00", no("old_xls")),
    "xls of Excel 2": (b"\x09\x00\x04\x00\x02\x00\x10\x00", no("old_xls")),
    "doc": (COMPOUND + _wide("WordDocument"), no("not_a_workbook", kind="OLE2")),
    "msi": (COMPOUND, no("not_a_workbook", kind="OLE2")),
    "no bytes": (b"", no("empty")),
    "spaces": (b" \r\n\t  \n", no("empty")),
    "zeros": (bytes(4096), no("empty")),
    "a mark and nothing": (b"\xef\xbb\xbf", no("empty")),
}  # fmt: skip


def zip_of(*names: str) -> bytes:
    return zipped(dict.fromkeys(names, b"x"))


_OTHER_ZIPS: dict[str, tuple[bytes, Outcome]] = {
    "zip of a photo": (zip_of("a.jpg"), no("not_a_workbook", kind="ZIP")),
    "zip of nothing": (zipped({}), no("not_a_workbook", kind="ZIP")),
    "zip of a workbook": (zipped({"名册.xlsx": book()}), no("not_a_workbook", kind="ZIP")),
    "jar": (zip_of("META-INF/MANIFEST.MF", "a.class"), no("not_a_workbook", kind="ZIP")),
    "apk": (zip_of("AndroidManifest.xml", "classes.dex"), no("not_a_workbook", kind="ZIP")),
    "docx": (zip_of("_rels/.rels", "word/document.xml"), no("not_a_workbook", kind="docx")),
    "pptx": (zip_of("ppt/presentation.xml"), no("not_a_workbook", kind="pptx")),
    "xlsb": (zip_of("_rels/.rels", "xl/workbook.bin"), no("not_a_workbook", kind="xlsb")),
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
