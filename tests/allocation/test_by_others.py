"""Whoever wrote a plan does not approve it; a giving school keeps its own standard also when it is sent."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from tests.allocation.plans import made, scarce
from tests.builders import BUILDER, COUNTY, JUNIOR, PRIMARY, Universe
from tests.supplies.stores import MASK, faults, issue, receipt
from xiaoan.allocation import queries, rules, services
from xiaoan.allocation.models import Plan
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.supplies import services as supplies
from xiaoan.supplies.models import Transfer

Acting = Callable[[str], Actor]


def colleague_of(officer: Actor) -> Actor:
    """A second person with the same rights."""
    enter(BUILDER)
    colleague = replace(officer, user_id=uuid7())
    enter(colleague)
    return colleague


def test_who_made_a_plan_does_not_approve_it_though_a_colleague_asked(acting: Acting) -> None:
    scarce()
    officer = acting("liaison")
    plan_id = made(officer, unit_no=officer.intervals[0][0], store_nos=(officer.intervals[0][0],))
    Plan.objects.filter(pk=plan_id).update(state="asked", asked_by_id=uuid7())
    with pytest.raises(Conflict, match="编制、改过或提交这个方案的人不能批准"):
        services.approve(officer, plan_id, 0)
    assert queries.to_approve(officer) == 0
    assert queries.to_approve(colleague_of(officer)) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=plan_id).update(state="approved", decided_by_id=officer.user_id)


@pytest.mark.parametrize("how", ["edit", "reweigh"])
def test_who_changed_a_plan_does_not_approve_it(acting: Acting, how: str) -> None:
    scarce()
    officer = acting("officer")
    plan_id = made(officer)
    leader = replace(acting("officer"), user_id=uuid7())
    if how == "edit":
        services.edit(leader, services.Edit(plan_id, 0, MASK, COUNTY, JUNIOR, "10"))
    else:
        services.reweigh(leader, plan_id, 0, rules.WEIGHTS)
    assert Plan.objects.get().written_by == [officer.user_id, leader.user_id]
    base = Plan.objects.get().edits
    services.ask(officer, plan_id, base)
    with pytest.raises(Conflict, match="不能批准"):
        services.approve(replace(acting("leader"), user_id=leader.user_id), plan_id, base)
    assert services.approve(acting("leader"), plan_id, base) > 0


def test_a_school_that_needs_its_own_by_now_does_not_give(
    acting: Acting, universe: Universe
) -> None:
    scarce("1")
    supplies.receive(acting("logistics"), receipt(store_no=PRIMARY, quantity="800", pack=""))
    officer = acting("officer")
    plan_id = made(officer, schools_give=True, across=True)
    services.ask(officer, plan_id, 0)
    supplies.issue(acting("logistics"), issue(quantity="300"))
    leader = acting("leader")
    with pytest.raises(Invalid, match="自己要留,现在只能调") as refused:
        services.approve(leader, plan_id, 0)
    assert refused.value.fields == {f"{PRIMARY}-{JUNIOR}-{MASK}": "standard"}
    assert (Plan.objects.get().state, Transfer.objects.count(), faults()) == ("asked", 0, (0, 0))
