"""Bulk facts: many roll-calls at once make the same rows as one by one, and replay equal."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from tests.builders import BUILDER, DAY, KINDERGARTEN, PRIMARY, PUPILS
from xiaoan.duties.events import DutiesOpened
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.events import Event
from xiaoan.kernel.scope import enter
from xiaoan.overview import projections, rules
from xiaoan.overview.models import SchoolDay
from xiaoan.screening.events import RollCallsRecorded

Acting = Callable[[str], Actor]
PAST = dt.date(2026, 11, 20)
FIGURES = {"enrolled": 20, "expected": 20, "present": 19, "absent_sick": 1, "gi": 1}


def opened(school: int, day: dt.date = PAST, duty: str = "screening.rollcall") -> DutiesOpened:
    return DutiesOpened(
        school_id=school, unit_no=school, duty=duty, day=day, slot="morning", duties=3, people=30,
        unassigned=0,
    )  # fmt: skip


def recorded(school: int, day: dt.date = PAST) -> RollCallsRecorded:
    return RollCallsRecorded(
        school_id=school, unit_no=school, day=day, slot="morning", classes=2, late=1, zero=1,
        corrections=1, figures=FIGURES,
    )  # fmt: skip


def rows() -> list[dict[str, Any]]:
    return [dict(row) for row in SchoolDay.objects.order_by("school_id", "day", "slot").values()]


def row_of(school: int, day: dt.date = PAST) -> dict[str, int]:
    found = SchoolDay.objects.filter(school_id=school, day=day, slot="morning")
    return {name: n for name, n in found.values(*rules.COLUMNS).get().items() if n}


def test_a_bulk_fact_counts_as_its_roll_calls_would(acting: Acting) -> None:
    enter(BUILDER)
    journal.record(BUILDER, opened(PRIMARY))
    journal.record(BUILDER, recorded(PRIMARY))
    expected = {
        "classes_due": 3, "classes_reported": 2, "classes_late": 1, "zero_reports": 1,
        "corrections": 1, "enrolled_due": 30, "enrolled_reported": 20, "expected": 20,
        "present": 19, "absent_sick": 1, "gi": 1,
    }  # fmt: skip
    assert row_of(PRIMARY) == expected
    projections.rebuild(BUILDER, PRIMARY)
    assert row_of(PRIMARY) == expected


def test_many_facts_together_make_the_rows_of_facts_one_by_one(acting: Acting) -> None:
    """New rows, rows that stand, the same row twice, and a duty that is not the board's."""
    facts: list[Event] = [
        opened(PRIMARY),
        opened(PRIMARY, DAY),
        opened(KINDERGARTEN),
        opened(KINDERGARTEN),
        opened(PRIMARY, duty="hygiene.disinfect"),
        recorded(PRIMARY),
        recorded(KINDERGARTEN),
        recorded(KINDERGARTEN),
    ]
    enter(BUILDER)
    with transaction.atomic():
        for fact in facts:
            journal.record(BUILDER, fact)
        singly = rows()
        transaction.set_rollback(True)
    enter(BUILDER)
    journal.record_many(BUILDER, facts)
    assert rows() == singly
    assert row_of(PRIMARY, DAY)["enrolled_due"] == 30 + 3 * PUPILS
    assert row_of(KINDERGARTEN)["classes_reported"] == 4
    projections.rebuild(BUILDER)
    assert rows() == singly


def test_many_facts_cost_the_same_for_one_and_three(
    acting: Acting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    enter(BUILDER)
    for count in (1, 3):
        facts = [opened(PRIMARY, PAST - dt.timedelta(days=7 * count + n)) for n in range(count)]
        with django_assert_num_queries(1):
            projections.many_roll_calls_due(BUILDER, facts)


def test_only_the_system_adds_many(acting: Acting) -> None:
    teacher = acting("teacher")
    with pytest.raises(Forbidden):
        projections.many_roll_calls_due(teacher, [opened(PRIMARY)])
