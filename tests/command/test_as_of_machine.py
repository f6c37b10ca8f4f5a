"""Random histories of a roster and a group against a plain model: as of every past instant the record answers
what was so then, whoever left, was replaced or came meanwhile."""

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import DAY, MORNING, PRIMARY, Universe
from tests.command import states
from tests.command.states import begun, seat
from xiaoan.command import services
from xiaoan.command.queries import now
from xiaoan.command.services import Plan
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere

Acting = Callable[[str], Actor]
PEOPLE = ("doctor", "teacher", "logistics", "canteen")
MINUTE = dt.timedelta(minutes=1)
START, END, WITHIN = MORNING + 30 * MINUTE, MORNING + 630 * MINUTE, 15 * MINUTE


@dataclass
class Model:
    """What a clerk would write into a book: (minute, what the leader's seat says), who came when."""

    leads: list[tuple[dt.datetime, str]] = field(default_factory=list)
    came: dict[tuple[str, dt.datetime], dt.datetime] = field(default_factory=dict)
    first: list[tuple[dt.datetime, str]] = field(default_factory=list)

    def lead(self, at: dt.datetime) -> tuple[str, dt.datetime] | None:
        last = [(since, who) for since, who in self.leads if since <= at]
        return (last[-1][1], last[-1][0]) if last and last[-1][1] else None

    def owed(self, n: int, who: str) -> dt.datetime:
        """From when the time to check in runs: put back on it without having come, as before."""
        since = self.leads[n][0]
        if since > START:
            for m in range(n):
                begun, end = self.leads[m][0], self.leads[m + 1][0]
                mine = self.leads[m][1] == who and (who, begun) not in self.came
                if mine and end > START:
                    return self.owed(m, who)
        return max(START, since)

    def command(self, at: dt.datetime) -> str:
        named = [who for since, who in self.first if since <= at]
        held = self.lead(at) if START <= at < END else None
        if held is not None:
            who, since = held
            came = self.came.get(held)
            in_time = at <= self.owed(self.leads.index((since, who)), who) + WITHIN
            if in_time or (came is not None and came <= at):
                return who
        return named[-1] if named else "principal"


ACTS = st.lists(
    st.tuples(
        st.sampled_from(("lead", "clear", "come", "wait")), st.sampled_from(PEOPLE),
        st.integers(1, 90),
    ),
    max_size=14,
)  # fmt: skip


@settings(
    max_examples=int(os.environ.get("XIAOAN_EXAMPLES", "30")),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(acts=ACTS)
def test_as_of_every_instant(
    acts: list[tuple[str, str, int]], acting: Acting, universe: Universe
) -> None:
    sid = transaction.savepoint()
    try:
        with time_machine.travel(MORNING, tick=False) as clock:
            _history(acts, acting, universe, clock)
    finally:
        transaction.savepoint_rollback(sid)


def _history(
    acts: list[tuple[str, str, int]], acting: Acting, universe: Universe,
    clock: time_machine.Traveller,
) -> None:  # fmt: skip
    principal, model, moment = acting("principal"), Model(), MORNING
    kind = begun(principal)["白班"]
    room = states.room(principal)
    logins = {universe.users[login].pk: login for login in (*PEOPLE, "principal")}
    for what, login, minutes in acts:
        moment += minutes * MINUTE
        clock.move_to(moment)
        _act(what, login, moment, model, (kind, room), acting, universe)
    clock.move_to(moment + MINUTE)
    asked = {MORNING, START, START + WITHIN, START + WITHIN + MINUTE, END, END - MINUTE, moment}
    asked |= {at + n * MINUTE for at, _who in model.leads for n in (-1, 0, 15, 16)}
    place = directory.place(PRIMARY)
    for at in sorted(one for one in asked if MORNING <= one <= moment):
        found = now.now([place], at)[PRIMARY].command
        assert logins[found.user_id or UUID(int=0)] == model.command(at), (at, acts)


def _act(
    what: str, login: str, at: dt.datetime, model: Model, place: tuple[UUID, tuple[UUID, str]],
    acting: Acting, universe: Universe,
) -> None:  # fmt: skip
    held = model.lead(at)
    kind, room = place
    if what in ("lead", "clear"):
        if what == "lead" and held and held[0] == login:
            return
        change = seat(universe, kind, login, "lead", DAY, held[0] if held else "")
        if what == "clear":
            if held is None:
                return
            change = services.Change(kind, DAY, "lead", change.was, None)
        try:
            services.plan(acting("principal"), Plan(uuid7(), PRIMARY, (change,)))
        except (Conflict, Invalid):
            assert at >= END
            return
        model.leads.append((at, login if what == "lead" else ""))
    elif what == "come" and held is not None:
        with everywhere("tests"):
            pk = states.of(universe, held[0])
        try:
            states.come(acting(held[0]), pk, room)
        except Invalid:
            assert not START - 60 * MINUTE <= at < END
            return
        model.came.setdefault(held, at)
