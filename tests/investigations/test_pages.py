"""The pages of events: list and filter, what is next, acts and their refusals, cases, sheets."""

import io
from collections.abc import Callable
from uuid import UUID

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import BUILDER, CLASS_11, CLASS_12, CLASS_21, PRIMARY, Universe
from tests.investigations.events import cases, decision, event, facts, running
from tests.outbreaks.looks import Acting, look, report
from xiaoan.directory.models import Person
from xiaoan.investigations import services
from xiaoan.investigations.models import Exposure
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave

SignedIn = Callable[[str], Client]
HOME = "/investigations/"


def raised(acting: Acting, universe: Universe, *classes: int) -> None:
    teachers = {CLASS_11: "teacher", CLASS_12: "teacher_12", CLASS_21: "teacher_21"}
    for no in classes:
        report(acting, universe, teachers[no], no, 1, 2, 3)
        look(no)


def sent(act: str, event_id: UUID, **more: str) -> dict[str, str]:
    enter(BUILDER)
    base = str(event(event_id).steps)
    return {f"{act}-step_id": str(uuid7()), f"{act}-base": base} | {
        f"{act}-{name}": value for name, value in more.items()
    }


def test_the_list(acting: Acting, universe: Universe, signed_in: SignedIn) -> None:
    assert "没有疫情事件。" in signed_in("doctor").get(HOME).content.decode()
    raised(acting, universe, CLASS_11)
    context = signed_in("officer").get(HOME).context
    (row,) = context["rows"]
    assert (row["title"], row["school"], row["cases"], row["assignee"], row["overdue"]) == (
        "2026年第1起 一年级1班 呕吐、腹泻、腹痛", "实验小学", 3, "", False,
    )  # fmt: skip
    assert (context["total"], context["open_total"]) == (1, 1)
    assert [code for code, _words in context["syndromes"]] == ["GI"]


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", 2), ("?state=open", 2), ("?state=closed", 0), ("?state=nonsense", 2), ("?syndrome=GI", 2),
        ("?syndrome=RESP", 0), ("?days=7", 2), ("?days=x", 2), (f"?unit={PRIMARY}", 2),
        ("?offset=99999", 2),
    ],
)  # fmt: skip
def test_the_filter(
    acting: Acting, universe: Universe, signed_in: SignedIn, query: str, total: int
) -> None:
    raised(acting, universe, CLASS_11, CLASS_12)
    assert signed_in("officer").get(HOME + query).context["total"] == total
    assert signed_in("officer").get(f"{HOME}?unit=33550000").status_code == 404


def test_who_sees_which(acting: Acting, universe: Universe, signed_in: SignedIn) -> None:
    raised(acting, universe, CLASS_11, CLASS_21)
    seen = {"doctor": 2, "grade_head": 1, "liaison": 2, "other_liaison": 0, "leader": 2}
    assert {name: signed_in(name).get(HOME).context["total"] for name in seen} == seen
    assert signed_in("teacher").get(HOME).status_code == 404


@pytest.mark.parametrize("classes", [(CLASS_11,), (CLASS_11, CLASS_12, CLASS_21)])
def test_the_list_asks_as_often_for_one_as_for_three(
    acting: Acting, universe: Universe, signed_in: SignedIn,
    django_assert_num_queries: DjangoAssertNumQueries, classes: tuple[int, ...],
) -> None:  # fmt: skip
    raised(acting, universe, *classes)
    client = signed_in("officer")
    with django_assert_num_queries(14):
        client.get(HOME)


