"""Any sequence of arranging, choosing, leaving and transferring keeps the books."""

import datetime as dt
import os
from dataclasses import dataclass, field
from uuid import UUID

import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import CLASS_11, CLASS_12, CLASS_71, JUNIOR, MORNING, PRIMARY, Universe
from tests.careteams import states
from tests.careteams.states import SYSTEM, assigned, counted, recounted, team
from xiaoan.accounts.models import Grant
from xiaoan.careteams import rules, services
from xiaoan.careteams.models import Link
from xiaoan.careteams.queries import schemes
from xiaoan.careteams.queries.standing import standing
from xiaoan.careteams.rules import Carer
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people, transferring
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["arrange", "anew", "choose", "swap", "limit", "balance", "leave_post", "take_post", "move",
             "transfer", "leave", "night", "list"]
        ),
        st.integers(0, 3),
        st.sampled_from(["leader", "class_teacher", "subject_teacher", "grade_head"]),
    ),
    min_size=4,
    max_size=14,
)  # fmt: skip
LOGINS = ("teacher", "teacher_12", "doctor", "deputy")


@dataclass
class Play:
    """Who is meant by a number, and what each act does."""

    universe: Universe
    traveller: time_machine.Traveller
    people: dict[int, UUID] = field(default_factory=dict)

    def run(self, name: str, at: int, role: str) -> None:
        try:
            with transaction.atomic():
                getattr(self, name)(at, role)
        except Refusal:
            return

    def arrange(self, at: int, role: str) -> None:
        assigned(SYSTEM, JUNIOR if at == 3 else PRIMARY)

    def anew(self, at: int, role: str) -> None:
        assigned(SYSTEM, PRIMARY, "anew")

    def balance(self, at: int, role: str) -> None:
        assigned(SYSTEM, PRIMARY, "balance")

    def choose(self, at: int, role: str) -> None:
        who = self.people[at]
        carer = Carer("user", self.universe.users[LOGINS[at]].pk)
        base = team(who).get(role)
        services.change(SYSTEM, services.Change(uuid7(), who, role, carer, base))

    def swap(self, at: int, role: str) -> None:
        pair = (self.people[at], self.people[(at + 1) % 4])
        services.swap(SYSTEM, services.Swap(uuid7(), role, pair))

    def limit(self, at: int, role: str) -> None:
        carer = Carer("user", self.universe.users[LOGINS[at]].pk)
        services.set_limit(SYSTEM, uuid7(), PRIMARY, carer, at * 3)

    def list(self, at: int, role: str) -> None:
        unit_no = (PRIMARY, CLASS_11, CLASS_12, PRIMARY)[at]
        services.list_carer(SYSTEM, services.NewListed(uuid7(), unit_no, role, "登记的人"))

    def leave_post(self, at: int, role: str) -> None:
        rows = Grant.objects.filter(user=self.universe.users[LOGINS[at]], until=None)
        rows.update(until=clock.today())

    def take_post(self, at: int, role: str) -> None:
        unit_no, user = (
            (CLASS_11, CLASS_12, CLASS_12, CLASS_11)[at],
            self.universe.users[LOGINS[at]],
        )
        # Nobody holds the same position twice; what ended today held no day.
        if Grant.objects.filter(user=user, unit_no=unit_no, role="subject_teacher").exists():
            return
        Grant.objects.create(
            user=user, role="subject_teacher", school_id=PRIMARY, unit_no=unit_no,
            unit_end=unit_no + 1, since=clock.today(),
        )  # fmt: skip

    def move(self, at: int, role: str) -> None:
        people.change_class(SYSTEM, self.people[at], CLASS_12, When(clock.today()))

    def transfer(self, at: int, role: str) -> None:
        new = transferring.hand_over(SYSTEM, self.people[at], CLASS_71, When(clock.today()))
        self.people[at] = new.person_id

    def leave(self, at: int, role: str) -> None:
        people.leave_school(SYSTEM, self.people[at], "moved_away", When(clock.today()))

    def night(self, at: int, role: str) -> None:
        self.traveller.move_to(clock.now() + dt.timedelta(days=1))


def agree() -> None:
    """Nobody twice, the counts are those of a recount; and settled, every link holds and whoever is without
    is so because nobody is left."""
    assert states.twice() == []
    for school_no in (PRIMARY, JUNIOR):
        services.settle(SYSTEM, school_no)
        assert counted(school_no) == recounted(school_no)
        now, scheme = standing(school_no, clock.today()), schemes.in_force(clock.today())
        assert [rules.fault_of(link, now, scheme) for link in now.links if link] == [""] * len(
            now.links
        )
        if services.schools_begun([school_no]):
            assert rules.plan(now, scheme, rules.Asked()).begins == []
    assert states.twice() == []


@settings(
    max_examples=int(os.environ.get("XIAOAN_EXAMPLES", "6")),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(acts=ACTS)
def test_any_sequence_keeps_the_books(
    db: None, universe: Universe, morning: time_machine.Traveller, acts: list[tuple[str, int, str]]
) -> None:
    morning.move_to(MORNING)
    with transaction.atomic():
        enter(SYSTEM)
        states.guardians(universe)
        play = Play(universe, morning, {at: universe.person(CLASS_11, at + 1) for at in range(4)})
        assigned(SYSTEM)
        for name, at, role in acts:
            play.run(name, at, role)
            agree()
        transaction.set_rollback(True)


def test_the_model_is_not_blind(db: None, universe: Universe) -> None:
    enter(SYSTEM)
    assigned(SYSTEM)
    Link.objects.filter(role="leader").delete()
    assert counted() != recounted()
