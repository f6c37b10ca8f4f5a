"""Lights by the clock, the state of a part by those under it, files that are kept."""

import datetime as dt
from itertools import combinations_with_replacement

import pytest

from tests.builders import MORNING
from tests.directives.states import docx
from xiaoan.directives import rules
from xiaoan.directives.rules import files

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


PNG, JPG, PDF = b"\x89PNG\r\n\x1a\n" + b"0", b"\xff\xd8\xff0", b"%PDF-1.7 ..."


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


def test_a_package_without_a_document_is_no_docx() -> None:
    assert (
        files.fault("a.docx", docx().replace(b"word/document.xml", b"word/somewhat.xml")) == "kind"
    )
