"""Two at the same moment, with real threads and real commits: nothing is lost and nothing breaks."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Event, Thread
from uuid import UUID

import pytest
from django.db import connection

from tests.builders import CLASS_11, CLASS_12, CLASS_71, DAY, JUNIOR, PRIMARY, Universe
from tests.directory.test_merging import row as of_county
from tests.registry.real import browser, give_way
from tests.registry.rosters import id_number, pupil, sheet
from xiaoan.directory import services as roll
from xiaoan.directory.models import Enrolment, Person
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people
from xiaoan.directory.services.people import Enrolling
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.scope import acting_as
from xiaoan.registry import queries
from xiaoan.registry import services as registry
from xiaoan.registry.models import DoubtfulPair, RosterImport
from xiaoan.registry.queries.pairs import row_of
from xiaoan.registry.services.pairs import _park
from xiaoan.registry.services.recognising import Other

Act = Callable[[], object]


def bring_in(actor: Actor, path: Path) -> dict[str, int]:
    done, _judged = registry.import_now(
        actor, path, mode="good", complete=False, since=DAY, progress=lambda _n: None
    )
    return {name: count for name, count in done.counts.items() if count}


def told(act: Act) -> str:
    try:
        act()
    except Conflict:
        return "conflict"
    return "done"


def one_in_the_other(actor: Actor, first: Act, second: Act) -> list[str]:
    """The first is not committed yet when the second begins; what each was told."""
    acted, said = Event(), ["", ""]

    def earlier() -> None:
        try:
            with acting_as(actor):
                said[0] = told(first)
                acted.set()
                # Long enough for the other to come as far as it gets.
                Event().wait(0.7)
        finally:
            connection.close()

    def later() -> None:
        try:
            assert acted.wait(20)
            with acting_as(actor):
                said[1] = told(second)
        finally:
            connection.close()

    run(earlier, later)
    return said


def run(*acts: Callable[[], None]) -> None:
    threads = [Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def two_pairs(officer: Actor, tmp_path: Path, universe: Universe) -> list[UUID]:
    """One row that may be about two people on record."""
    bring_in(officer, sheet(tmp_path, pupil(1)))
    bring_in(officer, sheet(tmp_path, pupil(1, 证件号码=id_number(51), 学号="N51")))
    with acting_as(officer):
        _total, (pair,) = queries.open_pairs(officer, 0, 10)
        found = DoubtfulPair.objects.get(pk=pair.id)
        who = universe.person(CLASS_12, 1)
        _park(found.roster_import_id, row_of(found), Other(who, "", PRIMARY, ("name_same",)), who)
        return list(DoubtfulPair.objects.order_by("id").values_list("id", flat=True))


def enrolled(officer: Actor) -> int:
    with acting_as(officer):
        people_named = Person.objects.filter(name="欧阳明").values("id")
        return Enrolment.objects.filter(person_id__in=people_named, until=None).count()


def test_both_pairs_of_a_row_are_told_apart_at_once_and_the_child_is_enrolled(
    universe: Universe, own_database: str, tmp_path: Path
) -> None:
    officer = universe.cast["officer"]
    first, second = two_pairs(officer, tmp_path, universe)
    said = one_in_the_other(
        officer,
        lambda: registry.decide(officer, first, "different"),
        lambda: registry.decide(officer, second, "different"),
    )
    assert (said, enrolled(officer)) == (["done", "done"], 2)


def test_both_pairs_of_a_row_are_joined_at_once_and_one_of_the_two_holds(
    universe: Universe, own_database: str, tmp_path: Path
) -> None:
    officer = universe.cast["officer"]
    pairs = two_pairs(officer, tmp_path, universe)
    together, said = Barrier(2), []

    def join(pair: UUID) -> Callable[[], None]:
        def act() -> None:
            try:
                together.wait(20)
                with acting_as(officer):
                    said.append(told(lambda: registry.decide(officer, pair, "same")))
            finally:
                connection.close()

        return act

    run(*map(join, pairs))
    assert sorted(said) == ["conflict", "done"]
    with acting_as(officer):
        states = DoubtfulPair.objects.values_list("state", flat=True)
        assert sorted(states) == ["different", "same"]


def test_a_roster_and_a_single_enrolment_of_the_same_child(
    universe: Universe, own_database: str
) -> None:
    """Whoever is second sees what the first did: one school has the child."""
    here, there = universe.cast["principal"], universe.cast["other_principal"]
    number = id_number(77)
    new = Enrolling(CLASS_11, "N77", "新同学", "M", dt.date(2017, 3, 1), "resident", number)
    theirs = of_county(
        CLASS_71, 90, 1, name="新同学", code="N78", birth_date=dt.date(2017, 3, 1), id_number=number
    )
    merged: list[roll.Merged] = []
    acted = Event()

    def enrol() -> None:
        try:
            with acting_as(here):
                people.enrol_pupil(here, new, When(DAY))
                acted.set()
                Event().wait(0.7)
        finally:
            connection.close()

    def merge() -> None:
        try:
            assert acted.wait(20)
            with acting_as(there):
                wanted = roll.Merge(school_no=JUNIOR, since=DAY, rows=[theirs])
                merged.append(roll.merge_roster(there, wanted))
        finally:
            connection.close()

    run(enrol, merge)
    assert [set(one.skipped) for one in merged] == [{theirs.number}]


@pytest.mark.parametrize("state", ["40P01", "40001"])
def test_an_import_that_the_database_ended_for_another_is_tried_again(
    universe: Universe, own_database: str, tmp_path: Path, state: str
) -> None:
    give_way("directory_enrolment", state, times=2)
    officer = universe.cast["officer"]
    assert bring_in(officer, sheet(tmp_path, pupil(1))) == {"new": 1}
    with acting_as(officer):
        assert RosterImport.objects.get().state == "done"
    assert enrolled(officer) == 1


def test_a_request_that_the_database_ended_for_another_is_tried_once_more(
    universe: Universe, own_database: str
) -> None:
    give_way("directory_enrolment", "40P01", times=1)
    client = browser(universe.cast["principal"])
    child = universe.person(CLASS_11, 3)
    address = f"/registry/people/{child}/act/class/"
    said = client.post(address, {"unit": CLASS_12, "since": DAY.isoformat(), "reason": ""})
    assert said.status_code == 302
    with acting_as(universe.cast["officer"]):
        rows = Enrolment.objects.filter(person_id=child).order_by("since")
        assert list(rows.values_list("unit_no", flat=True)) == [CLASS_11, CLASS_12]


def test_a_request_that_gave_way_twice_is_answered_with_a_sentence(
    universe: Universe, own_database: str
) -> None:
    give_way("directory_enrolment", "40P01", times=9)
    client = browser(universe.cast["principal"])
    address = f"/registry/people/{universe.person(CLASS_11, 3)}/act/class/"
    said = client.post(address, {"unit": CLASS_12, "since": DAY.isoformat(), "reason": ""})
    assert (said.status_code, "请再试一次" in said.content.decode()) == (409, True)
