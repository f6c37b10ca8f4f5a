"""The amount above which a second person releases an order is the county's to set: laxer by two people."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
import time_machine
from django.test import Client

from tests.builders import DAY
from tests.procurement.paths import colleague_of, new_order, order_edits, supplier
from xiaoan.journal.models import Entry as Recorded
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.procurement import rules, services
from xiaoan.procurement.models import Release
from xiaoan.procurement.queries import releases

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
TOMORROW = DAY + dt.timedelta(days=1)


def asked(yuan: str = "20000", who: str = "either", **changes: object) -> services.NewRelease:
    plain = services.NewRelease(uuid7(), yuan, who, DAY, "年底集中采购")
    return replace(plain, **changes)  # type: ignore[arg-type]  # names checked by the dataclass


def test_what_ships_holds_until_somebody_sets_it(acting: Acting) -> None:
    acting("officer")
    now = releases.in_force()
    assert (now.fen, now.who, now.is_ours) == (5_000_000, "either", True)


def test_stricter_holds_at_once_laxer_after_a_second_person(acting: Acting) -> None:
    officer = acting("officer")
    given = asked("20000")
    assert [services.set_release(officer, given) for _ in range(2)] == ["set", "set"]
    assert releases.in_force() == rules.Release(2_000_000, "either", is_ours=False)
    more = asked("30000")
    assert services.set_release(officer, more) == "asked"
    assert releases.in_force().fen == 2_000_000
    with pytest.raises(Forbidden):
        services.decide_release(officer, more.id, agreed=True)
    leader = acting("leader")
    assert releases.waiting(leader) == 1
    with time_machine.travel(clock.now() + dt.timedelta(minutes=1), tick=False):
        for _ in range(2):
            services.decide_release(leader, more.id, agreed=True)
    assert (releases.in_force().fen, releases.waiting(leader)) == (3_000_000, 0)
    with pytest.raises(Conflict):
        services.decide_release(leader, more.id, agreed=False)
    facts = Recorded.objects.filter(kind="procurement.release_changed").order_by("n")
    assert [json.loads(fact.body)["state"] for fact in facts] == ["set", "asked", "set"]


def test_who_asked_does_not_confirm(acting: Acting) -> None:
    leader = acting("leader")
    more = asked("90000")
    assert services.set_release(leader, more) == "asked"
    assert releases.waiting(leader) == 0
    with pytest.raises(Conflict):
        services.decide_release(leader, more.id, agreed=True)
    with pytest.raises(NotFound):
        services.decide_release(leader, uuid7(), agreed=True)


def test_more_people_is_laxer_too(acting: Acting) -> None:
    officer = acting("officer")
    assert services.set_release(officer, asked("50000", "leader")) == "set"
    assert services.set_release(officer, asked("50000", "either")) == "asked"
    assert services.set_release(officer, asked("60000", "leader")) == "asked"


def test_from_a_day_on_and_laxer_than_what_is_to_come_is_laxer(acting: Acting) -> None:
    officer = acting("officer")
    assert services.set_release(officer, asked("10000", since=TOMORROW)) == "set"
    assert releases.in_force().fen == 5_000_000
    assert releases.in_force(TOMORROW).fen == 1_000_000
    # Today's 40,000 would be less than now, and from tomorrow more.
    assert services.set_release(officer, asked("40000", since=DAY)) == "asked"


def test_agreed_too_late_it_holds_from_then(acting: Acting) -> None:
    more = asked("90000")
    services.set_release(acting("officer"), more)
    with time_machine.travel(clock.now() + dt.timedelta(days=3), tick=False):
        services.decide_release(acting("leader"), more.id, agreed=True)
        assert Release.objects.get(pk=more.id).since == clock.today()
        assert releases.in_force(DAY).fen == 5_000_000


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"yuan": "x"}, "yuan"), ({"yuan": "-1"}, "yuan"), ({"who": "me"}, "who"),
        ({"since": DAY - dt.timedelta(days=1)}, "since"), ({"since": None}, "since"),
        ({"since": DAY + dt.timedelta(days=900)}, "since"), ({"reason": " "}, "reason"),
        ({"yuan": "50000"}, "yuan"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(
    acting: Acting, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        services.set_release(acting("officer"), replace(asked(), **changes))  # type: ignore[arg-type]  # as above
    assert list(refused.value.fields) == [field]


def test_only_the_county(acting: Acting) -> None:
    for login in ("liaison", "principal", "logistics"):
        with pytest.raises(Forbidden):
            services.set_release(acting(login), asked("20000"))


def test_an_order_follows_what_was_set(acting: Acting) -> None:
    officer = acting("officer")
    order = services.write(officer, new_order(supplier(officer)))
    services.set_release(officer, asked("1", "leader"))
    act = services.Act(uuid7(), order, order_edits(order))
    with pytest.raises(Conflict) as refused:
        services.send_order(colleague_of(officer), act)
    assert "超过 1.00 元" in str(refused.value)
    assert "可以发出的:采购单位负责人。" in str(refused.value)
    services.send_order(acting("leader"), act)


def test_a_large_one_or_one_that_nobody_asked_for() -> None:
    one = rules.Release(100)
    assert [one.needs_second(n, asked=True) for n in (100, 101)] == [False, True]
    assert one.needs_second(1, asked=False)


def test_the_page_sets_and_confirms(signed_in: SignedIn) -> None:
    officer, leader, address = signed_in("officer"), signed_in("leader"), "/procurement/release/"
    given = {"submission_id": str(uuid7()), "base": "0", "yuan": "80000", "who": "either",
             "since": DAY.isoformat(), "reason": "年底"}  # fmt: skip
    bad = officer.post(address, {**given, "yuan": "八万"})
    assert (bad.status_code, "八万" in bad.content.decode()) == (422, True)
    assert officer.post(address, given).status_code == 302
    page = leader.get(address).content.decode()
    assert ("等另一人确认" in page, "确认放宽" in page, "超过 50,000.00 元" in page) == (True,) * 3
    assert "确认放宽" not in officer.get(address).content.decode()
    [pk] = Release.objects.values_list("pk", flat=True)
    assert leader.post(f"{address}?agree={pk}").status_code == 302
    assert leader.post(f"{address}?decline={pk}").status_code == 409
    assert leader.post(f"{address}?agree=x").status_code == 404
    assert "超过 80,000.00 元" in officer.get(address).content.decode()
    assert signed_in("logistics").post(address, given).status_code == 403
