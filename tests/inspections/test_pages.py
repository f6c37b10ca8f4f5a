"""Pages of inspections: what is typed stays, faults at the field, the cost of lists, the sheet, pictures."""

import datetime as dt
import io
import re
from collections.abc import Callable
from uuid import UUID

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.builders import BUILDER, DAY, JUNIOR, MORNING, PRIMARY, TOWN, Universe
from tests.inspections.rounds import (
    PDF,
    REPORT,
    SHOT,
    a_check,
    an_answer,
    bad,
    begun,
    closed,
    found,
)
from tests.outbreaks.looks import Acting
from tests.photos.pictures import jpeg
from xiaoan.inspections import rules, services
from xiaoan.inspections.models import Edition, Finding, Mark, Round
from xiaoan.inspections.queries import rounds
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.photos import services as photos
from xiaoan.photos.services import evidence

SignedIn = Callable[[str], Client]


def upload() -> io.BytesIO:
    file = io.BytesIO(jpeg(4))
    file.name = "a.jpg"
    return file


def test_a_round_without_a_script(acting: Acting, signed_in: SignedIn, universe: Universe) -> None:
    """Begun, marked with a file, closed: each step a plain form."""
    phone = signed_in("logistics")
    begin = {"submission_id": str(uuid7()), "unit_no": PRIMARY, "lists": ["water"]}
    page = phone.post("/inspections/rounds/new/?act=begin", begin)
    assert phone.post("/inspections/rounds/new/?act=begin", begin)["Location"] == page["Location"]
    at = page["Location"]
    assert "水箱、蓄水池加盖上锁" in phone.get(at).content.decode()
    mark = {
        "submission_id": str(uuid7()), "act": "mark", "list_code": "water", "item": "tank",
        "result": "bad", "note": "没有上锁", "severity": "major", "photo": upload(),
    }  # fmt: skip
    assert phone.post(at, mark).status_code == 302
    rest = {"submission_id": str(uuid7()), "act": "rest", "list_code": "water"}
    phone.post(at, rest)
    end = {"submission_id": str(uuid7()), "act": "close", "signed": universe.cast["logistics"].name}
    assert phone.post(at, end).status_code == 302
    enter(universe.cast["principal"])
    row = Finding.objects.get()
    assert (row.severity, len(row.photo_ids)) == ("major", 1)
    leave()
    page = phone.get(f"/inspections/findings/{row.pk}/photos/{row.photo_ids[0]}/")
    assert (page["Content-Type"], page["Cache-Control"]) == ("image/jpeg", "private, no-store")


def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    row = begun(acting("principal"))
    leave()
    desk, at = signed_in("principal"), f"/inspections/rounds/{row.pk}/"
    mark = {
        "submission_id": str(uuid7()), "act": "mark", "list_code": "water", "item": "tank",
        "result": "bad", "note": "没有上锁", "photo-1": "data:image/jpeg;base64,QQ==",
    }  # fmt: skip
    page = desk.post(at, mark)
    text = page.content.decode()
    assert (page.status_code, "没有上锁" in text, "data:image/jpeg;base64,QQ==" in text) == (
        422, True, True,
    )  # fmt: skip
    assert "这不是 JPG、PNG 或 WebP 照片" in text
    enter(universe.cast["principal"])
    assert Mark.objects.count() == 0


def test_a_plan_by_form(signed_in: SignedIn, universe: Universe) -> None:
    desk = signed_in("officer")
    plan = {
        "submission_id": str(uuid7()), "units": [PRIMARY, JUNIOR], "lists": ["gate"], "day": f"{DAY}",
        "inspector": str(universe.users["officer"].pk), "unannounced": "1",
    }  # fmt: skip
    page = desk.post("/inspections/rounds/new/?act=plan", {**plan, "day": "2026-13-99"})
    assert (page.status_code, "日期看不懂" in page.content.decode()) == (422, True)
    assert desk.post("/inspections/rounds/new/?act=plan", plan).status_code == 302
    text = desk.get("/inspections/rounds/").content.decode()
    assert text.count("四不两直") == 2
    text = signed_in("principal").get("/inspections/rounds/").content.decode()
    assert "还没有检查" in text


