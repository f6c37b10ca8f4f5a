"""From a night to signals: planted clusters, growth, merging, dismissing, joining events."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_21,
    CLASSES,
    COUNTY,
    DAY,
    JUNIOR,
    PRIMARY,
    RIVER,
    TOWN,
    Universe,
)  # fmt: skip
from tests.outbreaks.looks import facts, look, report
from tests.outbreaks.past import live, now_and_then, weekdays
from xiaoan.investigations import services as investigations
from xiaoan.investigations.models import Case, Event, EventSignal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.scope import enter
from xiaoan.outbreaks.models import Position, Signal, SignalCase, Statistic
from xiaoan.outbreaks.services import statistics

Acting = Callable[[str], Actor]
PAST = weekdays(56)
FRIDAY = PAST[-2]


def run(day: dt.date = DAY, budget: int = 10) -> statistics.Looked | None:
    enter(BUILDER)
    return statistics.look_at_day(BUILDER, day, budget=budget)


def cluster(universe: Universe, unit_no: int = CLASS_11, seats: int = 3) -> None:
    """A quiet autumn, then so many at once today."""
    ill = {
        **now_and_then(PAST[:-1], unit_no),
        (unit_no, DAY): dict.fromkeys(range(1, seats + 1), "vomiting"),
    }
    live(universe, PAST, ill)


def signals() -> list[tuple[str, str, int, str, int, str, str]]:
    enter(BUILDER)
    said = Statistic.objects.in_bulk()
    rows = Signal.objects.exclude(layer="statutory").order_by("raised_at", "unit_no")
    return [
        (s.layer, s.level, s.unit_no, s.syndrome, s.cases, s.state, said[s.pk].tier) for s in rows
    ]


def only() -> UUID:
    enter(BUILDER)
    return Signal.objects.exclude(layer="statutory").get().pk


def test_a_planted_cluster_is_on_the_list_with_its_people(
    acting: Acting, universe: Universe
) -> None:
    cluster(universe)
    looked = run()
    assert looked is not None
    assert (looked.shown, looked.too_short, looked.scanned) == (1, False, 0)
    [(layer, level, unit_no, syndrome, cases, state, tier)] = signals()
    assert (layer, level in ("class", "school"), syndrome, cases, state) == (
        "class" if level == "class" else "school", True, "GI", 3, "open",
    )  # fmt: skip
    assert unit_no in (CLASS_11, PRIMARY)
    assert tier in ("automatic", "watch")
    signal, said = Signal.objects.get(), Statistic.objects.get()
    assert (signal.deadline_at, signal.rule_version, signal.basis) == (None, "", "")
    assert set(SignalCase.objects.values_list("person_id", flat=True)) == {
        universe.person(CLASS_11, seat) for seat in (1, 2, 3)
    }
    assert said.observed == 3
    assert said.expected < 0.5
    assert said.curve[-1][1] == 3
    assert sorted(facts()) == ["outbreaks.night_looked_at", "raised"]


def test_running_again_adds_nothing(acting: Acting, universe: Universe) -> None:
    cluster(universe)
    run()
    before = signals()
    again = run()
    assert again is not None
    assert (again.shown, signals()) == (0, before)


def test_two_pupils_who_are_always_ill_there_are_no_signal(
    acting: Acting, universe: Universe
) -> None:
    ill = {
        (CLASS_11, day): {1 + (2 * n) % 10: "vomiting", 1 + (2 * n + 1) % 10: "vomiting"}
        for n, day in enumerate(PAST)
    }
    live(universe, PAST, ill)
    run()
    assert signals() == []


def test_silence_raises_nothing_and_is_told_beside(acting: Acting, universe: Universe) -> None:
    live(universe, PAST, now_and_then(PAST, CLASS_11), silent=[(CLASS_11, DAY)])
    run()
    assert signals() == []


def test_what_a_cluster_does_not_know_is_said(acting: Acting, universe: Universe) -> None:
    ill = {(CLASS_11, DAY): dict.fromkeys((1, 2, 3, 4), "vomiting")}
    live(universe, PAST, ill, silent=[(CLASS_11, FRIDAY), (CLASS_11, PAST[-3])])
    run()
    enter(BUILDER)
    signal = Signal.objects.get()
    assert signal.days_reported < signal.days_due


@pytest.mark.parametrize("days", [1, 5, 13])
def test_a_short_record_says_nothing_and_says_so(
    acting: Acting, universe: Universe, days: int
) -> None:
    live(universe, weekdays(days), {(CLASS_11, DAY): dict.fromkeys((1, 2, 3, 4), "vomiting")})
    looked = run()
    assert looked is not None
    assert (
        signals() == [] or looked.days > days
    )  # the term began long before: silence, not a short record


def test_it_grows_by_who_is_new(acting: Acting, universe: Universe) -> None:
    ill = {
        (CLASS_11, FRIDAY): dict.fromkeys((1, 2, 3), "vomiting"),
        (CLASS_11, DAY): dict.fromkeys((1, 2, 3, 4, 5), "vomiting"),
    }
    live(universe, PAST, ill)
    run(FRIDAY)
    first = only()
    looked = run()
    assert looked is not None
    assert looked.shown == 0
    assert only() == first
    assert (Signal.objects.get().cases, Signal.objects.get().last_day) == (5, DAY)
    assert facts().count("grew") == 1


def test_what_lies_at_a_statutory_signal_is_shown_with_it(
    acting: Acting, universe: Universe
) -> None:
    live(universe, PAST[:-1], now_and_then(PAST[:-1], CLASS_11))
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3)
    assert look(CLASS_11) == 1
    looked = run()
    assert looked is not None
    assert looked.shown == 0
    assert {row[-1] for row in signals()} == {"beside"}
    # It counts the same children: they are one event.
    assert (Event.objects.count(), EventSignal.objects.count()) == (1, 2)
    assert Event.objects.get().cases == 3


def test_a_statistical_signal_opens_no_event_by_itself(acting: Acting, universe: Universe) -> None:
    cluster(universe)
    run()
    assert Event.objects.count() == 0


def test_a_person_opens_an_event_from_the_list(acting: Acting, universe: Universe) -> None:
    cluster(universe)
    run()
    signal_id = only()
    event_id = investigations.open_from_signal(acting("doctor"), signal_id)
    assert investigations.open_from_signal(acting("doctor"), signal_id) == event_id
    enter(BUILDER)
    event = Event.objects.get()
    assert (event.pk, event.opened_by_id, event.cases) == (
        event_id, universe.users["doctor"].pk, 3,
    )  # fmt: skip
    assert Case.objects.count() == 3
    assert {row[-1] for row in signals()} == {"beside"}


def test_who_may_open_and_dismiss(acting: Acting, universe: Universe) -> None:
    cluster(universe)
    run()
    signal_id = only()
    for who, refused in (
        ("liaison", Forbidden),
        ("leader", Forbidden),
        ("other_principal", NotFound),
    ):
        with pytest.raises(refused):
            investigations.open_from_signal(acting(who), signal_id)
        with pytest.raises(refused):
            statistics.dismiss(acting(who), signal_id, "核实过")


def test_dismissed_with_a_reason_it_comes_again_only_when_it_has_grown(
    acting: Acting, universe: Universe
) -> None:
    ill = {
        (CLASS_11, FRIDAY): dict.fromkeys((1, 2, 3), "vomiting"),
        (CLASS_11, DAY): dict.fromkeys((1, 2, 3, 4, 5, 6), "vomiting"),
    }
    live(universe, PAST, ill)
    run(FRIDAY)
    signal_id = only()
    with pytest.raises(Invalid):
        statistics.dismiss(acting("principal"), signal_id, "  ")
    with pytest.raises(Invalid):
        statistics.dismiss(acting("principal"), signal_id, "长" * 301)
    statistics.dismiss(acting("principal"), signal_id, "各不相同,已核实")
    with pytest.raises(Conflict):
        statistics.dismiss(acting("principal"), signal_id, "再一次")
    run(FRIDAY)
    assert [row[-2] for row in signals()] == ["closed"]
    run()
    assert [row[-2] for row in signals()] == ["open"]
    assert Statistic.objects.get().reason == ""


def test_two_classes_of_a_school_are_one_entry(acting: Acting, universe: Universe) -> None:
    ill = {(no, DAY): dict.fromkeys((1, 2, 3), "vomiting") for no in (CLASS_11, CLASS_12, CLASS_21)}
    live(universe, PAST, {**now_and_then(PAST[:-1], CLASS_11), **ill})
    run()
    [row] = signals()
    assert (row[0], row[1], row[2], row[4]) == ("school", "school", PRIMARY, 9)
    assert Statistic.objects.get().also != []


def test_over_the_budget_is_kept_and_folded(acting: Acting, universe: Universe) -> None:
    cluster(universe, seats=2)
    looked = run(budget=0)
    assert looked is not None
    assert {row[-1] for row in signals()} <= {"over", "automatic"}


def test_only_the_system_runs_a_night(acting: Acting, universe: Universe) -> None:
    with pytest.raises(Forbidden):
        statistics.look_at_day(acting("officer"), DAY)


def test_coordinates_by_code(acting: Acting, universe: Universe) -> None:
    enter(BUILDER)
    unknown = statistics.set_positions(
        BUILDER,
        {f"school-{PRIMARY}": (117.1, 36.6), f"school-{JUNIOR}": (117.2, 36.6), "x": (0, 0)},
    )
    assert unknown == ["x"]
    assert Position.objects.count() == 2
    live(universe, PAST, {})
    looked = run()
    assert looked is not None
    assert looked.scanned == 2
    assert {COUNTY, TOWN, RIVER} & set(CLASSES) == set()
