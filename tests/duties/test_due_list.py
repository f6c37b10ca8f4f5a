"""The due list of somebody with duties of several apps: each names whom it is about, and by when."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import CLASS_11, DAY, Universe, sent, sick
from xiaoan.illness import services as illness
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import enter
from xiaoan.screening import services as screening


def ill(acting: Callable[[str], Actor], universe: Universe, *seats: int) -> None:
    """Pupils absent sick in the morning, whose causes are to be traced by tomorrow."""
    marks = [sick(universe.enrolment(CLASS_11, seat), "rash") for seat in seats]
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, *marks))
    follower = system("illness")
    enter(follower)
    illness.look(follower, (CLASS_11, CLASS_11 + 1), DAY)


def test_duties_name_the_child_and_the_day(
    acting: Callable[[str], Actor], universe: Universe, signed_in: Callable[[str], Client]
) -> None:
    ill(acting, universe, 1, 2)
    page = signed_in("teacher").get("/duties/today/")
    traces = [
        (item["title"], item["about"], item["due_text"])
        for group in page.context["groups"]
        for item in group["items"]
        if "追踪" in item["title"]
    ]
    assert traces == [
        ("一年级1班 追踪因病缺勤", "测试生0001", "11月24日(周二) 07:30 前"),
        ("一年级1班 追踪因病缺勤", "测试生0002", "11月24日(周二) 07:30 前"),
    ]


def test_the_list_asks_once_for_all_names(
    acting: Callable[[str], Actor], universe: Universe, signed_in: Callable[[str], Client]
) -> None:
    ill(acting, universe, 1)
    one = count(signed_in("teacher"))
    ill_more = [sick(universe.enrolment(CLASS_11, seat), "rash") for seat in (1, 2, 3)]
    again = sent(CLASS_11, *ill_more, base=1, reason="家长来电")
    screening.submit_roll_call(acting("teacher"), again)
    follower = system("illness")
    enter(follower)
    illness.look(follower, (CLASS_11, CLASS_11 + 1), DAY)
    assert count(signed_in("teacher")) == one


def test_what_another_did_is_no_deed_of_the_deputys(
    acting: Callable[[str], Actor], universe: Universe, signed_in: Callable[[str], Client]
) -> None:
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))

    def done(name: str) -> list[str]:
        groups = signed_in(name).get("/duties/today/").context["groups"]
        return [i["title"] for g in groups if g["title"] == "已办" for i in g["items"]]

    assert done("teacher") == ["一年级1班 晨检"]
    assert done("deputy") == []


def count(client: Client) -> int:
    with CaptureQueriesContext(connection) as statements:
        assert client.get("/duties/today/").status_code == 200
    return len(statements)


def test_the_receipt_names_the_next_roll_call_only(
    acting: Callable[[str], Actor], universe: Universe, signed_in: Callable[[str], Client]
) -> None:
    ill(acting, universe, 1)
    receipt = signed_in("teacher").get(f"/screening/receipt/{CLASS_11}/{DAY}/morning/")
    assert receipt.status_code == 200
    assert receipt.context["next"]["title"] == "一年级1班 午检"
    assert (
        signed_in("doctor").get(f"/screening/receipt/{CLASS_11}/{DAY}/morning/").status_code == 200
    )
