"""As of an instant the record shows what it showed: random histories through the services, against copies."""

import datetime as dt

import time_machine
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.accountability.worlds import (
    ACTS,
    CHANGED,
    COURSES,
    DAYS,
    HERE,
    START,
    Copy,
    Play,
    copied,
)
from tests.builders import BUILDER, PRIMARY, TOWN, Universe
from xiaoan.accountability.queries import as_of
from xiaoan.accounts.queries import as_of as accounts
from xiaoan.directory import queries as places
from xiaoan.directory.queries import as_of as directory
from xiaoan.duties.queries import as_of as duties
from xiaoan.kernel import clock
from xiaoan.kernel.scope import enter
from xiaoan.screening.queries import as_of as screening

HISTORIES = st.lists(
    st.tuples(st.sampled_from(COURSES), st.integers(0, 3), st.integers(1, 300)),
    min_size=5,
    max_size=16,
)
INSTANTS = st.lists(st.floats(0, 1), min_size=3, max_size=6)


def compare(copy: Copy, at: dt.datetime) -> int:
    """The as-of view of an instant is the copy that was made last before it; gives how much was compared."""
    day = at.astimezone(clock.ZONE).date()
    roll = directory.roll_as_of(BUILDER, HERE, PRIMARY, at).by_class()
    assert {no: sorted(one.person_id for one in rows) for no, rows in roll.items()} == copy.rolls[
        day
    ]
    told = screening.roll_calls_as_of(BUILDER, HERE, day, at)
    assert {
        (day, *where): (
            one.current.version, one.current.figures["absent_sick"], one.corrections, one.in_conflict,
        )
        for where, one in told.items()
        if one.current
    } == {where: told for where, told in copy.calls.items() if where[0] == day}  # fmt: skip
    held, _later = accounts.grants_as_of(BUILDER, (), HERE, at)
    assert {(one.user_id, one.role, one.unit_no) for one in held} == copy.grants[day]
    owed, _later = duties.duties_as_of(BUILDER, HERE, at)
    assert {one.id for one in owed} <= copy.duties.keys()
    for one in owed:
        assignee, deputy, due_at, excused, done_at = copy.duties[one.id]
        assert (one.assignee_id, one.deputy_id, one.due_at) == (assignee, deputy, due_at)
        assert (one.state == "excused", one.done_at) == (excused and done_at is None, done_at)
        assert one.state in _states(due_at, done_at, excused, at)
    (whole,) = [
        one for one in as_of.summary(BUILDER, places.place(TOWN), at) if one.place.no == PRIMARY
    ]
    checks = as_of.as_of(BUILDER, whole.place, at).checks
    assert whole.tallies == as_of.tallies(checks)
    rules, _later = duties.rules_as_of(PRIMARY, at)
    levels = {one.level for one in rules if not one.path} - {"normal"}
    assert levels == {copy.level} - {"normal"}
    return len(owed) + len(told)


def _states(
    due_at: dt.datetime, done_at: dt.datetime | None, excused: bool, at: dt.datetime
) -> set[str]:
    if done_at:
        return {"late"} if done_at > due_at else {"done"}
    if excused:
        return {"excused"}
    return {"missed"} if at > due_at else {"open"}


def live(
    universe: Universe,
    morning: time_machine.Traveller,
    history: list[tuple[tuple[str, ...], int, int]],
    instants: list[float],
) -> None:
    morning.move_to(START)
    with transaction.atomic():
        enter(BUILDER)
        play = Play(universe, morning, [copied()])
        for name, whom, minutes in [(act, n, m) for course, n, m in history for act in course]:
            if clock.now() + dt.timedelta(minutes=minutes) < clock.at(DAYS[-1], dt.time()):
                play.run(name, whom, minutes)
        morning.move_to(clock.now() + dt.timedelta(minutes=5))
        enter(BUILDER)
        whole = play.copies[-1].at - START
        for share in instants:
            at = START + whole * share
            compare(next(one for one in reversed(play.copies) if one.at <= at), at)
        for one in {one.at: one for one in play.copies}.values():
            compare(one, one.at)
        transaction.set_rollback(True)


def test_any_history_is_read_back_at_any_instant(
    db: None, universe: Universe, morning: time_machine.Traveller
) -> None:
    """And each act of the histories has changed something of what is compared."""

    # Not made smaller when it fails: each try writes days of a school, and the first is short enough to read.
    @settings(max_examples=16, phases=(Phase.explicit, Phase.generate), derandomize=True)
    @given(history=HISTORIES, instants=INSTANTS)
    def lived(history: list[tuple[tuple[str, ...], int, int]], instants: list[float]) -> None:
        live(universe, morning, history, instants)

    lived()
    assert set(ACTS) - {name for name, n in CHANGED.items() if n} == set()
