"""Packs and numbers, bar codes, which lot goes first, what a standard asks for."""

import datetime as dt
from uuid import UUID

import pytest

from tests.builders import DAY
from xiaoan.supplies import rules
from xiaoan.supplies.queries.sources import KNOWN
from xiaoan.supplies.queries.words import (
    BASIS_NAMES,
    ITEM_NAMES,
    PACK_NAMES,
    UNIT_NAMES,
    rule_words,
)
from xiaoan.supplies.rules import Need, Rule, Size, Stock, Take

MASK, BLEACH = rules.ITEMS["mask_disposable"], rules.ITEMS["disinfectant_84"]
LOTS = [UUID(int=n) for n in range(1, 6)]


@pytest.mark.parametrize(
    ("item", "typed", "pack", "quantity"),
    [
        (MASK, "3", "box", 150), (MASK, "2.5", "box", 125), (MASK, "1,000", "", 1000),
        (MASK, "12", "", 12), (BLEACH, "2.5", "litre", 2500), (BLEACH, "0.001", "litre", 1),
    ],
)  # fmt: skip
def test_packs_become_base_units_exactly(
    item: rules.Item, typed: str, pack: str, quantity: int
) -> None:
    assert rules.in_base(item, typed, pack) == quantity


@pytest.mark.parametrize(
    ("typed", "pack", "fault"),
    [
        ("", "", "number"), ("abc", "", "number"), ("1e3", "", "number"), ("nan", "", "number"),
        ("Infinity", "", "number"), ("9" * 30, "", "number"), ("3", "barrel", "unit"),
        ("1.5", "", "whole"), ("0.33", "box", "whole"), ("0", "", "none"), ("-3", "", "none"),
        ("1000000000", "", "most"), ("10000001", "", "most"),
    ],
)  # fmt: skip
def test_what_is_no_quantity_is_told_why(typed: str, pack: str, fault: str) -> None:
    with pytest.raises(rules.Fault) as refused:
        rules.in_base(MASK, typed, pack)
    assert refused.value.code == fault


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("6901234567892", "06901234567892"), (" 6901234567892 ", "06901234567892"),
        ("96385074", "00000096385074"), ("69012345678926901234567892", "twice"),
        ("6901234567893", "check"), ("69012", "code"), ("", "code"), ("69012345678九2", "code"),
    ],
)  # fmt: skip
def test_bar_codes_are_checked_and_a_double_scan_is_noticed(typed: str, read: str) -> None:
    try:
        found = rules.read_code(typed)
    except rules.Fault as fault:
        found = fault.code
    assert found == read


def stock(at: int, held: int, days: int | None, *, recalled: bool = False) -> Stock:
    return Stock(LOTS[at], held, None if days is None else DAY + dt.timedelta(days=days), recalled)


def test_what_expires_first_goes_first() -> None:
    stocks = [
        stock(0, 10, None), stock(1, 10, 40), stock(2, 10, 0), stock(3, 10, -1),
        stock(4, 10, 1, recalled=True),
    ]  # fmt: skip
    assert rules.first_expired_first(stocks, 25, DAY) == [
        Take(LOTS[2], 10), Take(LOTS[1], 10), Take(LOTS[0], 5)
    ]  # fmt: skip
    assert sum(one.quantity for one in rules.first_expired_first(stocks, 99, DAY)) == 30
    order = [rules.is_in_order(stocks, lot, 1, DAY) for lot in LOTS]
    assert order == [False, False, True, False, False]


SIZE = Size("primary", pupils=995, staff=55, classes=23, boarders=0, gates=2, m2=None)


def test_a_standard_adds_up_its_rules_and_says_what_it_does_not_know() -> None:
    asked = [
        Rule("mask_disposable", "person", "1", 14),
        Rule("forehead_gun", "class", "11/10"), Rule("forehead_gun", "gate", "2"),
        Rule("vomit_kit", "class", "1/5"), Rule("disinfectant_84", "m2", "2", 14),
        Rule("suit", "class", "1", levels=("I",)), Rule("cap", "school", "1", stages=("junior",)),
        Rule("goggles", "school", "1", boarding=True),
    ]  # fmt: skip
    assert rules.needed(asked, SIZE, "normal") == {
        "mask_disposable": Need(14_700), "forehead_gun": Need(30), "vomit_kit": Need(5),
        "disinfectant_84": Need(0, ("m2",)),
    }  # fmt: skip
    assert rules.needed(asked, SIZE, "I")["suit"] == Need(23)


@pytest.mark.parametrize(
    ("need", "usable", "state"),
    [
        (None, 0, "none"), (Need(5), 4, "short"), (Need(5), 5, "enough"), (Need(0), 0, "enough"),
        (Need(0, ("m2",)), 0, "unknown"), (Need(5, ("m2",)), 4, "short"),
    ],
)  # fmt: skip
def test_no_standard_is_not_low(need: Need | None, usable: int, state: str) -> None:
    assert rules.gap_state(need, usable) == state


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (Rule("x", "person", "1", source="文"), "item"), (Rule("cap", "x", "1", source="文"), "basis"),
        (Rule("cap", "person", "1/0", source="文"), "amount"),
        (Rule("cap", "person", "-1", source="文"), "amount"),
        (Rule("cap", "person", "1", 999, source="文"), "days"),
        (Rule("cap", "person", "1", stages=("x",), source="文"), "stages"),
        (Rule("cap", "person", "1", levels=("x",), source="文"), "levels"),
        (Rule("cap", "person", "1"), "source"), (Rule("cap", "person", "1/5", source="文"), ""),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_names_its_field(rule: Rule, field: str) -> None:
    assert rules.rule_fault(rule) == field


def test_the_packs_that_ship_are_sound_and_have_words() -> None:
    assert len(rules.ITEMS) == 40
    assert [one for one in rules.DEFAULT.rules if rules.rule_fault(one)] == []
    assert (set(ITEM_NAMES), set(UNIT_NAMES)) == (set(rules.ITEMS), set(rules.UNITS))
    assert {one.unit for one in rules.ITEMS.values()} == set(rules.UNITS)
    assert {code for one in rules.ITEMS.values() for code in one.packs} == set(PACK_NAMES)
    assert set(BASIS_NAMES) == set(rules.BASES)
    assert rules.DEFAULT.status == "ours"
    assert rules.rules_of(rules.said_of(rules.DEFAULT.rules)) == rules.DEFAULT.rules


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (rules.Rule("forehead_gun", "class", "11/10"), ("每班", "1 台,另加一成")),
        (rules.Rule("thermal_camera", "person", "1/1500"), ("每 1,500 人(师生)", "1 台")),
        (rules.Rule("vomit_kit", "class", "1/5"), ("每 5 个班", "1 套")),
        (rules.Rule("alcohol_75", "class", "500/7", 14), ("每班", "每周 500 毫升")),
        (rules.Rule("mop", "class", "5/4"), ("每班", "1 把,另加 25%")),
        (rules.Rule("mop", "class", "2"), ("每班", "2 把")),
    ],
)
def test_a_rule_is_said_as_people_say_it(rule: rules.Rule, said: tuple[str, str]) -> None:
    assert rule_words(rule) == said


def test_every_source_that_ships_has_words() -> None:
    assert {one.source for one in rules.DEFAULT.rules} == KNOWN
