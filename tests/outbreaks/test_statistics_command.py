"""`xiaoan statistics` and its nightly task: what they print, and how bad input is refused."""

import datetime as dt
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from tests.builders import CLASS_11, DAY, JUNIOR, PRIMARY, Universe
from tests.outbreaks.past import live, now_and_then, weekdays
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import enter, leave
from xiaoan.outbreaks import tasks
from xiaoan.outbreaks.models import Position, Signal

Acting = Callable[[str], Actor]
PAST = weekdays(56)


def run(*words: str) -> str:
    out = StringIO()
    leave()
    call_command("statistics", *words, stdout=out, stderr=out)
    enter(system("test"))
    return out.getvalue()


def plant(universe: Universe) -> None:
    ill = {(CLASS_11, DAY): dict.fromkeys((1, 2, 3), "vomiting")}
    live(universe, PAST, {**now_and_then(PAST[:-1], CLASS_11), **ill})


def test_a_day_by_hand(acting: Acting, universe: Universe) -> None:
    plant(universe)
    assert run("run") == (
        "2026-11-23: 6 classes over 63 school days; 1 new on the list, 0 kept beside or below it\n"
        "no school has coordinates: the layer of space was left out\n"
    )
    assert "0 new on the list" in run("run", "--day", "2026-11-23")
    assert run("run", "--day", "2026-11-22") == "no school day: nothing was looked at\n"


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", ""])
def test_a_day_that_is_none(acting: Acting, universe: Universe, text: str) -> None:
    with pytest.raises(CommandError, match="is no date; write it as 2026-11-23"):
        run("run", "--day", text)


def test_places_from_a_file(acting: Acting, universe: Universe, tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text(
        f"code,longitude,latitude\nschool-{PRIMARY},117.1,36.6\nschool-{JUNIOR},117.2,36.7\nx,1,2\n"
    )
    assert run("places", str(file)) == "2 schools placed\nno school has the code 'x'\n"
    assert run("places", str(file)).startswith("2 schools placed")
    assert Position.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,longitude,latitude\na,,36\n", "line 2: longitude is missing"),
        ("code,longitude\na,117\n", "line 2: latitude is missing"),
        ("code,longitude,latitude\na,x,36\n", "line 2: degrees are numbers such as 117.12"),
        ("code,longitude,latitude\na,nan,36\n", "longitude lies within"),
        ("code,longitude,latitude\na,181,36\n", "longitude lies within"),
    ],
)
def test_a_bad_file_is_refused_by_line(
    acting: Acting, universe: Universe, tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "places.csv"
    file.write_text(text)
    with pytest.raises(CommandError, match=said):
        run("places", str(file))
    with pytest.raises(CommandError, match="name a CSV file in UTF-8"):
        run("places", str(tmp_path / "none.csv"))


@pytest.mark.parametrize(
    ("hour", "day", "new"), [(21, DAY, 1), (5, DAY + dt.timedelta(days=1), 1), (5, DAY, 0)]
)
def test_the_evening_looks_at_today_and_the_small_hours_at_yesterday(
    acting: Acting,
    universe: Universe,
    morning: time_machine.Traveller,
    hour: int,
    day: dt.date,
    new: int,
) -> None:
    plant(universe)
    morning.move_to(
        dt.datetime(
            day.year, day.month, day.day, hour, 40, tzinfo=dt.timezone(dt.timedelta(hours=8))
        )
    )
    leave()
    assert tasks.look_at_night(timestamp=0) == new
    enter(system("test"))
    assert Signal.objects.count() == new
