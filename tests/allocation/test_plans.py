"""A plan from the gap to the store: reckoned, edited, approved by a second person, sent, followed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.allocation.plans import made, new, scarce
from tests.builders import COUNTY, JUNIOR, KINDERGARTEN, PRIMARY, RIVER, TOWN
from tests.supplies.stores import MASK, faults, issue, receipt
from xiaoan.allocation import queries, services
from xiaoan.allocation.models import Line, Plan
from xiaoan.journal.models import Entry as Recorded
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.supplies import queries as stores
from xiaoan.supplies import services as supplies
from xiaoan.supplies.models import Transfer
from xiaoan.supplies.queries import moves

Acting = Callable[[str], Actor]


def shares(plan_id: object, actor: Actor) -> dict[int, queries.SchoolShare]:
    head = queries.plan(actor, plan_id)  # type: ignore[arg-type]  # an id
    return {one.school_no: one for one in queries.shares(head, item=MASK)}


def test_a_plan_lowers_the_worst_shortfall_and_says_why(acting: Acting) -> None:
    scarce()
    officer = acting("officer")
    given = new()
    assert [services.make(officer, given) for _ in range(2)] == [given.id] * 2
    found = shares(given.id, officer)
    assert {no: one.need for no, one in found.items()} == {
        PRIMARY: 420,
        KINDERGARTEN: 0,
        JUNIOR: 280,
    }
    assert sum(one.gets for one in found.values()) == 300
    # 400 of 700 are missing, evenly.
    assert {no: one.gets for no, one in found.items()} == {
        PRIMARY: 180,
        KINDERGARTEN: 0,
        JUNIOR: 120,
    }
    reasons = {no: one.reason for no, one in found.items()}
    assert reasons == {PRIMARY: "empty", KINDERGARTEN: "enough", JUNIOR: "empty"}
    head = queries.plan(officer, given.id)
    figures = head.measures["items"][MASK]
    assert (figures["before"]["unmet"], figures["plan"]["unmet"], figures["equal"]["unmet"]) == (
        700,
        400,
        400,
    )
    assert figures["plan"]["worst"] <= figures["equal"]["worst"]
    assert (head.measures["proved"], head.measures["legs"]) == (True, 2)
    town, river = queries.towns(list(found.values()))
    assert (town.town_no, town.before, river.town_no, river.before) == (TOWN, 420, RIVER, 280)
    fact = Recorded.objects.filter(kind="allocation.plan_changed")
    assert fact.count() == 1
    with pytest.raises(Conflict):
        services.make(officer, replace(given, title="另一个"))


def test_whole_boxes_leave_less_than_a_box(acting: Acting) -> None:
    scarce("30")
    officer = acting("officer")
    found = shares(made(officer, packs={MASK: "box"}), officer)
    assert {no: one.gets for no, one in found.items()} == {
        PRIMARY: 400,
        KINDERGARTEN: 0,
        JUNIOR: 250,
    }
    assert {one.reason for one in found.values() if one.need} == {"pack"}


def test_a_school_with_plenty_gives_inside_its_township_unless_told(acting: Acting) -> None:
    scarce("1")
    supplies.receive(acting("logistics"), receipt(store_no=PRIMARY, quantity="800", pack=""))
    officer = acting("officer")
    near = shares(made(officer, schools_give=True), officer)
    assert [(part.from_no, part.quantity) for part in near[JUNIOR].given] == [(COUNTY, 50)]
    assert (near[PRIMARY].reason, near[JUNIOR].reason) == ("enough", "empty")
    far = shares(made(officer, schools_give=True, across=True), officer)
    # 420 and a fifth more stay where they are.
    given = {part.from_no: part.quantity for part in far[JUNIOR].given}
    assert (sum(given.values()), given[PRIMARY] <= 800 - 504) == (280, True)


def test_by_hand_is_marked_and_sums_are_held(acting: Acting) -> None:
    scarce()
    officer = acting("officer")
    plan_id = made(officer)
    was = shares(plan_id, officer)[JUNIOR].gets
    edit = services.Edit(plan_id, 0, MASK, COUNTY, JUNIOR, "10")
    assert [services.edit(officer, edit) for _ in range(2)] == [1, 1]
    found = shares(plan_id, officer)
    assert (found[JUNIOR].gets, found[JUNIOR].by_hand) == (10, True)
    assert [part.computed for part in found[JUNIOR].given] == [was]
    assert found[PRIMARY].reason == "others"
    head = queries.plan(officer, plan_id)
    assert head.measures["items"][MASK]["edited"]["unmet"] == 700 - (300 - was + 10)
    for changes, field in (
        ({"quantity": "281"}, "quantity"), ({"quantity": "x"}, "quantity"),
        ({"quantity": "-1"}, "quantity"), ({"to_no": TOWN, "quantity": "1"}, "to_no"),
        ({"from_no": RIVER, "quantity": "1"}, "from_no"), ({"item": "mop"}, "item"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            services.edit(officer, replace(edit, edits=1, **changes))
        assert list(refused.value.fields) == [field]
    with pytest.raises(Conflict):
        services.edit(officer, replace(edit, quantity="11"))


def test_other_weights_show_another_plan(acting: Acting) -> None:
    scarce()
    officer = acting("officer")
    plan_id = made(officer)
    before = queries.plan(officer, plan_id)
    zero = dict.fromkeys(before.weights, 0.0)
    services.reweigh(officer, plan_id, 0, zero)
    after = queries.plan(officer, plan_id)
    assert (after.edits, after.weights) == (1, zero)
    assert after.measures["items"][MASK]["plan"]["weighted"] == 400
    assert before.measures["items"][MASK]["plan"]["weighted"] > 400
    with pytest.raises(Invalid) as refused:
        services.reweigh(officer, plan_id, 1, {**zero, "cases": 11.0})
    assert refused.value.fields == {"weight_cases": "range"}


def test_a_second_person_approves_and_all_is_sent_once(acting: Acting) -> None:
    scarce()
    officer = acting("officer")
    plan_id = made(officer)
    with pytest.raises(Conflict):
        services.approve(acting("leader"), plan_id, 0)
    services.ask(acting("officer"), plan_id, 0)
    with pytest.raises(Conflict):
        services.approve(officer, plan_id, 0)
    leader = acting("leader")
    assert queries.to_approve(leader) == 1
    assert [services.approve(leader, plan_id, 0) for _ in range(2)] == [2, 2]
    assert (Transfer.objects.count(), faults()) == (2, (0, 0))
    assert stores.held(COUNTY, [MASK]) == []
    head = queries.plan(leader, plan_id)
    assert (head.state, queries.progress(leader, head)) == ("approved", queries.Progress(2, 0))
    sent = Transfer.objects.get(to_no=PRIMARY)
    keeper = acting("logistics")
    lines = moves.transfer(keeper, sent.pk).lines
    supplies.take_in(
        keeper, supplies.TakeIn(uuid7(), sent.pk, {one.id: str(one.sent) for one in lines})
    )
    assert queries.progress(acting("leader"), head) == queries.Progress(2, 1)
    with pytest.raises(Conflict):
        services.withdraw(acting("officer"), plan_id)


def test_what_went_away_meanwhile_is_named_and_nothing_is_sent(acting: Acting) -> None:
    scarce()
    officer = acting("officer")
    plan_id = made(officer)
    services.ask(officer, plan_id, 0)
    supplies.issue(officer, issue(store_no=COUNTY, quantity="100"))
    with pytest.raises(Invalid) as refused:
        services.approve(acting("leader"), plan_id, 0)
    assert set(refused.value.fields.values()) == {"short"}
    assert all(key.startswith(f"{COUNTY}-") for key in refused.value.fields)
    assert "只剩" in str(refused.value)
    assert (Transfer.objects.count(), Plan.objects.get().state, faults()) == (0, "asked", (0, 0))
    services.withdraw(acting("officer"), plan_id)
    services.reweigh(officer, plan_id, 0, dict(queries.plan(officer, plan_id).weights))
    assert sum(Line.objects.values_list("quantity", flat=True)) == 200
    services.ask(officer, plan_id, 1)
    assert services.approve(acting("leader"), plan_id, 1) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"), ({"packs": {}}, "items"), ({"packs": {MASK: "barrel"}}, "items"),
        ({"packs": {"gold": ""}}, "items"), ({"store_nos": ()}, "stores"),
        ({"store_nos": (1,)}, "stores"), ({"level": "V"}, "level"), ({"keep": 0.5}, "keep"),
        ({"keep": float("nan")}, "keep"), ({"least": 0}, "least"), ({"least": 9, "room": 3}, "room"),
        ({"weights": {"cases": -1.0}}, "weight_cases"),
    ],
)  # fmt: skip
def test_bad_plans_are_a_sentence_at_their_field(
    acting: Acting, changes: dict[str, object], field: str
) -> None:
    scarce()
    with pytest.raises(Invalid) as refused:
        made(acting("officer"), **changes)
    assert list(refused.value.fields) == [field]
    assert Plan.objects.count() == 0


def test_who_may_not(acting: Acting) -> None:
    scarce()
    plan_id = made(acting("officer"))
    for login, refusal in (("leader", Forbidden), ("principal", NotFound), ("teacher", NotFound)):
        with pytest.raises(refusal):
            made(acting(login))
    for login in ("liaison", "principal", "logistics"):
        with pytest.raises(NotFound):
            queries.plan(acting(login), plan_id)
        with pytest.raises(NotFound):
            services.approve(acting(login), plan_id, 0)
    empty = made(acting("officer"), packs={"mop": ""})
    with pytest.raises(Invalid):
        services.ask(acting("officer"), empty, 0)


def test_a_township_plans_within_itself(acting: Acting) -> None:
    scarce()
    liaison = acting("liaison")
    supplies.receive(liaison, receipt(store_no=TOWN, quantity="2"))
    plan_id = made(liaison, unit_no=TOWN, store_nos=(TOWN,))
    found = shares(plan_id, liaison)
    assert set(found) == {PRIMARY, KINDERGARTEN}
    assert sum(one.gets for one in found.values()) == 100
    services.ask(liaison, plan_id, 0)
    assert services.approve(acting("officer"), plan_id, 0) == 1
    with pytest.raises(NotFound):
        made(acting("liaison"), unit_no=RIVER)
