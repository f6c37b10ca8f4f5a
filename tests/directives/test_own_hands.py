"""Nobody decides for themselves: neither their own request nor the part of a unit they answer for."""

import datetime as dt
from dataclasses import replace
from functools import partial

import pytest

from tests.builders import PRIMARY, Universe
from tests.directives.states import DUE, a_check, a_report, issued, part
from tests.outbreaks.looks import Acting
from xiaoan.directives import services
from xiaoan.directives.queries import targets
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

LATER = DUE + dt.timedelta(days=2)


def of_both(universe: Universe, first: str = "officer", second: str = "principal") -> Actor:
    """One person with the roles of two."""
    actor = universe.cast[first]
    return replace(actor, scopes=actor.scopes + universe.cast[second].scopes)


def test_nobody_grants_what_they_asked_for(acting: Acting, universe: Universe) -> None:
    found = issued(acting, universe)
    actor = of_both(universe)
    enter(actor)
    services.ask(actor, services.Ask(uuid7(), part(found, PRIMARY).pk, LATER, "要再等材料"))
    # The role at the school has ended since: who asked is still who asked.
    with pytest.raises(Invalid) as refused:
        services.decide(
            acting("officer"), a_check(found, PRIMARY, "同意", due_at=LATER), grant=True
        )
    assert refused.value.fields == {"text": "own"}
    assert part(found, PRIMARY).due_at == DUE


@pytest.mark.parametrize("act", ["accept", "let_off", "grant"])
def test_nobody_decides_for_a_unit_that_they_answer_for(
    acting: Acting, universe: Universe, act: str
) -> None:
    found = issued(acting, universe)
    row = part(found, PRIMARY)
    principal = acting("principal")
    if act == "accept":
        services.report(principal, a_report(row))
    else:
        services.ask(principal, services.Ask(uuid7(), row.pk, LATER, "要再等材料"))
    before, actor = part(found, PRIMARY), of_both(universe)
    # Another account than the principal's, with the principal's office as well.
    enter(actor)
    check = a_check(found, PRIMARY, "同意", due_at=LATER if act == "grant" else None)
    enter(actor)
    decided = partial(services.decide, grant=True) if act == "grant" else getattr(services, act)
    with pytest.raises(Invalid) as refused:
        decided(actor, check)
    assert refused.value.fields == {"text": "own"}
    after = part(found, PRIMARY)
    assert (after.state, after.due_at, after.steps) == (before.state, before.due_at, before.steps)
    enter(actor)
    assert act not in targets.acts(actor, targets.detail(actor, row.pk))


def test_a_form_of_another_person_is_no_act_of_mine(acting: Acting, universe: Universe) -> None:
    """The same id and the same words by a second person of the unit: refused, not counted as done."""
    found = issued(acting, universe)
    given = a_report(part(found, PRIMARY), "doing")
    services.report(acting("principal"), given)
    services.report(acting("principal"), given)
    other = replace(universe.cast["principal"], user_id=universe.users["teacher"].pk)
    enter(other)
    with pytest.raises(Conflict):
        services.report(other, given)
