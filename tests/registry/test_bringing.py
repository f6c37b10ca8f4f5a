"""Several schools of a sheet in one transaction: each whole, and each by itself where one cannot be."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import IntegrityError, connection

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_71,
    CLASS_K,
    DAY,
    JUNIOR,
    KINDERGARTEN,
    PRIMARY,
    PUPILS,
    Universe,
)
from tests.registry.rosters import pupil, sheet
from xiaoan.directory import queries as directory
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.scope import acting_as
from xiaoan.registry import services as registry
from xiaoan.registry.models import ImportedSchool, RosterImport
from xiaoan.registry.services import bringing, imports, running
from xiaoan.registry.services.judging import Judgement, SchoolPart

SCHOOLS = [PRIMARY, KINDERGARTEN, JUNIOR]
ROWS = (
    pupil(1),
    pupil(2, 学校="城关幼儿园", 年级="大班", 班级="1班", 姓名="司马光"),
    pupil(3, 学校="河口初中", 年级="七年级", 班级="1班", 姓名="诸葛亮"),
)


def part(school_no: int, rows: int) -> SchoolPart:
    return SchoolPart(school_no, rows=[None] * rows)  # type: ignore[list-item]  # counted only


def sizes(*rows: int) -> list[int]:
    parts = [part(number, count) for number, count in enumerate(rows)]
    groups = list(bringing.together(parts))
    assert [one for some in groups for one in some] == parts
    return [len(some) for some in groups]


def test_the_first_school_goes_alone_and_then_ever_more_together() -> None:
    assert sizes() == []
    assert sizes(10) == [1]
    assert sizes(*[10] * 100) == [1, 2, 4, 8, 16, 32, 32, 5]


def test_few_rows_go_together() -> None:
    most = bringing.MOST_ROWS
    assert sizes(10, most - 1, 1, 1, most, 2 * most, 3) == [1, 2, 1, 1, 1, 1]
    crowd = SchoolPart(3, leaving=[None] * most)  # type: ignore[list-item]  # counted only
    assert list(bringing.together([part(1, 1), part(2, 1), crowd]))[1:] == [[part(2, 1)], [crowd]]


@pytest.fixture
def judged(own_database: str, universe: Universe, tmp_path: Path) -> Judgement:
    found = registry.judge(universe.cast["officer"], sheet(tmp_path, *ROWS))
    assert (found.counts()["new"], sorted(found.parts)) == (3, sorted(SCHOOLS))
    return found


@pytest.fixture
def officer(universe: Universe) -> Actor:
    return universe.cast["officer"]


def received(officer: Actor) -> RosterImport:
    with acting_as(officer):
        return imports.record(officer, directory.county().interval, "a.csv", "0" * 64)


def new_in() -> list[int]:
    with acting_as(BUILDER):
        units = (CLASS_11, CLASS_K, CLASS_71)
        return [len(directory.class_roll(BUILDER, no, DAY)) - PUPILS for no in units]


def written_by() -> dict[int, int]:
    """The transaction that each school came in with."""
    with acting_as(BUILDER), connection.cursor() as cursor:
        cursor.execute("select school_id, xmin::text::bigint from registry_imported_school")
        return dict(cursor.fetchall())


def merged_facts() -> list[int]:
    with acting_as(BUILDER):
        found = Entry.objects.filter(kind="directory.roster_merged").order_by("school_id")
        return list(found.values_list("school_id", flat=True))


def test_schools_come_in_together(officer: Actor, judged: Judgement) -> None:
    told: list[int] = []
    done = running.carry_out(officer, received(officer), judged, told.append)
    assert (done.state, done.counts["new"], done.schools_done) == ("done", 3, 3)
    assert (told, new_in(), merged_facts()) == ([1, 3], [1, 1, 1], SCHOOLS)
    by = written_by()
    assert by[PRIMARY] != by[KINDERGARTEN] == by[JUNIOR]
    with acting_as(BUILDER):
        assert [one.counts["new"] for one in ImportedSchool.objects.all()] == [1, 1, 1]


def test_a_school_that_is_in_is_not_brought_in_again(officer: Actor, judged: Judgement) -> None:
    """What a worker had done that was killed between two schools."""
    found = received(officer)
    only = replace(judged, parts={JUNIOR: judged.parts[JUNIOR]})
    running.carry_out(officer, found, only)
    before = written_by()
    done = running.carry_out(officer, found, judged)
    assert (done.counts["new"], done.schools_done, new_in()) == (3, 3, [1, 1, 1])
    assert written_by()[JUNIOR] == before[JUNIOR]
    assert merged_facts() == SCHOOLS


def test_a_school_that_the_database_refuses_does_not_hold_up_the_others(
    officer: Actor, judged: Judgement
) -> None:
    """The database refuses the two together, and then, as often as it is tried, the one of them."""
    (row,) = judged.parts[JUNIOR].rows
    judged.parts[JUNIOR].rows = [row, replace(row, number=99)]
    with pytest.raises(IntegrityError, match="person_id_number"):
        running.carry_out(officer, received(officer), judged)
    assert new_in() == [1, 1, 0]
    by = written_by()
    assert (sorted(by), by[PRIMARY] != by[KINDERGARTEN]) == ([PRIMARY, KINDERGARTEN], True)


def test_a_class_that_is_gone_stops_its_school_only(officer: Actor, judged: Judgement) -> None:
    (row,) = judged.parts[JUNIOR].rows
    judged.parts[JUNIOR].rows = [replace(row, unit_no=CLASS_71 + 40)]
    with pytest.raises(Conflict):
        running.carry_out(officer, received(officer), judged)
    assert (new_in(), merged_facts()) == ([1, 1, 0], [PRIMARY, KINDERGARTEN])


def test_a_stop_is_heard_before_the_next_transaction(officer: Actor, judged: Judgement) -> None:
    found = received(officer)
    with acting_as(BUILDER):
        RosterImport.objects.filter(pk=found.pk).update(state="applying")

    def stop(_rows: int) -> None:
        with acting_as(BUILDER):
            registry.request_stop(BUILDER, found.pk)

    done = running.carry_out(officer, found, judged, stop)
    assert (done.state, done.counts["new"], done.counts["waiting"]) == ("stopped", 1, 2)
    assert new_in() == [1, 0, 0]
