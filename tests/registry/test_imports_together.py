"""Imports that meet: pressed twice, two at once, stopped in the middle, a worker that died."""

from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import connection, connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.builders import BUILDER, CLASS_11, CLASS_71, DAY, PUPILS, Universe
from tests.registry.rosters import csv_of, pupil, sheet
from tests.registry.test_membership_races import row as enrolled
from xiaoan.directory import queries as directory
from xiaoan.directory import services as roll
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as
from xiaoan.registry import services as registry
from xiaoan.registry.models import ImportedSchool, RosterImport
from xiaoan.registry.services import recognising, running
from xiaoan.rehearsal.replay.run import Jobs

THERE = pupil(5, 学校="河口初中", 年级="七年级", 班级="1班", 姓名="司马远")


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run each in a thread and a connection of its own, from the same moment on."""
    ready, found = Barrier(len(calls)), [None] * len(calls)

    def run(place: int, call: Callable[[], object]) -> None:
        ready.wait()
        try:
            found[place] = call()  # type: ignore[call-overload]  # any result
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(found)


def checked(actor: Actor, *rows: dict[str, str]) -> UUID:
    with acting_as(actor):
        made = registry.receive(actor, "a.csv", csv_of(*rows))
    registry.check(actor, made)
    return made


def confirmed(actor: Actor, import_id: UUID) -> None:
    with acting_as(actor):
        registry.confirm(actor, import_id, "good", complete=False, since=DAY)


def on_roll(unit_no: int) -> int:
    with acting_as(BUILDER):
        return len(directory.class_roll(BUILDER, unit_no, DAY))


def counts(import_id: UUID) -> dict[str, object]:
    with acting_as(BUILDER):
        found = RosterImport.objects.get(pk=import_id)
    return {"state": found.state, **{n: c for n, c in found.counts.items() if c}}


def waiting(name: str) -> int:
    with acting_as(BUILDER):
        return ProcrastinateJob.objects.filter(task_name=name, status="todo").count()


def test_confirmed_twice_at_the_same_moment_is_one_job(
    own_database: str, universe: Universe
) -> None:
    principal = universe.cast["principal"]
    made = checked(principal, pupil(1))
    at_once(*[lambda: confirmed(principal, made)] * 4)
    assert waiting("registry.import_roster") == 1


def test_two_imports_of_one_school_at_the_same_moment(
    own_database: str, universe: Universe
) -> None:
    principal, officer = universe.cast["principal"], universe.cast["officer"]
    pairs = [(a, checked(a, pupil(1), pupil(2, 姓名="司马远"))) for a in (principal, officer)]
    for actor, made in pairs:
        confirmed(actor, made)
    at_once(*[lambda a=actor, m=made: registry.apply(a, m) for actor, made in pairs])
    assert on_roll(CLASS_11) == PUPILS + 2
    told = sorted((counts(made) for _actor, made in pairs), key=str)
    assert told == [{"state": "done", "identical": 2}, {"state": "done", "new": 2}]


def test_somebody_brought_in_while_a_sheet_is_looked_at_is_no_doubt(
    own_database: str, universe: Universe
) -> None:
    officer, asked = universe.cast["officer"], enrolled(1, CLASS_11)
    before = roll.Comparison(strangers=frozenset({asked.number}))
    with acting_as(officer):
        found = recognising.look(officer, [asked], before)
    assert (found.doubts, found.same) == ({}, {})


def test_the_same_job_twice_at_the_same_moment(own_database: str, universe: Universe) -> None:
    officer = universe.cast["officer"]
    made = checked(officer, pupil(1), THERE)
    confirmed(officer, made)
    at_once(*[lambda: registry.apply(officer, made)] * 2)
    assert (on_roll(CLASS_11), on_roll(CLASS_71)) == (PUPILS + 1, PUPILS + 1)
    assert counts(made) == {"state": "done", "new": 2}
    with acting_as(BUILDER):
        assert ImportedSchool.objects.count() == 2


def test_stopped_in_the_middle_the_first_school_is_whole_and_the_rest_untouched(
    own_database: str, tmp_path: Path
) -> None:
    path = sheet(tmp_path, pupil(1), THERE)

    def stop_after_a_school(_rows: int) -> None:
        with acting_as(BUILDER):
            for one in RosterImport.objects.filter(schools_done=1, state="applying"):
                registry.request_stop(BUILDER, one.pk)

    done, _judged = registry.import_now(
        system("t"), path, mode="good", complete=False, since=DAY, progress=stop_after_a_school
    )
    assert counts(done.pk) == {"state": "stopped", "new": 1, "waiting": 1}
    assert (on_roll(CLASS_11), on_roll(CLASS_71)) == (PUPILS + 1, PUPILS)
    again, _judged = registry.import_now(
        system("t"), path, mode="good", complete=False, since=DAY, progress=lambda _n: None
    )
    assert counts(again.pk) == {"state": "done", "new": 1, "identical": 1}


def test_what_a_dead_worker_left_is_taken_up_again(
    own_database: str, universe: Universe, tmp_path: Path
) -> None:
    officer = universe.cast["officer"]
    made = checked(officer, pupil(1), THERE)
    confirmed(officer, made)

    def die(_rows: int) -> None:
        raise SystemExit

    with acting_as(BUILDER), connection.cursor() as cursor:
        found = RosterImport.objects.get(pk=made)
        cursor.execute(
            "update procrastinate_jobs set status = 'doing' where task_name = 'registry.import_roster'"
        )
    judged = registry.judge(officer, sheet(tmp_path, pupil(1), THERE))
    with pytest.raises(SystemExit):
        running.carry_out(officer, found, judged, die)
    assert (on_roll(CLASS_11), on_roll(CLASS_71)) == (PUPILS + 1, PUPILS)
    assert counts(made)["state"] == "applying"
    with Jobs() as jobs:
        app.tasks["timetable.resume"].defer(timestamp=0)
        jobs.run()
    assert (on_roll(CLASS_11), on_roll(CLASS_71)) == (PUPILS + 1, PUPILS + 1)
    assert counts(made)["state"] == "done"
    with acting_as(BUILDER):
        assert [one.counts["new"] for one in ImportedSchool.objects.all()] == [1, 1]
