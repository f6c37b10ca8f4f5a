"""Small decisions of the board."""

import datetime as dt

import pytest

from xiaoan.overview import rules


@pytest.mark.parametrize(
    ("number", "shown"),
    [("20260003", "****0003"), ("123456789012", "********9012"), ("123", "**3"), ("", "")],
)
def test_masks_leave_four_characters_at_most(number: str, shown: str) -> None:
    assert rules.masked(number) == shown


@pytest.mark.parametrize(
    ("reported", "due", "band"),
    [(0, 0, "excused"), (0, 5, "missed"), (79, 100, "missed"), (80, 100, "late"),
     (94, 100, "late"), (95, 100, "done"), (5, 5, "done")],
)  # fmt: skip
def test_bands_of_the_wall(reported: int, due: int, band: str) -> None:
    assert rules.band(reported, due) == band


@pytest.mark.parametrize(
    ("text", "enough"),
    [("", False), ("a", False), ("7", False), ("zs", True), ("王", True), ("12", True)],
)
def test_what_may_be_searched_for(text: str, enough: bool) -> None:
    assert rules.is_searchable(text) is enough


def test_before_the_first_slot_opens_it_is_the_first() -> None:
    opens = {"morning": dt.time(6), "noon": dt.time(13)}
    assert rules.latest_open(opens, dt.time(5, 59), "morning") == "morning"
    assert rules.latest_open(opens, dt.time(13), "morning") == "noon"
    assert rules.latest_open({}, dt.time(13), "morning") == "morning"


def test_a_first_report_of_a_grown_class_moves_what_is_due() -> None:
    figures = {"enrolled": 41, "present": 41, "expected": 41}
    change = rules.submitted(figures, None, 40, late=True, zero=True, before_zero=False)
    assert {name: n for name, n in change.items() if n} == {
        "classes_reported": 1,
        "classes_late": 1,
        "zero_reports": 1,
        "enrolled_due": 1,
        "enrolled_reported": 41,
        "expected": 41,
        "present": 41,
    }


def test_a_correction_is_the_difference() -> None:
    before = {"enrolled": 41, "present": 41}
    figures = {"enrolled": 41, "present": 40, "absent_sick": 1}
    change = rules.submitted(figures, before, 40, late=True, zero=False, before_zero=True)
    assert {name: n for name, n in change.items() if n} == {
        "corrections": 1,
        "zero_reports": -1,
        "present": -1,
        "absent_sick": 1,
    }
