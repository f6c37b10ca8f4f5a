"""Units that open, close and merge while others work: numbers, roll-calls, imports, a whole live morning."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path
from threading import Barrier, Event
from typing import TypeVar
from uuid import UUID

import pytest
from django.db import connection

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_21,
    CLASS_71,
    CLASS_72,
    CLASS_K,
    CLASSES,
    COUNTY,
    DAY,
    GRADE_1,
    GRADE_7,
    JUNIOR,
    PRIMARY,
    PUPILS,
    Universe,
    sent,
    sick,
)
from tests.registry.rosters import pupil, sheet
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Enrolment, Unit
from xiaoan.directory.rules import COUNTY as COUNTY_SIZE
from xiaoan.directory.services import opening
from xiaoan.directory.services.opening import Opening
from xiaoan.duties import queries as duties
from xiaoan.journal import queries as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.overview import projections
from xiaoan.overview.models import SchoolDay
from xiaoan.registry import services as registry
from xiaoan.registry.services import imports, running, units
from xiaoan.screening import services as screening
from xiaoan.screening.models import RollCall

TOMORROW = DAY + dt.timedelta(days=1)
Given = TypeVar("Given")


def as_one(actor: Actor, act: Callable[[Actor], Given]) -> Given:
    """In a transaction and on a connection of this thread."""
    try:
        with acting_as(actor):
            return act(actor)
    finally:
        connection.close()


def refused(actor: Actor, act: Callable[[Actor], object]) -> str:
    """ "" if it was done, else the sentence."""
    try:
        as_one(actor, act)
    except Refusal as refusal:
        return str(refusal)
    return ""


def opens(name: str, act_id: UUID | None = None) -> Callable[[Actor], list[int]]:
    wanted = Opening(GRADE_1, "class", (name,), DAY)

    def act(actor: Actor) -> list[int]:
        found: list[int] = opening.open_units(actor, act_id or uuid7(), wanted)["units"]
        return found

    return act


def intervals_are_sound() -> None:
    """Children inside their parents, siblings apart; a number is one unit's (the primary key)."""
    with acting_as(BUILDER):
        rows = list(Unit.objects.order_by("no", "-end"))
    by_no = {unit.no: unit for unit in rows}
    siblings: dict[int | None, list[Unit]] = {}
    for unit in rows:
        above = by_no.get(unit.parent_no or 0)
        if above and not (above.kind == "building" and unit.kind == "dormitory"):
            assert above.no < unit.no < unit.end <= above.end
            siblings.setdefault(above.no, []).append(unit)
    for found in siblings.values():
        for left, right in pairwise(found):
            assert left.end <= right.no


def test_two_people_open_a_class_at_once(own_database: str, universe: Universe) -> None:
    people = [universe.cast["principal"], universe.cast["officer"]] * 3
    together = Barrier(len(people))

    def open_one(n: int) -> list[int]:
        together.wait()
        return as_one(people[n], opens(f"新{n}班"))

    with ThreadPoolExecutor(len(people)) as pool:
        found = list(pool.map(open_one, range(len(people))))
    assert sorted(found) == [[GRADE_1 + n] for n in range(3, 9)]
    intervals_are_sound()


def test_a_double_click_opens_once(own_database: str, universe: Universe) -> None:
    act_id, together = uuid7(), Barrier(4)

    def click(_n: int) -> list[int]:
        together.wait()
        return as_one(universe.cast["principal"], opens("3班", act_id))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(click, range(4))) == [[GRADE_1 + 3]] * 4
    with acting_as(BUILDER):
        assert Unit.objects.filter(parent_no=GRADE_1).count() == 3


def test_of_two_who_choose_the_same_name_one_is_refused(
    own_database: str, universe: Universe
) -> None:
    together = Barrier(2)

    def name(_n: int) -> str:
        together.wait()
        return refused(universe.cast["principal"], opens("3班"))

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(name, range(2))) == ["", "已有同名的:一年级3班。请换一个名称。"]


def merges(actor: Actor) -> object:
    return units.merge_classes(actor, uuid7(), CLASS_11, CLASS_12, DAY)


@pytest.mark.parametrize(("login", "unit_no"), [("teacher", CLASS_11), ("teacher_12", CLASS_12)])
def test_a_roll_call_that_is_under_way_keeps_the_class_open(
    own_database: str, universe: Universe, login: str, unit_no: int
) -> None:
    """The office waits for the report, and is then told to choose tomorrow."""
    reported, go_on = Event(), Event()

    def report(actor: Actor) -> str:
        receipt = screening.submit_roll_call(actor, sent(unit_no))
        reported.set()
        go_on.wait(20)
        return receipt.state

    def merge(actor: Actor) -> object:
        go_on.set()
        return merges(actor)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(as_one, universe.cast[login], report)
        assert reported.wait(20)
        second = pool.submit(refused, universe.cast["principal"], merge)
        assert first.result() == "current"
        assert second.result().endswith("今天已经报过检查。请改从明天起。")
    with acting_as(BUILDER):
        assert RollCall.objects.filter(unit_no=unit_no, state="current").count() == 1
        assert len(directory.class_roll(BUILDER, CLASS_12, DAY)) == PUPILS


