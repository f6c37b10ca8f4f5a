"""Rows of supplies for the access table: an issue, a count, goods on the way, a recall, a draft standard,
a plan, and a scenario of demand."""

import datetime as dt

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, PRIMARY
from xiaoan.allocation import rules as allocation_rules
from xiaoan.allocation import services as allocation
from xiaoan.demand import rules
from xiaoan.demand import services as demand
from xiaoan.equipment import queries as devices
from xiaoan.equipment import services as equipment
from xiaoan.kernel.ids import uuid7
from xiaoan.supplies import queries, services

MASK = "mask_disposable"


def stocked() -> dict[str, str]:
    """Name in braces → id."""
    for store in (COUNTY, PRIMARY):
        services.receive(
            BUILDER,
            services.Receipt(
                uuid7(), store, MASK, "2", "box", "allocation", DAY, batch=f"B{store}",
                expires=DAY + dt.timedelta(days=300),
            ),
        )  # fmt: skip
    services.issue(BUILDER, services.Issue(uuid7(), PRIMARY, MASK, "1", "", DAY, (CLASS_11,)))
    [lot] = queries.held(PRIMARY, [MASK])
    count = services.NewCount(
        uuid7(), PRIMARY, MASK, {lot.lot_id: str(lot.held)}, {lot.lot_id: lot.held}
    )
    recall = services.NewRecall(uuid7(), lot.lot_id, "测试")
    sent = services.Dispatch(uuid7(), COUNTY, PRIMARY, MASK, "1", "")
    draft = services.NewDraft(uuid7(), "测试", DAY + dt.timedelta(days=9))
    services.count(BUILDER, count)
    services.dispatch(BUILDER, sent)
    services.recall(BUILDER, recall)
    services.draft(BUILDER, draft)
    services.recount(BUILDER)
    plan = allocation.NewPlan(
        uuid7(), COUNTY, "测试", {MASK: ""}, (COUNTY,), "normal", dict(allocation_rules.WEIGHTS)
    )
    back = rules.Part(reopens=DAY + dt.timedelta(days=9))
    scenario = demand.set_scenario(BUILDER, demand.NewScenario(uuid7(), "测试", 0, (back,)))
    made = equipment.register(BUILDER, uuid7(), PRIMARY, [equipment.New("forehead_gun")])
    assert made == 1
    [tool] = devices.devices(
        BUILDER, (PRIMARY, PRIMARY + 4096), devices.Filter(item="forehead_gun"), 0, 1
    )[1]
    kit = equipment.open_kit(BUILDER, equipment.NewKit(uuid7(), PRIMARY, "gate", "东门"))
    return {
        "allotment": str(allocation.make(BUILDER, plan)), "tool": str(tool.id), "kit": str(kit),
        "issue": str(queries.issued(BUILDER, {"unit_no": PRIMARY})[0].entry_id),
        "stocktake": str(count.id), "consignment": str(sent.id), "recall": str(recall.id),
        "standard": str(draft.id), "scenario": str(scenario),
    }  # fmt: skip
