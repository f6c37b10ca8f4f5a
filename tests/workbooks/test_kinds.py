"""The kind of a file is what it holds; what is no sheet is refused by name, with a remedy."""

from pathlib import Path

import pytest

from tests.workbooks.books import GOOD, HEADS, No, Table, no, outcome, parts, xlsx, zipped
from xiaoan.workbooks import Refused
from xiaoan.workbooks.refusals import CODES, NOTES

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
CSV = ",".join(HEADS).encode()


def utf16(name: str) -> bytes:
    return f"{name}\0".encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "read"),
    [
        (b"%PDF-1.7\n", no("not_a_workbook", kind="PDF")),
        (b"\x89PNG\r\n\x1a\n", no("not_a_workbook", kind="PNG")),
        (b"\xff\xd8\xff\xe0JFIF", no("not_a_workbook", kind="JPEG")),
        (b"GIF89a", no("not_a_workbook", kind="GIF")),
        (b"Rar!\x1a\x07\x01", no("not_a_workbook", kind="RAR")),
        (b"7z\xbc\xaf\x27\x1c", no("not_a_workbook", kind="7z")),
        (b"\x1f\x8b\x08\x00", no("not_a_workbook", kind="gzip")),
        (b"SQLite format 3\0", no("not_a_workbook", kind="SQLite")),
        (b"\x7fELF\x02\x01", no("not_a_workbook", kind="program")),
        (b"MZ\x90\x00", no("not_a_workbook", kind="program")),
        (bytes(range(1, 256)), no("not_a_workbook", kind="binary")),
        (b"<html><body><table></table>", no("not_a_workbook", kind="HTML")),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><p>", no("not_a_workbook", kind="HTML")),
        (b"<TABLE><tr><td>1", no("not_a_workbook", kind="HTML")),
        (b'<?xml version="1.0"?><Workbook/>', no("not_a_workbook", kind="XML")),
        (COMPOUND + utf16("EncryptedPackage"), no("encrypted")),
        (COMPOUND + utf16("EncryptedPackage") + utf16("Workbook"), no("encrypted")),
        (COMPOUND + utf16("Workbook"), no("old_xls")),
        (COMPOUND + utf16("Book"), no("old_xls")),
        (COMPOUND + utf16("WordDocument"), no("not_a_workbook", kind="OLE2")),
        (COMPOUND, no("not_a_workbook", kind="OLE2")),
        (b"\x09\x08\x10\x00\x00\x06", no("old_xls")),
        (b"\x09\x04\x06\x00\x00\x00", no("old_xls")),
        (b"\x09\x02\x06\x00\x00\x00", no("old_xls")),
        (b"\x09\x00\x04\x00\x02\x00", no("old_xls")),
        (zipped({"a.txt": b"x"}), no("not_a_workbook", kind="ZIP")),
        (zipped({}), no("not_a_workbook", kind="ZIP")),
        (zipped({"名册.xlsx": xlsx()}), no("not_a_workbook", kind="ZIP")),
        (zipped({"_rels/.rels": b"x", "word/document.xml": b"x"}), no("not_a_workbook", kind="docx")),
        (zipped({"ppt/presentation.xml": b"x"}), no("not_a_workbook", kind="pptx")),
        (zipped({"xl/workbook.bin": b"x"}), no("not_a_workbook", kind="xlsb")),
        (zipped({"mimetype": b"application/vnd.oasis"}), no("not_a_workbook", kind="ODF")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["名册.xlsx"])
def test_what_is_no_sheet(tmp_path: Path, content: bytes, read: No, name: str) -> None:
    assert outcome(content, tmp_path, name=name) == read


@pytest.mark.parametrize(
    ("content", "name", "notes"),
    [
        (xlsx(), "a.xlsm", ()),
        (xlsx(), "A.XLSX", ()),
        (xlsx(), "a", ()),
        (xlsx(), "a.xls", ("extension:.xls",)),
        (xlsx(), "a.csv", ("extension:.csv",)),
        (xlsx(), "a.pdf", ("extension:.pdf",)),
        (CSV, "a.csv", ()),
        (CSV, "a.CSV", ()),
        (CSV, "a.txt", ()),
        (CSV, "a.tsv", ()),
        (CSV, "a.xlsx", ("extension:.xlsx",)),
        (CSV, "a.xls", ("extension:.xls",)),
    ],
)
def test_a_wrong_ending_is_noted(
    tmp_path: Path, content: bytes, name: str, notes: tuple[str, ...]
) -> None:
    rows = () if content == CSV else GOOD.rows
    assert outcome(content, tmp_path, name=name) == Table(HEADS, rows, notes)


def test_a_workbook_with_macros_is_read_as_data(tmp_path: Path) -> None:
    made = zipped(parts() | {"xl/vbaProject.bin": COMPOUND})
    assert outcome(made, tmp_path) == Table(HEADS, GOOD.rows, ("macros",))


def test_every_code_has_a_sentence_that_can_be_said() -> None:
    values = dict.fromkeys(
        ("found", "limit", "kind", "part", "header", "columns", "row", "column", "signal", "error"),
        1,
    )
    sentences = [str(Refused(code, **values)) for code in CODES]
    assert len(set(sentences)) == len(CODES) == 26
    assert [s for s in sentences if "{" in s or not s.endswith(".")] == []
    assert [s for s in NOTES.values() if not s.endswith(".")] == []
