"""The gate over random acts at one school: what is kept, act by act, is what the record says when it is
reckoned from nothing; and no door lets a hand tick what is reckoned."""

import random
from collections.abc import Callable
from dataclasses import replace
from types import FunctionType

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from tests.builders import BUILDER, COUNTY, DAY, PRIMARY, Universe
from tests.outbreaks.looks import Acting
from tests.readiness.schools import MEMBERS, SHOWN, checked
from tests.readiness.test_withdrawn import ITEMS, TOGETHER
from tests.readiness.withdrawing import SCENARIOS, World
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.readiness import services
from xiaoan.readiness.models import Cell, Standing, Statement, Version
from xiaoan.readiness.queries import gates
from xiaoan.readiness.rules import packs
from xiaoan.readiness.services import versions

# By hand: what the school says, what an inspection sees.
SEEN = ("hospital", "canteen")
Codes = tuple[str, ...]
Kept = tuple[tuple[str, Codes, Codes, Codes], dict[str, tuple[object, ...]]]


@pytest.fixture(scope="module", autouse=True)
def addresses() -> None:
    """All addresses are read before a transaction begins: on a busy machine that takes longer than one may
    stand idle."""
    reverse("readiness:home")


def pack_of(names: tuple[str, ...], seen: tuple[str, ...] = SEEN) -> None:
    enter(BUILDER)
    pack = packs.default()
    items = [
        replace(
            ITEMS[name], hard=True, only="", params={**ITEMS[name].params, **SCENARIOS[name].params}
        )
        for name in names
    ] + [one for one in pack.items if one.code in seen]
    Version.objects.create(
        school_id=0, unit_no=COUNTY, base=pack.code, title="试验条件", state="published", since=DAY,
        groups=dict(pack.groups), items=[packs.item_json(one) for one in items], made_at=clock.now(),
        made_by_id=uuid7(), asked_by_id=uuid7(), published_at=clock.now(), published_by_id=uuid7(),
    )  # fmt: skip


def kept() -> Kept:
    enter(BUILDER)
    row = Standing.objects.get(pk=PRIMARY)
    cells: dict[str, tuple[object, ...]] = {
        one.item: (one.state, one.code, one.num, one.den, one.day)
        for one in Cell.objects.filter(unit_no=PRIMARY)
    }
    return (row.gate, tuple(row.failed), tuple(row.unknown), tuple(row.soft)), cells


def from_nothing() -> Kept:
    """Reckoned as if nothing had ever been kept."""
    point = transaction.savepoint()
    enter(BUILDER)
    Cell.objects.filter(unit_no=PRIMARY).delete()
    Standing.objects.filter(unit_no=PRIMARY).delete()
    services.refresh([PRIMARY])
    found = kept()
    transaction.savepoint_rollback(point)
    enter(BUILDER)
    return found


def say(code: str, result: str) -> Callable[[World], object]:
    return lambda w: checked(w.acting, code, result)


def visit(bad: str) -> Callable[[World], object]:
    def act(w: World) -> None:
        liaison = w.acting("liaison")
        begun = services.begin(liaison, services.Begin(uuid7(), PRIMARY, MEMBERS))
        for code in SEEN:
            result = "bad" if code == bad else "ok"
            services.mark(liaison, services.Mark(uuid7(), begun, code, result, "看过"))
        services.close(liaison, uuid7(), begun)

    return act


def take_back(w: World) -> None:
    """The newest word of the school that stands is withdrawn by it."""
    enter(BUILDER)
    gone = Statement.objects.filter(kind="withdraw").values_list("about_id", flat=True)
    rows = Statement.objects.filter(unit_no=PRIMARY, kind="self").exclude(pk__in=list(gone))
    found = rows.order_by("-at", "-id").values_list("id", flat=True).first()
    if found:
        services.withdraw(w.acting("principal"), uuid7(), found, "看错了")


