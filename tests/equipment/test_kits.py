"""Kits: filled from the store, checked as sets, used; what they lack, what is owed, how ready schools are."""

import datetime as dt
import json
from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from tests.builders import BUILDER, COUNTY, DAY, PRIMARY, Universe
from tests.equipment.things import ROOM, full, kit, on_kit, open_room, stocked_for
from tests.supplies.stores import faults, receipt
from xiaoan.directory import queries as directory
from xiaoan.duties.models import Duty
from xiaoan.equipment import queries, rules, services
from xiaoan.equipment.models import Piece
from xiaoan.equipment.queries import kits
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.supplies import queries as supplies_queries
from xiaoan.supplies import services as supplies
from xiaoan.supplies.queries import gaps, using

Acting = Callable[[str], Actor]
GATE = rules.KIT_KINDS["gate"].items


def in_store(item: str) -> int:
    return sum(one.held for one in supplies_queries.held(PRIMARY, [item]))


def usable(actor: Actor, item: str) -> int:
    return gaps.schools(actor, PRIMARY, "normal")[0].gaps[item].usable


def owed(kind: str) -> list[str]:
    return list(
        Duty.objects.filter(kind=kind).order_by("opened_at").values_list("state", flat=True)
    )


def test_a_kit_is_filled_from_the_ledger_with_lot_and_expiry(acting: Acting) -> None:
    enter(BUILDER)
    supplies.recount(BUILDER)
    keeper = acting("logistics")
    stocked_for(keeper, "gate")
    before = usable(keeper, "mask_surgical")
    pk = kit(keeper)
    assert kits.kit(keeper, pk).missing == dict(GATE)
    given = services.KitAct(uuid7(), pk, "fill", {item: str(n) for item, n in GATE.items()})
    assert [services.act_on_kit(keeper, given) for _ in range(2)] == [0, 0]
    found = kits.kit(keeper, pk)
    assert (found.is_complete, found.expires) == (True, DAY + dt.timedelta(days=300))
    assert in_store("mask_surgical") == GATE["mask_surgical"]
    # What lies in the kit is still held, for the standard.
    assert usable(keeper, "mask_surgical") == before
    assert faults() == (0, 0)


def test_what_the_store_does_not_have_is_a_sentence_and_nothing_is_booked(acting: Acting) -> None:
    keeper = acting("logistics")
    stocked_for(keeper, "gate", times=1)
    pk = kit(keeper)
    with pytest.raises(Invalid) as refused:
        on_kit(keeper, pk, "fill", "多放一套", mask_surgical=5, face_shield=2)
    assert refused.value.fields == {"n-face_shield": "short"}
    assert (in_store("mask_surgical"), Piece.objects.count()) == (GATE["mask_surgical"], 0)
    for figures in ({}, {"mask_surgical": 0}, {"mop": 1}):
        with pytest.raises(Invalid):
            on_kit(keeper, pk, "fill", **figures)


def test_a_round_finds_what_is_missing_and_a_refill_ends_what_is_owed(
    acting: Acting, universe: Universe
) -> None:
    keeper = acting("logistics")
    stocked_for(keeper, "gate")
    pk = full(keeper)
    assert owed(queries.REFILL) == ["done"]  # of the empty kit
    counted = {**GATE, "mask_surgical": 7}
    with pytest.raises(Invalid) as refused:
        on_kit(keeper, pk, "check", **counted)
    assert refused.value.fields == {"note": "empty"}
    assert on_kit(keeper, pk, "check", "找不到", **counted) == 1
    found = kits.kit(keeper, pk)
    assert (found.missing, found.checked_by_id) == ({"mask_surgical": 3}, keeper.user_id)
    last = Duty.objects.get(kind=queries.REFILL, state="open")
    assert (last.state, last.assignee_id) == ("open", universe.users["doctor"].pk)
    with pytest.raises(Invalid) as refused:
        on_kit(keeper, pk, "check", **GATE)
    assert refused.value.fields == {"n-mask_surgical": "more"}
    with pytest.raises(Invalid):
        on_kit(keeper, pk, "check", mask_surgical=7)  # the others were not counted
    assert on_kit(keeper, pk, "fill", mask_surgical=3) == 0
    assert owed(queries.REFILL) == ["done", "done"]


