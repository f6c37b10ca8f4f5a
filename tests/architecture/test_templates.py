"""Templates compile, and hold nothing that the content security policy would block."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines

from tests.architecture.tree import PACKAGE, local

COMMENT = re.compile(r"\{% comment[^%]*%\}.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL)
BLOCKED = {
    "style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "handler attribute": re.compile(r"[\s\"']on[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "hx-on": re.compile(r"\bhx-on\b"),
    "javascript address": re.compile(r"\b(?:javascript|js):", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "address elsewhere": re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//", re.IGNORECASE),
}


def templates() -> list[Path]:
    return sorted(PACKAGE.rglob("templates/**/*.html"))


def blocked(name: str, text: str) -> Iterator[str]:
    """What a browser would refuse under our policy."""
    text = COMMENT.sub("", text)
    for what, pattern in BLOCKED.items():
        if pattern.search(text):
            yield f"{name}: {what}"


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.name)
def test_it_compiles(path: Path) -> None:
    inside = path.parts[path.parts.index("templates") + 1 :]
    assert engines["django"].get_template("/".join(inside))


def test_nothing_is_inline() -> None:
    found = templates()
    assert len(found) > 20
    assert [fault for path in found for fault in blocked(local(path), path.read_text())] == []


def test_the_page_names_its_language() -> None:
    skeleton = (PACKAGE / "web/templates/web/skeleton.html").read_text()
    assert '<html lang="{{ LANGUAGE_CODE }}">' in skeleton
    whole = [path.name for path in templates() if "<html" in path.read_text()]
    assert whole == ["skeleton.html"]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('<p style="color:red">', "style attribute"),
        ("<style>p{}</style>", "style element"),
        ('<a onclick="x()">', "handler attribute"),
        ('<a hx-on:click="x()">', "hx-on"),
        ('<a hx-vals="js:{}">', "javascript address"),
        ("<script>x()</script>", "inline script"),
        ('<script src="//a.example/x.js">', "address elsewhere"),
    ],
)
def test_the_check_can_fail(line: str, what: str) -> None:
    assert list(blocked("a.html", line)) == [f"a.html: {what}"]
    assert list(blocked("a.html", f"{{# {line} #}}")) == []
