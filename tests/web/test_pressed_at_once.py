"""The same form pressed several times at once, over HTTP and with real commits: it is done once, and each
press is answered as the first."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from tests.builders import CLASS_11, PRIMARY, Universe, session_of
from xiaoan.counselling.models import Referral
from xiaoan.dropout.models import Report
from xiaoan.kernel.actor import system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as

WORKER = system("tests")


@pytest.fixture
def committed(own_database: str) -> Iterator[None]:
    yield
    connections.close_all()


def browser_of(universe: Universe, name: str) -> Client:
    browser, user = Client(), universe.users[name]
    with acting_as(universe.cast[name]):
        browser.cookies[settings.SESSION_COOKIE_NAME] = session_of(user)
    return browser


def pressed(universe: Universe, name: str, address: str, *forms: dict[str, str]) -> list[Any]:
    """Status and address of each press, in the order of the forms."""
    start = Barrier(len(forms))

    def press(form: dict[str, str]) -> tuple[int, str]:
        try:
            browser = browser_of(universe, name)
            start.wait(30)
            found = browser.post(address, form)
            return found.status_code, found.headers.get("Location", "")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(forms)) as pool:
        return [one.result(60) for one in [pool.submit(press, form) for form in forms]]


def test_a_form_pressed_four_times_is_done_once_and_answered_alike(
    committed: None, universe: Universe
) -> None:
    child = str(universe.person(CLASS_11, 3))
    form = {
        "submission_id": str(uuid7()), "person": child, "text": "上课常哭", "urgency": "normal",
        "ticks": "crying",
    }  # fmt: skip
    found = pressed(universe, "teacher", "/counselling/refer/", *[form] * 4)
    assert (len(set(found)), found[0][0]) == (1, 302), found
    with acting_as(WORKER):
        assert Referral.objects.count() == 1
    # Another content under the same number is not done, and says so.
    other = pressed(universe, "teacher", "/counselling/refer/", {**form, "text": "不吃饭"})
    assert [status for status, _to in other] == [409]


def test_one_report_of_a_month_is_signed_once_whoever_presses(
    committed: None, universe: Universe
) -> None:
    address = f"/dropout/report/{PRIMARY}/"

    def form(note: str, month: str) -> dict[str, str]:
        return {"submission_id": str(uuid7()), "month": month, "note": note}

    other = pressed(universe, "principal", address, *(form("", "2026-11-01") for _n in range(4)))
    assert sorted(status for status, _to in other) == [302, 409, 409, 409]
    same = pressed(universe, "principal", address, *[form("一", "2026-10-01")] * 4)
    assert same == [(302, address)] * 4
    with acting_as(WORKER):
        taken = Report.objects.get(month="2026-10-01")
        assert Report.objects.count() == 2
    # The same number with other words, or for a month of its own, is refused and breaks nothing.
    for change in ({"note": "二"}, {"month": "2026-09-01"}):
        again = {**form("一", "2026-10-01"), "submission_id": str(taken.pk), **change}
        assert pressed(universe, "principal", address, again)[0][0] == 409
