"""The gap table and the proposals of a school say one thing: what is held, what falls short."""

import datetime as dt
import random
import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from tests.builders import BUILDER, DAY, PRIMARY
from tests.supplies.stores import receipt
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.procurement import rules
from xiaoan.procurement import services as buying
from xiaoan.procurement.queries import proposals
from xiaoan.procurement.queries.wanted import Want
from xiaoan.supplies import services as supplies
from xiaoan.supplies.models import Lot
from xiaoan.supplies.queries import gaps, holding
from xiaoan.supplies.rules import ITEMS

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
Elsewhere = dict[tuple[str, UUID | None], int]
SOME = ("forehead_gun", "thermometer_mercury", "mask_surgical", "gown", "mask_n95", "alcohol_swab")


def world(keeper: Actor, seed: int) -> None:
    """Stock, some of it nearly or quite out of date, devices on the register, kits, asked for."""
    dice = random.Random(seed)  # noqa: S311  # worlds, no secrets
    for item in SOME:
        dated = ITEMS[item].dated
        for batch in range(dice.randint(0, 3)):
            supplies.receive(
                keeper,
                receipt(
                    id=uuid7(), item=item, quantity=str(dice.randint(1, 40)), pack="", price="",
                    batch=f"{seed}-{batch}",
                    expires=DAY + dt.timedelta(days=dice.choice((3, 20, 400))) if dated else None,
                ),
            )  # fmt: skip
        if dice.random() < 0.4:
            wish = buying.Wish(0, item, str(dice.randint(1, 30)), "", "补充")
            made = buying.draft(keeper, buying.NewRequisition(uuid7(), PRIMARY, "", (wish,)))
            buying.submit(keeper, buying.Act(uuid7(), made, 0, "备用"))
    enter(system("tests"))
    lots = dict(Lot.objects.filter(item__in=SOME).values_list("item", "pk"))
    devices: Elsewhere = {
        (item, None): dice.randint(0, 9) for item in SOME[:2] if dice.random() < 0.6
    }
    kits: Elsewhere = {
        (item, lots.get(item)): dice.randint(1, 5) for item in SOME if dice.random() < 0.5
    }
    supplies.place_elsewhere(system("tests"), PRIMARY, "devices", devices)
    supplies.place_elsewhere(system("tests"), PRIMARY, "kits", kits)
    enter(keeper)


@pytest.mark.parametrize("seed", range(8))
def test_both_pages_reckon_with_one_figure(acting: Acting, seed: int) -> None:
    enter(BUILDER)
    supplies.recount(BUILDER)
    keeper = acting("logistics")
    world(keeper, seed)
    [school] = gaps.schools(keeper, PRIMARY, gaps.level_at(keeper, PRIMARY))
    asked = proposals.proposals(keeper, directory.place(PRIMARY))
    with_standard = {one.item: one for one in school.gaps.values() if one.need}
    assert {one.item: one.usable for one in asked} == {
        item: one.usable for item, one in with_standard.items()
    }
    short = {item: one.short for item, one in with_standard.items() if one.short}
    assert {one.item: one.short for one in asked if one.short} == short
    # Whatever is short is asked for, on its way or to be registered first, and nothing else is.
    assert {one.item for one in asked if one.ask} <= set(short)
    assert all(one.ask or one.coming.all + one.register >= one.short for one in asked if one.short)


def test_pages_say_where_it_comes_from(acting: Acting, signed_in: SignedIn) -> None:
    enter(BUILDER)
    supplies.recount(BUILDER)
    keeper = acting("logistics")
    for item, n in (("thermometer_mercury", "37"), ("gown", "5")):
        given = receipt(item=item, quantity=n, pack="", price="")
        supplies.receive(keeper, given if ITEMS[item].dated else receipt(
            item=item, quantity=n, pack="", price="", batch="", expires=None))  # fmt: skip
    enter(system("tests"))
    supplies.place_elsewhere(
        system("tests"), PRIMARY, "devices", {("thermometer_mercury", None): 6}
    )
    supplies.place_elsewhere(system("tests"), PRIMARY, "kits", {("gown", None): 2})
    assert holding.of_store(PRIMARY)["gown"] == holding.Holding(5, None, 2)
    assert holding.of_store(PRIMARY)["thermometer_mercury"].usable == 6
    leave()
    browser = signed_in("logistics")
    unit = browser.get(f"/supplies/unit/{PRIMARY}/").content.decode()
    ask = browser.get(f"/procurement/store/{PRIMARY}/proposals/").content.decode()
    store = browser.get(f"/supplies/store/{PRIMARY}/").content.decode()
    for page in (unit, ask, store):
        assert "登记设备 6 支" in page
        assert "库存 37 支 没有登记为设备,不计;登记后计入" in page
    assert ["库存 5 件 + 套装 2 件" in page for page in (unit, store)] == [True, True]
    told = [re.search(r"有标准的 (\d+) 种里 (\d+) 种不足", page) for page in (unit, ask)]
    assert [one and one.groups() for one in told] == [("23", "10")] * 2


def test_what_lies_unregistered_is_registered_before_more_is_bought() -> None:
    def row(stock: int, devices: int | None, *, of_office: bool = False) -> proposals.Proposal:
        want = Want("thermometer_mercury", 20, True, "standard", 20, of_office=of_office)
        pace = rules.Pace(1, "", False)
        return proposals.Proposal(
            want, holding.Holding(stock, devices), proposals.Coming(), pace, 5
        )

    told = [(one.register, one.ask) for one in (row(37, 6), row(4, 6), row(4, None))]
    assert told == [(14, 0), (4, 10), (0, 20)]
    assert row(4, 6, of_office=True).register == 0