def test_from_signal_to_close_on_the_page(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    event_id = running(acting, universe)
    here, client = f"{HOME}{event_id}/", signed_in("doctor")
    page = client.get(here)
    assert [one["act"] for one in page.context["next"]] == ["assign"]
    assert [one["rule"] for one in page.context["signals"]] == ["N-01a"]
    doctor = str(universe.users["doctor"].pk)
    client.post(f"{here}?act=assign", sent("assign", event_id, assignee=doctor))
    assert [one["act"] for one in client.get(here).context["next"]] == ["confirm"]
    client.post(
        f"{here}?act=confirm", sent("confirm", event_id, disease="norovirus", reason="符合")
    )
    page = client.get(here)
    assert [one["act"] for one in page.context["next"]] == ["define"]
    assert page.context["event"]["disease"] == "诺如病毒感染"
    told = sent("define", event_id, text="呕吐或腹泻三次以上", symptoms="vomiting")
    client.post(f"{here}?act=define", told)
    assert client.get(here).context["criteria"] == ["有其中一项:呕吐"]
    client.post(f"{here}?act=close", sent("close", event_id, reason="三天没有新病例"))
    page = client.get(here)
    assert (page.context["event"]["state"], page.context["assignee"]) == ("closed", "校医己")
    assert [one["title"] for one in page.context["steps"]] == [
        "结案", "修改病例定义", "核实", "指定负责人",
    ]  # fmt: skip


def test_a_refusal_keeps_what_was_typed(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    event_id = running(acting, universe)
    here, client = f"{HOME}{event_id}/", signed_in("doctor")
    page = client.post(f"{here}?act=exclude", sent("exclude", event_id))
    assert (page.status_code, page.context["open_act"]) == (422, "exclude")
    stale = sent("exclude", event_id, reason="不是疫情")
    signed_in("principal").post(f"{here}?act=confirm", sent("confirm", event_id, reason="是"))
    page = client.post(f"{here}?act=exclude", stale)
    assert page.status_code == 409
    assert "校长戊" in page.content.decode()
    assert client.post(f"{here}?act=explode", {}).status_code == 404


def test_opening_by_hand(universe: Universe, signed_in: SignedIn) -> None:
    client = signed_in("doctor")
    page = client.get(f"{HOME}new/?class={CLASS_11}")
    assert len(page.context["rolls"][0]["pupils"]) == 10
    body = {
        "step_id": str(uuid7()), "school": str(PRIMARY), "class": str(CLASS_11), "syndrome": "RASH",
        "reason": "家长来电", "onset": "2026-11-22", "person": str(universe.person(CLASS_11, 2)),
    }  # fmt: skip
    assert client.post(f"{HOME}new/", {**body, "reason": ""}).status_code == 422
    assert client.post(f"{HOME}new/", {**body, "class": "12"}).status_code == 404
    made = client.post(f"{HOME}new/", body)
    assert made.status_code == 302
    assert client.get(made["Location"]).context["by_hand"] is True
    assert client.post(f"{HOME}new/", body)["Location"] == made["Location"]
    assert signed_in("officer").get(f"{HOME}new/").context["schools"] != []


def test_the_line_list_on_the_page(acting: Acting, universe: Universe, signed_in: SignedIn) -> None:
    event_id = running(acting, universe)
    here, client = f"{HOME}{event_id}/cases/", signed_in("doctor")
    first = cases(event_id)[0]
    body = {"case": str(first.pk), f"version-{first.pk}": "1", "status": "confirmed"}
    assert client.post(here, {**body, "status": "excluded"}).status_code == 422
    assert client.post(here, {"status": "confirmed"}).status_code == 422
    assert client.post(here, body).status_code == 302
    assert [one["status"] for one in client.get(here).context["rows"]].count("confirmed") == 1
    assert client.post(f"{here}add/", {"q": "查无此人"}).context["rows"] == []
    added = client.post(f"{here}add/", {"q": "测试生0009"})
    (found,) = added.context["rows"]
    client.post(
        f"{here}add/",
        {"person": str(found.person_id), "onset": "2026-11-23", "symptoms": "vomiting"},
    )
    assert client.get(here).context["counted"] == 4
    one = f"{here}{first.pk}/"
    assert (
        client.post(
            f"{one}?act=onset", {"base": "2", "onset": "2026-11-21", "onset_time": "08:30"}
        ).status_code
        == 302
    )
    assert client.post(f"{one}?act=onset", {"base": "2", "onset": "2027-01-01"}).status_code == 422
    other = cases(event_id)[1]
    assert (
        client.post(f"{one}?act=chain", {"base": "3", "infected_by": str(other.pk)}).status_code
        == 302
    )
    assert client.get(one).context["infected_by"] == other.pk
    for page in ("picture/", "picture/?by=status", "picture/?by=dormitory", "picture/?by=moon"):
        assert client.get(f"{HOME}{event_id}/{page}").status_code == 200


def test_the_sheet_is_inert_and_a_fact(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    event_id = running(acting, universe)
    enter(BUILDER)
    Person.objects.filter(pk=universe.person(CLASS_11, 1)).update(name="=1+1")
    answer = signed_in("doctor").get(f"{HOME}{event_id}/cases/?file=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    names = [row[1].value for row in sheet.iter_rows() if str(row[0].value) in ("1", "2", "3")]
    assert sorted(str(name) for name in names) == ["'=1+1", "测试生0002", "测试生0003"]
    assert facts()[-1] == "line_list_taken"
    assert signed_in("grade_head").get(f"{HOME}{event_id}/cases/?file=xlsx").status_code == 403
    enter(BUILDER)


def test_exposures_on_the_page(acting: Acting, universe: Universe, signed_in: SignedIn) -> None:
    event_id = running(acting, universe)
    here, client = f"{HOME}{event_id}/exposures/", signed_in("doctor")
    body = {"step_id": str(uuid7()), "kind": "meal", "name": "凉菜", "day": "2026-11-20"}
    assert client.post(here, {**body, "name": ""}).status_code == 422
    assert client.post(here, body).status_code == 302
    enter(BUILDER)
    what = Exposure.objects.get().pk
    sheet = f"{here}{what}/{CLASS_11}/"
    rows = client.get(sheet).context["rows"]
    marks = {f"w-{one['id']}": one["code"] for one in rows}
    marks |= {f"e-{one['id']}": "yes" if one["is_case"] else "unknown" for one in rows}
    assert client.post(sheet, {**marks, "all": "no"}).status_code == 302
    (row,) = client.get(here).context["rows"]
    assert (row["exposed_ill"], row["exposed"], row["unexposed"], row["ratio"], row["unknown"]) == (
        3, 3, 7, "∞", 0,
    )  # fmt: skip
    assert row["note"] == "没有暴露的人都没发病,比值没有上限。"
    assert client.get(f"{here}{what}/{CLASS_11 + 200}/").status_code == 404
    assert client.post(sheet, {next(iter(marks)).replace("w-", "e-"): "maybe"}).status_code == 404


def test_names_stay_hidden_from_the_county_leader(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    event_id = running(acting, universe)
    services.confirm(acting("doctor"), services.Decision(uuid7(), event_id, 0, "是"), "norovirus")
    for page in ("", "cases/", "picture/", "exposures/"):
        text = signed_in("leader").get(f"{HOME}{event_id}/{page}").content.decode()
        assert "测试生" not in text
    assert "病例 1" in signed_in("leader").get(f"{HOME}{event_id}/cases/").content.decode()


def test_an_open_event_stands_on_the_due_list(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    event_id = running(acting, universe)
    text = signed_in("doctor").get("/duties/today/").content.decode()
    assert f"{HOME}{event_id}/" in text
    assert "2026年第1起" in text


def test_a_form_that_comes_back_to_be_mended_keeps_what_it_was_made_from(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    event_id = running(acting, universe)
    leave()
    here = f"/investigations/{event_id}/?act=exclude"
    sent = {"exclude-step_id": str(uuid7()), "exclude-base": "0", "exclude-reason": ""}
    services.assign(acting("principal"), decision(event_id, ""), universe.users["doctor"].pk)
    leave()
    doctor = signed_in("doctor")
    page = doctor.post(here, sent)
    acts = {one["act"]: one["base"] for one in (*page.context["next"], *page.context["others"])}
    assert (page.status_code, acts["exclude"], acts["confirm"]) == (422, "0", 1)
    # So what somebody did meanwhile is told when the form is sent, and then it is about that.
    page = doctor.post(here, sent | {"exclude-reason": "不是"})
    acts = {one["act"]: one["base"] for one in (*page.context["next"], *page.context["others"])}
    assert (page.status_code, acts["exclude"]) == (409, 1)
