"""Enrolments, answers, corrections, class changes, transfers and leavers at random: at every unit the states
sum to the roll of the day, and counting from scratch, or from the journal's answers alone, gives the same.

Few examples each time; `XIAOAN_EXAMPLES=500` for many.
"""

import datetime as dt
import os
from typing import Any
from uuid import UUID

import time_machine
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests import builders
from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    CLASSES,
    COUNTY,
    JUNIOR,
    MORNING,
    PRIMARY,
    RIVER,
    TOWN,
    Universe,
)
from tests.surveys.made import wanted
from xiaoan.accounts.rules import ROLES
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Enrolment, Person
from xiaoan.directory.rules import COUNTY as WHOLE
from xiaoan.directory.rules import SCHOOL, TOWNSHIP, school_of
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people, transferring
from xiaoan.duties.models import Duty
from xiaoan.journal import queries as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Scope
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.surveys import queries, rules, services, tasks
from xiaoan.surveys.models import Answer, Round, Tally, Unsettled
from xiaoan.surveys.services.counting import recount

SEATS = ((CLASS_11, 1), (CLASS_11, 2), (CLASS_12, 1), (CLASS_71, 1))
TEACHERS = {
    builders.CLASS_11: "teacher", builders.CLASS_12: "teacher_12", builders.CLASS_21: "teacher_21",
    builders.CLASS_K: "teacher_k", builders.CLASS_71: "teacher_71", builders.CLASS_72: "teacher_72",
}  # fmt: skip
UNITS = (
    (COUNTY, COUNTY + WHOLE), (TOWN, TOWN + TOWNSHIP), (RIVER, RIVER + TOWNSHIP),
    (PRIMARY, PRIMARY + SCHOOL), (JUNIOR, JUNIOR + SCHOOL), *((no, no + 1) for no in CLASSES),
)  # fmt: skip
humans = st.integers(0, len(SEATS) - 1)
units = st.sampled_from(CLASSES)
conditions = st.sampled_from(rules.CONDITIONS)
waits = st.sampled_from((0, 0, 1, 2))


