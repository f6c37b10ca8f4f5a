"""Any sequence of acts, against a plain model: who is followed, who is held back, what is due."""

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import CLASS_11, CLASS_71, MORNING, Universe
from tests.keypersons.states import (
    PAPER,
    SYSTEM,
    due_today,
    followed,
    held,
    isolated,
    opened,
)
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import transferring
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.scope import enter
from xiaoan.keypersons import services as keypersons
from xiaoan.keypersons.models import KeyPerson
from xiaoan.keypersons.services import NewRelease

ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["open", "open", "follow", "isolate", "release", "extend", "night", "night", "transfer",
             "withdraw"]
        ),
        st.integers(0, 2),
        st.sampled_from(["gastro", "notifiable"]),
    ),
    min_size=4,
    max_size=14,
)  # fmt: skip


@dataclass
class Line:
    """What the model knows of a line; every category here is followed each day."""

    seat: int
    category: str
    until: dt.date
    due: dt.date
    isolated: bool = False


@dataclass
class Model:
    """Plain bookkeeping beside the services."""

    universe: Universe
    people: dict[int, UUID]
    lines: dict[UUID, Line] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def pick(self, seat: int) -> UUID | None:
        return next((pk for pk, line in self.lines.items() if line.seat == seat), None)

    def open(self, seat: int, category: str) -> None:
        days = {"gastro": 7, "notifiable": 21}[category]
        wanted = keypersons.NewKeyPerson(self.people[seat], category, UUID(int=self.counts["try"]))
        self.counts["try"] += 1
        made = keypersons.open_key_person(SYSTEM, wanted)
        until = clock.today() + dt.timedelta(days=days)
        if made.is_new:
            self.counts["opened"] += 1
            self.lines[made.line_id] = Line(seat, category, until, clock.today())
        else:
            line = self.lines[made.line_id]
            line.until = max(line.until, until)

    def follow(self, pk: UUID) -> None:
        followed(SYSTEM, pk)
        self.lines[pk].due = clock.today() + dt.timedelta(days=1)

    def isolate(self, pk: UUID) -> None:
        if not self.lines[pk].isolated:
            isolated(SYSTEM, pk, days=3)
            self.lines[pk].isolated = True

    def release(self, pk: UUID) -> None:
        keypersons.release(SYSTEM, NewRelease((pk,), PAPER, "提前,有书面意见"))
        self.counts["released"] += 1
        del self.lines[pk]

    def withdraw(self, pk: UUID) -> None:
        keypersons.withdraw(SYSTEM, pk, "登记有误")
        self.counts["withdrawn"] += 1
        del self.lines[pk]

    def extend(self, pk: UUID) -> None:
        until = clock.today() + dt.timedelta(days=5)
        keypersons.extend(SYSTEM, pk, until, "还有症状")
        self.lines[pk].until = until

    def night(self, traveller: time_machine.Traveller) -> None:
        traveller.move_to(clock.now() + dt.timedelta(days=3))
        ended = keypersons.expire(SYSTEM, clock.today())
        over = [
            pk for pk, line in self.lines.items()
            if line.until <= clock.today() and not line.isolated and line.category != "notifiable"
        ]  # fmt: skip
        assert ended == len(over)
        self.counts["expired"] += ended
        for pk in over:
            del self.lines[pk]
        keypersons.open_day(SYSTEM, clock.today())

    def transfer(self, seat: int) -> None:
        if self.people[seat] != self.universe.person(CLASS_11, seat + 1):
            return
        new = transferring.hand_over(SYSTEM, self.people[seat], CLASS_71, When(clock.today()))
        self.people[seat] = new.person_id
        for pk in [pk for pk, line in self.lines.items() if line.seat == seat]:
            into = KeyPerson.objects.values_list("into_id", flat=True).get(pk=pk)
            assert into is not None
            self.lines[into] = self.lines.pop(pk)
            self.counts["moved"] += 1
            self.counts["opened"] += 1

    def act(self, name: str, seat: int, category: str, traveller: time_machine.Traveller) -> None:
        pk = self.pick(seat)
        if name == "open":
            self.open(seat, category)
        elif name == "night":
            self.night(traveller)
        elif name == "transfer":
            self.transfer(seat)
        elif pk is not None:
            getattr(self, name)(pk)


def facts() -> Counter[str]:
    """How many lines each kind of fact is about."""
    found: Counter[str] = Counter()
    rows = Entry.objects.filter(kind__startswith="keypersons.").values_list("kind", "body")
    for kind, body in rows:
        found[kind.removeprefix("keypersons.")] += len(json.loads(body).get("line_ids", [0]))
    return found


def agree(model: Model) -> None:
    rows = dict(KeyPerson.objects.filter(state="open").values_list("id", "until"))
    assert rows == {pk: line.until for pk, line in model.lines.items()}
    told = facts()
    ends = ("released", "expired", "withdrawn", "moved")
    assert len(rows) == told["opened"] - sum(told[name] for name in ends)
    assert {name: told[name] for name in ("opened", *ends)} == {
        name: model.counts[name] for name in ("opened", *ends)
    }
    assert held() == {model.people[line.seat] for line in model.lines.values() if line.isolated}
    today = clock.today()
    assert due_today() == {pk for pk, line in model.lines.items() if line.due <= today}


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(acts=ACTS)
def test_any_sequence_keeps_the_books(
    db: None, universe: Universe, morning: time_machine.Traveller, acts: list[tuple[str, int, str]]
) -> None:
    morning.move_to(MORNING)
    with transaction.atomic():
        enter(SYSTEM)
        model = Model(universe, {seat: universe.person(CLASS_11, seat + 1) for seat in range(3)})
        for name, seat, category in acts:
            model.act(name, seat, category, morning)
            agree(model)
        transaction.set_rollback(True)


def test_the_model_is_not_blind(db: None, universe: Universe) -> None:
    enter(SYSTEM)
    model = Model(universe, {0: universe.person(CLASS_11, 1)})
    opened(SYSTEM, universe, 1, "gastro")
    try:
        agree(model)
    except AssertionError:
        return
    raise AssertionError("the model says nothing about a line it does not know")