ACTS: dict[str, Callable[[World], object]] = {
    **{f"take {name}": SCENARIOS[name].take for name in TOGETHER},
    "say ok": say("canteen", "ok"), "say bad": say("hospital", "bad"), "withdraw": take_back,
    "visit": visit(""), "visit bad": visit("canteen"),
}  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_is_what_the_record_says(
    seed: int, acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    world, chance = World(acting, universe, morning), random.Random(seed)  # noqa: S311  # the same again each time
    pack_of(TOGETHER)
    for name in TOGETHER:
        SCENARIOS[name].make(world)
        services.refresh([PRIMARY])
        assert kept() == from_nothing()
    for code in SEEN:
        checked(acting, code)
    visit("")(world)
    assert kept()[0] == ("may_open", (), (), ())
    left = sorted(ACTS)
    for _step in range(8):
        name = chance.choice(left)
        if name.startswith("take"):
            left.remove(name)
        morning.shift(60)
        point = transaction.savepoint()
        try:
            ACTS[name](world)
        except Invalid:
            # Nothing can be reported on a day that was closed before: what is refused changes nothing.
            transaction.savepoint_rollback(point)
        enter(BUILDER)
        services.refresh([PRIMARY])
        (gate, failed, unknown, _soft), cells = kept()
        assert kept() == from_nothing(), name
        # The gate is its items and nothing else: one that does not hold shuts it.
        wrong = {code for code, cell in cells.items() if cell[0] in ("fail", "unknown")}
        assert {*failed, *unknown} == wrong
        assert gate == ("blocked" if failed else "unknown" if unknown else "may_open")


# Every service that writes, and how it could be tried on an item that is reckoned.
HANDS = {"self_check", "mark", "mend", "recheck", "withdraw"}
ABOUT_THE_WHOLE = {"begin", "close", "drop", "ask", "refuse", "sign"}
RECKON = {"refresh", "together", "clean_before_opening"}
OF_THE_PACK = {"draft", "save_item", "remove_item", "ask", "publish", "give_up", "require"}


def test_every_door_that_writes_is_known_here() -> None:
    doors = {name for name in services.__all__ if isinstance(getattr(services, name), FunctionType)}
    assert doors == HANDS | ABOUT_THE_WHOLE | RECKON
    editing = {
        name
        for name, one in vars(versions).items()
        if isinstance(one, FunctionType)
        and one.__module__ == versions.__name__
        and not name.startswith("_")
    }
    assert editing == OF_THE_PACK


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_no_door_ticks_what_is_reckoned(name: str, acting: Acting, universe: Universe) -> None:
    pack_of((name,), ())
    school, code = SCENARIOS[name].school, ITEMS[name].code
    before = _result(school)
    given = services.SelfCheck(uuid7(), school, code, "ok", "看过", SHOWN)
    with pytest.raises(Forbidden, match="不能手工勾选"):
        services.self_check(acting("principal" if school == PRIMARY else "other_principal"), given)
    officer = acting("officer")
    begun = services.begin(officer, services.Begin(uuid7(), school, MEMBERS))
    for result in ("ok", "bad", "none"):
        with pytest.raises(Forbidden, match="不能手工勾选"):
            services.mark(officer, services.Mark(uuid7(), begun, code, result, "看过", SHOWN))
    # With nothing said of it there is nothing to mend, look at again or take back.
    enter(BUILDER)
    assert not Statement.objects.filter(unit_no=school, item=code).exists()
    # Nor does a version of the pack make a reckoned item one that is looked at.
    officer = acting("officer")
    draft = versions.draft(officer, uuid7(), "")
    edited = versions.Edited(code, "lead", "换一句话", hard=True, asks="照片", may_lack=True)
    versions.save_item(officer, uuid7(), draft, edited)
    item = next(one for one in Version.objects.get(pk=draft).items if one["code"] == code)
    assert (item["how"], item["by"]) == ("computed", name)
    assert _result(school) == before


def _result(school: int) -> object:
    enter(BUILDER)
    found = gates.one(school)
    assert found is not None
    return [one.result for one in found.lines]


def test_an_exception_makes_no_item_hold(acting: Acting, universe: Universe) -> None:
    pack_of(("drill",), ())
    officer = acting("officer")
    given = services.Ask(uuid7(), PRIMARY, "open", DAY, "科长")
    with pytest.raises(Conflict):
        services.ask(officer, given)
    asked = services.ask(
        acting("officer"), services.Ask(uuid7(), PRIMARY, "override", DAY, "科长", "县里同意")
    )
    services.sign(acting("leader"), uuid7(), asked, "副县长")
    enter(BUILDER)
    found = gates.one(PRIMARY)
    assert found is not None
    assert [one.result.state for one in found.lines] == ["unknown"]
    assert (found.gate.state, found.gate.unknown) == ("open", ("drill",))
