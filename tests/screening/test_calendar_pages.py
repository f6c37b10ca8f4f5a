"""The calendar as its people see it: the month, a day with what follows, terms, times."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.builders import (
    CLASS_11,
    COUNTY,
    DAY,
    GRADE_1,
    KINDERGARTEN,
    PRIMARY,
    TOWN,
    sent,
)
from xiaoan.directory import services as directory
from xiaoan.directory.models import CalendarDay
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.screening import services as screening

SignedIn = Callable[[str], Client]
Acting = Callable[[str], Actor]
MONTH = f"/screening/calendar/{COUNTY}/"
OWN = f"/screening/calendar/{PRIMARY}/"
TOMORROW = DAY + dt.timedelta(days=1)
CLOSED = {"action": "name", "is_school_day": "0", "note": "大雪停课", "until": "", "source": ""}


def at(base: str, day: dt.date) -> str:
    return f"{base}{day.isoformat()}/"


def cells(page: Any) -> dict[int, str]:
    """Day of the month → its kind."""
    return {one["day"].day: one["kind"] for week in page.context["weeks"] for one in week if one}


def effects(page: Any) -> list[str]:
    assert page.status_code == 200
    return [str(one) for one in page.context["effects"]]


def facts(kind: str) -> int:
    return Entry.objects.filter(kind=kind, actor__contains="-").count()


# ---------------------------------------------------------------- the month


def test_a_month_from_monday_to_sunday(signed_in: SignedIn) -> None:
    page = signed_in("officer").get(MONTH)
    weeks = page.context["weeks"]
    assert [len(week) for week in weeks] == [7] * 6
    assert [one["day"] for one in weeks[0] if one] == [dt.date(2026, 11, 1)]
    assert [week[0]["day"].weekday() for week in weeks[1:]] == [0] * 5
    found = cells(page)
    assert [found[n] for n in (22, 23, 27, 28)] == ["weekend", "school", "school", "weekend"]
    assert page.context["school_days"] == 21
    text = page.content.decode()
    assert text.count('aria-current="date"') == 1
    assert text.count('<th scope="col">') == 7
    assert f'href="{MONTH}?month=2026-10"' in text
    assert f'href="{MONTH}?month=2026-12"' in text
    assert at(MONTH, TOMORROW) in text


def test_every_day_has_a_shape_and_a_word(signed_in: SignedIn, acting: Acting) -> None:
    directory.set_calendar_day(
        acting("officer"), COUNTY, TOMORROW, False, "运动会", "县教〔2026〕9号"
    )
    page = signed_in("principal").get(OWN)
    shapes = {one["kind"]: (one["shape"], str(one["words"])) for one in page.context["legend"]}
    assert len({shape for shape, _words in shapes.values()}) == len(shapes) == 7
    text = page.content.decode()
    for kind, (shape, words) in shapes.items():
        mark = re.escape(f"#{shape}") + r'"></use></svg>' + words
        assert re.search(rf'<li class="is-{kind}">.*?{mark}</li>', text)
    assert "县教〔2026〕9号" in text
    assert cells(page)[24] == "holiday"


def test_a_schools_own_day_is_told_from_the_countys(signed_in: SignedIn, acting: Acting) -> None:
    directory.set_calendar_days(acting("officer"), COUNTY, DAY, TOMORROW, False, "大雪停课")
    principal = acting("principal")
    directory.set_calendar_day(principal, PRIMARY, TOMORROW, True, "照常上学")
    directory.set_calendar_day(principal, PRIMARY, dt.date(2026, 11, 26), False, "校运动会")
    own = signed_in("principal").get(OWN)
    found = cells(own)
    assert [found[n] for n in (23, 24, 26)] == ["holiday", "own_open", "own_closed"]
    special = [(one["day"].day, one["last"].day, one["by"]) for one in own.context["special"]]
    assert special == [(23, 23, "青禾县"), (24, 24, "实验小学"), (26, 26, "实验小学")]
    county = signed_in("officer").get(MONTH)
    assert [cells(county)[n] for n in (23, 24, 26)] == ["holiday", "holiday", "school"]
    assert [(one["name"], one["day"].day) for one in county.context["exceptions"]] == [
        ("实验小学", 24),
        ("实验小学", 26),
    ]
    assert [(o["day"].day, o["last"].day) for o in county.context["special"]] == [(23, 24)]


def test_a_month_outside_the_terms_says_so(signed_in: SignedIn) -> None:
    page = signed_in("officer").get(f"{MONTH}?month=2027-03")
    assert set(cells(page).values()) == {"vacation", "weekend"}
    assert "这个月不在任何学期里" in page.content.decode()


@pytest.mark.parametrize("month", ["2026-13", "2026", "x", "1999-12", "2101-01", "2026-1١"])
def test_a_month_that_is_none_is_not_there(signed_in: SignedIn, month: str) -> None:
    assert signed_in("officer").get(f"{MONTH}?month={month}").status_code == 404


def test_the_ends_of_the_calendar_have_one_way_only(signed_in: SignedIn) -> None:
    officer = signed_in("officer")
    assert officer.get(f"{MONTH}?month=2000-01").context["prev"] is None
    assert officer.get(f"{MONTH}?month=2100-12").context["next"] is None


@pytest.mark.parametrize(
    ("name", "goal"),
    [("officer", MONTH), ("leader", MONTH), ("principal", OWN), ("doctor", OWN)],
)
def test_everybody_starts_at_the_widest_of_their_units(
    signed_in: SignedIn, name: str, goal: str
) -> None:
    browser = signed_in(name)
    assert browser.get("/screening/calendar/")["Location"] == goal
    assert browser.get(f"/screening/calendar/?unit={PRIMARY}&month=2026-12")["Location"] == (
        f"{OWN}?month=2026-12"
    )
    assert browser.get("/screening/calendar/?unit=all")["Location"] == goal


def test_who_may_only_look_finds_no_way_to_change(signed_in: SignedIn) -> None:
    for name, base in (("leader", MONTH), ("doctor", OWN), ("liaison", OWN)):
        text = signed_in(name).get(base).content.decode()
        assert at(base, TOMORROW) not in text
        assert f'{base}terms/"' not in text
        assert 'name="morning-opens"' not in signed_in(name).get(f"{base}times/").content.decode()


def test_only_county_township_and_school_have_a_calendar(signed_in: SignedIn) -> None:
    officer = signed_in("officer")
    assert officer.get(f"/screening/calendar/{TOWN}/").status_code == 200
    for unit_no in (GRADE_1, CLASS_11):
        for tail in ("", "times/", at("", TOMORROW)):
            assert officer.get(f"/screening/calendar/{unit_no}/{tail}").status_code == 404
    assert officer.get(f"{OWN}terms/").status_code == 404


def test_a_month_costs_the_same_with_one_and_three_exceptions(
    signed_in: SignedIn, acting: Acting, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for count, unit_no in ((1, PRIMARY), (3, KINDERGARTEN)):
        until = DAY + dt.timedelta(days=count)
        directory.set_calendar_days(acting("officer"), unit_no, TOMORROW, until, False, "停水")
        browser = signed_in("officer")
        with django_assert_num_queries(15):
            browser.get(MONTH)


# ---------------------------------------------------------------- a day


def test_tomorrow_is_closed_after_seeing_what_follows(signed_in: SignedIn) -> None:
    officer, here = signed_in("officer"), at(MONTH, TOMORROW)
    assert officer.get(here).status_code == 200
    page = officer.post(here, {**CLOSED, "step": "look"})
    assert effects(page) == ["11月24日(周二):3 所学校 6 个班由上学改为不上学,不开晨午检。"]
    assert not CalendarDay.objects.exists()
    done = officer.post(here, {**CLOSED, "step": "confirm"})
    assert (done.status_code, done["Location"]) == (302, f"{MONTH}?month=2026-11")
    row = CalendarDay.objects.get()
    assert (row.unit_no, row.day, row.is_school_day, row.note) == (
        COUNTY,
        TOMORROW,
        False,
        "大雪停课",
    )


def test_pressed_twice_it_is_done_once(signed_in: SignedIn) -> None:
    officer, here = signed_in("officer"), at(MONTH, DAY)
    for _again in range(2):
        assert officer.post(here, {**CLOSED, "step": "confirm"}).status_code == 302
    assert facts("directory.calendar_day_set") == 1
    for _again in range(2):
        assert officer.post(here, {"action": "clear", "step": "confirm"}).status_code == 302
    assert facts("directory.calendar_day_cleared") == 1


def test_today_says_which_checks_go_and_which_stay(signed_in: SignedIn, acting: Acting) -> None:
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    officer, here = signed_in("officer"), at(MONTH, DAY)
    page = officer.post(here, {**CLOSED, "step": "look"})
    assert effects(page) == [
        "11月23日(周一):3 所学校 6 个班由上学改为不上学。",
        "今天 6 个班还没报的 13 次检查不再应报,不算未报,也不再升级。",
        "今天已报的 1 次保留,照常计入。",
    ]
    officer.post(here, {**CLOSED, "step": "confirm"})
    acting("officer")
    assert Duty.objects.filter(state="open").count() == 0
    page = officer.post(here, {"action": "clear", "step": "look"})
    assert effects(page) == [
        "11月23日(周一):3 所学校 6 个班由不上学改为上学,照常晨午检。",
        "今天 6 个班的 13 次检查马上应报。",
    ]
    assert officer.post(here, {"action": "clear", "step": "confirm"}).status_code == 302
    acting("officer")
    checks = Duty.objects.filter(state="open", kind="screening.rollcall")
    assert checks.count() == 13


def test_what_is_past_its_deadline_is_said_before_it_opens_again(
    signed_in: SignedIn, acting: Acting, at: Callable[[str], None]
) -> None:
    directory.set_calendar_day(acting("officer"), COUNTY, DAY, False, "大雪停课")
    at("08:30")
    page = signed_in("officer").post(
        f"{MONTH}{DAY.isoformat()}/", {"action": "clear", "step": "look"}
    )
    assert effects(page)[1:] == [
        "今天 6 个班的 14 次检查马上应报。",
        "其中 5 次已过时限,马上算未报,并按升级时间告知。",
    ]


def test_before_five_the_checks_are_still_to_come(
    signed_in: SignedIn, morning: Any, acting: Acting
) -> None:
    saturday = dt.date(2026, 11, 28)
    morning.move_to(dt.datetime(2026, 11, 28, 4, 30, tzinfo=clock.ZONE))
    opened = {**CLOSED, "is_school_day": "1", "note": "调休上课", "step": "look"}
    page = signed_in("officer").post(at(MONTH, saturday), opened)
    assert effects(page)[1:] == ["今天的检查 05:00 起开。"]


def test_several_days_are_told_by_what_happens_to_them(signed_in: SignedIn, acting: Acting) -> None:
    directory.set_calendar_day(acting("principal"), PRIMARY, TOMORROW, True, "照常")
    officer = signed_in("officer")
    page = officer.post(at(MONTH, TOMORROW), {**CLOSED, "until": "2026-11-29", "step": "look"})
    assert effects(page) == [
        "11月24日(周二):2 所学校 3 个班由上学改为不上学,不开晨午检。",
        (
            "11月25日(周三)、11月26日(周四)、11月27日(周五):"
            "3 所学校 6 个班由上学改为不上学,不开晨午检。"
        ),
        "11月28日(周六)、11月29日(周日):上不上学与原来一样,只改名称和依据。",
        "实验小学 已自行另定这些日子,不受影响。",
    ]
    officer.post(at(MONTH, TOMORROW), {**CLOSED, "until": "2026-11-29", "step": "confirm"})
    assert CalendarDay.objects.filter(unit_no=COUNTY).count() == 6
    cleared = {"action": "clear", "until": "2026-11-29", "step": "confirm"}
    officer.post(at(MONTH, TOMORROW), cleared)
    assert list(CalendarDay.objects.values_list("unit_no", flat=True)) == [PRIMARY]


def test_a_school_speaks_of_itself(signed_in: SignedIn) -> None:
    page = signed_in("principal").post(at(OWN, TOMORROW), {**CLOSED, "step": "look"})
    assert effects(page) == ["11月24日(周二):本校 3 个班由上学改为不上学,不开晨午检。"]


def test_going_back_keeps_what_was_typed(signed_in: SignedIn) -> None:
    typed = {**CLOSED, "until": "2026-11-25", "source": "通知"}
    page = signed_in("officer").post(at(MONTH, TOMORROW), {**typed, "step": "edit"})
    assert (page.status_code, page.context["effects"]) == (200, [])
    assert page.context["values"] == {key: typed[key] for key in page.context["values"]}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"is_school_day": ""}, "请选择上学还是不上学。"),
        ({"is_school_day": "2"}, "请选择上学还是不上学。"),
        ({"note": " "}, "请写名称或原因"),
        ({"note": "长" * 101}, "不超过 100 个字"),
        ({"until": "明天"}, "日期请写成 2026-11-24 这样。"),
        ({"until": "2026-11-23"}, "最后一天早于第一天"),
        ({"until": "2026-12-25"}, "一次最多定 31 天"),
    ],
)
def test_bad_input_is_said_and_kept(
    signed_in: SignedIn, changed: dict[str, str], said: str
) -> None:
    for step in ("look", "confirm"):
        typed = {**CLOSED, **changed, "step": step}
        page = signed_in("officer").post(at(MONTH, TOMORROW), typed)
        assert page.status_code == 422
        assert said in page.content.decode()
        assert page.context["values"]["note"] == typed["note"].strip()
    assert not CalendarDay.objects.exists()


def test_the_past_is_shown_and_stays(signed_in: SignedIn) -> None:
    officer, here = signed_in("officer"), at(MONTH, DAY - dt.timedelta(days=1))
    page = officer.get(here)
    assert "过去的日子不能改" in page.content.decode()
    assert 'name="note"' not in page.content.decode()
    for step in ("look", "confirm"):
        for action in (CLOSED, {"action": "clear"}):
            answer = officer.post(here, {**action, "step": step})
            assert answer.status_code == 422
            assert "过去的日子不能改" in answer.content.decode()
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize("day", ["2026-02-30", "today", "2026-11-2x"])
def test_a_day_that_is_none_is_not_there(signed_in: SignedIn, day: str) -> None:
    assert signed_in("officer").get(f"{MONTH}{day}/").status_code == 404


def test_what_follows_costs_the_same_for_one_school_and_three(
    signed_in: SignedIn, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for base in (OWN, MONTH):
        browser = signed_in("officer")
        with django_assert_num_queries(29):
            browser.post(at(base, DAY), {**CLOSED, "step": "look"})
