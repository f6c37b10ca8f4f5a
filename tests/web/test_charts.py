"""What a chart draws is what its table says: every chart of board, indicator, map, big screen, question and
simulation, over histories with gaps, lone days, zeros and unknowns."""

import datetime as dt
import random
from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import BUILDER, COUNTY, DAY, JUNIOR, PRIMARY, TOWN
from tests.simulations.test_pages import done
from tests.web.charts import differences
from xiaoan.indicators.models import Kept
from xiaoan.indicators.rules import CATALOGUE
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter, leave

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
UNITS = {COUNTY: 0, TOWN: 0, PRIMARY: PRIMARY, JUNIOR: JUNIOR}


def a_history(seed: int) -> None:
    """60 days of every figure, made by chance; on some days nothing is on record, or nothing was to count."""
    chance = random.Random(seed)  # noqa: S311  # figures, not secrets
    rows = []
    for key in (one.key for one in CATALOGUE):
        for unit, school in UNITS.items():
            for back in range(1, 60):
                if chance.random() < 0.4:
                    continue
                den = chance.choice((0, 3, 7, 4999))
                num = None if chance.random() < 0.1 else chance.randint(0, den)
                rows.append(Kept(
                    day=DAY - dt.timedelta(days=back), key=key, unit_no=unit, school_id=school,
                    num=num, den=None if num is None else den, unknown=chance.randint(0, 2),
                    units=1, at=clock.now(),
                ))  # fmt: skip
    enter(BUILDER)
    Kept.objects.filter(day__lt=DAY).delete()
    Kept.objects.bulk_create(rows)
    leave()


def compared(browser: Client, address: str) -> int:
    """How many charts a page has; all of them say what their tables say."""
    answer = browser.get(address)
    assert answer.status_code == 200, address
    count, found = differences(answer.content.decode())
    assert found == [], address
    return count


@pytest.mark.parametrize(
    ("seed", "name", "unit"),
    [(1, "leader", COUNTY), (2, "liaison", TOWN), (3, "principal", PRIMARY)],
)
def test_boards_draw_what_they_write(signed_in: SignedIn, seed: int, name: str, unit: int) -> None:
    """Every indicator once; which of the three boards has it turns."""
    a_history(seed)
    browser = signed_in(name)
    assert compared(browser, f"/situation/{unit}/") > 3
    day = (DAY - dt.timedelta(days=seed)).isoformat()
    mine = CATALOGUE[seed - 1 :: 3]
    count = 0
    for n, one in enumerate(mine):
        more = ("", "&span=term", "&by=school")[n % 3]
        count += compared(browser, f"/situation/{unit}/{one.key}/?day={day}{more}")
    assert count > len(mine) // 2


def test_maps_and_the_big_screen_draw_what_they_write(signed_in: SignedIn) -> None:
    a_history(4)
    browser = signed_in("leader")
    day = (DAY - dt.timedelta(days=1)).isoformat()
    for key in ("rollcall.classes", "rollcall.sick", "duties.overdue"):
        assert compared(browser, f"/situation/{COUNTY}/map/?key={key}&day={day}") == 1
    assert compared(browser, f"/situation/{COUNTY}/screen/") == 1
    assert compared(browser, f"/overview/{COUNTY}/wall/") == 1
    assert compared(browser, f"/overview/{COUNTY}/") == 1


@pytest.mark.parametrize(
    "asked",
    [
        "m=rollcall.sick&rows=day",
        "m=rollcall.sick&m=duties.overdue&rows=week",
        "m=rollcall.sick&m=rollcall.fever&rows=day&columns=stage",
    ],
)
def test_questions_draw_what_they_write(signed_in: SignedIn, asked: str) -> None:
    a_history(5)
    address = f"/analysis/unit/{COUNTY}/?{asked}&period=last30"
    assert compared(signed_in("leader"), address) == 1


def test_simulations_draw_what_they_write(acting: Acting, signed_in: SignedIn) -> None:
    run = done(acting)
    # Two ways of opening: a fan each, and a drawing for each outcome.
    assert compared(signed_in("leader"), f"/simulations/{run}/") > 3


def test_a_difference_is_found() -> None:
    points = '{"days": ["1/1"], "unit": "%", "series": [{"name": "a", "values": [0.5]}]}'
    page = (
        "<div><div data-chart='lines' aria-label='t' data-points='{}'></div>"
        "<details><table><caption>t</caption><thead><tr><th>d</th><th>a</th></tr></thead>"
        "<tbody><tr><th>1/1</th><td>{}</td></tr></tbody></table></details></div>"
    )
    assert differences(page.format(points, "0.5% 1/200")) == (1, [])
    assert differences(page.format(points, "0.6% 1/200"))[1] == [
        "t: a 1/1: drawn 0.5, written 0.6% 1/200"
    ]
    assert differences(page.format(points, "–(不明 1)"))[1] == [
        "t: a 1/1: drawn 0.5, written –(不明 1)"
    ]
