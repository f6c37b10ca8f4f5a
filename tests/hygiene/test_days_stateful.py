"""Lay out, record, put right, excuse, change levels and plans, close: in any order the figures are a recount,
each thing is in one state, and a round's duty is open exactly while something is left."""

import datetime as dt
import os
from collections.abc import Callable
from typing import Any
from uuid import UUID

import hypothesis.strategies as st
import time_machine
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.builders import BUILDER, MORNING, PRIMARY, Universe
from tests.hygiene.days import figures, laid_out, places, plan, recount, round_faults, told, usual
from xiaoan.directory import services as directory
from xiaoan.hygiene import rules, services
from xiaoan.hygiene.models import Due, Place, Record
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

WHO = ("logistics", "teacher", "doctor", "principal")
MIXED = services.Mixture("disinfectant_84", 90, "", 9000)


class Days(RuleBasedStateMachine):
    universe: Universe

    @initialize()
    def begin(self) -> None:
        self.clock = time_machine.travel(MORNING, tick=False)
        self.traveller = self.clock.start()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.version = 1
        enter(BUILDER)
        self.places = places()
        plan(self.places)
        self.laid = [laid_out()]

    def act(self, who: str, work: Callable[[Actor], object]) -> None:
        actor = self.universe.cast[who]
        enter(actor)
        try:
            with transaction.atomic():
                work(actor)
        except Refusal:
            pass
        enter(BUILDER)

    def dues(self) -> list[Due]:
        enter(BUILDER)
        return list(Due.objects.order_by("day", "place_id", "task"))

    @rule(who=st.sampled_from(WHO), n=st.integers(0, 30), full=st.booleans(), strong=st.booleans())
    def record(self, who: str, n: int, full: bool, strong: bool) -> None:
        found = self.dues()
        one = found[n % len(found)]
        what = told(strength=2000 if strong else 500, stock_ml=20, item="disinfectant_84")
        self.act(who, lambda actor: services.record(actor, usual(one, told=what if full else None)))

    @rule(who=st.sampled_from(WHO), ns=st.sets(st.integers(0, 30), min_size=1), mixed=st.booleans())
    def together(self, who: str, ns: set[int], mixed: bool) -> None:
        found = self.dues()
        ids = tuple({found[n % len(found)].pk for n in ns})
        sent = services.SentTogether(uuid7(), ids, clock.now(), MIXED if mixed else None)
        self.act(who, lambda actor: services.record_together(actor, sent))

    @rule(who=st.sampled_from(WHO), n=st.integers(0, 30), void=st.booleans())
    def mend(self, who: str, n: int, void: bool) -> None:
        enter(BUILDER)
        found = list(Record.objects.order_by("received_at", "id"))
        if found:
            sent = services.Mended(
                uuid7(), found[n % len(found)].pk, "写错了", None if void else told()
            )
            self.act(who, lambda actor: services.mend(actor, sent))

    @rule(n=st.integers(0, 3), again=st.booleans())
    def excuse(self, n: int, again: bool) -> None:
        ids: list[UUID] = [one.pk for one in self.places.values()]
        wanted = services.Excuse(PRIMARY, tuple(ids[n : n + 1]), "停水")
        self.act(
            "principal",
            lambda actor: (services.due_again if again else services.excuse)(actor, wanted),
        )

    @rule(often=st.sampled_from(["1/1", "2/1", "1/7"]))
    def replan(self, often: str) -> None:
        self.version += 1
        enter(BUILDER)
        plan(self.places, clock.today(), self.version, surface=often, air=often)
        laid_out(day=clock.today())

    @rule(school=st.booleans())
    def calendar(self, school: bool) -> None:
        enter(BUILDER)
        if school:
            directory.clear_calendar_day(BUILDER, PRIMARY, clock.today())
        else:
            directory.set_calendar_day(BUILDER, PRIMARY, clock.today(), False, "停课")
        laid_out(day=clock.today())

    @rule(n=st.integers(0, 2), closed=st.booleans())
    def close_place(self, n: int, closed: bool) -> None:
        enter(BUILDER)
        pk = list(self.places.values())[n].pk
        Place.objects.filter(pk=pk).update(closed=clock.today() if closed else None)
        laid_out(day=clock.today())

    @rule(hours=st.integers(1, 5))
    def later(self, hours: int) -> None:
        self.traveller.shift(dt.timedelta(hours=hours))
        if clock.now().hour < 5:
            self.traveller.shift(dt.timedelta(hours=5))
        enter(BUILDER)
        services.close_days(BUILDER)
        laid_out(day=clock.today())

    @invariant()
    def adds_up(self) -> None:
        if not hasattr(self, "laid"):
            return
        enter(BUILDER)
        for day in Due.objects.values_list("day", flat=True).distinct():
            assert figures(day=day) == recount(day=day)
            assert round_faults(day=day) == [] or day < clock.today()
        assert not Due.objects.exclude(state__in=rules.DUE_STATES).exists()
        assert not Due.objects.filter(day__lt=clock.today(), state="due").exists()
        assert not Due.objects.filter(day__gte=clock.today(), state="missed").exists()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        self.clock.stop()


def test_in_any_order(db: Any, universe: Universe) -> None:
    Days.universe = universe
    with connection.cursor() as cursor:
        cursor.execute("set local idle_in_transaction_session_timeout = '10min'")
    run_state_machine_as_test(
        Days,
        settings=settings(
            max_examples=int(os.environ.get("XIAOAN_EXAMPLES", "8")),
            stateful_step_count=20,
            deadline=None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
