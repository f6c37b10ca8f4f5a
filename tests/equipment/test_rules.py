"""Intervals, when two thermometers differ, what a kit lacks, how ready a school is."""

import datetime as dt
from decimal import Decimal

import pytest

from xiaoan.equipment import rules
from xiaoan.supplies.rules import ITEMS

TODAY = dt.date(2026, 11, 23)
AHEAD = dt.timedelta(days=30)


def test_a_calibration_holds_by_the_interval_of_its_kind() -> None:
    assert rules.valid_until("forehead_gun", dt.date(2026, 3, 1)) == dt.date(2027, 2, 28)
    assert rules.valid_until("forehead_gun", dt.date(2024, 2, 29)) == dt.date(2025, 2, 27)
    assert rules.valid_until("thermometer_mercury", TODAY) is None


@pytest.mark.parametrize(
    ("item", "until", "said"),
    [
        ("forehead_gun", None, "unknown"), ("forehead_gun", dt.date(2026, 11, 22), "over"),
        ("forehead_gun", TODAY, "soon"), ("forehead_gun", dt.date(2026, 12, 23), "soon"),
        ("forehead_gun", dt.date(2026, 12, 24), "valid"), ("thermometer_mercury", None, "never"),
    ],
)  # fmt: skip
def test_how_a_calibration_stands(item: str, until: dt.date | None, said: str) -> None:
    assert rules.validity(item, until, TODAY, AHEAD) == said


@pytest.mark.parametrize(
    ("own", "other", "doubtful"),
    [
        ("36.5", "36.8", False),
        ("36.5", "36.9", True),
        ("36.9", "36.5", True),
        ("36.5", "36.5", False),
    ],
)
def test_more_than_three_tenths_apart_is_in_doubt(own: str, other: str, doubtful: bool) -> None:
    assert rules.is_doubtful(Decimal(own), Decimal(other)) is doubtful


@pytest.mark.parametrize(
    ("typed", "read"),
    [("36.5", "36.5"), (" 37 ", "37.0"), ("36。5", "36.5"), ("36.55", None), ("29.9", None),
     ("45.1", None), ("", None), ("NaN", None), ("1e999", None), ("三十六", None)],
)  # fmt: skip
def test_what_a_thermometer_can_show(typed: str, read: str | None) -> None:
    assert rules.read_celsius(typed) == (Decimal(read) if read else None)


def test_the_data_names_items_of_supplies_and_says_whose_they_are() -> None:
    items = {item for kind in rules.KIT_KINDS.values() for item in kind.items}
    assert (items | set(rules.DEVICE_KINDS)) - set(ITEMS) == set()
    assert {one.source != "" for one in rules.DEVICE_KINDS.values()} == {True}
    assert {one.confidence for one in rules.DEVICE_KINDS.values()} == {"MEM", "L"}


def test_a_kit_lacks_what_is_not_in_it() -> None:
    held = dict(rules.KIT_KINDS["gate"].items)
    assert rules.missing_of("gate", held) == {}
    assert rules.missing_of("gate", {**held, "face_shield": 0, "gloves_latex": 9}) == {
        "face_shield": 1
    }


def test_readiness_counts_no_kit_twice_and_knows_what_it_does_not_know() -> None:
    counts = {"room": 2, "gate": None, "school": 1}
    found = rules.readiness({"observation_room": 1, "ambulance_bag": 3, "gate": 2}, counts)
    assert found == rules.Ready(2, 3, ("gate",))
    assert rules.readiness({}, {"room": None, "gate": None, "school": 1}).due == 1


def test_our_numbers_go_on_after_the_highest() -> None:
    assert rules.next_serial(["XA-0007", "XA-x", "S-1", "XA-0012"]) == 13
    assert (rules.serial(13), rules.next_serial([])) == ("XA-0013", 1)