def test_a_roll_call_that_comes_too_late_is_refused(own_database: str, universe: Universe) -> None:
    merged, go_on = Event(), Event()

    def merge(actor: Actor) -> object:
        done = merges(actor)
        merged.set()
        go_on.wait(20)
        return done

    def report(actor: Actor) -> object:
        go_on.set()
        return screening.submit_roll_call(actor, sent(CLASS_11))

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(as_one, universe.cast["principal"], merge)
        assert merged.wait(20)
        second = pool.submit(refused, universe.cast["teacher"], report)
        assert first.result() == {"pupils": PUPILS}
        assert second.result() == "这一天这个班不需要这项检查。如有误,请联系校医或校长。"


def test_a_roster_brings_nobody_into_a_class_that_closed_meanwhile(
    own_database: str, universe: Universe, tmp_path: Path
) -> None:
    officer = universe.cast["officer"]
    rows = [pupil(1, 班级="3班"), pupil(2, 班级="3班", 姓名="司马光"), pupil(3, 姓名="诸葛亮")]
    (no,) = as_one(officer, opens("3班"))
    path = sheet(tmp_path, *rows)
    judged = registry.judge(officer, path)
    assert judged.counts()["new"] == 3
    as_one(officer, lambda actor: units.close_unit(actor, uuid7(), no, DAY))
    with acting_as(officer):
        found = imports.record(officer, directory.county().interval, path.name, "0" * 64)
    done = running.carry_out(officer, found, judged)
    assert (done.state, done.counts["new"], done.counts["refused"]) == ("done", 1, 2)
    sentences = {n: [f.code for f in faults] for n, faults in judged.faults.items()}
    assert list(sentences.values()) == [["class_closing"]] * 2
    with acting_as(BUILDER):
        assert directory.class_roll(BUILDER, no, DAY) == []
        assert len(directory.class_roll(BUILDER, CLASS_11, DAY)) == PUPILS + 1


def test_a_roster_says_that_a_class_is_going_to_close(
    own_database: str, universe: Universe, tmp_path: Path
) -> None:
    """Who comes is refused; who is there already is corrected as ever."""
    officer = universe.cast["officer"]
    (no,) = as_one(officer, opens("3班"))
    as_one(officer, lambda actor: units.close_unit(actor, uuid7(), no, TOMORROW))
    judged = registry.judge(officer, sheet(tmp_path, pupil(1, 班级="3班"), pupil(2, 姓名="司马光")))
    assert judged.counts()["refused"] == 1
    ((_row, (fault,)),) = judged.faults.items()
    assert (fault.code, dict(fault.values)) == (
        "class_closing", {"text": "一年级3班", "day": "2026-11-24"},
    )  # fmt: skip


# ------------------------------------------------------------------------------------- live load

TEACHERS = {
    CLASS_11: "teacher", CLASS_12: "teacher_12", CLASS_21: "teacher_21", CLASS_K: "teacher_k",
    CLASS_71: "teacher_71", CLASS_72: "teacher_72",
}  # fmt: skip
REPORTS = 8


def report_again_and_again(universe: Universe, unit_no: int) -> list[tuple[UUID, int]]:
    """Correction after correction, each different from the last; what was acknowledged, in order."""
    actor, kept = universe.cast[TEACHERS[unit_no]], []
    for n in range(REPORTS):
        mark = sick(universe.enrolment(unit_no, n % PUPILS + 1), "fever")
        report = sent(unit_no, mark, base=n, reason="更正" if n else "")
        receipt = as_one(actor, partial(screening.submit_roll_call, sent=report))
        kept.append((receipt.id, receipt.version))
    return kept


