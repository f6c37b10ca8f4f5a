"""When a zero report may be said, what came late and what was put right, who contradicts."""

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.dailyreports import rules
from xiaoan.dailyreports.rules import Value
from xiaoan.indicators import queries as indicators

NONE, FULL = ("sick",), ("classes",)
ALL_IN = {"sick": Value(0, 30), "classes": Value(3, 3)}


@pytest.mark.parametrize(
    ("other", "silent", "said"),
    [
        ({}, 0, []),
        ({"sick": Value(1, 30)}, 0, [("sick", "some")]),
        ({"sick": Value(0, 20, unknown=10)}, 0, [("sick", "unknown")]),
        ({"sick": Value(None)}, 0, [("sick", "unknown")]),
        ({"classes": Value(2, 3)}, 0, [("classes", "unknown")]),
        ({"classes": Value(3, 3, silent=1)}, 0, [("classes", "unknown")]),
        ({"classes": Value(None)}, 0, [("classes", "unknown")]),
        ({}, 2, [("", "children")]),
    ],
)
def test_zero_is_said_of_what_is_known(
    other: dict[str, Value], silent: int, said: list[tuple[str, str]]
) -> None:
    assert rules.against_zero({**ALL_IN, **other}, NONE, FULL, silent) == said


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        (Value(3, 30), Value(4, 30), "corrected"),
        (Value(3, 20, 10), Value(3, 30, 0), "late"),
        (Value(None), Value(0), "late"),
        (Value(3, 30, 0), Value(3, 20, 10), "corrected"),
    ],
)
def test_late_or_corrected(was: Value, now: Value, kind: str) -> None:
    assert rules.changes({"a": was}, {"a": now}, ["a"]) == [rules.Change("a", kind, was, now)]


def test_the_same_is_no_change() -> None:
    assert rules.changes({"a": Value(3, 30, units=1)}, {"a": Value(3, 30, units=2)}, ["a"]) == []


def test_who_has_not_signed_contradicts_nothing() -> None:
    now = {1: {"a": Value(4)}, 2: {"a": Value(2)}}
    found = rules.contradictions({1: {"a": Value(3)}}, now, ["a"])
    assert found == [rules.Contradiction(1, "a", Value(3), Value(4))]


VALUES = st.builds(
    Value, st.none() | st.integers(0, 99), st.none() | st.integers(0, 99), st.integers(0, 9),
    st.integers(0, 9), st.integers(0, 9),
)  # fmt: skip


@given(st.lists(VALUES))
def test_sums_add_what_is_known(values: list[Value]) -> None:
    found = rules.sums([{"a": one} for one in values], ["a"])["a"]
    known = [one.num for one in values if one.num is not None]
    assert found.num == (sum(known) if known else None)
    assert found.unknown == sum(one.unknown for one in values)


def test_every_figure_of_the_pattern_is_in_the_catalogue() -> None:
    assert set(rules.pattern().keys) == {one.key for one in indicators.catalogue()}


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ('keys = ["signals.running", "events.running", "reports.late"]', "keys = []", "no chapter"),
        ('"reports.late"]', '"signals.running"]', "twice"),
    ],
)
def test_a_pattern_that_does_not_fit_is_refused(was: str, now: str, why: str) -> None:
    text = (resources.files("xiaoan.dailyreports") / "data" / "daily-cn.toml").read_text("utf-8")
    with pytest.raises(ValueError, match=why):
        rules.read_pattern(text.replace(was, now))
