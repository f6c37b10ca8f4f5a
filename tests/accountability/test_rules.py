"""Rules: what may follow what, which word is which, how schools are compared; and the data behind them."""

import ast
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGE
from xiaoan.accountability import rules
from xiaoan.accountability.queries import words
from xiaoan.accountability.queries.kinds import KIND_NAMES


def recorded_kinds() -> set[str]:
    """Every kind of fact that an app announces."""
    found = set()
    for path in PACKAGE.glob("*/events.py"):
        for node in ast.walk(ast.parse(Path(path).read_text())):
            if (
                isinstance(node, ast.AnnAssign)
                and ast.unparse(node.target) == "kind"
                and node.value
            ):
                found.add(ast.literal_eval(node.value))
    return found


def test_every_fact_has_words() -> None:
    assert len(recorded_kinds()) > 200
    assert recorded_kinds() == set(KIND_NAMES)
    assert {kind.split(".")[0] for kind in KIND_NAMES} == set(words.GROUP_NAMES)


def test_four_words_are_four() -> None:
    assert set(rules.WORDS) == {"late", "missed", "false", "changed"} == set(words.WORD_MEANINGS)
    assert len({str(words.WORD_NAMES[one]) for one in rules.WORDS}) == 4
    assert set(rules.FAULTS) == set(rules.WORDS) - {rules.CHANGED}


def test_each_law_has_all_that_it_needs() -> None:
    laws = rules.catalogue().laws
    for one in laws.values():
        assert all((one.title, one.article, one.says, one.source, one.since, one.jurisdiction))
    for measure in rules.catalogue().sanctions.values():
        assert set(measure.laws) <= laws.keys()


@pytest.mark.parametrize(
    ("step", "states"),
    [
        ("pick", {"open"}), ("ask", {"open"}), ("state", {"open", "proposed"}), ("propose", {"open"}),
        ("confirm", {"proposed"}), ("return", {"proposed"}), ("measure", {"found"}),
        ("appeal", {"found", "measured"}), ("decide", {"appealed"}),
        ("close", {"open", "found", "measured", "decided"}),
        ("open", set()),
    ],
)  # fmt: skip
def test_what_may_follow(step: str, states: set[str]) -> None:
    assert {one for one in rules.STATES if rules.may_follow(step, one)} == states


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ([1.0, 2.0, 3.0], None), ([1.0, 2.0, 3.0, 4.0], (1.75, 2.5, 3.25)),
        ([4.0, 1.0, 3.0, 2.0, 5.0], (2.0, 3.0, 4.0)),
        ([7.0] * 4, (7.0, 7.0, 7.0)),
    ],
)  # fmt: skip
def test_quartiles_as_r_has_them(
    values: list[float], wanted: tuple[float, float, float] | None
) -> None:
    assert rules.quartiles(values) == wanted


def test_bands_have_no_gap() -> None:
    assert [rules.band(n) for n in (0, 300, 301, 800, 1500, 3000, 3001)] == [0, 0, 1, 1, 2, 3, 4]


def test_nothing_of_nothing_is_no_share() -> None:
    assert (rules.share(0, 0), rules.share(0, 5), rules.share(5, 5)) == (None, 0.0, 100.0)
