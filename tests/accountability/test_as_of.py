"""As of an instant the record shows what it showed: random histories through the services, against copies."""

import datetime as dt
import os
from uuid import UUID

import time_machine
from django.db import transaction
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from tests.accountability import newer
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
from tests.builders import BUILDER, CLASS_11, CLASS_12, PRIMARY, TOWN, Universe
from xiaoan.accountability.queries import as_of, persons, posts
from xiaoan.accounts.queries import as_of as accounts
from xiaoan.directory import queries as places
from xiaoan.directory.queries import as_of as directory
from xiaoan.duties.queries import as_of as duties
from xiaoan.kernel import clock
from xiaoan.kernel.scope import enter
from xiaoan.screening.queries import as_of as screening

# Each is days of a school through every write path, 5 seconds of a processor; `make explore` lives more.
EXAMPLES = int(os.environ.get("XIAOAN_EXAMPLES", "8"))
HISTORIES = st.lists(
    st.tuples(st.sampled_from(COURSES), st.integers(0, 3), st.integers(1, 300)),
    min_size=5,
    max_size=16,
)
# What other parts owe, beside who takes the class over, the level and the nights.
NEWER = st.lists(
    st.tuples(
        st.sampled_from((*newer.COURSES, ("grant",), ("level",), ("sleep",))),
        st.integers(0, 3), st.integers(1, 300),
    ),
    min_size=5, max_size=16,
)  # fmt: skip
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
    compare_people(copy, at)
    return len(owed) + len(told)


# Pupils whom acts are about, one whom none is about, and one who comes along with a sheet.
SEATS = (1, 2, 5, 8)


def compare_people(copy: Copy, at: dt.datetime) -> None:
    """The pages of a pupil and of members of staff say what the copy says of them."""
    day = at.astimezone(clock.ZONE).date()
    for person in PEOPLE:
        one = persons.whom(BUILDER, person)
        then = persons.person_as_of(BUILDER, one, at)
        where = [no for no, rows in copy.rolls[day].items() if person in rows]
        assert [row.unit_no for row in then.enrolled] == where
        expected = {
            (no, slot): (copy.calls[when, no, slot][0], marks.get(person, ""))
            for (when, no, slot), marks in copy.marks.items()
            if when == day and no in where
        }
        assert {
            (mark.version.unit_no, mark.slot): (mark.version.version, mark.kind)
            for mark in then.marks
        } == expected
        assert {row.id: row.stage for row in then.ill} == copy.ill.get(person, {})
        assert {row.kind for row in then.holds} == copy.holds.get(person, set())
        assert {row.id for row in then.followed} == copy.followed.get(person, set())
        since = {mark.slot for mark in then.marks if mark.later}
        assert all(mark.later.submitted_at > at for mark in then.marks if mark.later), since
    for user in WORKERS:
        post = posts.post_as_of(BUILDER, user, at)
        held = {(one.user_id, one.role, one.unit_no) for one in post.posts}
        assert {one for one in held if HERE[0] <= one[2] < HERE[1]} == {
            one for one in copy.grants[day] if one[0] == user
        }
        owed = {one.id for one in post.duties}
        assert owed <= {pk for pk, told in copy.duties.items() if user in told[:2]}
        # Where one has a post, everything of the day that named one is there.
        within = [places.place(no).interval for _user, _role, no in held]
        assert owed == {
            one.id
            for lo_hi in {*within}
            for one in duties.duties_as_of(BUILDER, lo_hi, at)[0]
            if user in (one.assignee_id, one.deputy_id)
        }


PEOPLE: list[UUID] = []
WORKERS: list[UUID] = []


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


def look_at(universe: Universe) -> None:
    """Whose pages are compared."""
    PEOPLE[:] = [universe.person(CLASS_11, seat) for seat in SEATS]
    PEOPLE.append(universe.person(CLASS_12, 5))
    WORKERS[:] = [universe.users[name].pk for name in ("teacher", "deputy", "logistics", "canteen")]


def test_any_history_is_read_back_at_any_instant(
    db: None, universe: Universe, morning: time_machine.Traveller
) -> None:
    """And each act of the histories has changed something of what is compared."""
    look_at(universe)

    # Not made smaller when it fails: each try writes days of a school, and the first is short enough to read.
    @settings(max_examples=EXAMPLES, phases=(Phase.explicit, Phase.generate), derandomize=True)
    @given(history=HISTORIES, instants=INSTANTS)
    # Rare among so few: two reports side by side, and the decision between them.
    @example(history=[(("report", "stale", "resolve"), 0, 10)], instants=[0.5])
    def lived(history: list[tuple[tuple[str, ...], int, int]], instants: list[float]) -> None:
        live(universe, morning, history, instants)

    lived()
    assert set(ACTS) - {name for name, n in CHANGED.items() if n} == set()


def test_what_other_parts_owe_is_read_back_too(
    db: None, universe: Universe, morning: time_machine.Traveller
) -> None:
    """Hazards, kits, requisitions, recalls and the day's disinfection."""
    look_at(universe)

    @settings(
        max_examples=max(EXAMPLES // 2, 1),
        phases=(Phase.explicit, Phase.generate),
        derandomize=True,
    )
    @given(history=NEWER, instants=INSTANTS)
    # Each of them once, so that none goes untried.
    @example(history=[(course, 0, 5) for course in newer.COURSES], instants=[0.3, 0.7])
    # Told by a phone that had no network: until it came in the record knew nothing of it.
    @example(history=[(("clean_day", "kit", "kit", "kit", "clean"), 1, 5)], instants=[0.5])
    @example(history=[(course, 1, 5) for course in newer.COURSES[:4]], instants=[0.5])
    def lived(history: list[tuple[tuple[str, ...], int, int]], instants: list[float]) -> None:
        live(universe, morning, history, instants)

    lived()
    assert set(newer.ACTS) - {name for name, n in CHANGED.items() if n} == set()
