"""The big screen: pages without a name of anybody; what has not changed is not sent again."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.test.utils import override_settings

from tests.builders import CLASS_11, COUNTY, DAY, PRIMARY, TOWN, Universe, sent, sick
from xiaoan.accounts.models import Grant
from xiaoan.kernel.scope import enter, leave
from xiaoan.screening import services as screening
from xiaoan.situation.pages import kept, tickets
from xiaoan.situation.pages.screen import PAGES

SignedIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    kept.forget()


@pytest.mark.parametrize(
    ("name", "unit"), [("leader", COUNTY), ("liaison", TOWN), ("principal", PRIMARY)]
)
def test_every_page_opens(signed_in: SignedIn, name: str, unit: int) -> None:
    browser = signed_in(name)
    for page in PAGES:
        wanted = 404 if page == "map" and unit == PRIMARY else 200
        assert browser.get(f"/situation/{unit}/screen/?page={page}").status_code == wanted
    assert browser.get(f"/situation/{unit}/screen/?page=x").status_code == 404


def test_nobody_is_named(universe: Universe, signed_in: SignedIn) -> None:
    enter(universe.cast["teacher"])
    screening.submit_roll_call(
        universe.cast["teacher"], sent(CLASS_11, sick(universe.enrolment(CLASS_11, 1), "fever"))
    )
    leave()
    page = signed_in("leader").get(f"/situation/{COUNTY}/screen/").content.decode()
    people = [actor.name for actor in universe.cast.values()]
    pupils = [pupil.name for rows in universe.pupils.values() for pupil in rows]
    assert [name for name in (*people, *pupils) if name in page] == []
    assert "1班" not in page


def live(browser: Client, unit: int = COUNTY) -> tuple[str, str]:
    """The address that a screen asks each second, with its ticket; and what it has seen."""
    page = browser.get(f"/situation/{unit}/screen/").content.decode()
    ticket = page.partition('data-ticket="')[2].partition('"')[0]
    seen = page.partition('id="live"')[2].partition("seen=")[2][:16]
    return f"/situation/{unit}/screen/live/?t={ticket}", seen


def report(universe: Universe) -> None:
    enter(universe.cast["teacher"])
    screening.submit_roll_call(universe.cast["teacher"], sent(CLASS_11))
    leave()


def test_what_comes_in_is_sent_when_it_has_changed(universe: Universe, signed_in: SignedIn) -> None:
    browser = signed_in("leader")
    address, seen = live(browser)
    same = browser.get(f"{address}&seen={seen}")
    assert (same.status_code, same.content, same.headers["X-As-Of"]) == (204, b"", "07:30:00")
    report(universe)
    other = browser.get(f"{address}&seen={seen}")
    assert other.status_code == 200
    assert '<span data-count="rollcall.classes">1</span>/6' in other.content.decode()


def test_what_comes_in_is_rendered_though_all_else_is_kept(
    universe: Universe, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    with override_settings(FRAGMENT_SECONDS=60):
        now = [100.0]
        monkeypatch.setattr("time.monotonic", lambda: now[0])
        browser = signed_in("leader")
        address, seen = live(browser)
        now[0] += 1
        report(universe)
        other = browser.get(f"{address}&seen={seen}")
        assert "1</span>/6" in other.content.decode()
        digest = other.content.decode().partition("seen=")[2][:16]
        # Nothing came in: no look at the figures, whoever asks.
        now[0] += 1
        assert browser.get(f"{address}&seen={digest}").status_code == 204


def test_a_ticket_is_good_in_its_session_and_for_a_moment(
    universe: Universe, signed_in: SignedIn, morning: time_machine.Traveller
) -> None:
    leader, officer = signed_in("leader"), signed_in("officer")
    address, _seen = live(leader)
    assert leader.get(address).status_code == 200
    assert officer.get(address).status_code == 404
    assert Client().get(address).status_code == 404
    assert leader.get(address.replace(str(COUNTY), str(TOWN))).status_code == 404
    assert leader.get(address[:-1] + "!").status_code == 404
    morning.shift(tickets.GOOD_FOR + 1)
    assert leader.get(address).status_code == 404
    again = leader.get(f"/situation/{COUNTY}/screen/?part=1").headers["X-Ticket"]
    assert leader.get(f"/situation/{COUNTY}/screen/live/?t={again}").status_code == 200


def test_whoever_lost_the_right_renders_nothing(universe: Universe, signed_in: SignedIn) -> None:
    browser = signed_in("leader")
    address, _seen = live(browser)
    enter(universe.cast["officer"])
    Grant.objects.filter(user=universe.users["leader"]).update(until=DAY)
    leave()
    assert browser.get(address).status_code == 404


def test_twenty_screens_are_one_render(universe: Universe, signed_in: SignedIn) -> None:
    with override_settings(FRAGMENT_SECONDS=60):
        browser = signed_in("leader")
        first = browser.get(f"/situation/{COUNTY}/screen/?part=1").content
        enter(universe.cast["teacher"])
        screening.submit_roll_call(universe.cast["teacher"], sent(CLASS_11))
        leave()
        assert signed_in("officer").get(f"/situation/{COUNTY}/screen/?part=1").content == first
        # What somebody else may see, or in another language, is kept apart.
        assert signed_in("liaison").get(f"/situation/{TOWN}/screen/?part=1").content != first
        english = browser.get(
            f"/situation/{COUNTY}/screen/?part=1", headers={"Accept-Language": "en"}
        )
        assert english.content != first


def test_the_old_wall_leads_to_the_new(signed_in: SignedIn) -> None:
    page = signed_in("leader").get(f"/overview/{COUNTY}/wall/").content.decode()
    assert f"/situation/{COUNTY}/screen/" in page
