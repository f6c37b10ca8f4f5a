"""The checklists that come along, and the states of a finding."""

import datetime as dt

import pytest

from xiaoan.accounts.rules import ROLES
from xiaoan.inspections import rules
from xiaoan.inspections.queries.checklists import POSTS
from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission


def test_the_checklists_that_come_along_are_whole() -> None:
    found = rules.shipped()
    assert list(found) == [
        "environment", "disinfection", "canteen", "dormitory", "health_room", "water", "gate", "safety",
        "bus", "reopening",
    ]  # fmt: skip
    for one in found.values():
        assert one.items
        assert len({item.code for item in one.items}) == len(one.items)
        assert {item.severity for item in one.items} <= set(rules.SEVERITIES)
        assert all(item.text and item.how for item in one.items)
        assert one.source
        assert one.confidence in ("H", "M", "L", "MEM")
        assert set(one.posts) <= set(POSTS)
        assert rules.from_json(rules.as_json(one)) == one


def test_whoever_a_checklist_names_may_mend() -> None:
    assert all(Permission.RECTIFY in ROLES[role].permissions for role in POSTS)


def test_every_act_leads_from_a_state_to_a_state() -> None:
    assert set(rules.MOVES) == set(rules.STATES)
    acts = {act for moves in rules.MOVES.values() for act in moves}
    assert acts | {"found"} == set(rules.STEPS)
    assert {to for moves in rules.MOVES.values() for to in moves.values()} <= set(rules.STATES)
    # What is over is over; only what was mended can be closed.
    assert (rules.MOVES["closed"], rules.MOVES["void"]) == ({}, {})
    assert [state for state, moves in rules.MOVES.items() if "close" in moves] == ["answered"]


@pytest.mark.parametrize(
    ("hour", "days", "due"),
    [(8, 0, "23 17:30"), (16, 0, "23 18:00"), (8, 3, "26 17:30"), (23, 0, "24 01:00")],
)
def test_a_deadline_is_the_end_of_a_working_day_with_time_to_act(
    hour: int, days: int, due: str
) -> None:
    now = dt.datetime(2026, 11, 23, hour, tzinfo=clock.ZONE)
    assert f"{rules.due_at(now, days, clock.ZONE):%d %H:%M}" == due
