"""The pages of surveys as browsers ask for them, without JavaScript."""

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import CLASS_11, CLASS_12, COUNTY, PRIMARY, TOWN, Universe
from tests.surveys.made import counts, given, opened
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.surveys import queries, services
from xiaoan.surveys.models import Answer, Round, Taken, Tally
from xiaoan.surveys.pages import words
from xiaoan.surveys.queries.units import Sums, UnitSums

SignedIn = Callable[[str], Client]
Acting = Callable[[str], Actor]


@pytest.fixture
def row(acting: Acting) -> Round:
    return opened(acting("officer"))


def tally(row: Round, unit_no: int) -> Tally:
    return Tally.objects.get(round_id=row.pk, unit_no=unit_no)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def form(**more: object) -> dict[str, object]:
    return {"id": uuid7(), "whereabouts": "home", "condition": "well", **more}


def test_from_writing_down_to_opening(signed_in: SignedIn, acting: Acting) -> None:
    officer = signed_in("officer")
    sent = {
        "id": uuid7(), "title": "返校前摸排", "unit": COUNTY, "who": "pupils", "due_day": "2026-11-24",
        "due_time": "18:00", "every_days": "3",
    }  # fmt: skip
    assert officer.get("/surveys/new/").status_code == 200
    assert officer.post("/surveys/new/", {**sent, "title": ""}).status_code == 422
    assert officer.post("/surveys/new/", {**sent, "due_day": "2026-11-22"}).status_code == 422
    answer = officer.post("/surveys/new/", sent)
    where = f"/surveys/{sent['id']}/{COUNTY}/"
    assert (answer.status_code, answer.headers["Location"]) == (302, where)
    preview = text(officer.get(where))
    assert "问 3 所学校、6 个班的 60 人" in preview
    assert officer.post(where, {"act": "open"}).status_code == 302
    assert "在册 60 = 已知 0 + 未知 60 + 有矛盾 0" in text(officer.get(where))
    assert "返校前摸排" in text(officer.get("/surveys/"))
    for act in ("end", "close"):
        assert "确认后不能撤回" in text(officer.post(where, {"act": act}))
        acting("officer")
        assert Round.objects.get(pk=sent["id"]).state == "open"  # type: ignore[misc]  # a UUID
        assert officer.post(where, {"act": act, "sure": "1"}).status_code == 302
    acting("officer")
    found = Round.objects.get(pk=sent["id"])  # type: ignore[misc]  # a UUID
    assert (found.state, found.next_opens) == ("closed", None)


def test_a_class_on_a_phone(
    signed_in: SignedIn, acting: Acting, row: Round, universe: Universe
) -> None:
    teacher = signed_in("teacher")
    acting("teacher")
    where = f"/surveys/sheet/{tally(row, CLASS_11).pk}/"
    assert where in text(teacher.get("/duties/today/"))
    page = text(teacher.get(where))
    assert "其余 10 人均无异常" in page
    who = universe.person(CLASS_11, 3)
    one = f"/surveys/answer/{row.pk}/{who}/"
    assert teacher.get(one).status_code == 200
    assert teacher.post(one, form(whereabouts="away")).status_code == 422
    sent = form(whereabouts="away", place="武汉", condition="isolated", categories=["respiratory"])
    assert teacher.post(one, sent).headers["Location"] == where
    page = text(teacher.get(where))
    assert "其余 9 人均无异常" in page
    shown = re.findall(r'name="person" value="([^"]+)"', page)
    assert teacher.post(where, {"person": shown}).headers["Location"] == where
    acting("teacher")
    assert counts(row, CLASS_11) == (10, 10, 0, 0)
    assert "更正原因" in text(teacher.get(one))
    assert teacher.get(f"/surveys/versions/{row.pk}/{who}/").status_code == 200
    assert where not in text(teacher.get("/duties/today/")).split("已办")[0]


def test_a_guardian_answers_and_the_contradiction_is_decided(
    signed_in: SignedIn, acting: Acting, row: Round, universe: Universe
) -> None:
    who = universe.person(CLASS_11, 1)
    guardian, doctor = signed_in("guardian"), signed_in("doctor")
    one = f"/surveys/answer/{row.pk}/{who}/"
    assert one in text(guardian.get("/surveys/mine/"))
    assert guardian.post(one, form(condition="isolated")).headers["Location"] == "/surveys/mine/"
    assert "已答" in text(guardian.get("/surveys/mine/"))
    other = universe.person(CLASS_11, 2)
    assert guardian.get(f"/surveys/answer/{row.pk}/{other}/").status_code == 404
    services.answer(acting("teacher"), given(row, who))
    people = f"/surveys/{row.pk}/{PRIMARY}/people/?state=contradicted"
    page = text(doctor.get(people))
    decide = re.search(r"/surveys/decide/[^\"]+", page)
    assert decide
    assert doctor.get(decide[0]).status_code == 200
    assert doctor.post(decide[0], {"keep": "1"}).status_code == 422
    done = doctor.post(decide[0], {"keep": "1", "reason": "电话核实"})
    assert done.headers["Location"] == people.replace(str(PRIMARY), str(CLASS_11))
    acting("doctor")
    assert counts(row, CLASS_11) == (10, 1, 9, 0)


