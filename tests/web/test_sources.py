"""Documents by title: every key that a data file uses has one, and what nobody confirmed says so."""

import re
import tomllib
from pathlib import Path

import pytest

from xiaoan.web import sources

PACKAGE = Path(sources.__file__).parent.parent
# A key, alone or in brackets: S07, [S07][S13], MEM.
KEY_LIKE = re.compile(r".*\[.*|[A-Z]+[0-9]*[a-z]?")


def said(text: str) -> list[str]:
    """Every source that a data file names."""
    return re.findall(r'^\s*source = "([^"]*)"', text, re.MULTILINE)


def data_files() -> list[Path]:
    return sorted(path for path in PACKAGE.glob("*/data/**/*.toml") if path.name != "sources.toml")


def test_every_key_of_a_data_file_has_a_title() -> None:
    used = {text for path in data_files() for text in said(path.read_text(encoding="utf-8"))}
    key_like = {text for text in used if KEY_LIKE.fullmatch(text)}
    assert [text for text in key_like if not sources.KEYS.fullmatch(text)] == []
    keys = {key for text in used for key in sources.keys(text)}
    assert keys - set(sources.documents()) - set(sources.NO_DOCUMENT) == set()
    assert len(keys) > 20


def test_no_title_stands_there_that_nothing_uses_or_without_its_state() -> None:
    file = PACKAGE / "web" / "data" / "sources.toml"
    rows = {
        key: row for key, row in tomllib.loads(file.read_text("utf-8")).items() if key != "version"
    }
    assert {row["sure"] for row in rows.values()} == {"seen", "copy"}
    assert all(row["title"].strip() for row in rows.values())
    used = "".join(path.read_text(encoding="utf-8") for path in data_files())
    assert [key for key in rows if f"[{key}]" not in used] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[S03]", "流感样病例暴发疫情处置指南(2018年版)"),
        ("[S14]", "诺如病毒感染学校防控要求(文库转载,标题未见)(出处待核)"),
        ("[S03][OWN]", "流感样病例暴发疫情处置指南(2018年版);本系统自定,不是发布的文件"),
        ("ours", "ours"),
    ],
)
def test_a_reader_reads_titles(text: str, words: str) -> None:
    assert sources.titles(text) == words
