"""Proposals by forecast; what runs out is answered by asking or ordering, and open again when taken back."""

import datetime as dt
from collections.abc import Callable

from tests.builders import BUILDER, COUNTY, DAY, PRIMARY
from tests.demand.stores import count, used_before
from tests.procurement.paths import (
    MASK,
    approval,
    edits,
    order_edits,
    requisition,
    sent_order,
    submitted,
    supplier,
)
from xiaoan.demand import rules as demand_rules
from xiaoan.demand import services as demand
from xiaoan.demand.models import Shortage
from xiaoan.directory import queries as directory
from xiaoan.duties.models import Duty
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.procurement import services
from xiaoan.procurement.pages import words
from xiaoan.procurement.queries import proposals
from xiaoan.supplies import services as stock

Acting = Callable[[str], Actor]


def mask(actor: Actor, store_no: int = PRIMARY) -> proposals.Proposal:
    found = proposals.proposals(actor, directory.place(store_no))
    return next(one for one in found if one.item == MASK)


def short(acting: Acting) -> Shortage:
    used_before(acting("logistics"), per_week=7000)
    count()
    enter(acting("logistics"))
    return Shortage.objects.get(unit_no=PRIMARY, item=MASK)


def test_what_is_used_asks_for_more_than_the_standard(acting: Acting) -> None:
    enter(BUILDER)
    stock.recount(BUILDER)
    before = mask(acting("logistics"))
    assert (before.want.standard, before.want.out) == (420, None)
    used_before(acting("logistics"), per_week=7000)
    count()
    found = mask(acting("logistics"))
    want = found.want
    assert (want.why, want.standard, found.usable) == ("forecast", 420, 60)
    # Five days until goods come, ours, and two weeks until the store looks again.
    assert want.until == DAY + dt.timedelta(days=19)
    assert want.forecast == want.amount > 7000
    assert want.out == DAY
    assert found.ask == -(-(want.amount - 60) // 50) * 50
    told = words.why_wanted(found)
    assert told[:2] == ["标准缺 360 只", "预计 11月23日(周一)用完"]
    assert told[2].startswith("到 12月12日(周六)最多要用 ")
    submitted(acting("logistics"))
    assert mask(acting("logistics")).ask == found.ask - 150


def test_the_scenario_in_force_may_ask_for_more_never_for_less(acting: Acting) -> None:
    used_before(acting("logistics"), per_week=7000)
    count()
    found = [mask(acting("logistics")).want.forecast or 0]
    for name, part in (
        ("两成到校", demand_rules.Part(share=20)), ("三级响应", demand_rules.Part(level="III")),
    ):  # fmt: skip
        given = demand.NewScenario(uuid7(), name, 0, (part,))
        demand.set_scenario(acting("officer"), given)
        found.append(mask(acting("logistics")).want.forecast or 0)
    by_calendar, fewer, graver = found
    assert fewer == by_calendar < graver


def test_unknown_use_falls_back_to_the_standard_and_says_so(acting: Acting) -> None:
    enter(BUILDER)
    stock.recount(BUILDER)
    found = proposals.proposals(acting("logistics"), directory.place(PRIMARY))
    unknown = [one for one in found if one.want.forecast is None]
    assert unknown
    for one in unknown:
        assert (one.want.amount, one.want.why) == (one.want.standard, "standard")
        assert words.expected(one.want) == ["用量不明,只按标准"]


def test_asking_answers_what_runs_out_until_it_is_withdrawn(acting: Acting) -> None:
    row = short(acting)
    [duty] = Duty.objects.filter(kind=demand.LOOK, unit_no=PRIMARY)
    assert (row.acted_at, duty.state) == (None, "open")
    keeper = acting("logistics")
    pk = requisition(keeper)
    row.refresh_from_db()
    assert row.acted_at is None
    submitted(keeper, pk)
    row.refresh_from_db()
    duty.refresh_from_db()
    assert (row.acted_what, row.acted_about_id, row.acted_by_id) == ("asked", pk, keeper.user_id)
    assert duty.state == "done"
    services.withdraw(keeper, services.Act(uuid7(), pk, edits(pk), "写错了"))
    row.refresh_from_db()
    assert (row.acted_at, row.acted_what, row.acted_about_id) == (None, "", None)


def test_a_refusal_opens_it_again(acting: Acting) -> None:
    row = short(acting)
    pk = submitted(acting("logistics"))
    services.approve(acting("principal"), approval(pk, yes=False, note="先用库存"))
    row.refresh_from_db()
    assert row.acted_at is None


def test_an_order_answers_it_until_it_is_cancelled(acting: Acting) -> None:
    row = short(acting)
    officer = acting("officer")
    pk = sent_order(officer, supplier(officer))
    row.refresh_from_db()
    assert (row.acted_what, row.acted_about_id) == ("ordered", pk)
    services.cancel_order(officer, services.Act(uuid7(), pk, order_edits(pk), "不再要"))
    row.refresh_from_db()
    assert row.acted_at is None


def test_an_office_asks_for_what_schools_lack_and_it_uses(acting: Acting) -> None:
    enter(BUILDER)
    stock.recount(BUILDER)
    found = mask(acting("officer"), COUNTY)
    assert (found.want.why, found.want.of_office) == ("schools", True)
    assert words.why_wanted(found)[0].startswith("下属学校共缺 ")
