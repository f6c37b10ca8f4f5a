"""However bad the network and the phone: what was acknowledged is stored once, the rest is still there.

`XIAOAN_OFFLINE_SCHEDULES=200` lives through as many random mornings (12 by default), from the seed
`XIAOAN_OFFLINE_SEED`; a third of them without a service worker, on plain http or as in WeChat on iOS.
"""

import datetime as dt
import os
import signal
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Playwright, sync_playwright

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, Universe
from tests.journeys.conftest import Served
from tests.journeys.schedules import Morning, Phone
from tests.journeys.weather import Weather
from xiaoan.directory import rules as numbering
from xiaoan.kernel.scope import acting_as
from xiaoan.screening import services as screening
from xiaoan.screening.models import Mark

pytestmark = pytest.mark.journey

HOW_MANY = int(os.environ.get("XIAOAN_OFFLINE_SCHEDULES", "12"))
# One that failed, once more: XIAOAN_OFFLINE_ONLY=17
ONLY = os.environ.get("XIAOAN_OFFLINE_ONLY", "")
WHICH = [int(n) for n in ONLY.split(",")] if ONLY else range(HOW_MANY)
LONGEST = 300  # seconds
SEED = os.environ.get("XIAOAN_OFFLINE_SEED", "2026")
HOST = "xiaoan.test"  # no secure context: no service worker, no locks
# What the browser is, and which share of the schedules it lives through.
BROWSERS = {
    "worker": ("http://127.0.0.1:{}", {"service_workers": "allow"}, 2, 0),
    "worker still": ("http://127.0.0.1:{}", {"service_workers": "allow"}, 2, 2),
    "no worker": ("http://127.0.0.1:{}", {"service_workers": "block"}, 1, 4),
    "plain http": (f"http://{HOST}:{{}}", {"service_workers": "allow"}, 1, 5),
}
ARGS = ["--no-sandbox", "--disable-gpu", f"--host-resolver-rules=MAP {HOST} 127.0.0.1"]


def places() -> Iterator[tuple[dt.date, str]]:
    """A class has two checks a school day: so many sheets can be looked at one by one."""
    for back in range(1, 90):
        day = DAY - dt.timedelta(days=back)
        if day.weekday() < 5 and not (dt.date(2026, 10, 1) <= day <= dt.date(2026, 10, 8)):
            yield day, "morning"
            yield day, "noon"


def share(kind: str) -> list[int]:
    *_, many, first = BROWSERS[kind]
    return [n for n in WHICH if first <= n % 6 < first + many]


def stored(day: dt.date, slot: str) -> list[frozenset[str]]:
    with acting_as(BUILDER):
        found = defaultdict(set)
        rows = Mark.objects.filter(unit_no=CLASS_11, day=day, slot=slot).exclude(note="")
        for roll_call, note in rows.values_list("roll_call_id", "note"):
            found[roll_call].add(note)
    return [frozenset(notes) for notes in found.values()]


def too_long(_number: int, _frame: object) -> None:
    raise TimeoutError("no morning takes so long: a page never answered")


def end_sessions() -> None:
    with acting_as(BUILDER):
        Session.objects.all().delete()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """One loop for the module, there before any database is chosen: a connection belongs to its loop."""
    with sync_playwright() as started:
        yield started


@pytest.mark.parametrize("kind", list(BROWSERS))
def test_nothing_acknowledged_is_lost_or_doubled(
    playwright: Playwright,
    serve: Callable[[str], Served],
    universe: Universe,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    monkeypatch.setenv("XIAOAN_HOSTS", f"127.0.0.1,localhost,{HOST}")
    signal.signal(signal.SIGALRM, too_long)
    served = serve("07:30")
    address, options, *_ = BROWSERS[kind]
    mine = dict(zip(share(kind), places(), strict=False))
    assert len(mine) == len(share(kind)), "not enough school days for so many"
    if not mine:
        pytest.skip("none of these is asked for")
    with acting_as(BUILDER):
        for day in {day for day, _slot in mine.values()}:
            screening.open_day(BUILDER, day, (COUNTY, COUNTY + numbering.COUNTY))
    sheets, receipts = 0, 0
    faults: list[tuple[object, ...]] = []
    phones = [
        Phone(
            playwright, tmp_path / login, weather := Weather(served.url), login,
            address.format(weather.port), {**options, "args": ARGS},
        )
        for login in ("teacher", "deputy")
    ]  # fmt: skip
    for phone in phones:
        phone.start()
        phone.visit(phone.tabs[0], "/duties/today/")
    for n, (day, slot) in mine.items():
        path = f"/screening/rollcall/{CLASS_11}/{day}/{slot}/"
        signal.alarm(LONGEST)
        morning = Morning(f"{SEED}-{n}", path, phones, "worker" in kind[:6], end_sessions)
        morning.live()
        morning.judge(stored(day, slot))
        signal.alarm(0)
        sheets += len(morning.sheets)
        told = (morning.log, morning.sheets, stored(day, slot))
        faults += [(morning.seed, fault, *told) for fault in morning.faults]
    receipts = sum(len(phone.receipts) for phone in phones)
    for phone in phones:
        assert phone.context is not None
        phone.context.close()
        phone.weather.close()
    for fault in faults:
        print(*fault, sep="\n  ")  # noqa: T201  # as below
    print(f"{kind}: {len(mine)} schedules, {sheets} sheets, {receipts} receipts")  # noqa: T201  # read with -s
    assert [fault[:2] for fault in faults] == []
    assert receipts > 0
