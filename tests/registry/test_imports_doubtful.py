"""Rows that may be about somebody on record: parked, decided, never in the way of the rest."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import CLASS_11, CLASS_12, CLASS_71, DAY, PRIMARY, PUPILS, Universe
from tests.registry.rosters import id_number, pupil, sheet
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Person
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.scope import enter
from xiaoan.registry import queries
from xiaoan.registry import services as registry
from xiaoan.registry.models import DoubtfulPair

Acting = Callable[[str], Actor]


def bring_in(actor: Actor, path: Path) -> dict[str, int]:
    done, _judged = registry.import_now(
        actor, path, mode="good", complete=False, since=DAY, progress=lambda _n: None
    )
    enter(actor)
    return {name: count for name, count in done.counts.items() if count}


def waiting(actor: Actor) -> list[queries.Pair]:
    _total, pairs = queries.open_pairs(actor, 0, 100)
    return pairs


def test_a_doubtful_row_is_parked_and_the_rest_comes_in(acting: Acting, tmp_path: Path) -> None:
    actor = acting("officer")
    assert bring_in(actor, sheet(tmp_path, pupil(1))) == {"new": 1}
    again = pupil(1, 证件号码=id_number(51), 学号="N51")
    path = sheet(tmp_path, again, pupil(2, 姓名="司马迁", 监护人1电话="13900000002"))
    assert bring_in(actor, path) == {"new": 1, "doubtful": 1}
    (pair,) = waiting(actor)
    assert (pair.row.name, pair.row.id_number, pair.row.unit_no) == (
        "欧阳明", id_number(51), CLASS_11,
    )  # fmt: skip
    assert pair.other is not None
    assert (pair.other.name, pair.other.id_masked) == (
        "欧阳明",
        "990***********" + id_number(1)[-4:],
    )
    assert pair.other.guardians == (("欧阳父", "父亲", "138****0001"),)
    # The same sheet again: nothing is doubled.
    assert bring_in(actor, path) == {"identical": 1, "doubtful": 1}
    assert DoubtfulPair.objects.count() == 1


def parked(acting: Acting, tmp_path: Path, **said: str) -> tuple[Actor, queries.Pair]:
    """A pupil on record, and a row that may be about the same child."""
    actor = acting("officer")
    bring_in(actor, sheet(tmp_path, pupil(1)))
    again = pupil(1, 证件号码=id_number(51), 学号="N51", **said)
    bring_in(actor, sheet(tmp_path, again))
    (pair,) = waiting(actor)
    return actor, pair


def named(school_no: int = PRIMARY) -> int:
    return Person.objects.filter(school_id=school_no, name="欧阳明").count()


def test_the_same_person_takes_the_new_number(acting: Acting, tmp_path: Path) -> None:
    actor, pair = parked(acting, tmp_path, 班级="2班")
    registry.decide(actor, pair.id, "same")
    assert (named(), waiting(actor)) == (1, [])
    (name,) = [p.name for p in directory.class_roll(actor, CLASS_12, DAY) if p.seat > PUPILS] or [
        ""
    ]
    # Enrolled today, so the other class begins tomorrow.
    assert name == ""
    again = sheet(tmp_path, pupil(1, 证件号码=id_number(51), 学号="N51", 班级="2班"))
    assert bring_in(actor, again) == {"identical": 1}


def test_not_the_same_person_is_somebody_new(acting: Acting, tmp_path: Path) -> None:
    actor, pair = parked(acting, tmp_path)
    registry.decide(actor, pair.id, "different")
    assert (named(), waiting(actor)) == (2, [])
    with pytest.raises(Conflict):
        registry.decide(actor, pair.id, "same")
    registry.decide(actor, pair.id, "different")
    assert named() == 2


def test_later_leaves_it(acting: Acting, tmp_path: Path) -> None:
    actor, pair = parked(acting, tmp_path)
    registry.decide(actor, pair.id, "later")
    assert (named(), [one.id for one in waiting(actor)]) == (1, [pair.id])


def test_joining_two_schools_is_for_the_county(
    acting: Acting, tmp_path: Path, universe: Universe
) -> None:
    there = {"学校": "河口初中", "年级": "七年级", "班级": "1班"}
    actor = acting("officer")
    bring_in(actor, sheet(tmp_path, pupil(1, **there)))
    bring_in(actor, sheet(tmp_path, pupil(1, 证件号码=id_number(51))))
    (pair,) = waiting(actor)
    principal = acting("principal")
    (seen,) = waiting(principal)
    assert (seen.id, seen.other) == (pair.id, None)
    with pytest.raises(Forbidden):
        registry.decide(principal, pair.id, "same")
    with pytest.raises(NotFound):
        registry.decide(acting("other_principal"), pair.id, "same")
    actor = acting("officer")
    registry.decide(actor, pair.id, "same")
    gone, here = Person.objects.filter(name="欧阳明").order_by("school_id", "id")[::-1]
    assert gone.identity_id == here.identity_id
    roll = directory.class_roll(actor, CLASS_11, DAY)
    assert [p.name for p in roll if p.seat > PUPILS] == []
    assert "欧阳明" in [p.name for p in directory.class_roll(actor, CLASS_71, DAY)]


def test_two_rows_of_one_sheet_that_may_be_one_child(acting: Acting, tmp_path: Path) -> None:
    actor = acting("officer")
    two = pupil(1, 证件号码=id_number(51), 学号="N51", 班级="2班")
    assert bring_in(actor, sheet(tmp_path, pupil(1), two)) == {"new": 1, "doubtful": 1}
    (pair,) = waiting(actor)
    assert (pair.row.unit_no, pair.other.name if pair.other else "") == (CLASS_12, "欧阳明")