class Sums(RuleBasedStateMachine):
    """What happens, in any order; what is refused changes nothing."""

    universe: Universe

    @initialize()
    def open(self) -> None:
        self.clock = time_machine.travel(MORNING, tick=False)
        self.traveller = self.clock.start()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.person = [self.universe.person(*seat) for seat in SEATS]
        enter(BUILDER)
        row = services.make_round(BUILDER, uuid7(), COUNTY, wanted())
        self.row = services.open_round(BUILDER, row.pk)
        self.born = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        self.clock.stop()

    def attempt(self, act: Any) -> Any:
        try:
            with transaction.atomic():
                enter(BUILDER)
                return act()
        except Refusal:
            return None

    def day(self, wait: int) -> dt.date:
        return clock.today() + dt.timedelta(days=wait)

    def given(self, human: int, condition: str) -> services.Given:
        said = rules.Said(condition=condition)
        return services.Given(uuid7(), self.row.pk, self.person[human], said, "核对")

    # --- What happens ---------------------------------------------------------------------------

    @rule(human=humans, condition=conditions)
    def family_answers(self, human: int, condition: str) -> None:
        mine = Scope("guardian", 0, 0, ROLES["guardian"].permissions)
        actor = Actor(uuid7(), "家长", (mine,), people=(self.person[human],))
        self.attempt(lambda: services.answer(actor, self.given(human, condition)))

    @rule(human=humans, condition=conditions)
    def teacher_answers(self, human: int, condition: str) -> None:
        unit_no = queries.unit_of(self.row, Person.objects.get(pk=self.person[human]))
        if unit_no:
            actor = self.universe.cast[TEACHERS[unit_no]]
            self.attempt(lambda: services.answer(actor, self.given(human, condition)))

    @rule(unit=units)
    def rest_of_a_class(self, unit: int) -> None:
        actor = self.universe.cast[TEACHERS[unit]]
        shown = [one.person_id for one in directory.class_roll(BUILDER, unit, clock.today())]
        self.attempt(lambda: services.answer_rest(actor, self.row.pk, unit, shown[:6]))

    @rule(human=humans)
    def outside_says_otherwise(self, human: int) -> None:
        for pk in self.standing(human):
            self.attempt(lambda pk=pk: services.mark_contradicted(BUILDER, pk, uuid7()))

    @rule(human=humans, keep=st.booleans())
    def decide(self, human: int, keep: bool) -> None:
        for pk in self.standing(human):
            self.attempt(lambda pk=pk: services.settle(BUILDER, pk, keep, "核实"))

    @rule(human=humans)
    def found_untrue(self, human: int) -> None:
        for pk in self.standing(human):
            self.attempt(lambda pk=pk: services.found_untrue(BUILDER, pk, "家长承认"))

    def standing(self, human: int) -> list[UUID]:
        rows = Answer.objects.filter(person_id=self.person[human], state="current")
        return list(rows.values_list("id", flat=True))

    @rule(unit=units)
    def enrol(self, unit: int) -> None:
        self.born += 1
        self.attempt(lambda: builders.enrol(unit, 20 + self.born, f"9{self.born:03d}"))

    @rule(human=humans, unit=units, wait=waits)
    def change_class(self, human: int, unit: int, wait: int) -> None:
        who, on = self.person[human], self.day(wait)
        self.attempt(lambda: people.change_class(BUILDER, who, unit, When(on)))

    @rule(human=humans, unit=units, wait=waits)
    def transfer(self, human: int, unit: int, wait: int) -> None:
        on = self.day(wait)
        went = self.attempt(
            lambda: transferring.hand_over(BUILDER, self.person[human], unit, When(on))
        )
        if went:
            self.person[human] = went.person_id

    @rule(human=humans, wait=waits)
    def leave(self, human: int, wait: int) -> None:
        who, on = self.person[human], self.day(wait)
        self.attempt(lambda: people.leave_school(BUILDER, who, "moved_away", When(on)))

    @rule(human=humans)
    def take_back(self, human: int) -> None:
        self.attempt(lambda: people.withdraw_plan(BUILDER, self.person[human]))

    @rule()
    def next_morning(self) -> None:
        self.traveller.shift(dt.timedelta(days=1))
        enter(BUILDER)
        services.follow_day(BUILDER)

    # --- What must be so ------------------------------------------------------------------------

    @invariant()
    def every_unit_sums_to_its_roll(self) -> None:
        enter(BUILDER)
        today = clock.today()
        for lo, hi in UNITS:
            found = queries.sums(BUILDER, self.row.pk, (lo, hi))
            on_roll = Enrolment.objects.filter(unit_no__gte=lo, unit_no__lt=hi, since__lte=today)
            assert found.on_roll == on_roll.exclude(until__lte=today).count(), (lo, hi)
            assert found.on_roll == found.known + found.unknown + found.contradicted

    @invariant()
    def what_is_unsettled_owes_one_duty(self) -> None:
        """Whoever is contradicted on a roll owes a decision; what is open has one open duty of its kind."""
        enter(BUILDER)
        services.follow_people(BUILDER, clock.today())
        services.ask_there(BUILDER, clock.today())
        rows = Unsettled.objects.filter(state="open")
        owed = {(one.pk, f"surveys.{one.what}") for one in rows}
        kinds = (services.SETTLE, services.AGAIN)
        due = Duty.objects.filter(kind__in=kinds, state="open").values_list("about_id", "kind")
        assert sorted(due) == sorted(owed)
        to_settle = {one.person_id for one in rows if one.what == "settle"}
        doubted = Answer.objects.filter(state="current", contra_id__isnull=False)
        here = Enrolment.objects.filter(since__lte=clock.today()).exclude(until__lte=clock.today())
        on_roll = set(here.values_list("person_id", flat=True))
        assert set(doubted.values_list("person_id", flat=True)) & on_roll == to_settle & on_roll
        asked_again = {one.person_id for one in rows if one.what == "again"}
        answered = Answer.objects.filter(state="current").values_list("person_id", flat=True)
        assert asked_again & set(answered) == set()

    @invariant()
    def counted_from_scratch_it_is_the_same(self) -> None:
        enter(BUILDER)
        before = self.counts()
        recount(list(Tally.objects.filter(round_id=self.row.pk).values_list("id", flat=True)))
        assert self.counts() == before

    @invariant()
    def replay_of_the_journal_gives_the_same(self) -> None:
        enter(BUILDER)
        states = replayed(self.row)
        told = {}
        for unit in CLASSES:
            roll = directory.class_roll(BUILDER, unit, clock.today())
            found = [states.get(one.person_id, "unknown") for one in roll]
            told[unit] = tuple(found.count(one) for one in ("known", "unknown", "contradicted"))
        assert told == self.counts()

    def counts(self) -> dict[int, tuple[int, ...]]:
        rows = Tally.objects.filter(round_id=self.row.pk)
        return {
            no: counts
            for no, *counts_ in rows.values_list("unit_no", "known", "unknown", "contradicted")
            for counts in [tuple(counts_)]
        }


def replayed(row: Round) -> dict[UUID, str]:
    """The state of each person by the facts alone."""
    states: dict[UUID, str] = {}
    kinds = (
        "surveys.answer_given", "surveys.answers_given", "surveys.answer_contradicted",
        "surveys.answer_settled",
    )  # fmt: skip
    found = sorted(journal.facts(BUILDER, kinds=kinds), key=lambda fact: (fact.at, fact.n))
    for fact in found:
        said = fact.payload
        if said["round_id"] != str(row.pk):
            continue
        if fact.kind == "surveys.answers_given":
            states |= {UUID(pk): "known" for pk in said["person_ids"]}
        elif fact.kind == "surveys.answer_given":
            states[UUID(said["person_id"])] = "contradicted" if said["contradicts"] else "known"
        elif fact.kind == "surveys.answer_contradicted":
            states[UUID(said["person_id"])] = "contradicted"
        else:
            states[UUID(said["person_id"])] = "known" if said["answer_id"] else "unknown"
    return states


def test_states_sum_to_the_roll_whatever_happens(db: Any, universe: Universe) -> None:
    Sums.universe = universe
    with connection.cursor() as cursor:
        cursor.execute("set local idle_in_transaction_session_timeout = '10min'")
    run_state_machine_as_test(
        Sums,
        settings=settings(
            max_examples=int(os.environ.get("XIAOAN_EXAMPLES", "5")),
            stateful_step_count=20,
            deadline=None,
            # What is found is told as it was found: making it smaller takes minutes.
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


def test_the_morning_task_runs(db: Any, universe: Universe) -> None:
    assert tasks.recount.func(0) == 0
    assert tasks.go_on.func(0) == 0
    assert school_of(CLASS_11) == PRIMARY
