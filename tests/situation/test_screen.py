"""The big screen: pages without a name of anybody; what has not changed is not sent again."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.test.utils import override_settings

from tests.builders import CLASS_11, COUNTY, PRIMARY, TOWN, Universe, sent, sick
from xiaoan.kernel.scope import enter, leave
from xiaoan.screening import services as screening
from xiaoan.situation.pages import kept
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


def test_a_part_is_sent_when_it_has_changed(universe: Universe, signed_in: SignedIn) -> None:
    browser = signed_in("leader")
    address = f"/situation/{COUNTY}/screen/"
    seen = browser.get(address).content.decode().partition("seen=")[2][:16]
    same = browser.get(f"{address}?part=1&seen={seen}")
    assert (same.status_code, same.content, same.headers["X-As-Of"]) == (204, b"", "07:30:00")
    enter(universe.cast["teacher"])
    screening.submit_roll_call(universe.cast["teacher"], sent(CLASS_11))
    leave()
    other = browser.get(f"{address}?part=1&seen={seen}")
    assert other.status_code == 200
    assert "1/6" in other.content.decode()


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
