"""Deadlines: strictest, to the second, by instants; names as the recipient is told them."""

import datetime as dt

from xiaoan.kernel import clock
from xiaoan.statutory import rules

SPARE = rules.Spare(dt.timedelta(hours=24), dt.timedelta(hours=2))
BEGAN = dt.datetime(2026, 11, 23, 8, 0, 30, tzinfo=clock.ZONE)


def of(hours: int, rule: str = "N-01a") -> rules.Clock:
    due = BEGAN + dt.timedelta(hours=hours)
    return rules.Clock(due, BEGAN, rule, "2026.11", "65号", "confirmed", ours=False)


def test_the_strictest_of_several_clocks_holds() -> None:
    assert rules.strictest([of(24), of(2, "N-12"), of(6)]) == of(2, "N-12")
    assert rules.strictest([]) is None


def test_a_rule_with_hours_keeps_them_and_others_take_ours() -> None:
    given = BEGAN + dt.timedelta(hours=24)
    assert rules.clock_of(BEGAN, given, "report", SPARE) == (given, False)
    assert rules.clock_of(BEGAN, None, "cluster", SPARE) == (BEGAN + dt.timedelta(hours=24), True)
    assert rules.clock_of(BEGAN, None, "emergency_info", SPARE) == (
        BEGAN + dt.timedelta(hours=2),
        True,
    )
    # 立即: a deadline of no hours would be over when it begins.
    assert rules.clock_of(BEGAN, BEGAN, "report", SPARE) == (BEGAN + dt.timedelta(hours=2), True)


def test_hours_are_instants_whatever_a_zone_does_with_its_clock() -> None:
    # Clocks were put forward in Shanghai on 1991-04-14; 24 hours stay 24 hours.
    began = dt.datetime(1991, 4, 13, 12, tzinfo=clock.ZONE).astimezone(dt.UTC)
    due, _ours = rules.clock_of(began, None, "cluster", SPARE)
    assert due - began == dt.timedelta(hours=24)


def test_the_last_second_is_in_time_and_the_next_is_late() -> None:
    due = BEGAN + dt.timedelta(hours=24)
    second = dt.timedelta(seconds=1)
    assert [rules.is_late(due + n * second, due) for n in (-1, 0, 1)] == [False, False, True]
    assert [rules.shape_of("due", False, due, due + n * second) for n in (0, 1)] == [
        "due",
        "missed",
    ]
    assert rules.shape_of("sent", True, due, due) == "sent_late"
    assert rules.shape_of("received", True, due, due) == "received_late"
    assert rules.shape_of("waived", False, due, due + second) == "waived"


def test_a_recipient_reads_names_in_full_only_where_the_profile_says_so() -> None:
    assert rules.name_for("county_cdc", "张三丰") == "张三丰"
    assert rules.name_for("edu_bureau", "张三丰") == "张**"
    assert rules.name_for("somebody_else", "张三丰") == "张**"
