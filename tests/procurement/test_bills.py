"""A supplier's invoice is entered once, whatever the order."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

import pytest

from tests.builders import BUILDER, DAY, Universe
from tests.procurement import paths
from tests.procurement.paths import NONE, faults
from tests.supplies.test_races import at_once
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.procurement import services
from xiaoan.procurement.models import Bill
from xiaoan.procurement.rules import document_key

Acting = Callable[[str], Actor]


def invoice(order: UUID, document: str = "FP-0001") -> services.NewBill:
    return services.NewBill(
        uuid7(), order, paths.order_edits(order), "invoice", "75", document, DAY, "预付"
    )


def test_a_number_is_compared_without_case_width_and_spaces() -> None:
    assert {document_key(one) for one in ("fp-0001", " FP - 0001 ", "FP-0001")} == {"FP-0001"}


def test_an_invoice_is_entered_once_on_all_orders_of_a_supplier(acting: Acting) -> None:
    officer = acting("officer")
    who = paths.supplier(officer)
    first, second = (paths.sent_order(officer, who) for _ in range(2))
    services.enter(officer, invoice(first))
    with pytest.raises(Invalid) as refused:
        services.enter(officer, invoice(second, "fp- 0001"))
    assert (str(refused.value), refused.value.fields) == (
        "这家供货单位的这张发票已经登记在采购〔2026〕1号上。一张发票只能登记一次,请核对发票号。",
        {"document": "elsewhere"},
    )
    other = paths.supplier(officer, "另一家", "91999901MA0000002")
    services.enter(officer, invoice(paths.sent_order(officer, other)))
    assert (Bill.objects.count(), faults()) == (2, NONE)


def test_an_invoice_on_two_orders_at_once_is_entered_once(
    own_database: str, universe: Universe
) -> None:
    with acting_as(universe.cast["officer"]) as officer:
        who = paths.supplier(officer)
        forms = [invoice(paths.sent_order(officer, who)) for _ in range(2)]
    done = at_once(universe, "officer", [partial(services.enter, given=one) for one in forms])
    assert sorted(done, key=str) == [7500, None]
    with acting_as(BUILDER):
        assert (Bill.objects.count(), faults()) == (1, NONE)
