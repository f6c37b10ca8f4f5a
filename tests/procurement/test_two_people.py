"""What one person alone may not do."""

from collections.abc import Callable

import pytest

from tests.procurement import paths
from tests.procurement.paths import GLOVES, MASK, approval, decision
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.ids import uuid7
from xiaoan.procurement import services

Acting = Callable[[str], Actor]


def test_who_hands_a_requisition_in_does_not_decide_it(acting: Acting) -> None:
    pk = paths.requisition(acting("logistics"))
    paths.submitted(acting("officer"), pk)
    services.approve(acting("principal"), approval(pk))
    with pytest.raises(Conflict, match="请由另一个人决定"):
        services.decide(acting("officer"), decision(pk))


def test_who_wrote_first_does_not_approve_what_another_changed(acting: Acting) -> None:
    liaison = acting("liaison")
    store_no = next(lo for lo, _hi in liaison.intervals)
    pk = paths.requisition(liaison, store_no=store_no)
    officer = acting("officer")
    lines = [services.Wish(0, MASK, "3", "box"), services.Wish(1, GLOVES, "1", "box")]
    services.change(officer, services.Change(uuid7(), pk, 0, "秋冬季储备", lines))
    paths.submitted(officer, pk)
    with pytest.raises(Conflict, match="自己开的请领单要由别人审批"):
        services.approve(acting("liaison"), approval(pk))
