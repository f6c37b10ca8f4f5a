"""Lights by the clock, the state of a part by those under it, files that are kept."""

import datetime as dt
from itertools import combinations_with_replacement

import pytest

from tests.builders import MORNING
from tests.directives.states import docx
from xiaoan.directives import rules
from xiaoan.photos.rules import files

SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("state", "late", "left", "light"),
    [
        ("open", False, rules.AMBER + SECOND, "grey"),
        ("doing", False, rules.AMBER + SECOND, "green"),
        ("open", False, rules.AMBER, "amber"),
        ("doing", False, rules.AMBER, "amber"),
        ("doing", False, 0 * SECOND, "amber"),
        ("doing", False, -SECOND, "red"),
        ("open", False, -SECOND, "red"),
        ("done", False, -SECOND, "green"),
        ("done", True, -SECOND, "red"),
        ("accepted", False, -SECOND, "green"),
        ("accepted", True, -SECOND, "red"),
        ("doing", True, rules.AMBER + SECOND, "red"),
        ("let_off", True, -SECOND, "grey"),
        ("withdrawn", False, -SECOND, "grey"),
    ],
)
def test_light(state: str, late: bool, left: dt.timedelta, light: str) -> None:
    assert rules.light(rules.Standing(state, late, MORNING + left), MORNING) == light


def test_the_state_of_a_part_is_that_of_those_under_it() -> None:
    for states in combinations_with_replacement(rules.TARGET_STATES, 3):
        found = rules.of_children(states)
        if all(one in rules.SETTLED for one in states):
            assert found == "done"
        else:
            assert found == ("open" if set(states) == {"open"} else "doing")
    assert rules.of_children([]) == "open"


PNG, JPG, PDF = b"\x89PNG\r\n\x1a\n" + b"0", b"\xff\xd8\xff0", b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF"


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.png", PNG, ""),
        ("a.JPG", JPG, ""),
        ("a.jpeg", JPG, ""),
        ("文件.pdf", PDF, ""),
        ("a.docx", docx(), ""),
        ("a.png", b"", "empty"),
        ("a.png", JPG, "kind"),
        ("a.exe", b"MZ", "kind"),
        ("png", PNG, "kind"),
        ("a.pdf.exe", PDF, "kind"),
        ("a.svg", b"<svg onload=alert(1)>", "kind"),
        ("a\0.png", PNG, "name"),
        ("a" * 130 + ".png", PNG, "name"),
        ("a.png", PNG + b"0" * files.LARGEST, "too_large"),
        ("a.pdf", PDF + b"/JavaScript (app.alert(1))", "active"),
        ("a.pdf", PDF + b"/Launch /F (cmd.exe)", "active"),
        ("a.docx", docx("word/vbaProject.bin"), "active"),
        ("a.docx", docx("word/activeX/activeX1.xml"), "active"),
        ("a.docx", docx()[:-30], "broken"),
        ("a.docx", b"PK\x03\x04" + b"0" * 100, "broken"),
        ("a.docx", docx(body="0" * (files.LARGEST * 21)), "broken"),
    ],
)
def test_which_files_are_kept(name: str, content: bytes, fault: str) -> None:
    assert files.fault(name, content) == fault


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINK = (
    "<Relationships><Relationship Id='r1' TargetMode='{mode}' Type='{office}/{kind}' "
    "Target='http://a.example/x'/></Relationships>"
)


def _linked(kind: str, mode: str = "External") -> str:
    return _LINK.format(office=_OFFICE, kind=kind, mode=mode)


def _as_word_writes(kind: str) -> str:
    """`TargetMode` last, double quotes."""
    return (
        f'<Relationships><Relationship Id="r1" Type="{_OFFICE}/{kind}" '
        'Target="http://a.example/x" TargetMode="External"/></Relationships>'
    )


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (docx(settings=_as_word_writes("attachedTemplate")), "active"),
        (docx(settings=_linked("attachedTemplate")), "active"),
        (docx(document=_as_word_writes("oleObject")), "active"),
        (docx(document=_linked("image")), "active"),
        (docx(document=_linked("oleObject", "Internal")), "active"),
        (docx(document=_linked("hyperlink")), ""),
        (docx(document=_linked("image", "Internal")), ""),
        (docx("word/embeddings/oleObject1.bin"), "active"),
        (docx("word/embeddings/x.bat"), "active"),
        (docx("word/media/x.bat"), "active"),
        (docx("word/vbaData.xml"), "active"),
        (docx("word/afchunk.rtf"), "active"),
        (docx("word/image.png"), "active"),
        (docx("word/media/image1.PNG", "docProps/thumbnail.jpeg", "word/fonts/font1.odttf"), ""),
        (docx("customXml/item1.xml", "word/theme/theme1.xml", "word/media/"), ""),
        (docx("Word/Document.xml"), "broken"),
        (docx(document="<Relationships>"), "broken"),
        (docx(document="<!DOCTYPE r [<!ENTITY a 'b'>]><r/>"), "broken"),
        (docx(types="<Types><Override ContentType='a/vnd.ms-office.vbaProject'/></Types>"), "active"),
    ],
)  # fmt: skip
def test_what_a_docx_may_carry(content: bytes, fault: str) -> None:
    assert files.fault("a.docx", content) == fault


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (b"<</S/#4aavaScript/J#53(app.alert(1))>>", "active"),
        (b"<</S/SubmitForm/F(x)>>", "active"),
        (b"<</S/Launch>>", "active"),
        (b"/JS", "active"),
        (b"/JSON (x) /LaunchPad 1", ""),
        (b"<</S/GoTo/D[1 0 R/Fit]>> #4a", ""),
    ],
)
def test_what_a_pdf_may_say(written: bytes, fault: str) -> None:
    body = b"%PDF-1.7\n1 0 obj" + written + b"\nendobj\n%%EOF\n"
    assert files.fault("a.pdf", body) == fault


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.4 broken", b"%PDF-1.4\n1 0 obj<<>>endobj", b"%PDF-1.4\n%%EOF"],
)
def test_a_pdf_without_a_body_is_broken(content: bytes) -> None:
    assert files.fault("a.pdf", content) == "broken"


def test_a_package_without_a_document_is_no_docx() -> None:
    assert (
        files.fault("a.docx", docx().replace(b"word/document.xml", b"word/somewhat.xml")) == "kind"
    )
