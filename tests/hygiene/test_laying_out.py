"""The day laid out: what the plan asks, in the round of whoever is to do it; and laid out again."""

import datetime as dt
from collections.abc import Callable
from importlib import import_module

import pytest
from django.db import connection

from tests.builders import BUILDER, CLASS_11, DAY, PRIMARY, Universe
from tests.hygiene.days import (
    CORRIDOR,
    ROOM,
    TOILET,
    due,
    figures,
    laid_out,
    places,
    plan,
    recount,
    round_faults,
    rounds,
    tap,
)
from xiaoan.hygiene import services
from xiaoan.hygiene.events import LinesMoved
from xiaoan.hygiene.models import Due, Line, Plan
from xiaoan.journal import queries
from xiaoan.journal.models import Entry
from xiaoan.journal.rules import canonical
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]


def test_what_the_plan_asks_is_due_with_whoever_holds_the_post(
    acting: Acting, universe: Universe
) -> None:
    plan(places())
    assert laid_out() == 8
    mine = {(one.unit_no, one.slot, one.post, one.who_id): (one.dues, one.left) for one in rounds()}
    assert mine == {
        (PRIMARY, "after", "logistics", universe.users["logistics"].pk): (4, 4),
        (PRIMARY, "day", "logistics", universe.users["logistics"].pk): (1, 1),
        (CLASS_11, "after", "class_teacher", universe.users["teacher"].pk): (2, 2),
        (CLASS_11, "day", "class_teacher", universe.users["teacher"].pk): (1, 1),
    }
    assert figures() == recount()
    assert round_faults() == []


def test_twice_lays_out_nothing_twice(acting: Acting) -> None:
    plan(places())
    laid_out()
    before = figures()
    facts = Entry.objects.filter(school_id=PRIMARY).count()
    assert laid_out() == 0
    assert (figures(), Entry.objects.filter(school_id=PRIMARY).count()) == (before, facts)


def test_only_the_system_lays_out(acting: Acting) -> None:
    with pytest.raises(Forbidden):
        services.lay_out(acting("principal"), DAY, [PRIMARY])


def test_a_weekly_turn_does_not_come_on_other_days(acting: Acting) -> None:
    plan(places(), surface="1/7", floor="1/30", rails="1/7")
    laid_out()
    assert set(Due.objects.values_list("task", flat=True)) == {"surface", "air", "rails"}


def test_a_place_that_was_done_is_told_and_counted(acting: Acting) -> None:
    plan(places())
    laid_out()
    keeper = acting("logistics")
    kept = tap(keeper, due(TOILET, "surface"))
    assert (kept.done, kept.late, kept.after) == (1, 0, False)
    tap(keeper, due(TOILET, "air"))
    assert due(TOILET, "air").made == 1  # of two
    assert due(TOILET, "air").state == "due"
    enter(BUILDER)
    assert figures() == recount()
    assert round_faults() == []
    assert CORRIDOR, ROOM


def test_airing_that_comes_to_be_of_the_whole_day_keeps_what_was_told(
    acting: Acting, at: Callable[[str], None]
) -> None:
    """As plans approved before had it: after school; the migration moves their lines to the day."""
    plan(places())
    enter(BUILDER)
    Line.objects.filter(task="air").update(slot="after")
    laid_out()
    at("10:00")
    tap(acting("logistics"), due(TOILET, "air"))
    enter(BUILDER)
    moved = import_module("xiaoan.hygiene.migrations.0008_airing_all_day")
    with connection.cursor() as cursor:
        cursor.execute(moved._MOVE)
    assert set(Line.objects.filter(task="air").values_list("slot", flat=True)) == {"day"}
    assert laid_out() == 0
    assert laid_out() == 0
    one = due(TOILET, "air")
    assert (one.made, one.state) == (1, "due")
    assert {each.slot: each.left for each in rounds() if each.pk == one.round_id} == {"day": 1}
    assert figures() == recount()
    assert round_faults() == []


def test_what_an_update_moved_in_an_approved_plan_is_on_record_once(db: None) -> None:
    plan(places())
    enter(BUILDER)
    row = Plan.objects.get(school_id=PRIMARY, state="in_force")
    assert row.decided_at is not None
    told = import_module("xiaoan.hygiene.migrations.0013_moves_on_record")
    moved = row.decided_at + dt.timedelta(days=1)
    with connection.cursor() as cursor:
        told.tell(cursor, row.asked_at or row.decided_at)
        assert not Entry.objects.filter(kind=LinesMoved.kind).exists()
        told.tell(cursor, moved)
        told.tell(cursor, moved)
    entry = Entry.objects.get(kind=LinesMoved.kind)
    lines = Line.objects.filter(plan_id=row.pk, task="air", slot="day").count()
    assert lines > 0
    fact = LinesMoved(
        school_id=PRIMARY, unit_no=PRIMARY, plan_id=row.pk, version=1, lines=lines, moved_at=moved
    )
    assert (entry.school_id, entry.unit_no, entry.actor, entry.body) == (
        PRIMARY, PRIMARY, "system:hygiene", canonical(fact.payload()),
    )  # fmt: skip
    assert queries.verify()[1] == []
