"""Several schools, and many rows, brought to a roster at once."""

from dataclasses import replace

import pytest

from tests.builders import (
    CLASS_11,
    CLASS_71,
    CLASS_72,
    CLASS_K,
    DAY,
    JUNIOR,
    KINDERGARTEN,
    PRIMARY,
    PUPILS,
)
from tests.directory.test_merging import (
    Acting,
    counts,
    facts,
    merge,
    new,
    of_class,
    on_roll,
    row,
)
from xiaoan.directory import services as directory
from xiaoan.directory.models import Guardian
from xiaoan.directory.rules.roll import Kin
from xiaoan.kernel.errors import NotFound


def test_schools_at_once_have_one_fact_each_of_what_they_gained_and_lost(acting: Acting) -> None:
    actor = acting("officer")
    theirs = row(CLASS_71, 4, 1, school_no=PRIMARY, unit_no=CLASS_11, seat=None)
    (missing,) = directory.compare_roster(
        actor, of_class(CLASS_K, 3)[1:], complete=[KINDERGARTEN]
    ).missing
    merges = [
        directory.Merge(school_no=PRIMARY, since=DAY, rows=[theirs], transfers=True),
        directory.Merge(school_no=KINDERGARTEN, since=DAY, rows=[], leaving=[missing]),
        directory.Merge(
            school_no=JUNIOR, since=DAY, rows=[new(CLASS_71), row(CLASS_72, 5, 2, name="单雄信")]
        ),
    ]
    found = directory.merge_rosters(actor, merges)
    assert list(map(counts, found)) == [(0, 0, 1, 0), (0, 0, 0, 1), (1, 1, 0, 0)]
    assert [len(on_roll(actor, no)) for no in (CLASS_11, CLASS_K, CLASS_71)] == [
        PUPILS + 1, PUPILS - 1, PUPILS,
    ]  # fmt: skip
    assert facts() == [
        (PRIMARY, '{"changed":0,"gone":0,"left":0,"moved":1,"new":0,"since":"2026-11-23"}'),
        (KINDERGARTEN, '{"changed":0,"gone":0,"left":1,"moved":0,"new":0,"since":"2026-11-23"}'),
        (JUNIOR, '{"changed":1,"gone":1,"left":0,"moved":0,"new":1,"since":"2026-11-23"}'),
    ]
    again = directory.merge_rosters(actor, merges)
    assert (list(map(counts, again)), len(facts())) == ([(0, 0, 0, 0)] * 3, 3)


def test_schools_at_once_are_all_the_actors_own(acting: Acting) -> None:
    actor = acting("principal")
    schools = (PRIMARY, JUNIOR)
    merges = [directory.Merge(school_no=no, since=DAY, rows=[]) for no in schools]
    with pytest.raises(NotFound):
        directory.merge_rosters(actor, merges)


def test_more_lines_than_go_into_one_statement(acting: Acting) -> None:
    """Written in parts: all of them are, once, and found again."""
    actor = acting("principal")
    kin = (Kin("王一", "母亲", "13800000001"), None)
    rows = [
        new(CLASS_11, number=1000 + n, code=f"B{n}", id_number=f"99010120170302{n:04d}", kin=kin)
        for n in range(250)
    ]
    assert counts(merge(actor, *rows)) == (250, 0, 0, 0)
    assert on_roll(actor, CLASS_11)[-1] == (PUPILS + 250, "新同学")
    changed = [replace(one, kin=(Kin("王二", "", "13800000002"), None)) for one in rows]
    assert counts(merge(actor, *changed)) == (0, 250, 0, 0)
    assert Guardian.objects.filter(name="王二", relation="母亲").count() == 250
    assert counts(merge(actor, *changed)) == (0, 0, 0, 0)
