"""Duties follow the calendar; slot times of the county and of a school."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    COUNTY,
    DAY,
    JUNIOR,
    KINDERGARTEN,
    PRIMARY,
    Universe,
    sent,
)
from xiaoan.directory import services as directory
from xiaoan.directory.rules import Supposed
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.overview import projections
from xiaoan.overview.models import SchoolDay
from xiaoan.screening import queries, rules, tasks
from xiaoan.screening import services as screening
from xiaoan.screening.models import SlotRule

Acting = Callable[[str], Actor]
TOMORROW = DAY + dt.timedelta(days=1)
# 6 classes morning and noon, the two of 河口初中 also in the evening.
ALL = 14


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    checks = Duty.objects.filter(day=DAY, kind="screening.rollcall")
    for state in checks.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def figures() -> dict[tuple[int, str], tuple[int, int]]:
    rows = SchoolDay.objects.filter(day=DAY)
    return {(r.school_id, r.slot): (r.classes_due, r.enrolled_due) for r in rows}


def said(kind: str) -> list[str]:
    return [
        entry.body for entry in Entry.objects.filter(kind=kind, actor__contains="-").order_by("pk")
    ]


def test_a_holiday_today_excuses_what_is_open_and_keeps_what_was_reported(acting: Acting) -> None:
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    officer = acting("officer")
    directory.set_calendar_day(officer, COUNTY, DAY, False, "大雪停课")
    assert states() == {"excused": ALL - 1, "done": 1}
    assert not Duty.objects.filter(state="excused", next_step_at__isnull=False).exists()
    assert figures()[PRIMARY, "morning"] == (1, 10)
    assert figures()[PRIMARY, "noon"] == (0, 0)
    assert figures()[JUNIOR, "evening"] == (0, 0)
    facts = Entry.objects.filter(kind="screening.classes_excused")
    assert facts.count() == 7
    assert facts.get(school_id=PRIMARY, n__gt=0, body__contains="morning").body == (
        '{"classes":2,"day":"2026-11-23","gone":false,"people_due":20,"slot":"morning"}'
    )
    with pytest.raises(Invalid) as refused:
        screening.submit_roll_call(acting("teacher_12"), sent(CLASS_12))
    assert refused.value.fields == {"day": "not_due"}


def test_taken_back_everything_is_due_as_before(acting: Acting) -> None:
    officer = acting("officer")
    enter(BUILDER)
    before = figures()
    checks = Duty.objects.filter(kind="screening.rollcall")
    steps = dict(checks.values_list("id", "next_step_at"))
    enter(officer)
    directory.set_calendar_day(officer, COUNTY, DAY, False, "大雪停课")
    directory.clear_calendar_day(officer, COUNTY, DAY)
    assert states() == {"open": ALL}
    assert dict(checks.values_list("id", "next_step_at")) == steps
    enter(BUILDER)
    assert figures() == before
    kept = figures()
    projections.rebuild(BUILDER)
    assert figures() == kept


def test_what_had_gone_up_goes_on_from_there(acting: Acting, at: Callable[[str], None]) -> None:
    at("07:46")
    enter(BUILDER)
    assert duties.escalate(BUILDER) == 2
    officer = acting("officer")
    directory.set_calendar_day(officer, COUNTY, DAY, False, "大雪停课")
    directory.clear_calendar_day(officer, COUNTY, DAY)
    duty = Duty.objects.get(unit_no=CLASS_71, slot="morning")
    assert (duty.level, duty.next_step_at) == (1, clock.at(DAY, dt.time(7, 50)))


def test_an_excused_class_stays_excused(acting: Acting) -> None:
    screening.excuse_class(acting("principal"), CLASS_11, DAY, "morning", "outing", "")
    officer = acting("officer")
    directory.set_calendar_day(officer, COUNTY, DAY, False, "大雪停课")
    directory.clear_calendar_day(officer, COUNTY, DAY)
    assert states() == {"open": ALL - 1, "excused": 1}
    assert Duty.objects.get(state="excused").unit_no == CLASS_11


def test_a_schools_exception_touches_only_that_school(acting: Acting) -> None:
    principal = acting("principal")
    directory.set_calendar_day(principal, PRIMARY, DAY, False, "停水")
    assert states() == {"excused": 6}
    enter(BUILDER)
    assert states() == {"excused": 6, "open": ALL - 6}
    assert figures()[KINDERGARTEN, "morning"] == (1, 10)
    enter(acting("officer"))
    directory.set_calendar_day(acting("officer"), COUNTY, DAY, False, "大雪停课")
    directory.set_calendar_day(acting("other_principal"), JUNIOR, DAY, True, "初三照常")
    enter(BUILDER)
    assert states() == {"excused": 8, "open": 6}
    assert set(Duty.objects.filter(state="open").values_list("school_id", flat=True)) == {JUNIOR}


def test_a_make_up_day_that_is_today_opens_at_once(
    acting: Acting, morning: object, universe: Universe
) -> None:
    officer = acting("officer")
    saturday = dt.date(2026, 11, 28)
    morning.move_to(clock.at(saturday, dt.time(5, 30)))  # type: ignore[attr-defined]  # a Traveller
    directory.set_calendar_day(officer, COUNTY, saturday, True, "调休上课")
    opened = Duty.objects.filter(day=saturday, kind="screening.rollcall")
    assert opened.count() == ALL
    duty = opened.get(unit_no=CLASS_11, slot="morning")
    assert duty.assignee_id == universe.cast["teacher"].user_id
    assert screening.open_day(officer, saturday, (COUNTY, 2 * COUNTY)) == 0


def test_before_the_days_opening_nothing_opens(acting: Acting, morning: object) -> None:
    saturday = dt.date(2026, 11, 28)
    officer = acting("officer")
    morning.move_to(clock.at(saturday, dt.time(4, 59)))  # type: ignore[attr-defined]  # a Traveller
    directory.set_calendar_day(officer, COUNTY, saturday, True, "调休上课")
    assert not Duty.objects.filter(day=saturday).exists()
    with_duties = Entry.objects.filter(kind="duties.opened", actor__contains="-")
    assert not with_duties.exists()


def test_tomorrow_only_changes_what_will_be_opened(acting: Acting) -> None:
    directory.set_calendar_day(acting("officer"), COUNTY, TOMORROW, False, "运动会")
    assert states() == {"open": ALL}
    enter(BUILDER)
    assert screening.open_day(BUILDER, TOMORROW, (COUNTY, 2 * COUNTY)) == 0


def test_a_term_that_begins_today_opens_today(acting: Acting, morning: object) -> None:
    day = dt.date(2027, 2, 22)
    officer = acting("officer")
    morning.move_to(clock.at(day, dt.time(6, 30)))  # type: ignore[attr-defined]  # a Traveller
    assert Duty.objects.filter(day=day).count() == 0
    directory.set_term(officer, COUNTY, "2027年春季学期", day, dt.date(2027, 7, 9))
    assert Duty.objects.filter(day=day, kind="screening.rollcall").count() == ALL


def test_twice_is_once(acting: Acting) -> None:
    officer = acting("officer")
    for _again in range(2):
        directory.set_calendar_day(officer, COUNTY, DAY, False, "大雪停课")
    assert len(said("screening.classes_excused")) == 7
    screening.follow_calendar(officer, COUNTY, DAY)
    assert len(said("screening.classes_excused")) == 7


def test_the_task_and_the_officer_do_not_pass_each_other(own_database: str) -> None:
    """Whoever comes second sees what the first has done: no duty is left open on a holiday."""
    with acting_as(BUILDER):
        Duty.objects.filter(day=DAY).delete()

    def opening() -> None:
        tasks.open_today(0)
        connection.close()

    def closing() -> None:
        with acting_as(BUILDER) as system:
            directory.set_calendar_day(system, COUNTY, DAY, False, "大雪停课")
        connection.close()

    with ThreadPoolExecutor(2) as both:
        for one in [both.submit(opening), both.submit(closing)]:
            one.result()
    with acting_as(BUILDER):
        assert states().get("open", 0) == 0


def test_only_who_may_set_the_calendar_makes_duties_follow(acting: Acting) -> None:
    for name, unit_no, refusal in (
        ("doctor", PRIMARY, Forbidden),
        ("principal", JUNIOR, NotFound),
        ("principal", COUNTY, NotFound),
    ):
        with pytest.raises(refusal):
            screening.follow_calendar(acting(name), unit_no, DAY)
    assert states()["open"] == 6


def test_what_would_follow_is_told_beforehand(
    acting: Acting, django_assert_num_queries: Callable[[int], object]
) -> None:
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    officer = acting("officer")
    closing = Supposed(COUNTY, (DAY,), False)
    for interval, excuse, stays in (((COUNTY, 2 * COUNTY), 13, 1), ((JUNIOR, JUNIOR + 4096), 6, 0)):
        with django_assert_num_queries(12):  # type: ignore[attr-defined]  # a context manager
            found = queries.following(officer, DAY, interval, closing)
        assert (len(found.excuse), len(found.stays)) == (excuse, stays)
        assert (found.reopen, found.opens) == ((), ())
    assert states() == {"open": 13, "done": 1}


# ---------------------------------------------------------------- slot times


def slots(unit_no: int, stage: str = "primary", **times: str) -> list[screening.NewSlot]:
    """`morning="06:30-08:00"`; the evening is for boarders."""
    found = []
    for slot, text in times.items():
        opens, _, due = text.partition("-")
        found.append(
            screening.NewSlot(
                unit_no,
                stage,
                slot,
                dt.time.fromisoformat(opens),
                dt.time.fromisoformat(due),
                slot == "evening",
            )
        )
    return found


@pytest.mark.parametrize(
    ("times", "faults"),
    [
        ({"morning": "06:00-08:20", "noon": "13:00-14:10"}, {}),
        ({"morning": "06:00-08:20", "noon": "08:20-14:10"}, {}),
        ({"noon": "13:00-14:10"}, {}),
        ({}, {"morning": "none"}),
        ({"morning": "08:20-08:20"}, {"morning": "order"}),
        ({"morning": "04:00-05:00"}, {"morning": "early"}),
        ({"morning": "06:00-13:30", "noon": "13:00-14:10"}, {"noon": "overlap"}),
        (
            {"morning": "06:00-08:20", "noon": "14:10-13:00", "evening": "12:00-19:00"},
            {"noon": "order", "evening": "overlap"},
        ),
    ],
)
def test_slots_follow_one_another(times: dict[str, str], faults: dict[str, str]) -> None:
    rows = {row.slot: (row.opens, row.deadline) for row in slots(COUNTY, **times)}
    assert rules.slot_faults(rows) == faults


def test_a_school_has_its_own_times_and_goes_back(acting: Acting) -> None:
    principal = acting("principal")
    own = slots(PRIMARY, morning="06:30-08:00", noon="13:00-14:00")
    assert screening.set_slot_times(principal, PRIMARY, "primary", own)
    assert not screening.set_slot_times(principal, PRIMARY, "primary", own)
    assert said("screening.slot_times_set") == [
        (
            '{"slots":{"morning":["06:30","08:00",false,"school_days"],'
            '"noon":["13:00","14:00",false,"school_days"]},'
            '"stage":"primary"}'
        )
    ]
    assert queries.deadline(CLASS_11, DAY, "morning") == clock.at(DAY, dt.time(8, 0))
    assert queries.deadline(CLASS_11, DAY, "evening") is None
    assert Duty.objects.get(unit_no=CLASS_11, slot="morning").due_at == clock.at(
        DAY, dt.time(8, 20)
    )
    enter(BUILDER)
    screening.open_day(BUILDER, TOMORROW, (COUNTY, 2 * COUNTY))
    due = Duty.objects.get(unit_no=CLASS_11, slot="morning", day=TOMORROW)
    assert due.due_at == clock.at(TOMORROW, dt.time(8, 0))
    enter(principal)
    assert screening.clear_slot_times(principal, PRIMARY, "primary")
    assert not screening.clear_slot_times(principal, PRIMARY, "primary")
    assert said("screening.slot_times_cleared") == ['{"stage":"primary"}']
    assert queries.deadline(CLASS_11, DAY, "morning") == clock.at(DAY, dt.time(8, 20))


@pytest.mark.parametrize(
    ("stage", "times", "fields", "words"),
    [
        (
            "primary",
            {"morning": "08:20-06:00"},
            {"morning": "order"},
            "晨检:开始 08:20 要早于截止 06:00。",
        ),
        ("primary", {}, {"morning": "none"}, "至少要有一次检查。"),
        ("university", {"morning": "06:00-08:20"}, {"stage": "unknown"}, "时间按县、乡镇或学校的"),
    ],
)
def test_times_that_cannot_be_are_refused(
    acting: Acting, stage: str, times: dict[str, str], fields: dict[str, str], words: str
) -> None:
    with pytest.raises(Invalid, match=words) as refused:
        screening.set_slot_times(
            acting("officer"), COUNTY, stage, slots(COUNTY, stage=stage, **times)
        )
    assert refused.value.fields == fields
    assert SlotRule.objects.count() == 9


def test_the_county_keeps_times_for_every_stage(acting: Acting) -> None:
    with pytest.raises(Invalid) as refused:
        screening.clear_slot_times(acting("officer"), COUNTY, "primary")
    assert refused.value.fields == {"stage": "last"}
    with pytest.raises(Invalid) as refused:
        screening.set_slot_times(
            acting("officer"), CLASS_11, "primary", slots(CLASS_11, morning="06:00-08:20")
        )
    assert refused.value.fields == {"stage": "unknown"}
    assert SlotRule.objects.count() == 9


def test_times_are_set_only_where_one_may(acting: Acting) -> None:
    own = slots(PRIMARY, morning="06:30-08:00")
    for name, unit_no, refusal in (
        ("doctor", PRIMARY, Forbidden),
        ("principal", JUNIOR, NotFound),
        ("principal", COUNTY, NotFound),
    ):
        with pytest.raises(refusal):
            screening.set_slot_times(acting(name), unit_no, "primary", own)
        with pytest.raises(refusal):
            screening.clear_slot_times(acting(name), unit_no, "primary")
    assert SlotRule.objects.count() == 9
