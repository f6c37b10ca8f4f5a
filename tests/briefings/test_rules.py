"""What is chosen: the largest moves, the gravest risks and decisions; never what was not given, never more
than three."""

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.briefings import rules
from xiaoan.briefings.rules import Decision, Told, book
from xiaoan.indicators import queries as indicators
from xiaoan.web import waiting

KEYS = [one.key for one in book().changes]


def told(key: str, num: int | None, den: int | None = None, **other: object) -> Told:
    return Told(key, "2026-11-23", num, den, **other)  # type: ignore[arg-type]  # names of fields


def test_nothing_on_record_is_nothing_told() -> None:
    assert rules.changes([], book().changes, 3) == []
    assert rules.risks({}, [], 0, book().risks, 3) == []
    assert rules.decisions([], book().decisions, 3) == []


@pytest.mark.parametrize(
    ("was", "now", "size"),
    [
        (told("a", 2, 100), told("a", 5, 100), 0.03),
        (told("a", 2), told("a", 4), 0.5),
        (told("a", 0), told("a", 1), 1 / 3),
        (told("a", None, 100), told("a", 5, 100), 0.0),
        (told("a", 0, 0), told("a", 5, 100), 0.0),
        (told("a", 5), told("a", 5, 100), 0.0),
    ],
)
def test_how_far_a_figure_moved(was: Told, now: Told, size: float) -> None:
    assert rules.moved(was, now) == pytest.approx(size)


def test_the_larger_of_day_and_week_is_told() -> None:
    now = told("rollcall.sick", 30, 1000)
    pairs = [
        ("day", told("rollcall.sick", 25, 1000), now),
        ("week", told("rollcall.sick", 10, 1000), now),
    ]
    (found,) = rules.changes(pairs, book().changes, 3)
    assert (found.against, round(found.size, 3), round(found.score, 1)) == ("week", 0.02, 12.0)


def test_less_than_the_least_is_no_news() -> None:
    now, was = told("rollcall.sick", 22, 1000), told("rollcall.sick", 20, 1000)
    assert rules.changes([("day", was, now)], book().changes, 3) == []


VALUES = st.builds(
    Told, st.sampled_from([*KEYS, "unknown.key"]), st.just("2026-11-23"), st.none() | st.integers(0, 99),
    st.none() | st.integers(0, 99), st.integers(0, 99), st.integers(0, 9), st.integers(0, 9),
    st.sampled_from(["good", "fair", "poor", "unknown", "none", "plain"]),
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(["day", "week"]), VALUES, VALUES)))
def test_changes_are_of_what_was_given(pairs: list[tuple[str, Told, Told]]) -> None:
    found = rules.changes(pairs, book().changes, 3)
    assert all((one.against, one.was, one.now) in pairs for one in found)
    assert len(found) == len({one.key for one in found}) <= 3
    assert sorted(found, key=lambda one: -one.score) == found
    least = {one.key: one.least for one in book().changes}
    assert all(abs(one.size) >= least[one.key] for one in found)


@given(st.lists(VALUES), st.lists(st.floats(-99, 99)), st.integers(0, 5))
def test_risks_are_of_what_was_given(
    values: list[Told], clocks: list[float], unjudged: int
) -> None:
    figures = {one.key: one for one in values}
    found = rules.risks(figures, clocks, unjudged, book().risks, 3)
    assert len(found) == len({one.key for one in found}) <= 3
    for one in found:
        if one.kind == "clock":
            assert 0 < one.n == sum(hours <= 24 for hours in clocks)
            assert one.missed == sum(hours < 0 for hours in clocks)
        elif one.kind == "open":
            assert one.n == unjudged > 0
        else:
            assert one.now == figures[one.key]
            assert one.now.num is not None


def test_a_gap_is_what_some_have_and_others_have_not() -> None:
    gap = [one for one in book().risks if one.key == "known.people"]
    for now, is_one in (
        (told("known.people", 80, 100, unknown=20), True),
        (told("known.people", 99, 100, unknown=1), False),
        (told("known.people", 80, 100, silent=1), True),
        (told("known.people", None, silent=5), False),
    ):
        assert bool(rules.risks({"known.people": now}, [], 0, gap, 3)) is is_one


def test_decisions_by_weight_then_by_how_many() -> None:
    given_ = [
        Decision("notices:approvals", 9, "county_leader", 5),
        Decision("publicity:office", 2, "county_leader", 5),
        Decision("measures:suspensions", 1, "bureau_officer", 10),
        Decision("measures:suspensions", 7, "county_leader", 10),
        Decision("duties:levels", 0, "county_leader", 9),
        Decision("somewhere:else", 5, "county_leader", 99),
    ]
    found = rules.decisions(given_, book().decisions, 3)
    assert [(one.address, one.n) for one in found] == [
        ("measures:suspensions", 1), ("notices:approvals", 9), ("publicity:office", 2),
    ]  # fmt: skip


def test_every_rule_is_about_something_that_is_there() -> None:
    assert set(book().keys) <= {one.key for one in indicators.catalogue()}
    addresses = {kind.address for kind in waiting.kinds()}
    assert {one.address for one in book().decisions} <= addresses


@pytest.mark.parametrize(
    ("was", "now", "error"),
    [
        ('kind = "open"', 'kind = "guess"', "nobody knows"),
        ("least = 0.005", "least = 0.0", "no news"),
    ],
)
def test_a_book_that_does_not_fit_is_refused(was: str, now: str, error: str) -> None:
    text = (resources.files("xiaoan.briefings") / "data" / "briefings-cn.toml").read_text("utf-8")
    with pytest.raises(ValueError, match=error):
        rules.read_book(text.replace(was, now))
