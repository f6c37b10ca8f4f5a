"""What inspections refuse: whose round it is, who may end a finding, forms that come twice or changed."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from tests.builders import DAY, JUNIOR, PRIMARY, Universe
from tests.inspections.rounds import a_check, an_answer, bad, begun, closed, found, owed, user
from tests.outbreaks.looks import Acting
from xiaoan.inspections import services
from xiaoan.inspections.models import Finding, Mark, Round, Step
from xiaoan.inspections.queries import findings
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7


def planned(acting: Acting, universe: Universe, inspector: str = "officer") -> Round:
    """An announced round of the bureau at the primary school."""
    plan = services.NewPlan(uuid7(), (PRIMARY,), ("water",), DAY, user(universe, inspector))
    services.plan(acting("officer"), plan)
    return Round.objects.get(target_no=PRIMARY)


@pytest.mark.parametrize("who", ["principal", "logistics", "liaison"])
def test_a_round_of_the_bureau_is_not_walked_by_those_it_inspects(
    acting: Acting, universe: Universe, who: str
) -> None:
    row = planned(acting, universe)
    with pytest.raises(Forbidden):
        services.begin(acting(who), services.Begin(row.pk))
    with pytest.raises(Forbidden):
        services.close(acting(who), services.Close(uuid7(), row.pk, acting(who).name))
    row.refresh_from_db()
    assert (row.state, row.inspector_id) == ("planned", user(universe, "officer"))


def test_whoever_begins_for_a_colleague_answers_for_the_round(
    acting: Acting, universe: Universe
) -> None:
    plan = services.NewPlan(uuid7(), (PRIMARY,), ("water",), DAY, user(universe, "principal"))
    services.plan(acting("principal"), plan)
    row = Round.objects.get()
    services.begin(acting("logistics"), services.Begin(row.pk))
    assert owed(row.pk) == [("round", "open", user(universe, "logistics"), False)]
    acting("logistics")
    row.refresh_from_db()
    assert row.inspector_id == user(universe, "logistics")


def test_the_same_form_begins_no_other_round(acting: Acting) -> None:
    officer, form = acting("officer"), services.Begin(uuid7(), PRIMARY, ("water",))
    assert services.begin(officer, form) == services.begin(officer, form)
    for other in (replace(form, unit_no=JUNIOR), replace(form, lists=("gate",))):
        with pytest.raises(Conflict):
            services.begin(officer, other)
    assert Round.objects.count() == 1
