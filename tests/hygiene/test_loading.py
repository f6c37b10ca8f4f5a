"""Past days loaded at once: turns as the rule has them, figures as a recount has them, the same twice."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection

from tests.builders import BUILDER, CLASS_11, CLASS_12, DAY, PRIMARY, Universe
from tests.hygiene.days import figures as figures_of
from tests.hygiene.days import recount
from xiaoan.directory import queries as directory
from xiaoan.hygiene import rules, services
from xiaoan.hygiene.models import Due, Flag, Line, Place, Record, Round
from xiaoan.hygiene.rules import dosing
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as

SINCE = dt.date(2026, 9, 1)
PLACES = (
    ("classroom", CLASS_11, "一年级1班"), ("classroom", CLASS_12, "一年级2班"), ("toilet", PRIMARY, "厕所"),
    ("corridor", PRIMARY, "走廊"), ("air_con", PRIMARY, "滤网"), ("yard", PRIMARY, "操场"),
)  # fmt: skip


@pytest.fixture
def days(universe: Universe) -> list[tuple[dt.date, dt.date | None]]:
    found = directory.calendar(PRIMARY).school_days_before(DAY, 13)
    return list(zip(found[1:], found[:-1], strict=True))


def load(universe: Universe, days: list[tuple[dt.date, dt.date | None]], **habit: int) -> int:
    who, head = universe.users["logistics"].pk, universe.users["principal"].pk
    places = [
        services.LoadedPlace(
            uuid7(), PRIMARY, unit_no, kind, name, "教学楼", 1, 50, 10 * n, "logistics", PRIMARY, who,
            forgotten=DAY - dt.timedelta(days=4) if kind == "toilet" else None,
        )
        for n, (kind, unit_no, name) in enumerate(PLACES, start=1)
    ]  # fmt: skip
    with acting_as(BUILDER):
        services.load_places(BUILDER, places, SINCE)
        services.load_plans(
            BUILDER, [services.LoadedPlan(PRIMARY, "in_force", SINCE, who, head)], places
        )
        wanted = {"missed": 50, "late": 50, **habit}
        return services.load_days(BUILDER, places, [services.Habit(PRIMARY, **wanted)], days)


@pytest.mark.django_db
def test_turns_are_those_of_the_rule(
    universe: Universe, days: list[tuple[dt.date, dt.date | None]]
) -> None:
    load(universe, days)
    with acting_as(BUILDER):
        lines = list(Line.objects.all())
        expected = {
            (line.pk, day)
            for line in lines
            for day, before in days
            if rules.is_turn(rules.read_turn(line.frequency["normal"]), line.anchor, day, before)
        }
        assert set(Due.objects.values_list("line_id", "day")) == expected
        assert {one.task for one in lines if one.frequency["normal"] != "1/1"} >= {
            "filter",
            "surface",
        }


@pytest.mark.django_db
def test_each_day_is_what_a_recount_comes_to(
    universe: Universe, days: list[tuple[dt.date, dt.date | None]]
) -> None:
    count = load(universe, days, strong=300, weak=200, short=200)
    with acting_as(BUILDER):
        assert [figures_of(day=day) == recount(day=day) for day, _before in days] == [True] * len(
            days
        )
        assert (
            count
            == Record.objects.count()
            == sum(figures_of(day=day)["records"] for day, _ in days)
        )
        open_ones = Round.objects.exclude(left=0).values_list("id", flat=True)
        missed = Due.objects.filter(state="missed")
        assert set(missed.values_list("round_id", flat=True)) == set(open_ones)
        forgotten = missed.filter(day__gte=DAY - dt.timedelta(days=4), task="surface")
        assert forgotten.count() >= 2


@pytest.mark.django_db
def test_flags_are_those_of_the_rules(
    universe: Universe, days: list[tuple[dt.date, dt.date | None]]
) -> None:
    load(universe, days, strong=300, weak=200, short=200)
    with acting_as(BUILDER):
        places = {one.pk: one for one in Place.objects.all()}
        dues = {one.pk: one for one in Due.objects.all()}
        lines = {one.pk: one for one in Line.objects.all()}
        expected = set()
        for one in Record.objects.all():
            assert one.due_id is not None
            due = dues[one.due_id]
            line = lines[due.line_id]
            said = services.judging.said_of(one, places[one.place_id].kind, 1)
            flags = dosing.judge(said, services.judging.asked_of(line, due.wanted))
            expected |= {(one.pk, flag.what) for flag in flags}
        assert set(Flag.objects.values_list("record_id", "what")) == expected
        assert {what for _pk, what in expected} == {"strong", "routine", "weak", "short"}


@pytest.mark.django_db
def test_only_the_system_loads(universe: Universe, acting: Callable[[str], Actor]) -> None:
    with pytest.raises(Forbidden):
        services.load_places(acting("officer"), [], SINCE)
    with pytest.raises(Forbidden):
        services.load_plans(acting("officer"), [], [])
    with pytest.raises(Forbidden):
        services.load_days(acting("officer"), [], [], [(DAY, None)])


@pytest.mark.django_db
def test_nothing_is_left_behind(
    universe: Universe, days: list[tuple[dt.date, dt.date | None]]
) -> None:
    load(universe, days)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_class where relname like 'loading_%'")
        assert cursor.fetchone() == (0,)
