"""`xiaoan report daily`: what was signed as it was signed, else a draft that says so; faults in words."""

import datetime as dt
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from tests.builders import COUNTY, MORNING, PRIMARY, TOWN
from tests.dailyreports.test_reports import all_well
from tests.dailyreports.writing import opened, report, signed
from tests.outbreaks.looks import Acting
from tests.web.papers import paragraphs, pdf_text, squeezed
from xiaoan.dailyreports import services
from xiaoan.directory import queries as directory
from xiaoan.kernel.scope import leave

pytestmark = pytest.mark.django_db


def run(out: Path, unit_no: int = PRIMARY, day: str = "2026-11-23", *more: str) -> Path:
    code = directory.place(unit_no).code
    words = ["daily", "--unit", code, "--day", day, "--format", out.suffix[1:], "--out", str(out)]
    call_command("report", *words, *more, stderr=io.StringIO())
    return out


def test_what_was_signed_in_three_formats(acting: Acting, tmp_path: Path) -> None:
    all_well(acting)
    opened()
    signed(acting("principal"), zero=True)
    leave()
    document = paragraphs(run(tmp_path / "a.docx").read_bytes())
    assert document[0] == "实验小学疫情防控日报"
    assert "签发:校长戊" in document
    assert "今日无异常(零报告)。" in document
    assert pdf_text(run(tmp_path / "a.pdf").read_bytes()) == squeezed("".join(document))
    book = load_workbook(run(tmp_path / "a.xlsx"))
    assert book.sheetnames[0] == "日报"


def test_what_nobody_signed_says_so(acting: Acting, tmp_path: Path) -> None:
    opened()
    leave()
    for n, unit_no in enumerate((PRIMARY, TOWN, COUNTY)):
        document = paragraphs(run(tmp_path / f"{n}.docx", unit_no).read_bytes())
        assert "草稿,未签发" in document
    assert report(PRIMARY).draft is None


def test_a_kept_draft_is_not_what_is_known_now(acting: Acting, tmp_path: Path) -> None:
    opened()
    services.redraft(acting("principal"), report().pk)
    services.keep_words(acting("principal"), report().pk, {"note": "已联系家长"})
    all_well(acting)
    leave()
    document = "".join(paragraphs(run(tmp_path / "a.docx").read_bytes()))
    assert "晨检已报班级 3/3(100.0%)" in document
    assert "已联系家长" in document


def test_a_day_without_a_report_is_drafted_too(acting: Acting, tmp_path: Path) -> None:
    leave()
    document = paragraphs(run(tmp_path / "a.docx", PRIMARY, "2026-11-22").read_bytes())
    assert "草稿,未签发" in document
    with pytest.raises(CommandError, match="owed no report"):
        run(tmp_path / "b.docx", PRIMARY, "2026-11-22", "--at", "2026-11-22T12:00")


def test_a_day_as_it_was_known_then(acting: Acting, tmp_path: Path) -> None:
    opened()
    signed(acting("principal"))
    with time_machine.travel(MORNING + dt.timedelta(hours=2), tick=False):
        signed(acting("principal"), why="补报")
        leave()
        day = "2026-11-23"
        then = paragraphs(
            run(tmp_path / "a.docx", PRIMARY, day, "--at", f"{day}T08:00").read_bytes()
        )
        now = paragraphs(run(tmp_path / "b.docx", PRIMARY, day).read_bytes())
        assert then[0] == "实验小学疫情防控日报"
        assert (now[0], "更正说明:补报" in now) == ("实验小学疫情防控日报(更正)", True)
        with pytest.raises(CommandError, match="no version was signed"):
            run(tmp_path / "c.docx", PRIMARY, day, "--at", f"{day}T07:00")


@pytest.mark.parametrize(
    ("unit", "day", "out", "said"),
    [
        ("nirgends", "2026-11-23", "a.docx", "has the code nirgends. 青禾县: county-"),
        (None, "gestern", "a.docx", "write a day as YYYY-MM-DD"),
        (None, "2026-11-24", "a.docx", "a day to come"),
        (None, "2000-01-01", "a.docx", "was not open on 2000-01-01"),
        (None, "2026-11-23", "a.pdf", "ends in .docx"),
        (None, "2026-11-23", "there.docx", "there.docx exists"),
        (None, "2026-11-23", "no/a.docx", "no is not there"),
    ],
)
def test_what_is_wrong_is_said(
    universe: object, tmp_path: Path, unit: str | None, day: str, out: str, said: str
) -> None:
    (tmp_path / "there.docx").write_text("mine")
    code = unit or directory.place(PRIMARY).code
    with pytest.raises(CommandError, match=said) as refused:
        call_command(
            "report", "daily", "--unit", code, "--day", day, "--format", "docx",
            "--out", str(tmp_path / out),
        )  # fmt: skip
    assert refused.value.returncode == 1
    assert (tmp_path / "there.docx").read_text() == "mine"
    assert not (tmp_path / "a.docx").exists()


@pytest.mark.parametrize(
    "words",
    [["report"], ["report", "daily"], ["plan", "export"], ["journal", "asof", "--json"]],
)
def test_wrong_usage_is_exit_2(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "xiaoan.cli", *words],
        env={**os.environ, "DATABASE_URL": "postgres://x@127.0.0.1:9/x"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr
