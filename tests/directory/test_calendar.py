"""Terms, named days and what they make of a day: who may set them, what is refused, what is recorded."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, JUNIOR, KINDERGARTEN, PRIMARY, TOWN
from xiaoan.directory import queries, rules
from xiaoan.directory import services as directory
from xiaoan.directory.models import CalendarDay, Term
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.scope import acting_as

Acting = Callable[[str], Actor]
AUTUMN = (dt.date(2026, 8, 25), dt.date(2027, 1, 22))
SPRING = (dt.date(2027, 2, 22), dt.date(2027, 7, 9))
TOMORROW = DAY + dt.timedelta(days=1)
SATURDAY = dt.date(2026, 11, 28)
SCHOOLS = {PRIMARY, KINDERGARTEN, JUNIOR}


def facts(kind: str) -> int:
    return Entry.objects.filter(kind=f"directory.{kind}", actor__contains="-").count()


def open_on(day: dt.date, supposed: rules.Supposed | None = None) -> set[int]:
    return queries.schools_open([day], SCHOOLS, supposed)[day]


@pytest.mark.parametrize(
    ("day", "named", "kind"),
    [
        (DAY, None, "school"),
        (DAY, True, "school"),
        (DAY, False, "holiday"),
        (SATURDAY, None, "weekend"),
        (SATURDAY, True, "make_up"),
        (SATURDAY, False, "holiday"),
        (dt.date(2027, 2, 1), None, "vacation"),
        (dt.date(2027, 2, 1), True, "make_up"),
        (dt.date(2027, 2, 6), None, "weekend"),
    ],
)
def test_what_a_day_is(day: dt.date, named: bool | None, kind: str) -> None:
    assert rules.day_kind(day, named, [AUTUMN]) == kind


@pytest.mark.parametrize(
    ("since", "until", "other"),
    [
        ("2027-01-23", "2027-02-21", None),
        ("2027-01-22", "2027-02-01", AUTUMN),
        ("2027-02-01", "2027-02-22", SPRING),
        ("2026-08-01", "2026-08-24", None),
        ("2026-08-01", "2027-12-31", AUTUMN),
        ("2026-10-01", "2026-10-02", AUTUMN),
    ],
)
def test_terms_overlap_by_the_day(since: str, until: str, other: rules.Stretch | None) -> None:
    stretch = dt.date.fromisoformat(since), dt.date.fromisoformat(until)
    assert rules.overlapping(*stretch, [SPRING, AUTUMN]) == other


def test_the_nearest_unit_that_names_a_day_decides(acting: Acting) -> None:
    officer = acting("officer")
    assert open_on(TOMORROW) == SCHOOLS
    assert directory.set_calendar_day(officer, COUNTY, TOMORROW, False, "运动会")
    assert open_on(TOMORROW) == set()
    assert directory.set_calendar_day(officer, TOWN, TOMORROW, True, "照常")
    assert open_on(TOMORROW) == {PRIMARY, KINDERGARTEN}
    assert directory.set_calendar_day(acting("principal"), PRIMARY, TOMORROW, False, "停水")
    assert open_on(TOMORROW) == {KINDERGARTEN}
    assert [queries.calendar(no).is_school_day(TOMORROW) for no in (PRIMARY, KINDERGARTEN)] == [
        False,
        True,
    ]


def test_a_change_can_be_supposed_without_being_made(acting: Acting) -> None:
    acting("officer")
    assert open_on(TOMORROW, rules.Supposed(COUNTY, (TOMORROW,), False)) == set()
    assert open_on(TOMORROW, rules.Supposed(COUNTY, (DAY,), False)) == SCHOOLS
    assert open_on(SATURDAY, rules.Supposed(JUNIOR, (SATURDAY,), True)) == {JUNIOR}
    directory.set_calendar_day(acting("principal"), PRIMARY, TOMORROW, False, "停水")
    assert open_on(TOMORROW, rules.Supposed(PRIMARY, (TOMORROW,), None)) == SCHOOLS
    assert open_on(TOMORROW) == {KINDERGARTEN, JUNIOR}


def test_the_same_again_is_no_second_fact(acting: Acting) -> None:
    officer = acting("officer")
    assert directory.set_calendar_day(officer, COUNTY, TOMORROW, False, "运动会", "县教〔2026〕9号")
    assert not directory.set_calendar_day(
        officer, COUNTY, TOMORROW, False, " 运动会 ", "县教〔2026〕9号"
    )
    assert facts("calendar_day_set") == 1
    assert directory.clear_calendar_day(officer, COUNTY, TOMORROW)
    assert not directory.clear_calendar_day(officer, COUNTY, TOMORROW)
    assert facts("calendar_day_cleared") == 1
    assert open_on(TOMORROW) == SCHOOLS


def test_a_holiday_of_several_days_is_a_fact_a_day(acting: Acting) -> None:
    officer = acting("officer")
    week = (TOMORROW, TOMORROW + dt.timedelta(days=6))
    assert directory.set_calendar_days(officer, COUNTY, *week, False, "秋假") == 7
    assert directory.set_calendar_days(officer, COUNTY, *week, False, "秋假") == 0
    assert facts("calendar_day_set") == 7
    assert [row.day for row in queries.days_named_inside((COUNTY - 1, COUNTY + 1), *week)] == [
        TOMORROW + dt.timedelta(days=n) for n in range(7)
    ]


@pytest.mark.parametrize(
    ("days", "fields"), [(-1, {"until": "before_since"}), (31, {"until": "too_long"})]
)
def test_a_stretch_that_cannot_be_is_refused(
    acting: Acting, days: int, fields: dict[str, str]
) -> None:
    until = TOMORROW + dt.timedelta(days=days)
    with pytest.raises(Invalid) as refused:
        directory.set_calendar_days(acting("officer"), COUNTY, TOMORROW, until, False, "秋假")
    assert refused.value.fields == fields
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize(
    ("unit_no", "day", "note", "fields"),
    [
        (COUNTY, DAY - dt.timedelta(days=1), "补假", {"day": "past"}),
        (COUNTY, TOMORROW, "  ", {"note": "missing"}),
        (COUNTY, TOMORROW, "长" * 101, {"note": "too_long"}),
        (CLASS_11, TOMORROW, "外出", {"unit": "kind"}),
    ],
)
def test_a_day_that_may_not_be_named_is_refused(
    acting: Acting, unit_no: int, day: dt.date, note: str, fields: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        directory.set_calendar_day(acting("officer"), unit_no, day, False, note)
    assert refused.value.fields == fields
    assert (CalendarDay.objects.count(), facts("calendar_day_set")) == (0, 0)


def test_a_past_day_is_not_unnamed_either(acting: Acting) -> None:
    yesterday = DAY - dt.timedelta(days=1)
    CalendarDay.objects.create(unit_no=COUNTY, day=yesterday, is_school_day=True, note="调休上课")
    with pytest.raises(Invalid) as refused:
        directory.clear_calendar_day(acting("officer"), COUNTY, yesterday)
    assert refused.value.fields == {"day": "past"}
    assert CalendarDay.objects.count() == 1


def test_each_sets_only_where_they_may(acting: Acting) -> None:
    principal = acting("principal")
    for unit_no, refusal in ((COUNTY, NotFound), (JUNIOR, NotFound)):
        with pytest.raises(refusal):
            directory.set_calendar_day(principal, unit_no, TOMORROW, False, "停课")
        with pytest.raises(refusal):
            directory.clear_calendar_day(principal, unit_no, TOMORROW)
        with pytest.raises(refusal):
            directory.set_term(principal, unit_no, "春季学期", *SPRING)
    for name in ("doctor", "liaison", "leader"):
        with pytest.raises(Forbidden):
            directory.set_calendar_day(acting(name), PRIMARY, TOMORROW, False, "停课")
    with pytest.raises(NotFound):
        directory.set_calendar_day(acting("officer"), COUNTY - 1, TOMORROW, False, "停课")
    assert not CalendarDay.objects.exists()


def test_the_officer_adds_a_term_and_moves_its_end(acting: Acting) -> None:
    officer = acting("officer")
    assert directory.set_term(officer, COUNTY, "2027年春季学期", *SPRING)
    assert not directory.set_term(officer, COUNTY, "2027年春季学期", *SPRING)
    later = SPRING[1] + dt.timedelta(days=3)
    assert directory.set_term(officer, COUNTY, "2027年春季学期", SPRING[0], later)
    assert facts("term_set") == 2
    assert [(t.name, t.since, t.until) for t in queries.terms_at(PRIMARY)] == [
        ("2026年秋季学期", *AUTUMN),
        ("2027年春季学期", SPRING[0], later),
    ]
    assert directory.remove_term(officer, COUNTY, SPRING[0])
    assert not directory.remove_term(officer, COUNTY, SPRING[0])
    assert facts("term_removed") == 1
    assert [term.since for term in queries.terms_at(PRIMARY)] == [AUTUMN[0]]


@pytest.mark.parametrize(
    ("unit_no", "name", "since", "until", "fields"),
    [
        (COUNTY, "春季", "2027-01-22", "2027-07-09", {"since": "overlap"}),
        (COUNTY, "春季", "2027-07-09", "2027-02-22", {"until": "before_since"}),
        (COUNTY, "春季", "2027-02-22", "2028-07-09", {"until": "too_long"}),
        (COUNTY, " ", "2027-02-22", "2027-07-09", {"name": "missing"}),
        (COUNTY, "暑期", "2026-07-13", "2026-08-24", {"until": "past"}),
        (COUNTY, "秋季", "2026-08-25", "2026-11-22", {"until": "past"}),
        (PRIMARY, "春季", "2027-02-22", "2027-07-09", {"unit": "not_county"}),
    ],
)
def test_a_term_that_cannot_be_is_refused(
    acting: Acting, unit_no: int, name: str, since: str, until: str, fields: dict[str, str]
) -> None:
    days = dt.date.fromisoformat(since), dt.date.fromisoformat(until)
    with pytest.raises(Invalid) as refused:
        directory.set_term(acting("officer"), unit_no, name, *days)
    assert refused.value.fields == fields
    assert list(Term.objects.values_list("since", "until")) == [AUTUMN]


def test_the_overlap_is_named_with_its_days(acting: Acting) -> None:
    with pytest.raises(Invalid, match=r"“2026年秋季学期”\(2026-08-25 到 2027-01-22\)重叠"):
        directory.set_term(acting("officer"), COUNTY, "寒假班", dt.date(2027, 1, 20), SPRING[1])


def test_two_overlapping_terms_at_once_are_not_both_set(own_database: str) -> None:
    def add(since: dt.date) -> str:
        try:
            with acting_as(BUILDER) as system:
                directory.set_term(system, COUNTY, "春季", since, SPRING[1])
        except Invalid:
            return "refused"
        finally:
            connection.close()
        return "set"

    with ThreadPoolExecutor(2) as both:
        starts = [SPRING[0] + dt.timedelta(days=n) for n in range(2)]
        assert sorted(both.map(add, starts)) == ["refused", "set"]


def test_a_term_that_is_over_or_has_begun_stays(acting: Acting) -> None:
    Term.objects.create(
        unit_no=COUNTY, name="春季", since=dt.date(2026, 2, 24), until=dt.date(2026, 7, 3)
    )
    officer = acting("officer")
    with pytest.raises(Invalid) as refused:
        directory.set_term(officer, COUNTY, "春季", dt.date(2026, 2, 24), dt.date(2026, 8, 20))
    assert refused.value.fields == {"until": "over"}
    with pytest.raises(Invalid) as refused:
        directory.remove_term(officer, COUNTY, AUTUMN[0])
    assert refused.value.fields == {"since": "begun"}
    assert Term.objects.count() == 2


def test_the_dates_of_a_month_say_who_named_what(acting: Acting) -> None:
    directory.set_calendar_day(acting("officer"), COUNTY, SATURDAY, True, "调休上课", "通知")
    directory.set_calendar_day(acting("principal"), PRIMARY, TOMORROW, False, "停水")
    days = queries.calendar_dates(PRIMARY, DAY, DAY + dt.timedelta(days=6))
    assert [(one.kind, one.named and one.named.unit_no) for one in days] == [
        ("school", None),
        ("holiday", PRIMARY),
        ("school", None),
        ("school", None),
        ("school", None),
        ("make_up", COUNTY),
        ("weekend", None),
    ]
    assert days[5].named == queries.NamedDay(COUNTY, SATURDAY, True, "调休上课", "通知")
    below = queries.days_named_inside((COUNTY, 2 * COUNTY), DAY, SATURDAY)
    assert [(row.unit_no, row.day) for row in below] == [(PRIMARY, TOMORROW)]


def test_reading_costs_the_same_however_many_days_are_named(
    acting: Acting, django_assert_num_queries: Callable[[int], object]
) -> None:
    officer = acting("officer")
    for count in (1, 3):
        directory.set_calendar_days(
            officer, PRIMARY, TOMORROW, DAY + dt.timedelta(days=count), False, "停水"
        )
        with django_assert_num_queries(2):  # type: ignore[attr-defined]  # a context manager
            open_on(TOMORROW)
        with django_assert_num_queries(3):  # type: ignore[attr-defined]  # a context manager
            queries.calendar_dates(PRIMARY, DAY, SATURDAY)
