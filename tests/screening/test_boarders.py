"""On which evenings boarders are asked about, and what the calendar of tomorrow does to tonight."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.builders import BUILDER, COUNTY, DAY, JUNIOR
from tests.screening.test_calendar import ALL, TOMORROW, slots, states
from xiaoan.directory import services as directory
from xiaoan.directory.rules import Supposed
from xiaoan.duties.models import Duty
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter
from xiaoan.screening import queries
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]


def boarders(nights: str) -> None:
    """The boarders of 河口初中 are asked about in the evening, on these nights."""
    enter(BUILDER)
    rows = slots(JUNIOR, "junior", morning="06:00-07:40", evening="17:30-19:00")
    screening.set_slot_times(
        BUILDER, JUNIOR, "junior", [replace(one, nights=nights) for one in rows]
    )


def opened(day: dt.date) -> dict[str, int]:
    """The duties of 河口初中 on a day, by slot, once the day is opened."""
    Duty.objects.filter(day=day).delete()
    screening.open_day(BUILDER, day, (COUNTY, 2 * COUNTY))
    rows = Duty.objects.filter(day=day, school_id=JUNIOR, kind="screening.rollcall").values_list(
        "slot", flat=True
    )
    return dict(Counter(rows))


@pytest.mark.parametrize(
    ("nights", "friday", "saturday", "sunday"),
    [
        ("school_days", {"morning": 2, "evening": 2}, {}, {}),
        ("eves", {"morning": 2}, {}, {"evening": 2}),
        ("weekends", {"morning": 2, "evening": 2}, {"evening": 2}, {"evening": 2}),
    ],
)
def test_boarders_weekends(
    acting: Acting,
    nights: str,
    friday: dict[str, int],
    saturday: dict[str, int],
    sunday: dict[str, int],
) -> None:
    boarders(nights)
    days = [DAY + dt.timedelta(days=n) for n in (4, 5, 6)]
    assert [opened(day) for day in days] == [friday, saturday, sunday]


def test_boarders_who_come_back_in_the_evening_follow_the_calendar_of_tomorrow(
    acting: Acting,
) -> None:
    boarders("eves")
    officer = acting("officer")
    evening = Duty.objects.filter(
        day=DAY, slot="evening", school_id=JUNIOR, kind="screening.rollcall"
    )
    assert set(evening.values_list("state", flat=True)) == {"open"}
    supposed = Supposed(COUNTY, (TOMORROW,), is_school_day=False)
    found = queries.following(officer, DAY, (COUNTY, 2 * COUNTY), supposed)
    assert {(duty.school_id, duty.slot) for duty in found.excuse} == {(JUNIOR, "evening")}
    directory.set_calendar_day(officer, COUNTY, TOMORROW, False, "大雪停课")
    assert set(evening.values_list("state", flat=True)) == {"excused"}
    assert states() == {"open": ALL - 2, "excused": 2}
    directory.clear_calendar_day(officer, COUNTY, TOMORROW)
    assert states() == {"open": ALL}