def test_a_code_opens_one_form_after_a_proof(
    signed_in: SignedIn, acting: Acting, row: Round, universe: Universe
) -> None:
    teacher = signed_in("teacher")
    acting("teacher")
    where = f"/surveys/sheet/{tally(row, CLASS_11).pk}/codes/"
    assert teacher.post(where).headers["Location"] == where
    printed = teacher.get(where)
    code = re.search(r'strip-code">([\w-]+)<', text(printed))
    assert code
    assert teacher.post(where).status_code == 302
    assert re.findall(r'strip-code">([\w-]+)<', text(teacher.get(where))) == re.findall(
        r'strip-code">([\w-]+)<', text(printed)
    )
    family = Client()
    typed = family.post("/surveys/c/", {"code": code[1].lower()})
    form_at = f"/surveys/c/{code[1].replace('-', '')}/"
    assert typed.headers["Location"] == form_at
    page = text(family.get(form_at))
    assert "测*****1" in page
    assert "测试生0001" not in page
    assert family.get(f"{form_at}answer/").headers["Location"] == form_at
    assert family.post(form_at, {"proof": "20170302"}).status_code == 422
    assert family.post(form_at, {"proof": "2017-03-01"}).headers["Location"] == f"{form_at}answer/"
    assert "测试生0001" in text(family.get(f"{form_at}answer/"))
    assert family.post(f"{form_at}answer/", form(condition="symptoms")).status_code == 200
    who = universe.person(CLASS_11, 1)
    found = queries.declared(acting("teacher"), [who])[who]
    assert (found.source, found.condition) == ("guardian", "symptoms")
    services.close_round(acting("officer"), row.pk)
    assert family.get(form_at).status_code == 404
    assert family.get(f"{form_at}answer/").status_code == 404
    assert family.get("/surveys/c/000000000000/").status_code == 404


def test_a_code_is_tried_ten_times_an_hour(
    signed_in: SignedIn, acting: Acting, row: Round, universe: Universe
) -> None:
    acting("teacher")
    services.make_codes(acting("teacher"), tally(row, CLASS_11).pk)
    strip = queries.strips(acting("teacher"), tally(row, CLASS_11))[0]
    where = f"/surveys/c/{strip.code}/"
    family = Client()
    tried = [family.post(where, {"proof": f"{n:04d}"}).status_code for n in range(11)]
    assert tried == [422] * 11
    assert "尝试次数过多" in text(family.post(where, {"proof": "20170301"}))


def test_the_unknown_by_name_urged_and_taken_away(
    signed_in: SignedIn, acting: Acting, row: Round, universe: Universe
) -> None:
    officer = signed_in("officer")
    where = f"/surveys/{row.pk}/{TOWN}/people/?state=unknown"
    page = text(officer.get(where))
    assert page.count("测试生") == 40
    assert "班主任壬" in page
    duties = re.findall(r'name="duty" value="([^"]+)"', page)
    assert len(duties) == 4
    assert officer.post(f"/surveys/{row.pk}/{TOWN}/urge/", {"duty": duties[:1]}).status_code == 302
    take = f"/surveys/{row.pk}/{TOWN}/export/"
    assert officer.post(take, {"state": "unknown"}).status_code == 302
    taken = officer.post(take, {"state": "unknown", "reason": "电话逐个核实"})
    assert taken.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(taken.content))
    assert book.active.max_row == 4 + 40 - 1 + 1
    acting("officer")
    assert Taken.objects.get().rows == 40


def sheet(head: list[str], *rows: list[str]) -> SimpleUploadedFile:
    lines = [",".join(one) for one in (head, *rows)]
    return SimpleUploadedFile("摸排.csv", "\n".join(lines).encode("utf-8-sig"))


HEAD = ["学号或工号", "姓名", "去向", "地点", "身体状况", "重点人群"]


