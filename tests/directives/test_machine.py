"""Whatever a township, its schools and the bureau do one after another, what is kept agrees with itself."""

import random
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import BUILDER, JUNIOR, MORNING, PRIMARY, RIVER, TOWN, Universe
from tests.directives.states import (
    DUE,
    a_check,
    a_report,
    a_task,
    issued,
    part,
)
from tests.outbreaks.looks import Acting
from xiaoan.directives import rules, services
from xiaoan.directives.models import Entry, Target
from xiaoan.directives.queries.duty_kinds import ACK_KINDS, DO_KINDS
from xiaoan.directives.queries.facts import counts_of, of_light
from xiaoan.duties.models import Duty
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

ACTORS = {TOWN: "liaison", PRIMARY: "principal", JUNIOR: "other_principal"}


def begun(acting: Acting, universe: Universe) -> Any:
    """To both townships; the first has handed its part on, the other too."""
    found = issued(acting, universe, 2, level="township")
    for who, no in (("liaison", TOWN), ("other_liaison", RIVER)):
        town = part(found, no)
        task = a_task(universe, found, who, units=(no,), text=f"{no}")
        services.split(acting(who), services.Split(town.pk, task, 2 if who == "liaison" else 1))
    return found


def act(acting: Acting, found: Any, dice: random.Random) -> None:
    """Something by somebody, in time or late; what is refused changes nothing."""
    no = dice.choice((TOWN, PRIMARY, PRIMARY, JUNIOR, JUNIOR))
    row = part(found, no)
    checker = "officer" if no == TOWN else ("liaison" if no == PRIMARY else "other_liaison")
    child = part(found, PRIMARY).pk
    choices: tuple[Callable[[], Any], ...] = (
        lambda: services.acknowledge(acting(ACTORS[no]), row.pk),
        lambda: services.report(acting(ACTORS[no]), a_report(row, dice.choice(rules.STAGES), "在做")),
        lambda: services.report(acting(ACTORS[no]), a_report(row)),
        lambda: services.accept(acting(checker), a_check(found, no)),
        lambda: services.accept(acting(checker), a_check(found, no)),
        lambda: services.give_back(acting(checker), a_check(found, no, "不全", children=(child,))),
        lambda: services.ask(
            acting(ACTORS[no]), services.Ask(uuid7(), row.pk, row.due_at + (DUE - MORNING), "来不及")
        ),
        lambda: services.decide(acting(checker), a_check(found, no, "不行"), grant=False),
        lambda: services.let_off(acting(checker), a_check(found, no, "停办")),
    )  # fmt: skip
    try:
        with transaction.atomic():
            # Letting off ends it: seldom.
            dice.choice((*choices, *choices[:-1], *choices[:-1]))()
    except Refusal:
        return


def agrees(found: Any) -> None:
    enter(BUILDER)
    for row in Target.objects.filter(directive_id=found):
        duties = Duty.objects.filter(about_id=row.pk, state="open")
        running = row.state in rules.RUNNING
        assert duties.filter(kind__in=DO_KINDS).count() == int(running), row.state
        owes = row.acked_at is None and row.state not in rules.SETTLED
        assert duties.filter(kind__in=ACK_KINDS).count() == int(owes), row.state
        assert Entry.objects.filter(target_id=row.pk).count() == row.steps
        if row.is_split and row.state not in rules.SETTLED:
            under = Target.objects.filter(parent_id=row.pk).values_list("state", flat=True)
            assert row.state == rules.of_children(under)
        assert row.asked_due_at is None or running
    counted = counts_of([found])[found]
    assert counted.asked + counted.let_off + counted.withdrawn == counted.parts
    assert counted.acked_in_time + counted.acked_late + counted.not_acked == counted.asked
    assert counted.accepted + counted.to_check == counted.done_in_time + counted.late


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dice=st.randoms(use_true_random=False))
def test_what_is_kept_agrees(
    acting: Acting, universe: Universe, monkeypatch: pytest.MonkeyPatch, dice: random.Random
) -> None:
    now = MORNING
    monkeypatch.setattr(clock, "now", lambda: now)
    with transaction.atomic():
        found = begun(acting, universe)
        for _n in range(30):
            now += dice.random() * (DUE - MORNING) / 15
            act(acting, found, dice)
            agrees(found)
        transaction.set_rollback(True)


@pytest.mark.parametrize("state", rules.TARGET_STATES)
def test_the_list_shows_the_light_of_the_rule(
    acting: Acting, universe: Universe, state: str
) -> None:
    """The filter in the database and the rule are one."""
    row = part(issued(acting, universe, 1, units=(PRIMARY,)), PRIMARY)
    row.state = state
    row.done_at = MORNING if state in ("done", "accepted") else None
    row.settled_at = MORNING if state in rules.SETTLED else None
    for row.late, times in product((False, True), (-1, -0.0001, 0, 0.5, 1, 1.0001, 2)):
        row.due_at = MORNING + times * rules.AMBER
        row.save()
        rows = Target.objects.all()
        lit = [code for code in rules.LIGHTS if rows.filter(of_light(code, MORNING)).exists()]
        assert lit == [rules.light(rules.Standing(state, row.late, row.due_at), MORNING)]
