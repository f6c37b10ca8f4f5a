"""A counsellor has a family called: the callers see that they are to call, and nothing of why."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import CLASS_11, Universe
from tests.counselling.care import MARKER, a_case, a_referral, as_actor, browser_of, counsellor
from tests.outreach.calling import task_of
from xiaoan.counselling import services
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import leave

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def test_the_callers_read_no_reason(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    user = counsellor()
    case = a_case(universe, user, 3)
    actor, given = as_actor(user), uuid7()
    assert services.ask_family(actor, given, case.pk)
    assert not services.ask_family(actor, given, case.pk)
    acting("teacher")
    task = task_of(universe.person(CLASS_11, 3))
    leave()
    page = signed_in("teacher").get(f"/outreach/{task.pk}/").content.decode()
    assert "关心孩子近况,请联系家长" in page
    assert [
        word for word in ("心理", "转介", MARKER, str(case.pk)) if word in page.split("<main")[1]
    ] == []


def test_only_who_reads_it_asks(acting: Acting, signed_in: SignedIn, universe: Universe) -> None:
    user = counsellor()
    case = a_case(universe, user, 3)
    found = services.refer(
        acting("teacher"), a_referral(universe, person_id=universe.person(CLASS_11, 5))
    )
    for name in ("principal", "teacher", "grade_head", "officer", "other_principal", "guardian"):
        for pk in (case.pk, found.id):
            with pytest.raises(NotFound):
                services.ask_family(acting(name), uuid7(), pk)
    # A colleague who counsels there reads a referral, and not a case of another.
    other = as_actor(counsellor("心理乙"))
    with pytest.raises(NotFound):
        services.ask_family(other, uuid7(), case.pk)
    assert services.ask_family(other, uuid7(), found.id)


def test_the_page_and_since_when(acting: Acting, signed_in: SignedIn, universe: Universe) -> None:
    user = counsellor()
    found = services.refer(acting("teacher"), a_referral(universe, lasts="month"))
    browser = browser_of(user)
    assert "一个月以上" in browser.get(f"/counselling/referrals/{found.id}/").content.decode()
    address = f"/counselling/family-call/{found.id}/"
    assert "看不到为什么" in browser.get(address).content.decode()
    assert browser.post(address, {"submission_id": str(uuid7())}).status_code == 302
    assert signed_in("teacher").get(address).status_code == 404
