"""The pure rules: days of labels and follow-ups, what needs a paper, the packs that ship."""

import datetime as dt

import pytest

from xiaoan.kernel import clock
from xiaoan.keypersons import rules
from xiaoan.keypersons.queries import labels
from xiaoan.keypersons.rules.packs import read_packs

DAY = dt.date(2026, 11, 23)


def on(offset: int) -> dt.date:
    return DAY + dt.timedelta(days=offset)


@pytest.mark.parametrize(
    ("until", "paper", "isolated", "ends"),
    [
        (None, False, False, False), (on(1), False, False, False), (on(0), False, False, True),
        (on(-3), False, False, True), (on(0), True, False, False), (on(0), False, True, False),
    ],
)  # fmt: skip
def test_when_a_label_ends_by_itself(
    until: dt.date | None, paper: bool, isolated: bool, ends: bool
) -> None:
    assert rules.expires(until, DAY, paper=paper, isolated=isolated) is ends


@pytest.mark.parametrize(
    ("since", "hour", "first"),
    [(on(0), 11, on(0)), (on(0), 12, on(1)), (on(-5), 8, on(0)), (on(3), 8, on(3))],
)
def test_the_first_follow_up(since: dt.date, hour: int, first: dt.date) -> None:
    now = dt.datetime.combine(DAY, dt.time(hour), clock.ZONE)
    assert rules.first_due(since, now) == first


@pytest.mark.parametrize(
    ("planned", "early"), [(None, False), (on(1), True), (on(0), False), (on(-1), False)]
)
def test_before_the_planned_end(planned: dt.date | None, early: bool) -> None:
    assert rules.is_early(planned, DAY) is early


@pytest.mark.parametrize(
    ("day", "fault"),
    [(on(0), ""), (on(-180), ""), (on(-181), "past"), (on(366), ""), (on(367), "far")],
)
def test_days_that_cannot_be_meant(day: dt.date, fault: str) -> None:
    assert rules.day_fault(day, DAY) == fault


@pytest.mark.parametrize(("issued", "fault"), [(on(0), ""), (on(1), "future"), (on(-181), "old")])
def test_papers(issued: dt.date, fault: str) -> None:
    assert rules.paper_fault(issued, DAY) == fault


def test_the_packs_that_ship() -> None:
    found = {
        pack.code: {one.code: (one.days, one.every, one.paper) for one in pack.categories}
        for pack in rules.PACKS
    }
    assert found == {
        "covid-2020-02": {
            "fever": (14, 1, True), "epidemic_area": (14, 1, False), "isolated": (14, 1, True),
            "contact": (14, 1, True), "returning": (21, 1, False),
        },
        "post-2023": {
            "respiratory": (14, 1, False), "gastro": (7, 1, False), "rash": (21, 1, False),
            "notifiable": (21, 1, True), "household": (21, 2, False),
        },
    }  # fmt: skip
    assert {one.confidence for pack in rules.PACKS for one in pack.categories} <= {"H", "M", "L"}


def test_every_code_has_words() -> None:
    codes = {one.code for pack in rules.PACKS for one in pack.categories}
    assert labels.CATEGORY_NAMES.keys() == labels.DEFINITIONS.keys() == codes
    assert labels.PACK_NAMES.keys() == {pack.code for pack in rules.PACKS}
    for names, known in (
        (labels.WHEREABOUTS_NAMES, rules.WHEREABOUTS), (labels.STATE_NAMES, rules.STATES),
        (labels.SOURCE_NAMES, rules.SOURCES), (labels.ISOLATION_NAMES, rules.ISOLATIONS),
        (labels.BASIS_NAMES, rules.BASES), (labels.PAPER_NAMES, rules.PAPERS),
        (labels.REACHED_NAMES, rules.REACHED), (labels.TRANSPORT_NAMES, rules.TRANSPORTS),
        (labels.ANNOUNCER_NAMES, rules.ANNOUNCERS), ({"": "", **labels.END_NAMES}, rules.ENDS),
    ):  # fmt: skip
        assert tuple(names) == known


def test_a_category_without_its_days_is_no_category() -> None:
    with pytest.raises(TypeError):
        read_packs(
            '[[packs]]\ncode = "x"\nsince = 2020-01-01\nsource = ""\nconfidence = "L"\n'
            '[[packs.categories]]\ncode = "y"\n'
        )
