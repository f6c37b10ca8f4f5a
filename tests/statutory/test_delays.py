"""Medians of what events took, late reports with their denominator, by unit, disease and quarter."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import BUILDER, CLASS_71, COUNTY, DAY, JUNIOR, PRIMARY, RIVER, TOWN, Universe
from tests.investigations.events import decision
from tests.measures.orders import an_order
from tests.outbreaks.looks import Acting, look, report
from tests.statutory.owed import BUREAU, CDC, event_of, reports, sending
from xiaoan.directory import queries as directory
from xiaoan.investigations import services as investigations
from xiaoan.investigations.models import Event
from xiaoan.kernel.scope import enter, leave
from xiaoan.measures import services as measures
from xiaoan.statutory import rules
from xiaoan.statutory import services as statutory
from xiaoan.statutory.queries import delays as queries

Signed = Callable[[str], Client]
At = Callable[[str], None]
HOUR = dt.timedelta(hours=1)
PAGE = "/statutory/delays/"
YEAR = queries.Span(DAY - dt.timedelta(days=365), DAY + dt.timedelta(days=30))


def test_the_middle_and_the_quartiles() -> None:
    given = [n * HOUR for n in (1, 9, 2, 4)]
    assert rules.spread(given) == rules.Spread(4, 1.75 * HOUR, 3 * HOUR, 5.25 * HOUR)
    assert rules.spread([HOUR]) == rules.Spread(1, HOUR, HOUR, HOUR)
    assert rules.spread([]) is None


@pytest.mark.parametrize(
    ("day", "quarter", "days"),
    [
        ("2026-11-23", (2026, 4), ("2026-10-01", "2027-01-01")),
        ("2026-01-01", (2026, 1), ("2026-01-01", "2026-04-01")),
        ("2026-09-30", (2026, 3), ("2026-07-01", "2026-10-01")),
    ],
)
def test_quarters(day: str, quarter: tuple[int, int], days: tuple[str, str]) -> None:
    assert rules.quarter_of(dt.date.fromisoformat(day)) == quarter
    assert tuple(one.isoformat() for one in rules.quarter_days(quarter)) == days


def test_the_quarters_up_to_a_day() -> None:
    assert rules.quarters_until(dt.date(2026, 2, 1), 3) == [(2025, 3), (2025, 4), (2026, 1)]


def at_junior(acting: Acting, universe: Universe) -> UUID:
    """An event of the other school."""
    report(acting, universe, "teacher_71", CLASS_71, 1, 2, 3)
    look(CLASS_71)
    enter(BUILDER)
    return Event.objects.get(school_id=JUNIOR).pk


def two(acting: Acting, universe: Universe, at: At) -> tuple[UUID, UUID]:
    """One event reported at ten and acted on at nine, one late and waived; each of another school."""
    one, other = event_of(acting, universe), at_junior(acting, universe)
    at(f"{DAY}T09:00+08:00")
    investigations.confirm(acting("doctor"), decision(one), "norovirus")
    measures.order(acting("doctor"), an_order(universe, one))
    at(f"{DAY}T10:00+08:00")
    for row in (row for row in reports(one) if row.kind == "first"):
        doctor = acting("doctor")
        statutory.send(doctor, sending(doctor, row.pk))
    at(f"{DAY + dt.timedelta(days=3)}T10:00+08:00")
    late = {row.recipient: row for row in reports(other) if row.kind == "first"}
    principal = acting("other_principal")
    statutory.send(principal, sending(principal, late[CDC].pk))
    statutory.waive(acting("other_principal"), late[BUREAU].pk, "同一起已由镇里报过")
    return one, other


def of(acting: Acting, login: str, unit_no: int, by: str) -> queries.Delays:
    actor = acting(login)
    enter(actor)
    return queries.delays(actor, directory.place(unit_no), YEAR, by)


def test_each_unit_has_its_own_and_the_sums_are_of_all(
    acting: Acting, universe: Universe, at: At
) -> None:
    two(acting, universe, at)
    found = of(acting, "officer", COUNTY, "township")
    assert [(one.key, one.events) for one in found.groups] == [(TOWN, 1), (RIVER, 1)]
    town, river = found.groups
    reported = town.spreads["reported"]
    ordered = town.spreads["ordered"]
    assert reported
    assert ordered
    assert (reported.n, reported.median - ordered.median) == (1, HOUR)
    assert (town.spreads["closed"], river.spreads["ordered"]) == (None, None)
    assert (town.due, town.late, town.missing, town.waived) == (2, 0, 0, 0)
    assert (river.due, river.late, river.missing, river.waived) == (1, 1, 0, 1)
    whole = found.whole
    assert (whole.events, whole.due, whole.late, whole.waived) == (2, 3, 1, 1)
    assert [one.events for one in found.quarters] == [0] * 7 + [2]
    schools = of(acting, "officer", COUNTY, "school").groups
    assert [one.key for one in schools] == [PRIMARY, JUNIOR]
    diseases = of(acting, "officer", COUNTY, "disease").groups
    assert [one.key for one in diseases] == [(False, "norovirus"), (True, "GI")]
    assert [one.key for one in of(acting, "officer", COUNTY, "quarter").groups] == [(2026, 4)]
    own = of(acting, "principal", PRIMARY, "quarter").whole
    assert (own.events, own.due) == (1, 2)


def test_the_page_its_chart_and_the_way_to_who_said_none_is_needed(
    acting: Acting, universe: Universe, at: At, signed_in: Signed
) -> None:
    two(acting, universe, at)
    leave()
    leader = signed_in("leader")
    page = leader.get(PAGE)
    rows = {row["name"]: row for row in page.context["rows"]}
    assert (rows["河口镇"]["behind"], rows["河口镇"]["due"]) == (1, 1)
    assert page.context["whole"]["events"] == 2
    assert page.context["trend"]["title"].startswith("2026年第4季度的中位数:首例发病到发现")
    assert "data-chart" in page.content.decode()
    waived = leader.get(page.context["waived_url"])
    (row,) = waived.context["rows"]
    assert (row["why"], row["decided_by"]) == ("同一起已由镇里报过", "校长庚")
    empty = leader.get(f"{PAGE}?span=2026-3&by=disease")
    assert (empty.context["rows"], empty.context["by"]) == ([], "disease")
    for query in ("?span=x", "?by=nothing", "?offset=x", "?span=2026-9"):
        assert leader.get(f"{PAGE}{query}").status_code == 200
    assert list(dict(signed_in("principal").get(PAGE).context["ways"])) == ["disease", "quarter"]


@pytest.mark.parametrize("events", [1, 2])
def test_two_events_ask_as_often_as_one(
    acting: Acting, universe: Universe, signed_in: Signed, events: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    event_of(acting, universe)
    if events == 2:
        at_junior(acting, universe)
    leave()
    officer = signed_in("officer")
    officer.get(PAGE)
    with django_assert_num_queries(11):
        page = officer.get(PAGE)
    assert page.context["whole"]["events"] == events


def test_without_events_it_says_so(signed_in: Signed) -> None:
    page = signed_in("officer").get(PAGE)
    assert (page.context["rows"], page.context["trend"]) == ([], None)
    assert "这段时间没有疫情事件。" in page.content.decode()
    assert signed_in("teacher").get(PAGE).status_code == 404