def keep_office(universe: Universe) -> Counter[str]:
    """A principal who opens, closes and merges without pause; what was done, what refused."""
    told: Counter[str] = Counter()
    here, there = universe.cast["principal"], universe.cast["other_principal"]
    dice = random.Random(7)  # noqa: S311  # a test's dice
    opened: list[int] = []
    for n in range(REPORTS * 2):
        opened += as_one(here, opens(f"第{n}班"))
        told["opened"] += 1
        if n % 2:
            gone = opened.pop(dice.randrange(len(opened)))
            day = DAY if n % 4 == 1 else TOMORROW
            as_one(here, partial(units.close_unit, act_id=uuid7(), unit_no=gone, since=day))
            told["closed"] += 1
        said = refused(here, lambda a: units.merge_classes(a, uuid7(), CLASS_21, CLASS_12, DAY))
        told["merged today" if not said else "not today"] += 1
    as_one(there, lambda a: units.merge_classes(a, uuid7(), CLASS_71, CLASS_72, TOMORROW))
    officer = universe.cast["officer"]
    targets = {CLASS_11: GRADE_7, CLASS_12: CLASS_72, CLASS_21: GRADE_7}
    said = refused(
        officer, lambda a: units.merge_schools(a, uuid7(), PRIMARY, JUNIOR, TOMORROW, targets)
    )
    told[said or "schools merged"] += 1
    return told


def open_day_again(_universe: Universe) -> int:
    """What the worker does every ten minutes, all the time."""
    whole = (COUNTY, COUNTY + COUNTY_SIZE)
    return sum(
        as_one(BUILDER, lambda a: screening.open_day(a, DAY, whole)) for _n in range(REPORTS)
    )


def figures() -> dict[tuple[int, str], tuple[int, ...]]:
    rows = SchoolDay.objects.filter(day=DAY)
    return {
        (row.school_id, row.slot): (
            row.classes_due, row.classes_reported, row.enrolled_due, row.enrolled_reported,
            row.present, row.absent_sick, row.corrections,
        )
        for row in rows
    }  # fmt: skip


def test_a_live_morning_loses_nothing(own_database: str, universe: Universe) -> None:
    """Six teachers report while classes open, close and merge: all that was acknowledged is there, the
    tree is sound, and the figures are the sums of the classes.
    """
    # Every class has reported once, so that nothing of today may merge any more.
    with ThreadPoolExecutor(8) as pool:
        reports = {no: pool.submit(report_again_and_again, universe, no) for no in CLASSES}
        office = pool.submit(keep_office, universe)
        worker = pool.submit(open_day_again, universe)
        kept = {}
        for no, future in reports.items():
            try:
                kept[no] = future.result()
            except Invalid:
                # Class 2(1) was merged before its first report came: it is told, and nothing is lost.
                assert no == CLASS_21
        told, new_duties = office.result(), worker.result()
    assert (told["opened"], told["closed"], told["schools merged"]) == (16, 8, 1)
    assert told["merged today"] == (CLASS_21 not in kept)
    assert new_duties == 0
    intervals_are_sound()
    with acting_as(BUILDER):
        for no, receipts in kept.items():
            stored = RollCall.objects.filter(unit_no=no, day=DAY, slot="morning")
            assert list(stored.order_by("version").values_list("id", "version")) == receipts
            assert stored.filter(state="current").count() == 1
        _figures_add_up()
        _everybody_is_somewhere_once()
        assert journal.verify()[1] == []


def _figures_add_up() -> None:
    before = figures()
    for (school, slot), row in before.items():
        due = duties.duties_on(BUILDER, (school, school + 4096), DAY, slot)
        open_ones = [one for one in due if one.state == "open"]
        done = [one for one in due if one.state == "done"]
        calls = RollCall.objects.filter(school_id=school, day=DAY, slot=slot, state="current")
        enrolled = sum(call.enrolled for call in calls)
        assert row[:4] == (
            len(open_ones) + len(done), len(done),
            sum(one.people for one in open_ones) + enrolled, enrolled,
        )  # fmt: skip
    projections.rebuild(BUILDER)
    assert figures() == before


def _everybody_is_somewhere_once() -> None:
    for day, people in ((DAY, 60), (TOMORROW, 60)):
        running = [
            row.person_id
            for row in Enrolment.objects.all()
            if row.since <= day and (row.until is None or row.until > day)
        ]
        assert len(running) == len(set(running)) == people
    sizes = {
        no: len(directory.class_roll(BUILDER, no, TOMORROW)) for no in (CLASS_11, CLASS_K, CLASS_71)
    }
    assert sizes == {CLASS_11: 0, CLASS_K: PUPILS, CLASS_71: 0}


def test_a_refusal_in_the_middle_leaves_no_trace(own_database: str, universe: Universe) -> None:
    principal = universe.cast["principal"]
    as_one(universe.cast["teacher"], lambda a: screening.submit_roll_call(a, sent(CLASS_11)))
    with acting_as(BUILDER):
        before = (figures(), journal.heads())
    with pytest.raises(Conflict):
        as_one(principal, merges)
    with acting_as(BUILDER):
        assert (figures(), journal.heads()) == before
        assert Unit.objects.get(pk=CLASS_11).closed is None
        assert directory.class_roll(BUILDER, CLASS_12, DAY)[-1].seat == PUPILS
