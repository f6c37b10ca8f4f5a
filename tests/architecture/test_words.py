"""Words that may not stand in the repository: exceptions without a reason, places, makers."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, kept_files, local

# Written with classes so that this file does not find itself.
MACHINE = re.compile(r"(?<![\w.~])/(?:wor[k]|roo[t]|hom[e]/\w+|tmp/xiaoa[n])(?:/|\b)")
REGISTRY = re.compile(
    r"pyp[i]\.org|pythonhoste[d]\.org|npmj[s]\.|npmmirro[r]|--(?:extra-)?index-ur[l]"
)
MAKER = re.compile(
    r"\b(?:claud[e]|anthropi[c]|opena[i]|chatgp[t]|copilo[t]|LL[M]s?|language mode[l]s?"
    r"|(?:sub-?|A[I] |coding |other )agen[t]s?|A[I] (?:session|assistant)s?|co-authored-b[y])\b",
    re.IGNORECASE,
)
UNFINISHED = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X])\b")
# Exceptions from the checks: a code, then two spaces, then the reason.
EXCEPTION = re.compile(r"#\s*(noq[a]|type:\s*ignor[e])\b(.*)")
EXPLAINED = re.compile(r"^(?:: [A-Z]+\d+(?:, ?[A-Z]+\d+)*|\[[a-z-]+(?:, ?[a-z-]+)*\])  # \S.{3,}")
FREE_TEXT = frozenset({".lock", ".woff2", ".png", ".svg", ".gz", ".xls"})
LINK = re.compile(r"\]\(([^)\s]+)\)")


def texts() -> Iterator[tuple[str, str]]:
    """Every kept text file but vendored ones and locks."""
    for path in kept_files():
        name = local(path)
        if "vendor/" not in name and path.suffix not in FREE_TEXT and path.suffix != ".csv":
            yield name, path.read_text()


def written(name: str, text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        for found in pattern.findall(line):
            yield f"{name}:{number} {found}"


def carriage_returns(files: list[Path]) -> Iterator[str]:
    """Files with line ends of another system; pictures have none, tables of others stay as they came."""
    for path in files:
        if path.suffix not in (".csv", ".png", ".gz") and b"\r\n" in path.read_bytes():
            yield path.name


def unexplained(name: str, text: str) -> Iterator[str]:
    """Exceptions from a check that lack a code or a reason."""
    for number, line in enumerate(text.splitlines(), start=1):
        found = EXCEPTION.search(line)
        if found and not EXPLAINED.match(found[2]):
            yield f"{name}:{number} {line.strip()}"


def dead_links(page: Path) -> Iterator[str]:
    """Relative links of a Markdown page that lead nowhere."""
    for target in LINK.findall(page.read_text()):
        file, _, anchor = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        goal = (page.parent / file) if file else page
        if not goal.exists() or (anchor and anchor not in anchors(goal)):
            yield f"{page.name}: {target}"


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ +(.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("pattern", [MACHINE, REGISTRY, MAKER, UNFINISHED])
def test_the_repository_is_about_the_product(pattern: re.Pattern[str]) -> None:
    kept = list(texts())
    assert len(kept) > 200
    assert [fault for name, text in kept for fault in written(name, text, pattern)] == []


def test_every_exception_has_a_code_and_a_reason() -> None:
    python = [(name, text) for name, text in texts() if name.endswith(".py")]
    assert [fault for name, text in python for fault in unexplained(name, text)] == []
    lines = [line for name, text in python if name[:5] != "tests" for line in text.splitlines()]
    count = sum(bool(EXCEPTION.search(line)) for line in lines)
    print(f"{count} exceptions from the checks in the product")  # noqa: T201  # seen with -s
    assert count <= 40


def test_lines_end_one_way() -> None:
    assert list(carriage_returns(kept_files())) == []


def test_no_contract_has_an_exception() -> None:
    assert "ignore_" + "imports" not in (ROOT / "pyproject.toml").read_text()


def test_links_of_the_docs_lead_somewhere() -> None:
    pages = [path for path in kept_files() if path.suffix == ".md"]
    assert len(pages) > 20
    assert [fault for page in pages for fault in dead_links(page)] == []


def sample(text: str) -> str:
    """A forbidden line, written here with a gap in the word."""
    return text.replace("~", "")


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE, "see /wor~k/main/x"),
        (MACHINE, 'open("/roo~t/x")'),
        (MACHINE, "in /hom~e/somebody/x"),
        (REGISTRY, "https://pyp~i.org/simple"),
        (MAKER, "Co-Authored-B~y: somebody"),
        (MAKER, "made by Claud~e"),
        (MAKER, "ask another suba~gent"),
        (UNFINISHED, "# TOD~O later"),
    ],
)
def test_the_word_checks_can_fail(pattern: re.Pattern[str], line: str) -> None:
    assert len(list(written("a.py", f"fine\n{sample(line)}\n", pattern))) == 1


def test_the_other_checks_can_fail(tmp_path: Path) -> None:
    for bare in ("x = 1  # noq~a", "x = 1  # noq~a: S101", "x = 1  # type: ignor~e  # why so"):
        assert len(list(unexplained("a.py", sample(bare)))) == 1
    for good in ("x = 1  # noq~a: S101  # no need", "x()  # type: ignor~e[misc]  # odd stubs"):
        assert list(unexplained("a.py", sample(good))) == []
    ends = tmp_path / "ends.py"
    ends.write_bytes(b"x = 1\r\n")
    assert list(carriage_returns([ends])) == ["ends.py"]
    page = tmp_path / "page.md"
    page.write_text("# A head\n[a](page.md#a-head) [b](#none) [c](gone.md) [d](https://x.org)\n")
    assert list(dead_links(page)) == ["page.md: #none", "page.md: gone.md"]
