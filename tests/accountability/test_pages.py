"""The pages of accountability: the past, the course, case files, records."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from tests.accountability.test_files import Acting, SignedIn, heard, opened, proposed
from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_71,
    COUNTY,
    DAY,
    JUNIOR,
    MORNING,
    PRIMARY,
    TOWN,
    Universe,
    sent,
    sick,
)
from xiaoan.accountability.models import CaseFile, Conduct, Month, Reply
from xiaoan.accountability.services import reckoning
from xiaoan.duties import services as duties
from xiaoan.journal.models import Entry
from xiaoan.kernel.scope import enter
from xiaoan.keypersons import services as keypersons
from xiaoan.keypersons.queries.labels import PACK_NAMES
from xiaoan.keypersons.rules import PACKS
from xiaoan.registry.models import Look
from xiaoan.screening import services as screening

At = Callable[[str], None]


def text_of(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, address
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def late_and_corrected(acting: Acting, universe: Universe, at: At) -> None:
    at("08:40")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    at("09:30")
    mark = sick(universe.enrolment(CLASS_11, 1), "cough")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, mark, base=1, reason="漏点一人"))
    at("10:00")


def test_what_was_entered_later_is_not_shown_but_said(
    acting: Acting, universe: Universe, signed_in: SignedIn, at: At
) -> None:
    late_and_corrected(acting, universe, at)
    officer = signed_in("officer")
    here = f"/accountability/past/{CLASS_11}/?day={DAY}&time="
    before = officer.get(f"{here}08:30").context["checks"][0]
    assert (before["said"], before["versions"], before["words"]) == (
        "当时没有报,已过时限",
        [],
        ["漏报"],
    )
    assert before["changed_at"] is not None
    first = officer.get(f"{here}09:00").context["checks"][0]
    assert [v["no"] for v in first["versions"]] == [1]
    assert (first["words"], first["later"]) == (["迟报"], 1)
    assert "漏点一人" not in text_of(officer, f"{here}09:00")
    now = officer.get(f"{here}10:00").context["checks"][0]
    assert [v["state"] for v in now["versions"]] == ["当时已被更正", "当时采用"]
    assert (now["words"], now["changed_at"]) == (["更正过", "迟报"], None)
    assert "漏点一人" in text_of(officer, f"{here}10:00")


def test_each_line_names_its_entry(
    acting: Acting, universe: Universe, signed_in: SignedIn, at: At
) -> None:
    late_and_corrected(acting, universe, at)
    found = signed_in("officer").get(f"/accountability/past/{CLASS_11}/").context["checks"][0]
    enter(BUILDER)
    rows = Entry.objects.filter(kind="screening.roll_call_submitted").order_by("n")
    assert [v["slip"] for v in found["versions"]] == [
        f"{one.school_id}-{one.n}-{bytes(one.hash).hex()[:10]}" for one in rows
    ]


def test_late_missed_and_changed_are_counted_apart(
    acting: Acting, universe: Universe, signed_in: SignedIn, at: At
) -> None:
    late_and_corrected(acting, universe, at)
    context = signed_in("officer").get(f"/accountability/past/{PRIMARY}/").context
    (morning, _noon) = context["tallies"]
    wanted = ("due", "in_time", "late", "missed", "open", "changed")
    assert [morning[name] for name in wanted] == [3, 0, 1, 2, 0, 1]
    units = signed_in("leader").get(f"/accountability/past/{TOWN}/").context["units"]
    assert [one["name"] for one in units] == ["实验小学", "城关幼儿园"]
    assert units[0]["slots"][0]["late"] == 1
    assert signed_in("leader").get(f"/accountability/past/{COUNTY}/").status_code == 200


def test_who_had_been_told_by_then(acting: Acting, signed_in: SignedIn, at: At) -> None:
    at("09:00")
    enter(BUILDER)
    duties.escalate(BUILDER)
    at("09:30")
    client, here = signed_in("officer"), f"/accountability/past/{CLASS_11}/?day={DAY}&time="
    assert client.get(f"{here}08:59").context["told"] == []
    found = client.get(f"{here}09:01").context["told"]
    assert {(one["is_urge"], *one["who"]) for one in found} >= {(False, "组长辛")}


def test_the_pack_that_was_in_force(acting: Acting, signed_in: SignedIn, at: At) -> None:
    at("09:00")
    keypersons.choose_pack(acting("officer"), PACKS[0].code, DAY)
    at("09:30")
    keypersons.choose_pack(acting("officer"), PACKS[-1].code, DAY)
    at("10:00")
    client, here = signed_in("principal"), f"/accountability/past/{CLASS_11}/?day={DAY}&time="
    assert client.get(f"{here}08:59").context["pack"] == ""
    assert client.get(f"{here}09:01").context["pack"] == PACK_NAMES[PACKS[0].code]
    assert client.get(f"{here}09:31").context["pack"] == PACK_NAMES[PACKS[-1].code]


def test_looking_is_a_look(acting: Acting, signed_in: SignedIn) -> None:
    signed_in("officer").get(f"/accountability/past/{CLASS_11}/")
    enter(BUILDER)
    assert Entry.objects.filter(kind="accountability.past_seen").count() == 1
    assert [one.page for one in Look.objects.filter(unit_no=CLASS_11)] == ["class_list"]
    assert "谁看过" in text_of(signed_in("officer"), f"/accountability/past/{CLASS_11}/")


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("?day=2031-01-01&time=08:00", "不能选将来的时刻"), ("?day=x", "日期请写成"),
        ("?day=1900-01-01", "记录从 2026-11-2"),
        ("?day=2026-11-01&time=08:00", ""), ("", ""),
    ],
)  # fmt: skip
def test_an_instant_that_is_none_is_said(signed_in: SignedIn, query: str, error: str) -> None:
    page = signed_in("officer").get(f"/accountability/past/{PRIMARY}/{query}")
    assert (page.status_code, page.context["error"][: len(error) or None]) == (200, error)


def test_a_persons_course_is_a_look_at_them(
    acting: Acting, universe: Universe, signed_in: SignedIn, at: At
) -> None:
    late_and_corrected(acting, universe, at)
    client, person = signed_in("officer"), universe.person(CLASS_11, 1)
    row = client.get(f"/accountability/past/{CLASS_11}/").context["roll"]["rows"][0]
    assert str(person) in row["url"]
    course = client.get(row["url"]).context["links"]["course"]
    assert client.get(course).context["total"] >= 0
    enter(BUILDER)
    assert [one.page for one in Look.objects.filter(person_id=person)] == ["life", "life"]


def test_nobody_reads_beyond_their_unit(signed_in: SignedIn) -> None:
    for address in (f"past/{CLASS_71}/", f"course/{JUNIOR}/", f"records/{JUNIOR}/"):
        assert signed_in("principal").get(f"/accountability/{address}").status_code == 404
    assert signed_in("teacher").get(f"/accountability/past/{CLASS_11}/").status_code == 404
    assert signed_in("principal").get("/accountability/files/").status_code == 404


def test_the_course_is_said_in_words_and_filtered(
    acting: Acting, universe: Universe, signed_in: SignedIn, at: At
) -> None:
    late_and_corrected(acting, universe, at)
    client, here = signed_in("officer"), f"/accountability/course/{CLASS_11}/"
    assert "上报了点名" in text_of(client, here)
    only = client.get(f"{here}?group=screening").context
    assert {row.kind.split(".")[0] for row in only["rows"]} == {"screening"}
    assert only["total"] == 2
    person = universe.person(CLASS_11, 1)
    named = client.get(f"{here}?person={person}&since={DAY - dt.timedelta(days=100)}&until={DAY}")
    assert {row.kind for row in named.context["rows"]} <= {
        "directory.pupil_enrolled", "screening.roll_call_submitted", "illness.opened",
    }  # fmt: skip
    here_said = [row.told for row in only["rows"]]
    assert all(("时段", "晨检") in told for told in here_said)
    for wrong in (
        "?until=0001-01-01", "?until=9999-12-31", "?since=0001-01-01", "?since=x",
        "?group=nonsense", "?since=2026-01-01&until=2026-11-23", "?person=1",
    ):  # fmt: skip
        assert client.get(f"{here}{wrong}").context["errors"] != []


def test_entries_are_ticked_into_a_file(
    acting: Acting, universe: Universe, signed_in: SignedIn, at: At
) -> None:
    late_and_corrected(acting, universe, at)
    file_id = opened(acting)
    client = signed_in("officer")
    here = f"/accountability/course/{CLASS_11}/?file={file_id}"
    page = client.get(here)
    row = next(one for one in page.context["rows"] if one.kind == "screening.roll_call_submitted")
    given = {
        "pick-step_id": str(page.context["step_id"]), "pick-base": "1", "pick-text": "",
        "entry": [f"{row.school_id}-{row.n}"],
    }  # fmt: skip
    assert client.post(here, {**given, "entry": ["x-y"]}).status_code == 422
    assert client.post(here, {**given, "entry": []}).status_code == 422
    assert client.post(here, given).status_code == 302
    assert "收入记录" in text_of(client, f"/accountability/files/{file_id}/")
    assert signed_in("principal").post(here, given).status_code == 404


def test_a_file_on_its_pages(acting: Acting, universe: Universe, signed_in: SignedIn) -> None:
    officer = signed_in("officer")
    page = officer.get(f"/accountability/files/open/{CLASS_11}/")
    new = {"step_id": str(page.context["step_id"]), "question": "为何没有报"}
    assert (
        officer.post(f"/accountability/files/open/{CLASS_11}/", {**new, "question": ""}).status_code
        == 422
    )
    done = officer.post(f"/accountability/files/open/{CLASS_11}/", new)
    here = done["Location"]
    acts = {one["name"]: one for one in officer.get(here).context["acts"]}
    assert list(acts) == ["ask", "propose"]
    ask = {
        "ask-step_id": str(acts["ask"]["step_id"]), "ask-base": "1", "ask-concerned": "1",
        "ask-user_id": str(universe.users["teacher"].pk), "ask-text": "请说明",
    }  # fmt: skip
    assert officer.post(f"{here}?act=ask", {**ask, "ask-user_id": "x"}).status_code == 422
    assert officer.post(f"{here}?act=ask", ask).status_code == 302
    assert officer.post(f"{here}?act=pray", ask).status_code == 404
    teacher = signed_in("teacher")
    (row,) = teacher.get("/accountability/mine/").context["rows"]
    (state,) = teacher.get(row["url"]).context["acts"]
    said = {"state-step_id": str(state["step_id"]), "state-base": "2", "state-text": "当时停电"}
    assert teacher.post(f"{row['url']}?act=state", said).status_code == 302
    assert "当时停电" in text_of(officer, here)
    assert signed_in("leader").get("/accountability/files/?state=open").context["total"] == 1
    assert officer.get(f"{here}sealed.zip")["Content-Type"] == "application/zip"
    assert signed_in("teacher_12").get(row["url"]).status_code == 404


def test_whoever_proposed_is_not_offered_to_confirm(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    file_id = opened(acting)
    heard(acting, universe, file_id)
    proposed(acting, file_id)
    here = f"/accountability/files/{file_id}/"
    assert [one["name"] for one in signed_in("officer").get(here).context["acts"]] == []
    acts = {one["name"]: one for one in signed_in("leader").get(here).context["acts"]}
    assert list(acts) == ["return", "confirm"]
    given = {
        "confirm-step_id": str(acts["confirm"]["step_id"]),
        "confirm-base": "4",
        "confirm-text": "属实",
    }
    assert signed_in("officer").post(f"{here}?act=confirm", given).status_code == 403
    assert signed_in("leader").post(f"{here}?act=confirm", given).status_code == 302
    enter(BUILDER)
    assert CaseFile.objects.get(pk=file_id).state == "found"


def reckoned(acting: Acting, universe: Universe, at: At) -> None:
    late_and_corrected(acting, universe, at)
    enter(BUILDER)
    reckoning.reckon_month(BUILDER, DAY)


def test_a_record_has_numerator_and_denominator(
    acting: Acting, universe: Universe, signed_in: SignedIn, at: At
) -> None:
    reckoned(acting, universe, at)
    client, here = signed_in("principal"), f"/accountability/records/{PRIMARY}/"
    figures = {
        one["name"]: (one["part"], one["whole"]) for one in client.get(here).context["figures"]
    }
    wanted = ("按时办好", "晚办", "逾期未办", "更正过", "核实属实")
    assert [figures[name] for name in wanted] == [(0, 3), (1, 3), (2, 3), (1, 1), (0, 0)]
    people = {one["name"]: one["figures"] for one in client.get(here).context["people"]}
    assert [(f["part"], f["whole"]) for f in people["班主任壬"][:3]] == [(0, 1), (1, 1), (0, 1)]
    assert "不排名" in text_of(client, here)
    assert client.get("/accountability/records/").status_code == 302
    rows = signed_in("officer").get("/accountability/records/").context["rows"]
    assert [one["name"] for one in rows] == ["实验小学", "城关幼儿园", "河口初中"]


def test_the_record_of_people_is_a_look(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    assert signed_in("officer").get(f"/accountability/records/{PRIMARY}/").status_code == 200
    enter(BUILDER)
    seen = Entry.objects.get(kind="accountability.record_seen")
    assert (seen.unit_no, seen.actor) == (PRIMARY, str(universe.users["officer"].pk))


def test_a_question_that_is_too_long_is_said_and_kept(signed_in: SignedIn) -> None:
    client, here = signed_in("officer"), f"/accountability/files/open/{CLASS_11}/"
    page = client.get(here)
    assert "maxlength" not in page.content.decode()
    assert "最多 400 个字" in text_of(client, here)
    long = "问" * 6000
    done = client.post(here, {"step_id": str(page.context["step_id"]), "question": long})
    assert (done.status_code, long in done.content.decode()) == (422, True)
    assert "写了 6000 个字,最多 400 个字。请删短。" in done.content.decode()
    enter(BUILDER)
    assert CaseFile.objects.count() == 0


def test_reckoned_twice_is_reckoned_once(acting: Acting, universe: Universe, at: At) -> None:
    reckoned(acting, universe, at)
    before = list(
        Month.objects.order_by("school_id", "user_id").values_list("school_id", "user_id", "due")
    )
    reckoning.reckon_month(BUILDER, DAY)
    assert before == list(
        Month.objects.order_by("school_id", "user_id").values_list("school_id", "user_id", "due")
    )


def test_a_reply_and_a_commendation_stand_beside_it(
    acting: Acting, universe: Universe, signed_in: SignedIn, at: At
) -> None:
    reckoned(acting, universe, at)
    principal, here = signed_in("principal"), f"/accountability/records/{PRIMARY}/"
    (act,) = principal.get(here).context["acts"]
    given = {"reply-step_id": str(act["step_id"]), "reply-text": "当天全校停电"}
    for _n in range(2):
        assert principal.post(f"{here}?act=reply", given).status_code == 302
    assert principal.post(f"{here}?act=reply", {**given, "reply-text": "别的"}).status_code == 409
    officer = signed_in("officer")
    (enter_,) = officer.get(here).context["acts"]
    entry = {
        "enter-step_id": str(enter_["step_id"]), "enter-kind": "commendation", "enter-user_id": "",
        "enter-day": DAY.isoformat(), "enter-reason": "主动补报", "enter-source": "县疫情例会纪要",
    }  # fmt: skip
    assert officer.post(f"{here}?act=enter", {**entry, "enter-source": ""}).status_code == 422
    assert (
        officer.post(f"{here}?act=enter", {**entry, "enter-day": "2031-01-01"}).status_code == 422
    )
    assert officer.post(f"{here}?act=enter", entry).status_code == 302
    assert signed_in("leader").post(f"{here}?act=enter", entry).status_code == 409
    assert officer.post(f"{here}?act=reply", given).status_code == 403
    assert principal.post(f"{here}?act=enter", entry).status_code == 403
    words = text_of(signed_in("liaison"), here)
    assert ("当天全校停电" in words, "主动补报" in words) == (True, True)
    enter(BUILDER)
    assert (Reply.objects.count(), Conduct.objects.count()) == (1, 1)
    assert b"\xe5\x81\x9c\xe7\x94\xb5" not in bytes(Reply.objects.get().body)


def test_a_month_without_a_record_says_so(
    acting: Acting, signed_in: SignedIn, morning: time_machine.Traveller
) -> None:
    morning.move_to(MORNING)
    client = signed_in("officer")
    page = client.get(f"/accountability/records/{PRIMARY}/?month=2026-09-01")
    assert (page.status_code, page.context["figures"]) == (200, [])
    assert client.get(f"/accountability/records/{PRIMARY}/?month=nonsense").status_code == 200
    assert client.get(f"/accountability/records/{CLASS_11}/").status_code == 404
