"""The pack reads; turns come when they should; a day of a place is in exactly one state."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.duties.rules import LEVELS
from xiaoan.hygiene import rules
from xiaoan.hygiene.rules import frequency
from xiaoan.hygiene.rules.coverage import Stand, place_day

MONDAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 17, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def test_levels_are_those_of_duties() -> None:
    assert frequency.LEVELS == LEVELS


def test_lines_of_the_pack_hold_to_their_own_bounds() -> None:
    wrong = [
        f"{kind.code} {task.code}"
        for kind in rules.PLACE_KINDS.values()
        for task in kind.tasks
        if task.method not in rules.METHODS
        or task.method not in rules.AGENTS[task.agent].methods
        or task.slot not in rules.SLOTS
        or (rules.AGENTS[task.agent].unit != "") != (task.usual is not None)
        or not (task.least or 0) <= (task.usual or 0) <= (task.most or 0)
    ]
    assert wrong == []


@pytest.mark.parametrize("text", ["", "1", "0/1", "1/0", "13/1", "1/91", "-1/1", "²/1", "1/1/1"])
def test_what_is_no_frequency_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        frequency.read_turn(text)


def test_a_graver_level_is_never_rarer() -> None:
    found = rules.read_frequency({"normal": "1/1", "III": "1/7", "I": "3/1"})
    assert rules.written(found) == {
        "normal": "1/1", "IV": "1/1", "III": "1/1", "II": "1/1", "I": "3/1",
    }  # fmt: skip


@given(st.integers(1, 30), st.integers(0, 200), st.sets(st.integers(0, 200), min_size=1))
def test_each_turn_comes_once_on_the_first_school_day(
    days: int, start: int, taught: set[int]
) -> None:
    """Referee: walk all days; a turn that has fallen due is paid by the first school day there is."""
    anchor = MONDAY + dt.timedelta(days=start)
    school = sorted(MONDAY + dt.timedelta(days=n) for n in taught)
    found = [
        day for before, day in zip([None, *school], school, strict=False)
        if rules.is_turn(rules.Turn(1, days), anchor, day, before)
    ]  # fmt: skip
    expected, owed = [], False
    for n in range(401):
        day = MONDAY + dt.timedelta(days=n)
        owed = owed or (day >= anchor and (day - anchor).days % days == 0)
        if day in school and owed:
            expected.append(day)
            owed = False
    # Of a place that had no school day before, the turn may be an earlier one.
    assert found[1:] == [day for day in expected if not found or day > found[0]]
    assert found[:1] == expected[:1]


STANDS = st.builds(
    Stand,
    st.sampled_from(rules.DUE_STATES), st.just(1), st.just(1),
    st.sampled_from([NOW - HOUR, NOW, NOW + HOUR]), st.booleans(),
)  # fmt: skip


@given(st.lists(STANDS, max_size=5))
def test_a_day_of_a_place_is_in_one_state(stands: list[Stand]) -> None:
    day = place_day(stands, NOW)
    over = [one for one in stands if one.state == "due" and one.due_at < NOW]
    open_ones = [one for one in stands if one.state == "due" and one.due_at >= NOW]
    missed = bool(over) or any(one.state == "missed" for one in stands)
    holds = {
        "missed": missed,
        "due": not missed and bool(open_ones),
        "done": not missed and not open_ones and any(one.state == "done" for one in stands),
        "excused": all(one.state == "excused" for one in stands),
    }
    assert {state for state, is_so in holds.items() if is_so} == {day.state}
