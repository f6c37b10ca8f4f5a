"""22 ways to forget the scope: what comes of each, and what would come of it without row security."""

import pytest
from django.db import connection

from tests.builders import BUILDER, CLASS_71, Universe
from tests.security import mistakes
from tests.security.mistakes import MISTAKES, Mistake, outcome, situation
from xiaoan.directory.models import Enrolment, Person
from xiaoan.kernel.scope import enter
from xiaoan.screening.models import Mark

# The list of the threat model (docs/security.md): a mistake dropped here is a mistake not tested.
NAMES = [
    "forgotten filter", "object by another's id", "count and exists",
    "reverse relation from another unit", "forward relation through the base manager",
    "select_related join", "values across a join", "through an unscoped model",
    "filter as oracle", "aggregate from the unit table", "raw cursor SQL", "Model.objects.raw",
    "base manager and refresh", "update without filter", "delete without filter",
    "create a row in another unit", "move an own row to another unit",
    "bulk_create into another unit", "cascade from another unit", "uniqueness as oracle",
    "link to another unit's child by foreign key", "no scope set at all",
]  # fmt: skip
each = pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)


def test_they_are_22() -> None:
    assert [mistake.name for mistake in MISTAKES] == NAMES
    assert len(set(NAMES)) == 22


def prepare(universe: Universe, actor: str) -> None:
    enter(BUILDER)
    situation(universe)
    index = Person.objects.values_list("id_index", flat=True)
    mistakes.KNOWN_INDEX[0] = bytes(index.get(pk=universe.person(CLASS_71, 1)))
    enter(universe.cast[actor])


@each
def test_stopped(mistake: Mistake, lawful: None, universe: Universe) -> None:
    prepare(universe, mistake.actor)
    assert outcome(mistake.do, universe) == mistake.stopped


@each
def test_without_row_security_it_leaks(mistake: Mistake, lawless: None, universe: Universe) -> None:
    prepare(universe, mistake.actor)
    if mistake.undo:
        with connection.cursor() as cursor:
            cursor.execute(mistake.undo)
    assert outcome(mistake.do, universe) == mistake.control
    assert mistake.control != mistake.stopped


def test_what_was_not_ours_is_untouched(lawful: None, universe: Universe) -> None:
    """After every mistake at once, the other school's rows are as they were."""
    prepare(universe, "teacher")
    for mistake in MISTAKES[:-1]:
        enter(universe.cast[mistake.actor])
        outcome(mistake.do, universe)
    enter(BUILDER)
    theirs = Mark.objects.filter(unit_no=CLASS_71)
    assert sorted(theirs.values_list("note", flat=True)) == ["咳嗽"] * mistakes.THEIRS
    assert Person.objects.filter(unit_no=CLASS_71).count() == 10
    assert Enrolment.objects.filter(name="转班生").count() == 1
