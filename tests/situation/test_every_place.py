"""Whatever a user opens or takes away says what a recount of the rows says: boards, pages of one figure, big
screens, daily reports, briefings, forms of other offices and answers to questions, over random days and
units, with a weekend, late and corrected figures, the first day, and one on which there was no county."""

import datetime as dt
import random
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver

from tests.builders import BUILDER, CLASSES, COUNTY, DAY, PRIMARY, RIVER, TOWN, Universe, sent, sick
from tests.dailyreports.writing import opened
from tests.dailyreports.writing import report as daily
from tests.indicators.referee import Found, recount
from tests.situation import everywhere
from tests.situation.everywhere import Said
from xiaoan.briefings.queries import choosing
from xiaoan.careteams.services import assigning
from xiaoan.directory import queries as directory
from xiaoan.indicators import services as keeping
from xiaoan.indicators.queries import catalogue
from xiaoan.indicators.rules import CATALOGUE
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.scope import enter, leave
from xiaoan.screening import services as screening
from xiaoan.screening.models import RollCall
from xiaoan.situation.models import View
from xiaoan.training import services as training

Acting = Callable[[str], Actor]
SYSTEM = system("indicators")
KEYS = [one.key for one in CATALOGUE]
# Monday to Monday: the last is today.
DAYS = [DAY + dt.timedelta(days=n) for n in range(8)]
TODAY, SATURDAY = DAYS[-1], DAYS[5]
NO_COUNTY, FIRST_DAY = dt.date(2026, 8, 20), dt.date(2026, 8, 25)
WIDTHS = {
    COUNTY: RIVER - COUNTY + (RIVER - TOWN),
    TOWN: RIVER - TOWN,
    RIVER: RIVER - TOWN,
    PRIMARY: 1,
}
Told = dict[dt.date, dict[str, Found]]


def report(universe: Universe, dice: random.Random, no: int, day: dt.date, slot: str) -> None:
    """A class reports, or corrects what it had reported; what the rules refuse changes nothing."""
    held = RollCall.objects.filter(unit_no=no, day=day, slot=slot, state="current").first()
    ill = [
        sick(universe.enrolment(no, seat), dice.choice(("fever", "cough", "vomiting")), onset=day)
        for seat in dice.sample(range(1, 9), dice.randrange(3))
    ]
    base = held.version if held else 0
    one = sent(no, *ill, day=day, slot=slot, base=base, reason="更正" if held else "")
    try:
        screening.submit_roll_call(BUILDER, one)
    except Refusal:
        return


def week(universe: Universe, dice: random.Random, morning: time_machine.Traveller) -> Told:
    """A week of mornings, each closed in its night; then figures of it come late. What each day was when it
    was closed, and of today what it is."""
    told: Told = {}
    for day in DAYS:
        morning.move_to(clock.at(day, dt.time(9)))
        enter(BUILDER)
        if day.weekday() < 5:
            screening.open_day(BUILDER, day, (COUNTY, COUNTY + WIDTHS[COUNTY]))
        for no in dice.sample(CLASSES, dice.randrange(2, 6)):
            report(universe, dice, no, day, dice.choice(("morning", "morning", "noon")))
        training.recount(BUILDER)
        assigning.count_county(BUILDER)
        if day != TODAY:
            morning.move_to(clock.at(day, dt.time(23, 50)))
            keeping.close_day(SYSTEM, day)
            told[day] = recount(day)
    for day in DAYS[:5]:
        report(universe, dice, dice.choice(CLASSES), day, "morning")
        keeping.refresh(SYSTEM, day)
    keeping.refresh(SYSTEM, TODAY)
    told[TODAY] = recount(TODAY)
    return told


def expected(told: Told, key: str, unit: int, day: dt.date) -> Said:
    """What a recount says: of what keeps its days now, of all else when the day was closed."""
    one = next(each for each in CATALOGUE if each.key == key)
    rows = recount(day) if one.keeps else told.get(day, {})
    if not one.live and day not in told:
        return None, None
    found = rows.get(key, {})
    mine = [found[no] for no in found if unit <= no < unit + WIDTHS[unit]]
    if not mine:
        return None, None
    dens = [den for _num, den, _unknown in mine if den is not None]
    return sum(num for num, _den, _unknown in mine), sum(dens) if dens else None


