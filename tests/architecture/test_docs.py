"""The docs say what is: features, decisions, commands and settings against the code."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.core.management import get_commands

from tests.architecture.tree import PACKAGE, ROOT, python_files
from xiaoan.cli import ALONE

DOCS = ROOT / "docs"
IN_EACH_GROUP = {"M0": 2, "M1": 5, "M2": 4, "M3": 5, "M4": 4, "M5": 4, "M6": 7, "M7": 6, "M8": 3}
IDS = [f"{group}.{n}" for group, count in IN_EACH_GROUP.items() for n in range(1, count + 1)]
HEADS = ["## Context", "## Decision", "## Consequences"]
MOST_LINES = 60
TESTS = re.compile(r"`(tests/[^`]+)`")


def feature_rows(text: str) -> list[list[str]]:
    """The cells of the table's rows, without head and rule."""
    rows = [line for line in text.splitlines() if re.match(r"\| *M\d", line)]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def feature_faults(text: str) -> Iterator[str]:
    rows = feature_rows(text)
    if [row[0] for row in rows] != IDS:
        yield "not one row for each requirement, in order"
    for row in rows:
        if len(row) != 5 or row[4] not in ("done", "partly", "open"):
            yield f"{row[0]}: not five cells with a state"
            continue
        tests = TESTS.findall(row[3])
        yield from (
            f"{row[0]}: {path} is not there" for path in tests if not (ROOT / path).exists()
        )
        if row[4] != "open" and not tests:
            yield f"{row[0]}: no test"


def decision_faults(name: str, text: str) -> Iterator[str]:
    if len(text.splitlines()) > MOST_LINES:
        yield f"{name}: longer than a page"
    if [line for line in text.splitlines() if line.startswith("## ")] != HEADS:
        yield f"{name}: other headings"
    if not re.match(rf"# {int(name[:4])}\. \S", text):
        yield f"{name}: first line"


def unsaid(names: set[str], text: str) -> list[str]:
    """Names that a page does not mention between backquotes."""
    return sorted(
        name for name in names if not re.search(rf"`[^`]*\b{re.escape(name)}\b[^`]*`", text)
    )


def commands() -> set[str]:
    ours = {name for name, app in get_commands().items() if str(app).split(".")[0] == "xiaoan"}
    return {f"xiaoan {name}" for name in ours | set(ALONE)}


def settings_named(files: list[Path]) -> set[str]:
    return {name for path in files for name in re.findall(r"\bXIAOAN_[A-Z_]+\b", path.read_text())}


def test_features_have_a_row_for_each_requirement() -> None:
    assert len(IDS) == 40
    assert list(feature_faults((DOCS / "features.md").read_text())) == []


def test_decisions_are_a_page_with_three_heads() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    assert [path.name[:4] for path in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
    assert len(pages) >= 18
    assert [fault for p in pages for fault in decision_faults(p.name, p.read_text())] == []


def test_every_command_is_described() -> None:
    assert len(commands()) >= 6
    assert unsaid(commands(), (DOCS / "commands.md").read_text()) == []


def test_every_setting_is_described() -> None:
    names = settings_named([PACKAGE / "settings.py", PACKAGE / "cli.py"]) | {"DATABASE_URL"}
    assert len(names) >= 9
    assert unsaid(names, (DOCS / "operations.md").read_text()) == []


def test_no_setting_is_read_elsewhere() -> None:
    """One file for settings: others take them from there, or hand them to a child process."""
    reads = re.compile(r"(?:environ\.get|environ\[|getenv)\(?\s*[\"']XIAOAN_\w+[\"']\]?(?!\]? =)")
    files = [path for path in python_files("xiaoan") if path.name != "settings.py"]
    assert [path.name for path in files if reads.search(path.read_text())] == []


def test_every_table_has_a_line_in_the_glossary() -> None:
    glossary = (DOCS / "glossary.md").read_text()
    models = [path for path in python_files("xiaoan") if "models" in (path.stem, path.parent.name)]
    tables = {t for path in models for t in re.findall(r'db_table = "(\w+)"', path.read_text())}
    assert len(tables) > 15
    assert unsaid(tables, glossary) == []


def test_the_checks_can_fail() -> None:
    good = [f"| {one} | a | b | `tests/conftest.py` | done |" for one in IDS]
    assert list(feature_faults("\n".join(good))) == []
    bad = [*good[:-3], "| M8.1 | a | b | – | open |", "| M8.2 | a | b | `tests/gone.py` | done |"]
    assert list(feature_faults("\n".join([*bad, "| M8.3 | a | b | – | ready |"]))) == [
        "M8.2: tests/gone.py is not there",
        "M8.3: not five cells with a state",
    ]
    assert list(feature_faults(good[0])) == ["not one row for each requirement, in order"]
    page = "# 1. A\n\n" + "\n".join(HEADS)
    assert list(decision_faults("0001-a.md", page)) == []
    assert list(decision_faults("0002-a.md", page)) == ["0002-a.md: first line"]
    assert list(decision_faults("0001-a.md", page + "\n## More")) == ["0001-a.md: other headings"]
    assert unsaid({"XIAOAN_MODE", "XIAOAN_MODES"}, "`XIAOAN_MODE=demo`") == ["XIAOAN_MODES"]
