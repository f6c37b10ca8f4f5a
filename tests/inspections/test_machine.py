"""Whatever people do with a finding one after another, what is kept agrees with itself."""

import datetime as dt
import os
import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from tests.builders import BUILDER, MORNING, PRIMARY, Universe
from tests.inspections.rounds import SHOWN, found, user
from tests.outbreaks.looks import Acting
from xiaoan.accounts.queries import actors_of
from xiaoan.duties.models import Duty
from xiaoan.inspections import rules, services
from xiaoan.inspections.models import Finding, Step
from xiaoan.inspections.queries import RECHECK, RECTIFY, figures
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import enter
from xiaoan.photos.services.evidence import NOTHING

# The same courses everywhere; `make explore` lives more of them.
EXAMPLES = int(os.environ.get("XIAOAN_EXAMPLES", "14"))
PEOPLE = ("officer", "liaison", "principal", "doctor", "logistics", "canteen")
MENDERS = ("principal", "doctor", "logistics", "canteen")


def act(acting: Acting, universe: Universe, pk: UUID, dice: random.Random) -> None:
    """Something by somebody, in time or late; what is refused changes nothing."""
    row = Finding.objects.get(pk=pk)
    who = acting(dice.choice(PEOPLE))
    later = clock.now() + dt.timedelta(days=dice.randrange(1, 20))
    check = services.Check(uuid7(), pk, row.steps - (dice.random() < 0.1), "看过")
    plain = services.Act(uuid7(), pk, "说明")
    owner = user(universe, dice.choice(MENDERS))
    choices: tuple[Callable[[], Any], ...] = (
        lambda: services.answer(who, services.Answer(uuid7(), pk, "改了", NOTHING, "拍不了")),
        lambda: services.answer(who, services.Answer(uuid7(), pk, "改了", SHOWN)),
        lambda: services.close_finding(who, check),
        lambda: services.give_back(who, check),
        lambda: services.give_back(who, check),
        lambda: services.ask(who, services.Ask(uuid7(), pk, later, "来不及")),
        lambda: services.decide(who, plain, grant=dice.random() < 0.5),
        lambda: services.name_owner(who, services.Naming(uuid7(), pk, owner, "换人")),
        lambda: services.shut(who, plain),
        lambda: services.void(who, plain),
    )  # fmt: skip
    try:
        with transaction.atomic():
            # Taking back and closing end it: seldom.
            often = (*choices[3:9], *choices[3:9])
            # What was asked for is mostly decided before anything else happens.
            now = choices[6:7] * 20 if row.asked_due_at else ()
            dice.choice((*choices, *choices[:2], *often, *now))()
    except Refusal:
        return


def agrees(pk: UUID) -> None:
    enter(BUILDER)
    row = Finding.objects.get(pk=pk)
    assert row.state in rules.STATES
    running = Duty.objects.filter(about_id=pk, state="open")
    # Exactly one duty while it runs, of the kind of its state; none when it is over.
    kinds = {"open": [RECTIFY], "answered": [RECHECK]}.get(row.state, [])
    assert list(running.values_list("kind", flat=True)) == kinds, row.state
    named = running.values_list("assignee_id", flat=True).first()
    present = actors_of([named] if named else [])
    if row.state == "open":
        # A living owner, who may mend there.
        assert [one.may(Permission.RECTIFY, row.unit_no) for one in present.values()] == [True]
        assert named == row.owner_id
    if row.state == "answered":
        assert named not in (row.mended_by_id, row.owner_id)
        assert [one.may(Permission.INSPECT, row.unit_no) for one in present.values()] == [True]
    if row.state == "closed":
        assert row.ended_by_id not in (row.mended_by_id, row.owner_id)
    assert (row.shut_at is None) or row.state in ("open", "answered")
    assert (row.asked_due_at is None) or row.state == "open"
    assert Step.objects.filter(finding_id=pk).count() == row.steps
    told = list(Step.objects.filter(finding_id=pk).order_by("no").values_list("kind", flat=True))
    assert replayed(told) == row.state
    counts = figures.total(figures.by_unit(BUILDER, (PRIMARY, PRIMARY + 4096), MORNING))
    assert counts.found == counts.in_time + counts.late + counts.open + counts.overdue
    assert counts.found == int(row.state != "void")


def replayed(kinds: list[str]) -> str:
    """The state that the steps alone lead to."""
    state = "open"
    for kind in kinds[1:]:
        state = rules.MOVES[state][kind]
    return state


def test_what_is_kept_agrees(
    acting: Acting, universe: Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = MORNING
    seen: set[str] = set()
    monkeypatch.setattr(clock, "now", lambda: now)

    def try_all(dice: random.Random) -> None:
        nonlocal now
        now = MORNING
        with transaction.atomic():
            severity = dice.choice(rules.SEVERITIES)
            who = dice.choice(("officer", "principal", "logistics"))
            pk = found(acting, who, severity=severity).pk
            for _n in range(25):
                now += dt.timedelta(hours=dice.random() * 30)
                enter(BUILDER)
                act(acting, universe, pk, dice)
                agrees(pk)
            seen.update(Step.objects.filter(finding_id=pk).values_list("kind", flat=True))
            transaction.set_rollback(True)

    for dice in map(random.Random, range(EXAMPLES)):
        try_all(dice)
    # Nothing of what can be done was refused all the time; taking back is seldom tried.
    assert seen | {"void"} == set(rules.STEPS)
