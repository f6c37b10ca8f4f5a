"""The pages of measures: ordering in one act, one's own, the list and its filter, a suspension's course."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import BUILDER, CLASS_11, CLASS_12, DAY, PRIMARY, Universe
from tests.investigations.events import running
from tests.measures.orders import a_proposal, an_order, measures, suspension
from tests.outbreaks.looks import Acting
from tests.outbreaks.test_diagnoses import flu_class
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.measures import services
from xiaoan.measures.models import Measure

SignedIn = Callable[[str], Client]


def test_ordered_on_the_page_and_carried_out_on_the_phone(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    here = f"/measures/events/{running(acting, universe)}/"
    doctor = signed_in("doctor")
    offered = doctor.get(here).context
    assert [one["code"] for one in offered["kinds"] if one["chosen"]] == [
        "disinfect", "notice", "exclude", "stop_shared",
    ]  # fmt: skip
    sent = {
        "order_id": str(offered["order_id"]), "unit_no": str(CLASS_11), "kind": ["disinfect"],
        "owner-disinfect": str(universe.users["logistics"].pk), "hours-disinfect": "4",
    }  # fmt: skip
    assert doctor.post(f"{here}?act=order", sent).status_code == 302
    assert doctor.post(f"{here}?act=order", sent).status_code == 302
    assert measures() == [("disinfect", "ordered", False)]
    owner = signed_in("logistics")
    page = owner.get("/measures/mine/")
    (row,) = page.context["todo"]
    assert (row["title"], row["place"], row["is_late"]) == ("消毒", "一年级1班", False)
    assert "消毒" in owner.get("/duties/today/").content.decode()
    given = {
        "done-step_id": str(uuid7()), "done-told": "擦拭", "done-day": DAY.isoformat(),
        "done-time": "23:59", "done-evidence": "",
    }  # fmt: skip
    refused = owner.post(f"{row['url']}?act=done", given)
    assert (refused.status_code, refused.context["errors"]) == (422, ["办好的时间不能晚于现在。"])
    assert owner.post(f"{row['url']}?act=done", given | {"done-time": "07:30"}).status_code == 302
    assert measures() == [("disinfect", "done", False)]
    assert [len(owner.get("/measures/mine/").context[name]) for name in ("todo", "ended")] == [0, 1]


def test_what_is_wrong_is_said(acting: Acting, universe: Universe, signed_in: SignedIn) -> None:
    here = f"/measures/events/{running(acting, universe)}/"
    doctor = signed_in("doctor")
    sent = {"order_id": str(uuid7()), "unit_no": str(CLASS_11), "kind": ["disinfect"]}
    for more, said in (
        ({"owner-disinfect": "x"}, "请为每项措施从名单中选一位承办人。"),
        ({"kind": []}, "请至少勾选一项措施。"),
        ({"unit_no": "1"}, "请为每项措施从名单中选一位承办人。"),
    ):
        page = doctor.post(f"{here}?act=order", sent | more)
        assert (page.status_code, page.context["errors"]) == (422, [said])
    assert doctor.post(f"{here}?act=pray", sent).status_code == 404
    page = doctor.post(f"{here}?act=propose", {"propose-since": "x"})
    assert (page.status_code, page.context["propose_open"]) == (422, True)


@pytest.mark.parametrize("kinds", [("disinfect",), ("disinfect", "ventilate", "notice")])
def test_the_list_asks_as_often_for_one_as_for_three(
    acting: Acting, universe: Universe, signed_in: SignedIn,
    django_assert_num_queries: DjangoAssertNumQueries, kinds: tuple[str, ...],
) -> None:  # fmt: skip
    services.order(acting("doctor"), an_order(universe, running(acting, universe), *kinds))
    client = signed_in("officer")
    with django_assert_num_queries(10):
        assert client.get("/measures/").context["total"] == len(kinds)


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", 2), ("?state=due", 1), ("?state=done", 1), ("?state=late", 0), ("?kind=disinfect", 1),
        ("?state=nonsense", 2), (f"?unit={PRIMARY}", 2), ("?offset=999", 2),
    ],
)  # fmt: skip
def test_the_filter(
    acting: Acting, universe: Universe, signed_in: SignedIn, query: str, total: int
) -> None:
    event_id = running(acting, universe)
    services.order(acting("doctor"), an_order(universe, event_id, "disinfect", "separate"))
    enter(BUILDER)
    found = Measure.objects.get(kind="separate")
    given = services.Answer(uuid7(), found.pk, "已分开", found.ordered_at)
    services.carry_out(acting("logistics"), given)
    assert signed_in("officer").get(f"/measures/{query}").context["total"] == total
    assert signed_in("other_principal").get("/measures/").context["total"] == 0
    assert signed_in("officer").get("/measures/?unit=33550000").status_code == 404


def test_a_suspension_from_proposal_to_reopening(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    found = services.propose(acting("principal"), a_proposal(running(acting, universe)))
    here, officer = f"/measures/suspensions/{found}/", signed_in("officer")
    acts = [act["name"] for act in officer.get(here).context["acts"]]
    assert acts == ["decide", "refuse", "withdraw"]
    assert [act["name"] for act in signed_in("doctor").get(here).context["acts"]] == ["withdraw"]
    day = DAY.isoformat()
    sent = {
        "step_id": str(uuid7()), "base": "1", "since": day, "until": day, "cdc_office": "疾控中心",
        "cdc_person": "评估员", "paper_no": "7号", "paper_on": day, "reason": "按评估",
    }  # fmt: skip
    decided = {f"decide-{name}": value for name, value in sent.items()}
    page = officer.post(f"{here}?act=decide", decided | {"decide-paper_no": ""})
    assert page.status_code == 422
    assert officer.post(f"{here}?act=decide", decided).status_code == 302
    assert suspension(found).state == "decided"
    (row,) = officer.get("/measures/suspensions/?state=decided").context["rows"]
    assert (row["classes"], row["rests_today"]) == (("一年级1班",), True)
    back = {"step_id": str(uuid7()), "base": "2", "back_on": day, "reason": "无新病例"}
    sent = {f"reopen-{name}": value for name, value in back.items()}
    assert officer.post(f"{here}?act=reopen", sent).status_code == 302
    steps = officer.get(here).context["steps"]
    assert [str(one["title"]) for one in steps] == ["复课", "决定停课", "建议停课"]


def test_the_advice_stands_beside_the_proposal_and_the_decision(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    event_id = running(acting, universe)
    flu_class(universe, CLASS_12, 1, 2, 3, 4)
    page = signed_in("principal").get(f"/measures/events/{event_id}/")
    (one,) = page.context["advice"]
    assert (one["place"], one["rule"], one["days"]) == ("一年级2班", "C-ILI", 4)
    assert [(each["told"], each["is_met"]) for each in one["figures"]] == [
        ("4", False), ("40.0% 4/10", True),
    ]  # fmt: skip
    asked = services.propose(acting("principal"), a_proposal(event_id))
    page = signed_in("officer").get(f"/measures/suspensions/{asked}/")
    assert [each["rule"] for each in page.context["advice"]] == ["C-ILI"]
    # A grade's head sees the grade, not the school: nothing is said to them.
    page = signed_in("grade_head").get(f"/measures/events/{event_id}/")
    assert (page.status_code, page.context["advice"]) == (200, [])
