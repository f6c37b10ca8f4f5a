"""What an answer must hold, and who contradicts whom: tables of cases."""

import datetime as dt

import pytest

from xiaoan.surveys import rules
from xiaoan.surveys.rules import Said

TODAY = dt.date(2026, 11, 23)
CODES = ("respiratory", "rash")


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        (Said(), {}),
        (Said("away", "well", (), "武汉"), {}),
        (Said("away", "well"), {"place": "missing"}),
        (Said("", ""), {"whereabouts": "missing", "condition": "missing"}),
        (Said(categories=("fever",)), {"categories": "unknown"}),
        (Said("away", "well", (), "武" * 61), {"place": "too_long"}),
        (Said(remark="x" * 201), {"remark": "too_long"}),
        (Said(remark="a\0"), {"remark": "sign"}),
        (Said(since=TODAY), {}),
        (Said(since=TODAY + dt.timedelta(days=1)), {"since": "not_past"}),
        (Said(since=dt.date(2020, 1, 1)), {"since": "not_past"}),
    ],
)
def test_faults(said: Said, faults: dict[str, str]) -> None:
    assert rules.faults(said, CODES, TODAY) == faults


@pytest.mark.parametrize(
    ("one", "other", "against"),
    [
        (Said(), Said(), False),
        (Said(), Said(remark="在家"), False),
        (Said("away", "well", (), "武汉"), Said("away", "well", (), "武汉市"), False),
        (Said(), Said("away", "well", (), "武汉"), True),
        (Said(), Said(condition="isolated"), True),
        (Said(), Said(categories=("rash",)), True),
        (Said(categories=("rash", "respiratory")), Said(categories=("respiratory", "rash")), False),
    ],
)
def test_contradict(one: Said, other: Said, against: bool) -> None:
    assert rules.contradict(one, other) is against
    assert rules.contradict(other, one) is against


def test_cleaned_is_one_form_for_one_answer() -> None:
    typed = Said("home", "well", ("rash", "respiratory"), " 武汉 ", TODAY, " x ")
    found = rules.cleaned(typed, CODES)
    assert found == Said("home", "well", ("respiratory", "rash"), "", None, "x")
    assert rules.digest(found) == rules.digest(rules.cleaned(found, CODES))
    assert rules.digest(found) != rules.digest(Said())


def test_a_series_keeps_its_rhythm() -> None:
    due = dt.datetime(2026, 11, 23, 18, tzinfo=dt.UTC)
    opens = dt.date(2026, 11, 27)
    assert rules.next_times(TODAY, due, 3, opens) == (
        dt.datetime(2026, 11, 27, 18, tzinfo=dt.UTC), dt.date(2026, 11, 30),
    )  # fmt: skip


def test_a_percentage_is_whole_only_of_everybody() -> None:
    assert rules.Share(1000, 999, 1, 0).percent == 99
    assert rules.Share(0, 0, 0, 0).percent == 0
    assert rules.Share(3, 1, 1, 1).adds_up