def test_used_in_an_incident_is_owed_again_the_same_day(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    keeper = acting("logistics")
    stocked_for(keeper, "gate", times=3)
    pk = full(keeper)
    with pytest.raises(Invalid) as refused:
        on_kit(keeper, pk, "use", gloves_latex=1)
    assert refused.value.fields == {"note": "empty"}
    with pytest.raises(Invalid):
        on_kit(keeper, pk, "use", "处置呕吐", gloves_latex=99)
    morning.shift(60)
    assert on_kit(keeper, pk, "use", "处置呕吐", gloves_latex=1) == 1
    assert on_kit(keeper, pk, "use", "处置呕吐", gloves_latex=1) == 1
    assert owed(queries.REFILL) == ["done", "open"]


def test_rounds_are_owed_each_week_and_more_often_at_a_level(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    keeper = acting("logistics")
    stocked_for(keeper, "gate")
    pk = full(keeper)
    enter(BUILDER)
    assert services.owe_today(BUILDER) == 0
    morning.shift(dt.timedelta(days=7))
    enter(BUILDER)
    assert [services.owe_today(BUILDER) for _ in range(2)] == [1, 0]
    morning.shift(dt.timedelta(days=1))
    enter(BUILDER)
    assert services.owe_today(BUILDER) == 0  # the one of yesterday is still open
    on_kit(acting("doctor"), pk, "check", **GATE)
    enter(BUILDER)
    assert owed(queries.CHECK) == ["done"]
    assert services.owe_today(BUILDER) == 0


def test_what_expires_or_is_recalled_in_a_kit_is_not_usable(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    keeper = acting("logistics")
    stocked_for(keeper, "gate")
    pk = full(keeper)
    [lot] = [one.lot_id for one in kits.kit(keeper, pk).lots if one.item == "alcohol_swab"]
    officer = acting("officer")
    supplies.recall(officer, supplies.NewRecall(uuid7(), lot, "抽检不合格"))
    keeper = acting("logistics")
    assert kits.kit(keeper, pk).missing == {"alcohol_swab": GATE["alcohol_swab"]}
    morning.shift(dt.timedelta(days=301))
    assert kits.kit(acting("logistics"), pk).missing == {
        item: n for item, n in GATE.items() if item != "face_shield"
    }
    keeper = acting("logistics")
    assert on_kit(keeper, pk, "drop", "过期", alcohol_swab=20) == 3


def test_what_is_recalled_or_expired_is_taken_out_and_not_used(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    keeper = acting("logistics")
    stocked_for(keeper, "gate", times=3)
    pk = full(keeper)
    [lot] = [one.lot_id for one in kits.kit(keeper, pk).lots if one.item == "alcohol_swab"]
    supplies.recall(acting("officer"), supplies.NewRecall(uuid7(), lot, "抽检不合格"))
    keeper = acting("logistics")
    good = receipt(
        id=uuid7(), item="alcohol_swab", quantity="2", pack="", price="", batch="B",
        expires=DAY + dt.timedelta(days=400),
    )  # fmt: skip
    supplies.receive(keeper, good)
    on_kit(keeper, pk, "fill", alcohol_swab=2)
    with pytest.raises(Invalid) as refused:
        on_kit(keeper, pk, "use", "处置呕吐", alcohol_swab=3)
    assert (refused.value.fields, "能用的只有 2" in str(refused.value)) == (
        {"n-alcohol_swab": "more"}, True,
    )  # fmt: skip
    on_kit(keeper, pk, "use", "处置呕吐", alcohol_swab=1)
    # What is thrown away is what is recalled, though the other expires later.
    on_kit(keeper, pk, "drop", "召回", alcohol_swab=GATE["alcohol_swab"])
    assert Piece.objects.get(kit_id=pk, item="alcohol_swab").quantity == 1
    morning.shift(dt.timedelta(days=301))
    with pytest.raises(Invalid):
        on_kit(acting("logistics"), pk, "use", "处置呕吐", mask_surgical=1)


def test_what_a_round_did_not_find_waits_for_a_second_person(acting: Acting) -> None:
    keeper = acting("logistics")
    stocked_for(keeper, "gate")
    pk = full(keeper)
    on_kit(keeper, pk, "check", "找不到", **{**GATE, "mask_surgical": 7, "face_shield": 0})
    lost = 3 + GATE["face_shield"]
    [one] = kits.losses(keeper)
    assert (sum(one.lost.values()), one.note, one.by_id) == (lost, "找不到", keeper.user_id)
    assert kits.losses_waiting(keeper) == 0
    with pytest.raises(Forbidden):
        services.confirm_loss(keeper, uuid7(), one.step_id)
    for name, refused in (
        ("other_principal", NotFound),
        ("teacher", NotFound),
        ("leader", Forbidden),
    ):
        with pytest.raises(refused):
            services.confirm_loss(acting(name), uuid7(), one.step_id)
    principal, act = acting("principal"), uuid7()
    assert kits.losses_waiting(principal) == 1
    for _ in range(2):
        assert services.confirm_loss(principal, act, one.step_id) == lost
    assert (kits.losses(principal), kits.losses_waiting(principal)) == ([], 0)
    with pytest.raises(Conflict):
        services.confirm_loss(acting("doctor"), uuid7(), one.step_id)
    enter(BUILDER)
    facts = Entry.objects.filter(kind="equipment.kit_stepped").order_by("n")
    told = [json.loads(body) for body in facts.values_list("body", flat=True)]
    assert [(one["step"], one["lost"]) for one in told] == [
        ("open", 0), ("fill", 0), ("check", lost), ("confirm", lost),
    ]  # fmt: skip


def test_a_kit_is_filled_with_no_more_than_is_missing_but_for_a_reason(acting: Acting) -> None:
    keeper = acting("logistics")
    stocked_for(keeper, "gate", times=3)
    pk = full(keeper)
    with pytest.raises(Invalid) as refused:
        on_kit(keeper, pk, "fill", mask_surgical=1)
    assert refused.value.fields == {"n-mask_surgical": "over"}
    on_kit(keeper, pk, "fill", "运动会", mask_surgical=1)
    assert kits.kit(keeper, pk).usable["mask_surgical"] == GATE["mask_surgical"] + 1


def test_closing_a_kit_returns_what_is_said_and_disposes_of_the_rest(acting: Acting) -> None:
    keeper = acting("logistics")
    stocked_for(keeper, "gate")
    pk = full(keeper)
    before, most = in_store("mask_surgical"), GATE["mask_surgical"]
    with pytest.raises(Invalid) as refused:
        on_kit(keeper, pk, "close", "不用了", mask_surgical=most + 1)
    assert refused.value.fields == {"n-mask_surgical": "more"}
    with pytest.raises(Invalid) as refused:
        on_kit(keeper, pk, "close", mask_surgical=1)
    assert refused.value.fields == {"note": "empty"}
    said = {item: str(n) for item, n in {**GATE, "mask_surgical": most - 2}.items()}
    given = services.KitAct(uuid7(), pk, "close", said, "东门封了")
    assert [services.act_on_kit(keeper, given) for _ in range(2)] == [0, 0]
    assert in_store("mask_surgical") == before + most - 2
    steps = {step.what: step.figures for step in kits.steps(pk)}
    assert steps["drop"] == {"mask_surgical": 2}
    assert steps["close"] == {**GATE, "mask_surgical": most - 2}
    assert (kits.kits_of(PRIMARY), set(owed(queries.REFILL))) == ([], {"done"})
    assert (Piece.objects.count(), faults()) == (0, (0, 0))
    # What came back is no use of the day it went out.
    back = {one.item: one.used for one in using.used_inside((PRIMARY, PRIMARY + 4096))}
    assert (back["mask_surgical"], back.get("face_shield", 0)) == (2, 0)
    with pytest.raises(Conflict):
        on_kit(keeper, pk, "fill", mask_surgical=1)
    assert kit(keeper) != pk  # the name is free again


def test_an_empty_kit_is_closed_with_a_reason(acting: Acting) -> None:
    keeper = acting("logistics")
    pk = kit(keeper)
    on_kit(keeper, pk, "close", "建错了")
    assert (kits.kits_of(PRIMARY), owed(queries.REFILL)) == ([], ["excused"])


def test_readiness_goes_up_to_the_county_with_names(acting: Acting) -> None:
    enter(BUILDER)
    supplies.recount(BUILDER)
    place = directory.place(PRIMARY)
    [before] = kits.schools(acting("principal"), place)
    assert before.ready == rules.Ready(0, 1, ("observation_room", "gate"))  # unknown is not one
    open_room()
    keeper = acting("logistics")
    stocked_for(keeper, "ambulance_bag")
    full(keeper, "ambulance_bag", "急救包")
    services.open_kit(
        keeper, services.NewKit(uuid7(), PRIMARY, "observation_room", "一楼观察室", ROOM)
    )
    officer = acting("officer")
    found = {one.no: one for one in kits.schools(officer, directory.place(COUNTY))}
    mine = found[PRIMARY]
    assert (mine.ready, mine.incomplete, mine.lacking) == (
        rules.Ready(1, 2, ("gate",)), ("一楼观察室",), {},
    )  # fmt: skip
    others = [one for no, one in found.items() if no != PRIMARY]
    assert {(one.ready.complete, one.ready.due) for one in others} == {(0, 1)}
    assert {tuple(one.lacking.items()) for one in others} == {(("ambulance_bag", 1),)}


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("leader", Forbidden),
        ("teacher", NotFound),
        ("other_principal", NotFound),
        ("keeper", NotFound),
    ],
)
def test_who_fills_no_kit(acting: Acting, name: str, refused: type[Exception]) -> None:
    pk = kit(acting("logistics"))
    actor = acting(name)
    with pytest.raises(refused):
        on_kit(actor, pk, "fill", mask_surgical=1)
    with pytest.raises(refused):
        kit(actor, name="另一套")


def test_bad_kits_say_what_is_wrong(acting: Acting) -> None:
    keeper = acting("logistics")
    kit(keeper)
    for new, field in (
        (services.NewKit(uuid7(), PRIMARY, "gate", " "), "name"),
        (services.NewKit(uuid7(), PRIMARY, "gate", "东门"), "name"),
        (services.NewKit(uuid7(), PRIMARY, "tent", "西门"), "template"),
        (services.NewKit(uuid7(), PRIMARY, "gate", "西门", COUNTY), "place_no"),
    ):
        with pytest.raises(Invalid) as refused:
            services.open_kit(keeper, new)
        assert list(refused.value.fields) == [field]


def looked(actor: Actor, pk: UUID, said_at: dt.datetime | None) -> None:
    """All is there."""
    figures = {item: str(n) for item, n in GATE.items()}
    services.act_on_kit(actor, services.KitAct(uuid7(), pk, "check", figures, "", said_at))


def test_what_waited_for_a_network_is_of_when_it_was_done(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    """Looked at before the deadline without a network, sent hours after it: in time, and both are told."""
    keeper = acting("logistics")
    stocked_for(keeper, "gate")
    pk = full(keeper)
    morning.move_to(clock.at(DAY + dt.timedelta(days=7), dt.time(7)))
    enter(BUILDER)
    assert services.owe_today(BUILDER) == 1
    done = clock.at(DAY + dt.timedelta(days=7), dt.time(16))
    morning.move_to(done + dt.timedelta(hours=5))
    looked(acting("logistics"), pk, done)
    found = kits.kit(acting("logistics"), pk)
    assert found.checked_at == done
    duty = Duty.objects.get(kind=queries.CHECK)
    assert (duty.state, duty.late, duty.done_at) == ("done", False, done)
    step = kits.steps(pk)[0]
    assert (step.at, step.said_at) == (done + dt.timedelta(hours=5), done)
    told = Entry.objects.filter(kind="equipment.kit_stepped").order_by("n").last()
    assert told is not None
    assert json.loads(told.body)["said_at"] is not None


def test_too_long_on_its_way_or_of_the_future_is_of_when_it_came_in(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    keeper = acting("logistics")
    stocked_for(keeper, "gate")
    pk = full(keeper)
    now = clock.at(DAY + dt.timedelta(days=1), dt.time(9))
    morning.move_to(now)
    looked(acting("logistics"), pk, now - rules.LONGEST_DELAY - dt.timedelta(minutes=1))
    assert kits.kit(acting("logistics"), pk).checked_at == now
    later = now + dt.timedelta(hours=1)
    morning.move_to(later)
    looked(acting("logistics"), pk, later + dt.timedelta(days=1))
    assert kits.kit(acting("logistics"), pk).checked_at == later
    # A look of before that one, sent after it: it is on record, and the later look stands.
    looked(acting("logistics"), pk, now + dt.timedelta(minutes=30))
    assert kits.kit(acting("logistics"), pk).checked_at == later
    assert len([one for one in kits.steps(pk) if one.what == "check"]) == 3


def test_the_form_says_when_it_was_pressed(
    acting: Acting, signed_in: Callable[[str], Client], morning: time_machine.Traveller
) -> None:
    keeper = acting("logistics")
    stocked_for(keeper, "gate")
    pk = full(keeper)
    leave()
    done = clock.now() + dt.timedelta(hours=1)
    sends = clock.now() + dt.timedelta(hours=4)
    morning.move_to(sends)
    phone = signed_in("logistics")
    sent = {
        "act_id": str(uuid7()), "note": "", "pressed": str(int(done.timestamp() * 1000)),
        **{f"n-{item}": str(n) for item, n in GATE.items()},
    }  # fmt: skip
    header = {"X-Outbox-Now": str(int(sends.timestamp() * 1000))}
    at = f"/equipment/kit/{pk}/check/"
    assert phone.post(at, sent, headers=header).status_code == 302
    # The same once more, reckoned anew: one act.
    assert phone.post(at, sent, headers=header).status_code == 302
    page = phone.get(f"/equipment/kit/{pk}/").content.decode()
    assert page.count("才送到") == 1
    acting("logistics")
    assert [one.said_at for one in kits.steps(pk) if one.what == "check"] == [done]