def test_a_sheet_row_by_row(
    signed_in: SignedIn, acting: Acting, row: Round, universe: Universe
) -> None:
    teacher = signed_in("teacher")
    where = f"/surveys/{row.pk}/{CLASS_11}/import/"
    template = teacher.get(f"{where}?template=1")
    book = openpyxl.load_workbook(io.BytesIO(template.content))
    assert "20260001" in [cell.value for cell in next(iter(book.active.columns))]
    rows = (
        ["20260001", "测试生0001", "在本县", "", "健康", ""],
        ["20260002", "测试生0002", "在外地", "武汉", "隔离中", "呼吸道症状、皮疹"],
        ["20260003", "测试生0004", "在本县", "", "健康", ""],
        ["20260004", "测试生0004", "在家", "", "健康", ""],
        ["20260101", "测试生0101", "在本县", "", "健康", ""],
        ["20260001", "测试生0001", "在本县", "", "健康", ""],
    )
    answer = teacher.post(where, {"file": sheet(HEAD, *rows), "mode": "all"})
    assert answer.status_code == 422
    acting("teacher")
    assert Answer.objects.count() == 0
    answer = teacher.post(where, {"file": sheet(HEAD, *rows), "mode": "good"})
    page = text(answer)
    assert "共 6 行:记下 2 行,和原来一样 0 行,有错 4 行" in page
    errors = re.search(r"/surveys/errors/[^\"]+", page)
    assert errors
    content = teacher.get(errors[0]).content
    said = [
        cell.value for cell in list(openpyxl.load_workbook(io.BytesIO(content)).active.columns)[-1]
    ]
    assert (said[0], said[1], bool(said[3]), bool(said[4])) == ("错误原因", None, True, True)
    acting("teacher")
    assert counts(row, CLASS_11) == (10, 2, 8, 0)
    again = text(teacher.post(where, {"file": sheet(HEAD, *rows[:2]), "mode": "all"}))
    assert "记下 0 行,和原来一样 2 行" in again
    assert (
        teacher.post(where, {"file": sheet(HEAD[:2], rows[0][:2]), "mode": "all"}).status_code
        == 422
    )
    assert teacher.post(where, {"mode": "all"}).status_code == 422


def test_lists_ask_the_same_for_one_and_three(
    signed_in: SignedIn, acting: Acting, row: Round, universe: Universe,
    django_assert_num_queries: Callable[[int], object],
) -> None:  # fmt: skip
    officer = signed_in("officer")
    where = f"/surveys/{row.pk}/{COUNTY}/people/?state=symptoms"

    def sick(unit: int, seat: int) -> None:
        acting({CLASS_11: "teacher", CLASS_12: "teacher_12"}[unit])
        name = {CLASS_11: "teacher", CLASS_12: "teacher_12"}[unit]
        services.answer(acting(name), given(row, universe.person(unit, seat), condition="symptoms"))

    sick(CLASS_11, 1)
    officer.get(where)
    asked = []
    for people in ((), ((CLASS_11, 2), (CLASS_12, 1))):
        for unit, seat in people:
            sick(unit, seat)
        with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]  # a context manager
            asked.append(text(officer.get(where)).count("测试生"))
    assert asked == [1, 3]


# One of them keeps who was looked at.
QUERIES = 17


def test_a_class_teacher_finds_the_sheet_first(
    signed_in: SignedIn, acting: Acting, row: Round, universe: Universe
) -> None:
    page = signed_in("teacher").get(f"/surveys/{row.pk}/{CLASS_11}/")
    sheet = f"/surveys/sheet/{tally(row, CLASS_11).pk}/"
    assert page.context["sheet_url"] == sheet
    assert f'btn-primary" href="{sheet}"' in text(page)
    assert signed_in("principal").get(f"/surveys/{row.pk}/{PRIMARY}/").context["sheet_url"] == ""


def test_nobody_is_least_of_equals_and_it_is_said_in_plain_words(
    signed_in: SignedIn, acting: Acting, row: Round
) -> None:
    page = signed_in("principal").get(f"/surveys/{row.pk}/{PRIMARY}/")
    assert page.context["bars"]["title"] == "各单位一样:已知 0%"
    assert "数据库" not in text(page)


def test_the_staff_of_a_school_are_called_that(acting: Acting) -> None:
    acting("officer")
    both = [UnitSums(PRIMARY, "实验小学", Sums(3)), UnitSums(CLASS_11, "一年级1班", Sums(10))]
    named = words.with_staff(directory.place(PRIMARY), both)
    assert [one.name for one in named] == ["教职工", "一年级1班"]


def test_a_rhythm_that_is_no_number_is_told_what_is_needed(signed_in: SignedIn) -> None:
    page = signed_in("officer").post("/surveys/new/", {"every_days": "abc"})
    assert page.context["errors"]["every_days"] == (
        "每几天一轮:请写 1 到 30 的数字;只做这一轮的,空着。"
    )


def test_a_parent_who_went_astray_is_told_whom_to_ask(signed_in: SignedIn) -> None:
    page = text(signed_in("guardian").get("/surveys/"))
    assert ("请找班主任核对" in page, "岗位" in page) == (True, False)
