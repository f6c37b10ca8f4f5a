"""One way to print a rate: one decimal, never none for somebody, never all while one is missing."""

import re
from pathlib import Path

import pytest

import xiaoan
from xiaoan.web.templatetags.web_tags import percent, rate, share

ROOT = Path(xiaoan.__file__).parent


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (1, 13, "7.7%"), (2, 3, "66.7%"), (0, 9, "0%"), (9, 9, "100%"), (1, 1000, "0.1%"),
        (1, 1001, "<0.1%"), (1, 200_000, "<0.1%"), (999, 1000, "99.9%"), (1999, 2000, ">99.9%"),
        (0, 0, "–"), (None, 5, "–"), (5, None, "–"),
    ],
)  # fmt: skip
def test_a_rate(part: int | None, whole: int | None, said: str) -> None:
    assert percent(part, whole) == said


def test_its_numerator_and_denominator_stand_beside_it() -> None:
    assert rate(1, 13) == '<span class="rate"><b>7.7%</b> <small>1/13</small></span>'
    assert "<b>&lt;0.1%</b> <small>1/2,310</small>" in rate(1, 2310)


def test_what_comes_ready() -> None:
    assert [share(one) for one in (7.69, 0.0, None)] == ["7.7%", "0.0%", "–"]


def test_nobody_prints_a_rate_in_another_way() -> None:
    other = re.compile(r"\.\d+f\}%|floatformat|\.\d+%\}|%\.\d+f%%|toFixed")
    kept = {"web/templatetags/web_tags.py"}
    found = [
        str(path.relative_to(ROOT))
        for ending in ("py", "html", "js")
        for path in ROOT.rglob(f"*.{ending}")
        if "vendor" not in path.parts and other.search(path.read_text(encoding="utf-8"))
    ]
    assert sorted(set(found) - kept) == []