def same(said: Mapping[str, Said], told: Told, unit: int, day: dt.date, where: str) -> None:
    enter(SYSTEM)
    wanted = {key: expected(told, key, unit, day) for key in said}
    leave()
    assert dict(said) == wanted, (where, unit, day)


@pytest.fixture
def everything(universe: Universe, db: None) -> None:
    """The officer has chosen every tile. All addresses are read before: on a busy machine that takes longer
    than the database lets a transaction be idle."""
    assert get_resolver().url_patterns
    enter(BUILDER)
    View.objects.create(
        user_id=universe.users["officer"].pk,
        school_id=0,
        unit_no=COUNTY,
        tiles=KEYS,
        at=clock.now(),
    )


@pytest.mark.parametrize("seed", [3, 8])
def test_every_place_says_what_the_rows_say(
    seed: int, universe: Universe, everything: None, acting: Acting,
    signed_in: Callable[[str], Client], morning: time_machine.Traveller,
) -> None:  # fmt: skip
    dice = random.Random(seed)  # noqa: S311  # the same again each time
    told = week(universe, dice, morning)
    enter(BUILDER)
    opened(TODAY)
    chosen: dict[str, Any] = choosing.choose(BUILDER, directory.place(COUNTY))
    reports = {unit: daily(unit, TODAY).pk for unit in (COUNTY, TOWN, PRIMARY)}
    officer = universe.cast["officer"]
    asked = [(COUNTY, TODAY), (TOWN, SATURDAY), (COUNTY, NO_COUNTY), (PRIMARY, FIRST_DAY)]
    asked += [(dice.choice((COUNTY, TOWN, RIVER, PRIMARY)), dice.choice(DAYS)) for _n in range(3)]
    enter(officer)
    forms = {at: everywhere.form(officer, *at, KEYS) for at in asked if at[1] > FIRST_DAY}
    leave()
    browser = signed_in("officer")
    for unit, day in asked:
        same(everywhere.board(browser, unit, day), told, unit, day, "board")
        for key in dice.sample(KEYS, 3):
            for where, said in everywhere.one(browser, unit, key, day).items():
                same({key: said}, told, unit, day, where)
        keys = sorted(dice.sample(KEYS, 4))
        same(everywhere.answer(browser, unit, keys, day), told, unit, day, "answer")
        if (unit, day) in forms:
            same(_with_words(forms[unit, day], told, unit, day), told, unit, day, "form")
    for unit, made in reports.items():
        same(everywhere.screen(browser, unit), told, unit, TODAY, "screen")
        figures, text = everywhere.paper(browser, made)
        same(figures, told, unit, TODAY, "paper")
        _says_so(text, figures)
    _chosen_is_told(chosen, told)


def _with_words(said: Mapping[str, Said], told: Told, unit: int, day: dt.date) -> dict[str, Said]:
    """A form has its keeper's word for a share of nobody: that is no other figure."""
    enter(SYSTEM)
    return {
        key: (0, 0) if one == (None, None) and expected(told, key, unit, day) == (0, 0) else one
        for key, one in said.items()
    }


def _says_so(text: str, figures: Mapping[str, Said]) -> None:
    """The document has each figure that the workbook has."""
    for one in catalogue():
        num, den = figures.get(one.key, (None, None))
        if num is not None and den != 0:
            assert f"{one.name} {num}" + (f"/{den}(" if den else "") in text, one.key


def _chosen_is_told(chosen: dict[str, Any], told: Told) -> None:
    enter(SYSTEM)
    for one in chosen["changes"]:
        for side in (one["was"], one["now"]):
            day = dt.date.fromisoformat(side["day"])
            assert (side["num"], side["den"]) == expected(told, side["key"], COUNTY, day)
    leave()