@pytest.mark.parametrize("n", [1, 3])
def test_one_and_three_hazards_cost_the_same(
    n: int, acting: Acting, signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(n):
        found(acting)
    leave()
    desk = signed_in("officer")
    desk.get("/inspections/")
    with django_assert_num_queries(23):
        text = desk.get(f"/inspections/?unit={TOWN}").content.decode()
    assert text.count("水箱没有上锁") == n


def test_the_filter_narrows_the_list_and_the_sheet_follows(
    acting: Acting, signed_in: SignedIn
) -> None:
    found(acting, severity="minor")
    found(acting, severity="grave")
    leave()
    desk = signed_in("officer")
    for query, n in (
        ("", 2),
        ("severity=grave", 1),
        ("state=closed", 0),
        ("repeat=1", 1),
        ("state=x", 2),
    ):
        text = desk.get(f"/inspections/?{query}").content.decode()
        assert f"共 {n} 条" in text, query
    sheet = desk.get("/inspections/?severity=grave&file=xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).active.values)
    assert [row[6] for row in rows if row[1] == "实验小学"] == ["重大"]


def test_a_picture_is_shown_only_through_what_it_belongs_to(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    principal = acting("principal")
    row = begun(principal)
    services.mark(principal, bad(row, photos=(SHOT,)))
    closed(principal, row)
    finding = Finding.objects.get()
    stray = photos.keep(principal, PRIMARY, jpeg(8)).id
    leave()
    own = finding.photo_ids[0]
    desk = signed_in("principal")

    def status(who: Client, at: str, photo_id: UUID) -> int:
        return who.get(f"/inspections/{at}/photos/{photo_id}/").status_code

    here, there = f"findings/{finding.pk}", f"rounds/{row.pk}"
    assert [status(desk, at, own) for at in (here, there)] == [200, 200]
    assert [status(desk, at, stray) for at in (here, there)] == [404, 404]
    assert [status(signed_in("other_principal"), at, own) for at in (here, there)] == [404, 404]


def test_a_checklist_of_the_county(signed_in: SignedIn, universe: Universe) -> None:
    desk = signed_in("officer")
    made = {
        "submission_id": str(uuid7()), "base": "", "name": "实验室", "posts": ["logistics"],
        "code-0": "", "text-0": "药品柜上锁", "how-0": "拉一下", "severity-0": "grave",
        "code-1": "", "text-1": "有台账", "severity-1": "minor", "reason": "新增",
    }  # fmt: skip
    page = desk.post("/inspections/checklists/new/", {**made, "reason": ""})
    assert (page.status_code, "药品柜上锁" in page.content.decode()) == (422, True)
    page = desk.post("/inspections/checklists/new/", made)
    enter(universe.cast["officer"])
    row = Edition.objects.get()
    assert [item["code"] for item in row.items] == ["own1", "own2"]
    leave()
    code = row.code
    assert page["Location"] == f"/inspections/checklists/{code}/"
    later = {**made, "submission_id": str(uuid7()), "base": "", "away-1": "1"}
    assert desk.post(f"/inspections/checklists/{code}/", later).status_code == 409
    assert desk.post(f"/inspections/checklists/{code}/", {**later, "base": "1"}).status_code == 302
    assert "实验室" in signed_in("principal").get("/inspections/rounds/new/").content.decode()


@pytest.mark.parametrize("days", ["-3", "三天", "0", "1000000000", "99", "1.5"])
def test_a_new_deadline_that_is_none_is_said_at_the_field(
    days: str, acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    row = found(acting, severity="major")
    services.answer(acting("logistics"), an_answer(row))
    row.refresh_from_db()
    leave()
    back = {"submission_id": str(uuid7()), "base": row.steps, "text": "锁坏了", "days": days}
    desk, at = signed_in("principal"), f"/inspections/findings/{row.pk}/?act=return"
    page = desk.post(at, back)
    text = page.content.decode()
    fault = 'id="days-fault">再给几天请写 1 到 3 的整数;不填按等级。'
    assert (page.status_code, fault in text) == (422, True)
    assert (f'value="{days}"' in text, "锁坏了</textarea>" in text) == (True, True)
    assert desk.post(at, {**back, "days": " "}).status_code == 302


def test_what_was_not_seen_is_named_marked_and_opened(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    actor = acting("doctor")
    row = begun(actor, "water", "gate")
    services.mark_rest(actor, uuid7(), row.pk, "water")
    leave()
    end = {"submission_id": str(uuid7()), "act": "close", "signed": actor.name}
    page = signed_in("doctor").post(f"/inspections/rounds/{row.pk}/?list=water", end)
    text = page.content.decode()
    gate = rules.shipped()["gate"].items
    assert (page.status_code, f"校门: {gate[0].text}" in text) == (422, True)
    assert text.count("还没有查</p>") == len(gate)
    assert f'id="i-{gate[0].code}" tabindex="-1"' in text


def test_a_tile_leads_to_what_it_counts(acting: Acting, signed_in: SignedIn) -> None:
    rows = [found(acting) for _n in range(5)]
    for row in rows[:3]:
        services.answer(acting("logistics"), an_answer(row))
    services.close_finding(acting("principal"), a_check(rows[0]))
    enter(BUILDER)
    Finding.objects.filter(pk=rows[2].pk).update(late=True)
    Finding.objects.filter(pk=rows[3].pk).update(due_at=MORNING - dt.timedelta(days=1))
    Finding.objects.filter(pk=rows[4].pk).update(found_at=MORNING - dt.timedelta(days=300))
    leave()
    desk = signed_in("officer")
    text = desk.get(f"/inspections/?unit={TOWN}").content.decode()
    for state, n in (("found", 4), ("in_time", 2), ("late", 1), ("due", 0), ("overdue", 1)):
        url = f"/inspections/?unit={TOWN}&recent=1&state={state}"
        assert (url.replace("&", "&amp;") in text, f"共 {n} 条" in desk.get(url).content.decode()) == (
            True, True,
        ), state  # fmt: skip


def test_who_mends_is_chosen_before_it_is_signed(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    actor = acting("doctor")
    row = begun(actor)
    mark = services.mark(actor, bad(row))
    services.mark_rest(actor, uuid7(), row.pk, "water")
    leave()
    desk, at = signed_in("doctor"), f"/inspections/rounds/{row.pk}/"
    key, logistics = f"owner-{mark.pk}", universe.users["logistics"].pk
    text = desk.get(at).content.decode()
    assert (f'name="{key}"' in text, f'value="{logistics}" selected' in text) == (True, True)
    end = {"submission_id": str(uuid7()), "act": "close", "signed": "x", "text": "较好", key: "y"}
    assert desk.post(at, {**end, "signed": actor.name}).status_code == 422
    end |= {"signed": actor.name, key: str(logistics)}
    assert desk.post(at, end).status_code == 302
    enter(universe.cast["doctor"])
    found_one = Finding.objects.get(round_id=row.pk)
    leave()
    page = f"/inspections/findings/{found_one.pk}/"
    text = desk.get(page).content.decode()
    assert f"由谁复查</dt><dd>{actor.name}" in text
    assert page in signed_in("logistics").get(reverse("duties:today")).content.decode()


def test_papers_of_a_round(acting: Acting, signed_in: SignedIn, universe: Universe) -> None:
    row = found(acting, "officer")
    enter(universe.cast["officer"])
    assert row.round_id is not None
    one = Round.objects.get(pk=row.round_id)
    assert rounds.notice_of(one) == "整改〔2026〕1号"
    leave()
    desk = signed_in("principal")
    record = desk.get(f"/inspections/rounds/{row.round_id}/record/").content.decode()
    assert record.count("一起记的") == one.ok
    for name, words in (("record", "现场检查记录"), ("notice", "整改〔2026〕1号")):
        text = desk.get(f"/inspections/rounds/{row.round_id}/{name}/").content.decode()
        assert words in text
        assert "后勤巳" in text or name == "record"


def test_an_answer_by_form(acting: Acting, signed_in: SignedIn, universe: Universe) -> None:
    row = found(acting)
    leave()
    keeper, at = signed_in("logistics"), f"/inspections/findings/{row.pk}/"
    said = {"submission_id": str(uuid7()), "text": "已上锁"}
    page = keeper.post(f"{at}?act=answer", said)
    text = page.content.decode()
    assert (page.status_code, "请附整改后的照片" in text, "已上锁" in text) == (422, True, True)
    assert keeper.post(f"{at}?act=answer", {**said, "photo": upload()}).status_code == 302
    assert keeper.post(f"{at}?act=nothing", said).status_code == 404
    enter(universe.cast["principal"])
    assert Finding.objects.get().state == "answered"
    assert an_answer(row).finding_id == row.pk


def test_a_paper_is_sent_kept_and_opened_by_whoever_sees_the_hazard(
    acting: Acting, signed_in: SignedIn
) -> None:
    row = found(acting)
    stray = evidence.keep(acting("principal"), PRIMARY, services.Evidence(papers=(REPORT,)))
    leave()
    keeper, at = signed_in("logistics"), f"/inspections/findings/{row.pk}/"
    said = {"submission_id": str(uuid7()), "text": "水箱已清洗,水质合格", "no_photo": "夜里拍不清"}
    page = keeper.post(f"{at}?act=answer", {**said, "paper": sheet("报告.txt", b"abc")})
    text = page.content.decode()
    assert (page.status_code, said["text"] in text, said["no_photo"] in text) == (422, True, True)
    assert ("文件“报告.txt”不是 PDF" in text, "e-paper-answer" in text) == (True, True)
    assert keeper.post(f"{at}?act=answer", {**said, "paper": sheet()}).status_code == 302
    desk = signed_in("principal")
    text = desk.get(at).content.decode()
    (url,) = re.findall(r'href="(/inspections/findings/[^"]+/papers/[^"]+)">水质检测报告.pdf', text)
    for who in ("principal", "logistics", "officer"):
        answer = signed_in(who).get(url)
        assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
        assert answer["Content-Disposition"].startswith("attachment")
    other = signed_in("other_principal")
    assert other.get(url).status_code == 404
    assert desk.get(f"{at}papers/{stray.paper_ids[0]}/").status_code == 404
    assert desk.get(f"{at}photos/{url.split('/')[-2]}/").status_code == 404
    check = {"submission_id": str(uuid7()), "text": "看过", "base": "2"}
    page = desk.post(f"{at}?act=close", {**check, "photo": sheet("a.jpg", b"x")})
    assert (page.status_code, "e-photo-close" in page.content.decode()) == (422, True)
    page = desk.post(f"{at}?act=return", {**check, "paper": sheet("a.pdf", b"")})
    assert (page.status_code, "e-paper-return" in page.content.decode()) == (422, True)
    assert desk.post(f"{at}?act=close", {**check, "paper": sheet()}).status_code == 302


def sheet(name: str = REPORT.name, content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
