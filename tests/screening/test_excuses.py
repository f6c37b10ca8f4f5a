"""A class that need not report, and that need after all."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import CLASS_11, CLASS_71, DAY, PRIMARY, PUPILS
from xiaoan.directory import services as directory
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
    assert screening.withdraw_excuse(principal, CLASS_11, DAY, "活动取消")
    assert not screening.withdraw_excuse(principal, CLASS_11, DAY, "活动取消")
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
            screening.withdraw_excuse(acting(name), unit_no, DAY, "取消")
    with pytest.raises(Invalid, match="过去的日子"):
        screening.withdraw_excuse(acting("principal"), CLASS_11, DAY - dt.timedelta(days=1), "取消")


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
    refused = client.post(HERE, {"action": "withdraw", "why": " "})
    assert (refused.status_code, "请写为什么又要报" in refused.content.decode()) == (422, True)
    assert client.post(HERE, {"action": "withdraw", "why": "下雨,不去了"}).status_code == 302
    assert due() == {"morning": "open", "noon": "open"}
    assert 'value="withdraw"' not in client.get(HERE).content.decode()


def history(client: Client, slot: str) -> list[tuple[str, str, str]]:
    duty = Duty.objects.get(unit_no=CLASS_11, day=DAY, slot=slot)
    steps = client.get(f"/duties/steps/{duty.pk}/").context["steps"]
    return [(step["words"], step["note"], step["by"]) for step in steps]


def test_the_history_of_a_duty_names_who_excused_it_and_who_took_that_back(
    acting: Acting, signed_in: SignedIn
) -> None:
    principal = acting("principal")
    screening.excuse_class(principal, CLASS_11, DAY, "noon", "outing", "去博物馆")
    screening.withdraw_excuse(acting("doctor"), CLASS_11, DAY, "下雨,不去了")
    client = signed_in("teacher")
    acting("teacher")
    assert history(client, "noon") == [
        ("改为不需报:外出活动", "去博物馆", "校长戊"),
        ("又要报:撤销登记", "下雨,不去了", "校医己"),
    ]
    assert history(client, "morning") == []
    duty = Duty.objects.get(unit_no=CLASS_11, day=DAY, slot="noon")
    page = client.get(f"/duties/steps/{duty.pk}/").content.decode()
    assert "没有告知到人" not in page
    assert page.index("去博物馆") < page.index("下雨,不去了")


def test_the_history_names_the_calendar_too(acting: Acting, signed_in: SignedIn) -> None:
    officer = acting("officer")
    directory.set_calendar_day(officer, PRIMARY, DAY, False, "大雪停课")
    directory.clear_calendar_day(officer, PRIMARY, DAY)
    client = signed_in("principal")
    acting("principal")
    assert history(client, "morning") == [
        ("改为不需报:按校历", "大雪停课", "经办乙"),
        ("又要报:按校历", "", "经办乙"),
    ]
