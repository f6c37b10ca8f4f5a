"""Figures of every level are sums of the rows behind them; what changes after the close keeps both values."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.builders import CLASS_11, COUNTY, PRIMARY, RIVER, TOWN, Universe, sent, sick
from xiaoan.indicators import queries, services
from xiaoan.indicators.models import Kept
from xiaoan.indicators.queries import evaluating, links, words
from xiaoan.indicators.rules import CATALOGUE
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import enter
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
SYSTEM = system("indicators")


def test_every_indicator_has_an_evaluator_and_words() -> None:
    keys = [one.key for one in CATALOGUE]
    assert sorted(evaluating.FETCH) == sorted(keys)
    assert sorted(links._AT) == sorted(keys)
    assert sorted(words._WORDS) == sorted(keys)


def test_levels_add_up(universe: Universe, acting: Acting) -> None:
    enter(SYSTEM)
    looked = services.refresh(SYSTEM, clock.today())
    assert looked.rows == Kept.objects.count()
    rows = {(row.key, row.unit_no): row for row in Kept.objects.all()}
    for one in CATALOGUE:
        county = rows[one.key, COUNTY]
        for field in ("num", "den"):
            towns = [getattr(rows[one.key, no], field) for no in (TOWN, RIVER)]
            known = [n for n in towns if n is not None]
            assert getattr(county, field) == (sum(known) if known else None), (one.key, field)
        assert county.units == rows[one.key, TOWN].units + rows[one.key, RIVER].units


def test_again_nothing_changes(universe: Universe, acting: Acting) -> None:
    enter(SYSTEM)
    services.refresh(SYSTEM, clock.today())
    assert services.refresh(SYSTEM, clock.today()).rows == 0


def test_roll_calls_are_read_at_once(universe: Universe, acting: Acting) -> None:
    mark = sick(universe.enrolment(CLASS_11, 1), "fever", "cough")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, mark))
    found = queries.of_unit(acting("principal"), PRIMARY, clock.today())
    said = {key: (one.num, one.den, one.unknown) for key, one in found.items()}
    assert said["rollcall.classes"] == (1, 3, 0)
    assert said["rollcall.pupils"] == (10, 30, 20)
    assert said["rollcall.sick"] == said["rollcall.fever"] == (1, 10, 20)
    assert [key for key, one in found.items() if one.num is None] == [
        one.key for one in CATALOGUE if not one.live
    ]


def test_silence_is_not_zero(universe: Universe, acting: Acting) -> None:
    towns = queries.by_child(acting("leader"), COUNTY, clock.today(), ["rollcall.sick"])
    assert [(place.no, found["rollcall.sick"].share) for place, found in towns] == [
        (TOWN, None),
        (RIVER, None),
    ]
    assert towns[0][1]["rollcall.sick"].state == "none"


def test_what_came_late_keeps_both_values(universe: Universe, acting: Acting) -> None:
    day = clock.today()
    enter(SYSTEM)
    assert services.close_day(SYSTEM, day) == len(CATALOGUE) * (
        Kept.objects.filter(key="rollcall.classes").count()
    )
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    one = queries.of_unit(acting("leader"), COUNTY, day, ["rollcall.classes"])["rollcall.classes"]
    assert (one.num, one.closed_num, one.den, one.is_changed) == (1, 0, one.closed_den, True)
    enter(SYSTEM)
    assert services.refresh(SYSTEM, day, ["rollcall.classes"]).corrected == 3
    kept = Kept.objects.get(day=day, key="rollcall.classes", unit_no=COUNTY)
    assert (kept.num, kept.closed_num) == (1, 0)
    kinds = list(
        Entry.objects.filter(kind__startswith="indicators.").values_list("kind", flat=True)
    )
    assert kinds == ["indicators.day_closed", "indicators.changed"]
    assert services.close_day(SYSTEM, day) == 0
    assert Kept.objects.get(pk=kept.pk).closed_num == 0


@pytest.mark.parametrize("name", ["principal", "liaison"])
def test_others_figures_are_not_there(universe: Universe, acting: Acting, name: str) -> None:
    with pytest.raises(NotFound):
        queries.of_unit(acting(name), COUNTY, clock.today())
    with pytest.raises(NotFound):
        queries.by_school(acting(name), RIVER, clock.today(), ["duties.done"])


def test_only_the_system_reckons(universe: Universe, acting: Acting) -> None:
    with pytest.raises(Forbidden):
        services.refresh(acting("leader"), clock.today())


def test_a_course_has_the_days_that_are_on_record(universe: Universe, acting: Acting) -> None:
    day = clock.today()
    enter(SYSTEM)
    services.refresh(SYSTEM, day)
    found = queries.series(
        acting("leader"), COUNTY, ["rollcall.classes", "duties.overdue"], day - dt.timedelta(9), day
    )
    assert {key: [one.day for one in days] for key, days in found.items()} == {
        "rollcall.classes": [day],
        "duties.overdue": [day],
    }


def test_links_lead_to_the_rows(universe: Universe, acting: Acting) -> None:
    day = clock.today()
    leader = acting("leader")
    for one in CATALOGUE:
        address = queries.link(leader, one.key, COUNTY, day)
        assert bool(address) == leader.may(Permission(one.permission), COUNTY), one.key
