"""Any evidence withdrawn closes the gate: each computed item by an act of the app that owns it, and any few
of them at once; and nobody's hand ticks what is reckoned."""

from dataclasses import replace

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import BUILDER, COUNTY, DAY, PRIMARY, Universe
from tests.outbreaks.looks import Acting
from tests.readiness.schools import MEMBERS, SHOWN
from tests.readiness.withdrawing import SCENARIOS, World
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.readiness import services
from xiaoan.readiness.models import Standing, Version
from xiaoan.readiness.queries import evidence, gates
from xiaoan.readiness.rules import packs

ITEMS = {one.by: one for one in packs.default().items if one.how == "computed"}


@pytest.fixture(scope="module", autouse=True)
def addresses() -> None:
    """All addresses are read before a transaction begins: on a busy machine that takes longer than one may
    stand idle."""
    reverse("readiness:home")


def pack_of(*names: str) -> None:
    """These items alone, each of them hard."""
    enter(BUILDER)
    pack = packs.default()
    items = [
        replace(
            ITEMS[name], hard=True, only="", params={**ITEMS[name].params, **SCENARIOS[name].params}
        )
        for name in names
    ]
    Version.objects.create(
        school_id=0, unit_no=COUNTY, base=pack.code, title="试验条件", state="published", since=DAY,
        groups=dict(pack.groups), items=[packs.item_json(one) for one in items], made_at=clock.now(),
        made_by_id=uuid7(), asked_by_id=uuid7(), published_at=clock.now(), published_by_id=uuid7(),
    )  # fmt: skip


def stands(school: int) -> tuple[str, dict[str, str]]:
    """The gate as reckoned now, and how each item stands."""
    enter(BUILDER)
    found = gates.one(school)
    assert found is not None
    return found.gate.state, {one.item.by: one.result.state for one in found.lines}


def test_every_computed_item_is_here() -> None:
    assert set(SCENARIOS) == set(evidence.FETCH) == set(ITEMS)


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_evidence_withdrawn_closes_the_gate(
    name: str, acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    one, world = SCENARIOS[name], World(acting, universe, morning)
    pack_of(name)
    one.make(world)
    assert stands(one.school) == ("may_open", {name: "pass"})
    one.take(world)
    gate, states = stands(one.school)
    assert states[name] in ("fail", "unknown")
    assert gate == {"fail": "blocked", "unknown": "unknown"}[states[name]]


# What can stand at one moment at one school, in the order in which it is made.
TOGETHER = (
    "opening_date", "plan_approved", "response_level", "no_event", "findings_closed",
    "observation_room", "devices", "calendar", "arrivals", "care_coverage",
)  # fmt: skip


def test_any_few_withdrawn_close_the_gate_and_are_named(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    world = World(acting, universe, morning)
    pack_of(*TOGETHER)
    for name in TOGETHER:
        SCENARIOS[name].make(world)
    assert stands(PRIMARY) == ("may_open", dict.fromkeys(TOGETHER, "pass"))

    @settings(max_examples=12, deadline=None, database=None, derandomize=True)
    @given(st.lists(st.sampled_from(TOGETHER), min_size=1, max_size=4, unique=True))
    def few(names: list[str]) -> None:
        point = transaction.savepoint()
        try:
            for name in names:
                SCENARIOS[name].take(world)
            gate, states = stands(PRIMARY)
            held = {name for name, state in states.items() if state in ("fail", "unknown")}
            assert set(names) <= held
            assert gate == ("blocked" if "fail" in states.values() else "unknown")
            services.refresh([PRIMARY])
            kept = Standing.objects.get(pk=PRIMARY)
            assert (kept.gate, len(kept.failed) + len(kept.unknown)) == (gate, len(held))
        finally:
            transaction.savepoint_rollback(point)
            enter(BUILDER)

    few()
    assert stands(PRIMARY)[0] == "may_open"


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_no_computed_item_is_ticked_by_hand(name: str, acting: Acting) -> None:
    pack_of(name)
    school = SCENARIOS[name].school
    principal = acting("principal" if school == PRIMARY else "other_principal")
    code = ITEMS[name].code
    with pytest.raises(Forbidden, match="不能手工勾选"):
        services.self_check(
            principal, services.SelfCheck(uuid7(), school, code, "ok", "看过", SHOWN)
        )
    officer = acting("officer")
    visit = services.begin(officer, services.Begin(uuid7(), school, MEMBERS))
    with pytest.raises(Forbidden, match="不能手工勾选"):
        services.mark(officer, services.Mark(uuid7(), visit, code, "ok", "看过", SHOWN))
