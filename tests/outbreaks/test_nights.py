"""What the statistical layers read: people newly ill, silence that is no zero, a record with gaps."""

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASSES,
    COUNTY,
    DAY,
    PRIMARY,
    TOWN,
    Universe,
)
from tests.outbreaks.past import live, weekdays
from xiaoan.directory import services as directory
from xiaoan.kernel.actor import EVERYWHERE, Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.scope import enter
from xiaoan.outbreaks.queries import nights
from xiaoan.outbreaks.rules.night import LOOK_BACK, WATCHED
from xiaoan.screening import queries as screening
from xiaoan.screening.rules import Symptom, syndromes

Acting = Callable[[str], Actor]
GI = WATCHED.index("GI")
DAYS = weekdays(5)


def counts(unit_no: int = CLASS_11, group: int = GI) -> list[float | None]:
    """The last five days of a class; None = nobody reported."""
    enter(BUILDER)
    read = nights.read(BUILDER, DAY)
    assert read is not None
    row = read.night.counts[group, read.night.classes.tolist().index(unit_no), -5:]
    return [None if np.isnan(value) else float(value) for value in row]


def test_somebody_ill_for_days_is_new_once(acting: Acting, universe: Universe) -> None:
    ill = {(CLASS_11, day): {1: "vomiting"} for day in DAYS[1:4]}
    live(universe, DAYS, ill)
    assert counts() == [0, 1, 0, 0, 0]


def test_well_in_between_is_ill_anew_and_silence_or_a_weekend_is_not(
    acting: Acting, universe: Universe
) -> None:
    ill = {
        (CLASS_11, DAYS[0]): {1: "vomiting", 2: "vomiting"},
        (CLASS_11, DAYS[2]): {1: "vomiting"},
    }
    live(universe, DAYS, ill)
    assert counts() == [2, 0, 1, 0, 0]
    ill = {(CLASS_12, DAYS[0]): {1: "vomiting"}, (CLASS_12, DAYS[2]): {1: "vomiting"}}
    live(universe, [], {})
    assert DAYS[4].weekday() == 0
    assert DAYS[3].weekday() == 4


def test_over_silence_and_a_weekend_an_illness_goes_on(acting: Acting, universe: Universe) -> None:
    ill = {
        (CLASS_11, DAYS[1]): {1: "vomiting"}, (CLASS_11, DAYS[3]): {1: "vomiting", 2: "vomiting"},
        (CLASS_11, DAYS[4]): {1: "vomiting", 2: "vomiting", 3: "vomiting"},
    }  # fmt: skip
    live(universe, DAYS, ill, silent=[(CLASS_11, DAYS[2])])
    assert counts() == [0, 1, None, 1, 1]


def test_zero_is_not_silence(acting: Acting, universe: Universe) -> None:
    live(universe, DAYS, {}, silent=[(CLASS_11, DAYS[0]), (CLASS_11, DAYS[4])])
    assert counts() == [None, 0, 0, 0, None]
    assert counts(CLASS_12) == [0, 0, 0, 0, 0]


def test_a_second_group_of_the_same_illness_counts_on_its_own_day(
    acting: Acting, universe: Universe
) -> None:
    ill = {(CLASS_11, DAYS[0]): {1: "fever"}, (CLASS_11, DAYS[1]): {1: "fever vomiting"}}
    live(universe, DAYS, ill)
    assert counts() == [0, 1, 0, 0, 0]
    assert counts(group=WATCHED.index("FEVER")) == [1, 0, 0, 0, 0]


def test_the_look_back_is_fixed_and_the_statements_are_few(
    acting: Acting, universe: Universe
) -> None:
    enter(BUILDER)
    directory.set_term(BUILDER, COUNTY, "春", dt.date(2026, 2, 23), dt.date(2026, 7, 10))
    live(universe, weekdays(5), {})
    with CaptureQueriesContext(connection) as few:
        read = nights.read(BUILDER, DAY)
    live(universe, weekdays(60)[:50], {})
    with CaptureQueriesContext(connection) as many:
        again = nights.read(BUILDER, DAY)
    assert read is not None
    assert again is not None
    assert len(read.night.days) == len(again.night.days) == LOOK_BACK
    # Sickness, reports, sizes, classes, and the calendar of the county.
    assert len(few) == len(many) == 9
    assert read.night.days[0] < dt.date(2026, 9, 10)
    assert set(read.night.classes.tolist()) == set(CLASSES)
    at = read.night.classes.tolist().index(CLASS_11)
    assert (read.night.school_of[at], read.night.township_of[at]) == (PRIMARY, TOWN)


def test_no_school_day_is_no_night(acting: Acting, universe: Universe) -> None:
    enter(BUILDER)
    assert nights.read(BUILDER, dt.date(2026, 11, 22)) is None


def test_it_is_for_the_system_alone(acting: Acting, universe: Universe) -> None:
    for ask in (
        lambda: screening.sick_days(acting("officer"), EVERYWHERE, DAYS, WATCHED),
        lambda: screening.reported_by_all(acting("officer"), EVERYWHERE, DAYS),
        lambda: screening.who_was(acting("officer"), DAYS, CLASSES),
    ):
        with pytest.raises(Forbidden):
            ask()


def test_groups_are_those_of_the_rules(acting: Acting, universe: Universe) -> None:
    ill = {
        (CLASS_11, DAY): {n + 1: name for n, name in enumerate(("fever cough", "rash", "cough"))}
    }
    live(universe, [DAY], ill)
    enter(BUILDER)
    told = screening.sick_days(BUILDER, EVERYWHERE, [DAY], WATCHED)
    expected = {
        sum(1 << n for n, group in enumerate(WATCHED) if group in syndromes(mask, False))
        for mask in (Symptom.FEVER | Symptom.COUGH, Symptom.RASH, Symptom.COUGH)
    }
    assert set(told.groups.tolist()) == expected
    who = screening.who_was(BUILDER, [DAY], [CLASS_11])
    assert {who[n].person_id for n in told.person.tolist()} == {
        universe.person(CLASS_11, seat) for seat in (1, 2, 3)
    }
