"""A class that need not report, and that need after all."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import CLASS_11, CLASS_71, DAY, PRIMARY, PUPILS
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.overview.models import SchoolDay
from xiaoan.screening import services as screening
from xiaoan.screening.models import Excuse

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
HERE = f"/screening/excuse/{CLASS_11}/{DAY}/"


def due() -> dict[str, str]:
    return dict(Duty.objects.filter(unit_no=CLASS_11, day=DAY).values_list("slot", "state"))


def enrolled_due(slot: str) -> int:
    return SchoolDay.objects.get(school_id=PRIMARY, day=DAY, slot=slot).enrolled_due


def test_withdrawn_it_is_due_again_and_counts_again(acting: Acting) -> None:
    principal = acting("principal")
    before = enrolled_due("noon")
    screening.excuse_class(principal, CLASS_11, DAY, "", "outing", "博物馆")
    assert due() == {"morning": "excused", "noon": "excused"}
    assert enrolled_due("noon") == before - PUPILS
    assert screening.withdraw_excuse(principal, CLASS_11, DAY)
    assert not screening.withdraw_excuse(principal, CLASS_11, DAY)
    assert due() == {"morning": "open", "noon": "open"}
    assert enrolled_due("noon") == before
    assert Excuse.objects.count() == 0
    assert [e.body for e in Entry.objects.filter(kind="screening.excuse_withdrawn")] == [
        f'{{"day":"{DAY}","slot":""}}'
    ]


def test_withdrawing_is_for_who_may_excuse_and_for_days_to_come(acting: Acting) -> None:
    for name, unit_no, refusal in (
        ("teacher", CLASS_11, Forbidden), ("principal", CLASS_71, NotFound),
        ("principal", PRIMARY, NotFound),
    ):  # fmt: skip
        with pytest.raises(refusal):
            screening.withdraw_excuse(acting(name), unit_no, DAY)
    with pytest.raises(Invalid, match="过去的日子"):
        screening.withdraw_excuse(acting("principal"), CLASS_11, DAY - dt.timedelta(days=1))


def test_the_page_says_what_was_done_and_takes_it_back(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    given = {"slot": "noon", "reason": "outing", "note": "去博物馆,由王老师带队"}
    done = client.post(HERE, given)
    assert done.headers["Location"] == f"/screening/school/{PRIMARY}/?day={DAY}&slot=noon"
    page = client.get(done.headers["Location"]).content.decode()
    assert "1班 已登记为不需报:外出活动。" in page
    assert "1班 已登记为不需报" not in client.get(done.headers["Location"]).content.decode()
    seen = client.get(HERE).content.decode()
    assert [word in seen for word in ("午检 · 外出活动 · 去博物馆", "校长戊", "改为要报")] == [
        True
    ] * 3
    assert client.post(HERE, {"action": "withdraw"}).status_code == 302
    assert due() == {"morning": "open", "noon": "open"}
    assert 'value="withdraw"' not in client.get(HERE).content.decode()
