"""A child is on the roll of one school, also one whom the school of a roster knows from before."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import connection

from tests.builders import CLASS_11, CLASS_71, DAY, JUNIOR, PRIMARY
from tests.directory.test_merging import counts, merge, row
from xiaoan.directory import services as directory
from xiaoan.directory.models import Enrolment, Guardian, Person
from xiaoan.directory.rules.roll import Kin
from xiaoan.kernel.actor import Actor

Acting = Callable[[str], Actor]
TERM = dt.date(2026, 8, 25)
MONTH = dt.timedelta(days=30)
KIN = (Kin("王一", "母亲", "13800000001"), Kin("李二", "父亲", "13800000002"))
# A pupil of the junior school, as that school's sheet names them.
THERE = row(CLASS_71, 4, 1, kin=KIN)
HERE = replace(THERE, school_no=PRIMARY, unit_no=CLASS_11, seat=None, kin=(None, None))


def moved(acting: Acting) -> Actor:
    """The county brings the pupil from the junior to the primary school."""
    officer = acting("officer")
    merge(officer, THERE, school_no=JUNIOR)
    assert counts(merge(officer, HERE, transfers=True)) == (0, 0, 1, 0)
    return officer


def stretches() -> list[tuple[int, dt.date, dt.date | None]]:
    people = Person.objects.filter(id_index=directory.id_index(THERE.key)).values("id")
    rows = Enrolment.objects.filter(person_id__in=people).order_by("since", "unit_no")
    return list(rows.values_list("unit_no", "since", "until"))


def test_the_school_that_a_pupil_left_does_not_take_them_back(acting: Acting) -> None:
    moved(acting)
    actor = acting("other_principal")
    found = directory.compare_roster(actor, [THERE])
    assert {n: (e.school_no, e.unit_no) for n, e in found.elsewhere.items()} == {
        402: (PRIMARY, CLASS_11)
    }
    done = merge(actor, THERE, school_no=JUNIOR)
    assert (counts(done), set(done.skipped)) == ((0, 0, 0, 0), {402})
    acting("officer")
    assert stretches() == [(CLASS_71, TERM, DAY), (CLASS_11, DAY, None)]


def test_the_county_brings_them_back_and_closes_the_other(acting: Acting) -> None:
    officer = moved(acting)
    back = merge(officer, THERE, school_no=JUNIOR, since=DAY + MONTH, transfers=True)
    assert counts(back) == (0, 0, 1, 0)
    assert stretches() == [
        (CLASS_71, TERM, DAY),
        (CLASS_11, DAY, DAY + MONTH),
        (CLASS_71, DAY + MONTH, None),
    ]


def test_a_corrected_number_does_not_hide_the_other_school(acting: Acting) -> None:
    """The number was corrected at the new school only; the identity still joins the two."""
    officer = moved(acting)
    here = Person.objects.get(school_id=PRIMARY, id_index=directory.id_index(THERE.key))
    corrected = replace(HERE, id_number="990101201703018888")
    merge(officer, corrected, same={HERE.number: here.pk})
    found = directory.compare_roster(acting("other_principal"), [THERE])
    assert {n: e.person_id for n, e in found.elsewhere.items()} == {402: here.pk}


def test_who_leaves_on_a_day_to_come_begins_on_that_day(acting: Acting) -> None:
    officer = acting("officer")
    missing = directory.compare_roster(officer, [], complete=[JUNIOR]).missing
    leaver = [one for one in missing if one.unit_no == CLASS_71][:1]
    person = Person.objects.get(pk=leaver[0].person_id)
    merge(officer, school_no=JUNIOR, since=DAY + MONTH, leaving=leaver)
    seat = int(person.number[-2:])
    theirs = row(CLASS_71, 4, seat, school_no=PRIMARY, unit_no=CLASS_11, seat=None)
    assert counts(merge(acting("principal"), theirs)) == (1, 0, 0, 0)
    acting("officer")
    here = Person.objects.get(school_id=PRIMARY, identity_id=person.identity_id)
    assert Enrolment.objects.get(person_id=here.pk).since == DAY + MONTH


def test_guardians_come_along(acting: Acting) -> None:
    moved(acting)
    here = Person.objects.get(school_id=PRIMARY, id_index=directory.id_index(THERE.key))
    rows = Guardian.objects.filter(person_id=here.pk).order_by("rank")
    assert list(rows.values_list("name", "relation", "rank", "unit_no")) == [
        ("王一", "母亲", 1, CLASS_11),
        ("李二", "父亲", 2, CLASS_11),
    ]


def test_guardians_of_the_sheet_count_before_those_of_the_other_school(acting: Acting) -> None:
    officer = acting("officer")
    merge(officer, THERE, school_no=JUNIOR)
    named = replace(HERE, kin=(Kin("赵三", "祖母", "13800000003"), None))
    merge(officer, named, transfers=True)
    here = Person.objects.get(school_id=PRIMARY, id_index=directory.id_index(THERE.key))
    assert [g.name for g in Guardian.objects.filter(person_id=here.pk)] == ["赵三"]


def test_facts_of_several_schools_come_in_ascending_order(acting: Acting) -> None:
    """The heads of the chains are locked in one order by all, or two writers wait for one another."""
    officer = acting("officer")
    primary = row(CLASS_11, 0, 1, school_no=JUNIOR, unit_no=CLASS_71, seat=None)
    written: list[int] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "journal_append" in sql and params[2][:1] == ["directory.roster_merged"]:
            written.extend(params[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        merge(officer, primary, school_no=JUNIOR, transfers=True)
    assert PRIMARY < JUNIOR
    assert written == [PRIMARY, JUNIOR]
