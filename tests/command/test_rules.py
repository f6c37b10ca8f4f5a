"""Spans, words of a check-in, the lot."""

import datetime as dt
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.command import rules
from xiaoan.kernel import clock

MONDAY = dt.date(2026, 11, 23)
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=clock.ZONE)


@pytest.mark.parametrize(
    ("starts", "ends", "hours", "last"),
    [("08:00", "18:00", 10, 23), ("18:00", "08:00", 14, 24), ("08:00", "08:00", 24, 24)],
)
def test_a_shift_may_cross_midnight(starts: str, ends: str, hours: int, last: int) -> None:
    first, until = rules.span(MONDAY, dt.time.fromisoformat(starts), dt.time.fromisoformat(ends))
    assert (until - first, until.day) == (dt.timedelta(hours=hours), last)


def test_days() -> None:
    found = {
        days: [rules.applies(days, kind) for kind in ("school", "make_up", "weekend", "holiday")]
        for days in rules.DAYS
    }
    assert found == {
        "every": [True, True, True, True],
        "school": [True, True, False, False],
        "off": [False, False, True, True],
    }


@pytest.mark.parametrize(
    ("minutes", "state"), [(-30, "early"), (0, "on_time"), (15, "on_time"), (16, "late")]
)
def test_early_late_and_missed_are_different_words(minutes: int, state: str) -> None:
    due = NOON + dt.timedelta(minutes=15)
    at = NOON + dt.timedelta(minutes=minutes)
    assert rules.check_in_state(at, NOON, due) == state
    assert rules.seat_state(state, NOON, due, due + dt.timedelta(hours=1)) == state


def test_without_a_check_in() -> None:
    due = NOON + dt.timedelta(minutes=15)
    found = [
        rules.seat_state("", NOON, due, NOON + dt.timedelta(minutes=n)) for n in (-1, 0, 15, 16)
    ]
    assert found == ["planned", "due", "due", "missed"]


SEATS = st.sets(st.tuples(st.integers(1, 2**31), st.uuids()), max_size=40)


@given(st.text(max_size=8), SEATS, st.integers(1, 50))
def test_the_lot_is_a_matter_of_the_seed_alone(
    seed: str, found: set[tuple[int, UUID]], count: int
) -> None:
    drawn = rules.draw(seed, found, count)
    assert drawn == rules.draw(seed, sorted(found, reverse=True), count)
    assert len(drawn) == len(set(drawn)) == min(count, len(found))
    assert set(drawn) <= found


def test_the_lot_is_fair() -> None:
    seats = [(n, UUID(int=n)) for n in range(10)]
    hits = [0] * 10
    for n in range(5_000):
        for no, _pk in rules.draw(f"seed {n}", seats, 2):
            hits[no] += 1
    # 1000 each; six standard deviations of a binomial (5000, 0.2) are 170.
    assert all(abs(one - 1_000) < 170 for one in hits)


def test_what_ships_is_a_roster() -> None:
    assert [(one.name, one.days, one.due) for one in rules.SHIPPED] == [
        ("白班", "school", "always"), ("夜班", "every", "level"), ("节假日班", "off", "always"),
    ]  # fmt: skip
