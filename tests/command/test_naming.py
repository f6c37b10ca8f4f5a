"""Leadership groups: named, replaced, left; the past stays; coverage with its denominator."""

import datetime as dt
from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.builders import COUNTY, DAY, JUNIOR, KINDERGARTEN, PRIMARY, TOWN, Universe
from tests.command import states
from xiaoan.command import services
from xiaoan.command.models import Member
from xiaoan.command.queries import coverage, groups
from xiaoan.command.services import NewFounding, NewMember
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7

Acting = Callable[[str], Actor]
TOMORROW = DAY + dt.timedelta(days=1)


def first(unit_no: int = PRIMARY, on: dt.date = DAY) -> groups.First:
    return groups.firsts([directory.place(unit_no)], on)[unit_no]


def test_by_post_until_somebody_is_named(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    assert (first().basis, first().name) == ("post", "校长戊")
    states.named(principal, universe, "doctor", fields=("health",))
    found = first()
    assert (found.basis, found.name, found.since) == ("first", "校医己", DAY)
    assert states.facts() == ["member_named"]


def test_whoever_leaves_is_a_gap_by_name(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    states.named(principal, universe, "doctor")
    states.left(universe, "doctor", TOMORROW)
    assert (first().basis, first().left) == ("first", "")
    there = first(on=TOMORROW)
    assert (there.basis, there.name, there.left) == ("post", "校长戊", "校医己")
    states.left(universe, "principal", TOMORROW)
    assert (first(on=TOMORROW).basis, first(on=TOMORROW).user_id) == ("", None)
    placed = groups.members([directory.place(PRIMARY)], TOMORROW)[PRIMARY]
    assert [(one.rank, one.name, one.is_vacant) for one in placed] == [("first", "校医己", True)]


def test_the_past_stays(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    states.named(principal, universe, "principal")
    states.named(principal, universe, "doctor", since=TOMORROW)
    assert [first(on=day).name for day in (DAY, TOMORROW)] == ["校长戊", "校医己"]
    assert groups.past(PRIMARY, DAY) == []
    assert [(one.name, one.until) for one in groups.past(PRIMARY, TOMORROW)] == [
        ("校长戊", TOMORROW)
    ]


def test_whoever_begins_later_is_shown_as_coming(acting: Acting, universe: Universe) -> None:
    principal, place = acting("principal"), directory.place(PRIMARY)
    later = DAY + dt.timedelta(days=39)
    states.named(principal, universe, "doctor", "deputy", since=later)
    states.named(principal, universe, "teacher", "member", since=later)
    coming = groups.coming(place, DAY)
    assert [(one.rank, one.name, one.since) for one in coming] == [
        ("deputy", "校医己", later), ("member", "班主任壬", later),
    ]  # fmt: skip
    assert groups.members([place], DAY) == {}
    # Begun at once after all; the other is taken back before their day.
    states.named(principal, universe, "doctor", "deputy")
    services.end(principal, uuid7(), PRIMARY, coming[1].id)
    assert groups.coming(place, DAY) == []
    past = [(one.name, one.since, one.never) for one in groups.past(PRIMARY, DAY)]
    assert sorted(past) == [("校医己", later, True), ("班主任壬", later, True)]
    assert [one.name for one in groups.members([place], DAY)[PRIMARY]] == ["校医己"]


def test_who_would_be_replaced(acting: Acting, universe: Universe) -> None:
    """Of a place that one person has at a time: whoever is named, else holds it by their post."""
    principal, place = acting("principal"), directory.place(PRIMARY)
    found = groups.replaced(place, "first", DAY)
    assert found is not None
    assert found[1] == "校长戊"
    assert [groups.replaced(place, rank, DAY) for rank in ("head", "deputy")] == [None, None]
    states.named(principal, universe, "teacher", "head", since=TOMORROW)
    states.named(principal, universe, "doctor", "deputy")
    found = groups.replaced(place, "head", DAY)
    assert found is not None
    assert found[1] == "班主任壬"
    assert groups.replaced(place, "deputy", DAY) is None


def test_a_group_with_its_document(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    given = NewFounding(uuid7(), PRIMARY, "实小〔2026〕3号", DAY)
    services.found(principal, given)
    services.found(principal, given)
    for login, rank in (("principal", "head"), ("doctor", "deputy"), ("teacher", "member")):
        states.named(principal, universe, login, rank, fields=("teaching",))
    services.found(principal, NewFounding(uuid7(), PRIMARY, "实小〔2026〕9号", DAY))
    assert [(one.document_no, one.until_at is None) for one in groups.papers(PRIMARY)] == [
        ("实小〔2026〕9号", True), ("实小〔2026〕3号", False),
    ]  # fmt: skip
    found = groups.members([directory.place(PRIMARY)], DAY)[PRIMARY]
    assert [one.rank for one in found] == ["head", "deputy", "member"]
    services.end(principal, uuid7(), PRIMARY, found[2].id)
    left = groups.members([directory.place(PRIMARY)], DAY)[PRIMARY]
    assert [one.rank for one in left] == ["head", "deputy"]
    with pytest.raises(Conflict):
        services.end(principal, uuid7(), PRIMARY, found[2].id)


def test_the_same_form_names_once(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    who = universe.users["doctor"].pk
    given = NewMember(uuid7(), PRIMARY, "deputy", who, ("health",), DAY)
    services.name(principal, given)
    services.name(principal, given)
    assert Member.objects.count() == 1
    with pytest.raises(Conflict):
        services.name(principal, NewMember(given.id, PRIMARY, "member", who, (), DAY))


@pytest.mark.parametrize(
    ("login", "rank", "since", "field"),
    [
        ("teacher_71", "first", DAY, "user_id"),
        ("guardian", "first", DAY, "user_id"),
        ("doctor", "boss", DAY, "rank"),
        ("doctor", "first", DAY - dt.timedelta(days=1), "since"),
        ("doctor", "first", DAY + dt.timedelta(days=93), "since"),
    ],
)
def test_refused_with_the_field(
    login: str, rank: str, since: dt.date, field: str, acting: Acting, universe: Universe
) -> None:
    principal = acting("principal")
    with pytest.raises(Invalid) as refused:
        states.named(principal, universe, login, rank, since=since)
    assert list(refused.value.fields) == [field]


def test_whoever_may(acting: Acting, universe: Universe) -> None:
    for login, unit_no, error in (
        ("teacher", PRIMARY, Forbidden), ("principal", JUNIOR, NotFound), ("principal", TOWN, Forbidden),
        ("other_liaison", PRIMARY, NotFound), ("leader", PRIMARY, Forbidden),
    ):  # fmt: skip
        with pytest.raises(error):
            states.named(acting(login), universe, "doctor", unit_no=unit_no)
    states.named(acting("liaison"), universe, "doctor")
    states.named(acting("officer"), universe, "officer", unit_no=COUNTY)
    assert first(COUNTY).name == "经办乙"


def test_coverage_counts_units_once(acting: Acting, universe: Universe) -> None:
    found = coverage.coverage(acting("officer"), COUNTY)
    # County, two townships, three schools; the kindergarten has no principal.
    assert (found.total.units, found.total.held, found.total.named) == (6, 5, 0)
    assert [(one.place.name, one.held, one.units) for one in found.lines] == [
        ("城关镇", 2, 3), ("河口镇", 2, 2),
    ]  # fmt: skip
    assert [place.no for place, _one in found.gaps] == [KINDERGARTEN]
    states.named(acting("officer"), universe, "teacher_k", unit_no=KINDERGARTEN)
    assert coverage.coverage(acting("leader"), COUNTY).gaps == ()
    with pytest.raises(NotFound):
        coverage.coverage(acting("principal"), JUNIOR)


def test_coverage_is_a_few_looks(
    acting: Acting, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    officer = acting("officer")
    with django_assert_max_num_queries(12):
        coverage.coverage(officer, COUNTY)
