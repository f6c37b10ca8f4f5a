"""`xiaoan plan export`: the version in force, else the draft, which says so."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.builders import JUNIOR, PRIMARY, Universe
from tests.outbreaks.looks import Acting
from tests.schoolplans.states import published, started
from tests.web.papers import paragraphs, pdf_text, squeezed
from xiaoan.directory import queries as directory
from xiaoan.kernel.scope import leave

pytestmark = pytest.mark.django_db


def run(out: Path, school_no: int = PRIMARY, *more: str) -> Path:
    code = directory.place(school_no).code
    words = ["export", "--school", code, "--out", str(out), *more]
    call_command("plan", *words, stderr=io.StringIO())
    return out


def test_the_version_in_force_as_both(acting: Acting, universe: Universe, tmp_path: Path) -> None:
    published(acting, universe)
    leave()
    document = paragraphs(run(tmp_path / "a.docx").read_bytes())
    assert document[:2] == ["实验小学开学工作方案", "第 1 版(现行)"]
    heads = "序号阶段任务责任人AB岗期限地点凭据"
    made = pdf_text(run(tmp_path / "a.pdf").read_bytes()).replace(heads, "")
    assert made == squeezed("".join(document)).replace(heads, "")
    with pytest.raises(CommandError, match="has no version 7; the last is 1"):
        run(tmp_path / "b.docx", PRIMARY, "--version-no", "7")


def test_a_draft_says_that_it_is_one(acting: Acting, tmp_path: Path) -> None:
    started(acting)
    leave()
    assert paragraphs(run(tmp_path / "a.docx").read_bytes())[1] == "草稿"


def test_what_is_wrong_is_said(universe: Universe, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="has no plan yet"):
        run(tmp_path / "a.docx", JUNIOR)
    with pytest.raises(CommandError, match=r"ends in \.docx or \.pdf"):
        run(tmp_path / "a.odt")
    (tmp_path / "b.pdf").write_text("mine")
    with pytest.raises(CommandError, match="exists"):
        run(tmp_path / "b.pdf")
    for code in ("nirgends", "county-1"):
        with pytest.raises(CommandError, match=f"No school has the code {code}"):
            call_command("plan", "export", "--school", code, "--out", str(tmp_path / "c.docx"))
