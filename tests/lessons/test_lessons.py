"""From the timetable to who watched: due only while lessons are online, counted once, called, owed."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import CLASS_11, CLASS_12, COUNTY, DAY, PRIMARY, Universe
from tests.lessons.teaching import as_worker, entry, lesson, period, sheet
from xiaoan.duties.models import Duty
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.lessons import queries, services
from xiaoan.lessons.models import Day, Lesson, Mark, Parked
from xiaoan.lessons.rules import Stay
from xiaoan.outreach import queries as outreach
from xiaoan.surveys import queries as surveys

Acting = Callable[[str], Actor]
At = Callable[[str], None]


def counts(actor: Actor) -> list[tuple[int, ...]]:
    found = queries.rows(actor, (CLASS_11, CLASS_11 + 1), DAY, DAY)
    return [
        (o.lessons, o.reported, o.due, o.watched, o.missed, o.excused, o.no_device, o.unknown)
        for o in found
    ]


def test_lessons_are_due_only_while_a_unit_learns_online(acting: Acting) -> None:
    teacher = acting("teacher")
    services.enter(teacher, uuid7(), CLASS_11, [entry()])
    assert not Lesson.objects.exists()
    made = period(teacher)
    assert counts(teacher) == [(1, 0, 10, 0, 0, 0, 0, 10)]
    assert services.lay_out(DAY, (0, 2**31 - 1)) == 0
    services.end_period(teacher, made, DAY - dt.timedelta(days=0))
    assert Lesson.objects.count() == 1
    assert (
        as_worker(teacher, lambda _w: services.lay_out(DAY + dt.timedelta(days=7), (0, 2**31 - 1)))
        == 0
    )


def test_a_broadcast_lesson_of_the_county_is_one_of_each_class_of_its_stage(acting: Acting) -> None:
    officer = acting("officer")
    period(officer, COUNTY)
    services.enter(officer, uuid7(), COUNTY, [entry(unit_no=COUNTY, platform="tv", link="")])
    assert Lesson.objects.filter(day=DAY).count() == 6
    teacher = acting("teacher")
    assert [one.unit_no for one in Lesson.objects.all()] == [CLASS_11]
    with pytest.raises((Forbidden, NotFound)):
        services.enter(teacher, uuid7(), CLASS_12, [entry(unit_no=CLASS_12)])


def test_the_teacher_says_who_is_missing_and_they_are_called_once(
    acting: Acting, universe: Universe, at: At
) -> None:
    teacher = acting("teacher")
    row = lesson(teacher)
    at("08:05")
    missed = frozenset({universe.person(CLASS_11, 2), universe.person(CLASS_11, 3)})
    sent = services.Report(uuid7(), row.pk, missed)
    assert services.report(teacher, sent).watched == 8
    assert services.report(teacher, sent).watched == 8
    assert counts(teacher) == [(1, 1, 10, 8, 2, 0, 0, 0)]
    assert outreach.open_tasks(teacher) == []
    at("08:11")
    assert as_worker(teacher, services.call_out) == 2
    assert as_worker(teacher, services.call_out) == 0
    assert len(outreach.open_tasks(teacher)) == 2
    # One is there after all: nobody is called about that one any more.
    services.report(
        teacher, services.Report(uuid7(), row.pk, missed - {universe.person(CLASS_11, 2)})
    )
    assert len(outreach.open_tasks(teacher)) == 1
    assert counts(teacher) == [(1, 1, 10, 9, 1, 0, 0, 0)]


def test_excused_and_without_a_device_are_told_apart(
    acting: Acting, universe: Universe, at: At
) -> None:
    teacher = acting("teacher")
    row = lesson(teacher)
    ill, poor, there = (universe.person(CLASS_11, n) for n in (4, 5, 6))
    services.excuse(teacher, services.NewExcuse(uuid7(), CLASS_11, ill, "ill", DAY, DAY, "发热"))
    for who in (poor, there):
        services.plan_help(
            teacher, services.Plan(uuid7(), CLASS_11, who, "device", "loan", DAY, "")
        )
    at("08:20")
    done = services.report(
        teacher, services.Report(uuid7(), row.pk, frozenset({ill, poor}), frozenset({there}))
    )
    assert (done.due, done.watched, done.missed, done.excused, done.no_device) == (10, 8, 0, 1, 1)
    assert surveys.excused([ill], DAY) == {}
    assert queries.excused([ill], DAY) == {ill: "ill"}


def test_what_is_over_and_not_reported_is_owed_until_it_is(acting: Acting, at: At) -> None:
    teacher = acting("teacher")
    row = lesson(teacher)
    at("08:41")
    assert as_worker(teacher, services.owe) == 1
    assert as_worker(teacher, services.owe) == 0
    services.report(teacher, services.Report(uuid7(), row.pk))
    assert [one.state for one in Duty.objects.filter(kind="lessons.viewing")] == ["done"]


def test_an_export_is_matched_shown_applied_and_replayed(
    acting: Acting, universe: Universe, at: At, tmp_path: Path
) -> None:
    teacher = acting("teacher")
    row = lesson(teacher)
    at("09:00")
    names = [one.name for one in universe.pupils[CLASS_11]]
    rows = [["一年级1班 网课", "", ""], ["昵称", "所属部门", "观看时长"]]
    rows += [[f"{name}(一1)", "x", "40分钟"] for name in names[:6]]
    rows += [
        [names[6], "x", "20分"],
        [names[6], "x", "0小时15分"],
        [names[7], "x", "5:10"],
        ["小花妈妈", "x", "2400"],
    ]
    path = sheet(tmp_path, rows, "gb18030")
    sent = services.Sent(CLASS_11, "dingtalk", row.pk)
    found = services.read(teacher, sent, path)
    assert (found.rows, found.is_learned, found.unknown[row.pk]) == (
        10,
        False,
        {"小花妈妈": Stay(2400)},
    )
    done = services.apply(teacher, services.keep_preview(teacher, sent, "d", found))
    assert (done.lessons, done.changed, done.parked) == (1, 1, 1)
    assert counts(teacher) == [(1, 1, 10, 7, 3, 0, 0, 0)]
    marks = Mark.objects.filter(lesson_id=row.pk).order_by("minutes")
    assert [one.minutes for one in marks] == [0, 0, 5]
    again = services.read(teacher, sent, path)
    assert again.is_learned
    done = services.apply(teacher, services.keep_preview(teacher, sent, "d", again))
    assert (done.changed, done.parked) == (0, 0)
    # Said who it is: it counts, and is remembered.
    who = universe.person(CLASS_11, 9)
    assert services.settle_name(teacher, uuid7(), CLASS_11, "小花妈妈", who) == 1
    assert counts(teacher) == [(1, 1, 10, 8, 2, 0, 0, 0)]
    later = services.read(teacher, sent, path)
    assert later.unknown[row.pk] == {}
    done = services.apply(teacher, services.keep_preview(teacher, sent, "d", later))
    assert (done.changed, done.parked) == (0, 0)
    assert not Parked.objects.filter(settled_at=None).exists()


def test_a_sheet_of_a_school_goes_to_the_lessons_of_its_rows(
    acting: Acting, universe: Universe, at: At, tmp_path: Path
) -> None:
    principal = acting("principal")
    period(principal, PRIMARY)
    services.enter(
        principal, uuid7(), PRIMARY,
        [entry(unit_no=no, subject=s, starts=a, ends=b) for no in (CLASS_11, CLASS_12)
         for s, a, b in (("chinese", "08:00", "08:40"), ("maths", "09:00", "09:40"))],
    )  # fmt: skip
    at("10:00")
    rows = [["班级", "姓名", "日期", "课程名称", "进入时间", "离开时间"]]
    for no, name in ((CLASS_11, "一年级1班"), (CLASS_12, "一年级2班")):
        for one in universe.pupils[no]:
            rows.append(
                [name, one.name, "2026/11/23", "语文", "2026-11-23 08:00", "2026-11-23 08:20"]
            )
            rows.append(
                [name, one.name, "2026/11/23", "语文", "2026-11-23 08:10", "2026-11-23 08:39"]
            )
    sent = services.Sent(PRIMARY, "wecom")
    found = services.read(principal, sent, sheet(tmp_path, rows))
    assert (found.rows, found.elsewhere, len(found.people)) == (40, 0, 2)
    done = services.apply(principal, services.keep_preview(principal, sent, "d", found))
    assert (done.lessons, done.changed, done.parked) == (2, 2, 0)
    assert sorted(Day.objects.values_list("unit_no", "subject", "watched", "unknown")) == [
        (CLASS_11, "chinese", 10, 0), (CLASS_11, "maths", 0, 10),
        (CLASS_12, "chinese", 10, 0), (CLASS_12, "maths", 0, 10),
    ]  # fmt: skip


def test_a_timetable_sheet_is_taken_whole_or_not_at_all(acting: Acting) -> None:
    teacher = acting("teacher")
    head = "星期,开始,结束,科目,平台\n"
    bad = f"{head}周一,8:00,8:40,语文,钉钉\n周八,9:00,9:40,数学,钉钉\n周二,9:00,9:40,数数,钉钉\n"
    taken = services.read_sheet(teacher, CLASS_11, "a.csv", bad.encode())
    assert [(one.row, one.column) for one in taken.faults] == [(3, "星期"), (4, "科目")]
    good = f"{head}周一,8:00,8:40,语文,钉钉\n周二,09:00,09:40,数学,企业微信\n"
    rows = list(services.read_sheet(teacher, CLASS_11, "a.csv", good.encode()).rows)
    assert services.enter(teacher, uuid7(), CLASS_11, rows) == services.Entered(2, 0, 0)
    assert services.enter(teacher, uuid7(), CLASS_11, rows) == services.Entered(0, 0, 2)


def test_a_calendar_file_is_read(acting: Acting) -> None:
    teacher = acting("teacher")
    text = "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:1", "SUMMARY:数学课",
        "DTSTART:20261123T080000", "DTEND:20261123T084000", "RRULE:FREQ=WEEKLY;BYDAY=MO,WE",
        "URL:https://example.cn/a", "END:VEVENT", "END:VCALENDAR", "",
    ])  # fmt: skip
    taken = services.read_sheet(teacher, CLASS_11, "a.ics", text.encode())
    assert [(o.subject, o.weekday, o.link) for o in taken.rows] == [
        ("maths", 1, "https://example.cn/a"), ("maths", 3, "https://example.cn/a"),
    ]  # fmt: skip
    with pytest.raises(Invalid):
        services.read_sheet(teacher, CLASS_11, "a.ics", b"nothing")


def test_a_loan_goes_out_once_and_comes_back(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    who = universe.person(CLASS_11, 2)
    new = services.NewLoan(uuid7(), CLASS_11, who, "平板", "P-001", DAY, "完好")
    services.lend(teacher, new)
    services.lend(teacher, new)
    with pytest.raises(Exception, match="已经借出"):
        services.lend(teacher, services.NewLoan(uuid7(), CLASS_11, who, "平板", "P-001", DAY, ""))
    services.take_back(teacher, uuid7(), new.act_id, "屏幕有划痕")


def test_a_family_says_what_is_in_the_way_and_the_teacher_takes_it_up(
    acting: Acting, universe: Universe
) -> None:
    guardian = acting("guardian")
    child = guardian.people[0]
    word = uuid7()
    services.say(guardian, word, child, "ill")
    services.say(guardian, uuid7(), child, "ill")
    with pytest.raises(NotFound):
        services.say(guardian, uuid7(), universe.person(CLASS_12, 5), "ill")
    teacher = acting("teacher")
    services.take_up(teacher, word)
    services.take_up(teacher, word)
    assert queries.excused([child], DAY) == {child: "ill"}
    enter(teacher)
