"""The addresses: who may open them, what the filter does, what the sheet and the JSON hold."""

import io
import json
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_71,
    COUNTY,
    GRADE_1,
    JUNIOR,
    PRIMARY,
    RIVER,
    TOWN,
    Universe,
    sent,
    sick,
)
from xiaoan.accounts.models import User
from xiaoan.directory.models import Unit
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter
from xiaoan.screening import services as screening

SignedIn = Callable[[str], Client]
Acting = Callable[[str], Actor]
Clock = Callable[[str], None]
TABLES = ("", "unreported/", "wall/")


def sheets_of(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.mark.parametrize("page", TABLES)
@pytest.mark.parametrize(
    ("name", "own", "others"),
    [("leader", COUNTY, 2 * COUNTY), ("liaison", TOWN, RIVER), ("principal", PRIMARY, JUNIOR)],
)
def test_own_units_open_and_others_are_not_there(
    signed_in: SignedIn, page: str, name: str, own: int, others: int
) -> None:
    browser = signed_in(name)
    assert browser.get(f"/overview/{page}").status_code == 200
    assert browser.get(f"/overview/{own}/{page}").status_code == 200
    assert browser.get(f"/overview/{others}/{page}").status_code == 404


@pytest.mark.parametrize("page", [*TABLES, f"{PRIMARY}/", f"data/{PRIMARY}.json"])
@pytest.mark.parametrize("name", ["teacher", "grade_head", "canteen", "keeper", "guardian"])
def test_without_a_board_there_is_none(signed_in: SignedIn, name: str, page: str) -> None:
    assert signed_in(name).get(f"/overview/{page}").status_code == 404


def test_not_signed_in_leads_to_the_sign_in_page_and_back(client: Client, db: None) -> None:
    response = client.get("/overview/?slot=noon")
    assert (response.status_code, response["Location"]) == (
        302,
        "/sign-in/?next=%2Foverview%2F%3Fslot%3Dnoon",
    )


def test_a_grade_has_a_table_but_no_wall(signed_in: SignedIn) -> None:
    doctor = signed_in("doctor")
    assert [r["name"] for r in doctor.get(f"/overview/{GRADE_1}/").context["rows"]] == [
        "一年级1班",
        "一年级2班",
    ]
    assert doctor.get(f"/overview/{GRADE_1}/wall/").status_code == 404


def test_the_filter_is_the_address(signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    shown = browser.get("/overview/", {"day": "2026-11-20", "slot": "noon"}).context
    assert (shown["day"].isoformat(), shown["slot"], str(shown["slot_label"])) == (
        "2026-11-20",
        "noon",
        "午检",
    )
    assert shown["export_url"] == f"/overview/{COUNTY}/export/?day=2026-11-20&slot=noon"
    today = browser.get("/overview/").context
    assert (today["day"].isoformat(), today["slot"]) == ("2026-11-23", "morning")


def test_the_table_links_each_figure_to_its_rows(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    mark = sick(universe.enrolment(CLASS_11, 1), "fever", "cough")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, mark))
    keep = "?day=2026-11-23&slot=morning"
    shown = signed_in("leader").get("/overview/").context
    assert [(row["name"], row["url"]) for row in shown["rows"]] == [
        ("城关镇", f"/overview/{TOWN}/{keep}"),
        ("河口镇", f"/overview/{RIVER}/{keep}"),
    ]
    assert [crumb["label"] for crumb in shown["crumbs"]] == ["青禾县"]
    town, river = shown["rows"]
    assert (town["sick"], town["fever"], town["enrolled"], town["unreported"]) == (1, 1, 40, 30)
    assert (river["sick"], river["fever"], river["enrolled"], river["unreported"]) == (
        None,
        None,
        20,
        20,
    )
    assert shown["totals"]["sick"] == 1
    classes = signed_in("principal").get(f"/overview/{PRIMARY}/").context["rows"]
    versions = f"/screening/versions/{CLASS_11}/2026-11-23/morning/"
    assert [(row["state"], row["note"], row["url"]) for row in classes] == [
        ("done", "班主任壬", versions),
        ("due", "班主任子", ""),
        ("due", "班主任丑", ""),
    ]


def test_columns_sort_from_the_largest_down_and_back(signed_in: SignedIn, acting: Acting) -> None:
    screening.submit_roll_call(acting("teacher_71"), sent(CLASS_71))
    browser = signed_in("leader")

    def names(sort: str) -> list[str]:
        return [r["name"] for r in browser.get(f"/overview/?sort={sort}").context["rows"]]

    assert names("name") == names("-unreported") == ["城关镇", "河口镇"]
    assert names("-name") == names("unreported") == names("-rate") == ["河口镇", "城关镇"]
    columns = browser.get("/overview/?sort=-sick").context["columns"]
    assert columns["sick"]["sorted"] == "descending"
    assert columns["sick"]["sort_url"].endswith("&sort=sick")
    assert columns["fever"]["sort_url"].endswith("&sort=-fever")
    assert columns["name"]["sorted"] == ""


def test_the_trend_is_told_in_a_sentence(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    browser = signed_in("leader")
    before = browser.get("/overview/").context["trend"]
    assert before["title"] == "因病缺勤率:这一天还没有班级上报"
    mark = sick(universe.enrolment(CLASS_11, 1), "fever", "cough")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, mark))
    after = browser.get("/overview/").context["trend"]
    assert after["title"] == "因病缺勤率 10.0%"
    assert len(after["days"]) == 20
    assert [series["values"][-2:] for series in after["series"]] == [[None, 10.0], [None, 10.0]]
    assert after["series"][0]["texts"][-1] == "10.0% 1/10"


@pytest.mark.parametrize(
    "query",
    [
        "day=2026-13-01",
        "day=0001-01-01",
        "day=9999-12-31",
        "slot=midnight",
        "offset=-1",
        "day=%27--",
        "sort=;",
        "stage=x",
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(signed_in: SignedIn, query: str) -> None:
    assert signed_in("officer").get(f"/overview/?{query}").status_code == 422


def test_the_unreported_by_school_with_who_answers(signed_in: SignedIn, at: Clock) -> None:
    at("08:30")
    shown = signed_in("officer").get("/overview/unreported/").context
    assert [(g["title"], g["place"], g["count"], g["due"]) for g in shown["groups"]] == [
        ("实验小学", "城关镇", 3, 3),
        ("城关幼儿园", "城关镇", 1, 1),
        ("河口初中", "河口镇", 2, 2),
    ]
    first = shown["groups"][0]["rows"][0]
    assert (first["name"], first["state"], first["person"], first["role_label"]) == (
        "一年级1班",
        "missed",
        "班主任壬",
        "班主任",
    )
    assert (first["minutes"], first["phone"][:3], first["people"]) == (10, "199", 10)
    kindergarten = shown["groups"][1]["rows"][0]
    assert (kindergarten["state"], kindergarten["minutes"]) == ("due", 0)
    assert shown["pager"] is None  # one page


def test_pages_keep_the_filter(signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    shown = browser.get("/overview/unreported/?offset=30&q=城").context
    assert shown["groups"] == []
    assert shown["pager"]["prev_url"] == (
        f"/overview/{COUNTY}/unreported/?day=2026-11-23&slot=morning&stage=&q=%E5%9F%8E&offset=20"
    )
    assert shown["clear_url"] == f"/overview/{COUNTY}/unreported/?day=2026-11-23&slot=morning"


def test_urging_from_the_list(signed_in: SignedIn, universe: Universe) -> None:
    browser = signed_in("liaison")
    shown = browser.get("/overview/unreported/").context
    ids = [row["duty_id"] for group in shown["groups"] for row in group["rows"][:1]]
    response = browser.post(
        shown["urge_url"], {"duty": ids, "day": "2026-11-23", "slot": "morning"}
    )
    assert (response.status_code, response["Location"]) == (
        302,
        f"/overview/{TOWN}/unreported/?day=2026-11-23&slot=morning",
    )
    after = browser.get(response["Location"]).context["groups"]
    assert [[row["urged"] for row in group["rows"]] for group in after] == [[1, 0, 0], [1]]
    other = signed_in("other_liaison")
    assert other.post(f"/overview/{RIVER}/urge/", {"duty": ids}).status_code == 404
    assert other.post(f"/overview/{RIVER}/urge/", {"duty": ["x"]}).status_code == 404


def test_a_search_is_posted_and_its_words_stay_out_of_the_address(signed_in: SignedIn) -> None:
    browser = signed_in("principal")
    asked = browser.get("/overview/search/").context
    assert (asked["searched"], asked["scope_label"]) == (False, "实验小学")
    (found,) = browser.post("/overview/search/", {"q": "测试生0003"}).context["rows"]
    assert (found["name"], found["place"], found["kind_label"]) == (
        "测试生0003",
        "一年级1班",
        "学生",
    )
    assert found["url"].startswith("/registry/people/")
    assert browser.get(found["url"]).status_code == 200
    assert browser.post("/overview/search/", {"q": "无此人"}).context["rows"] == []
    refused = browser.post("/overview/search/", {"q": "a"})
    assert (refused.status_code, refused.context["q"]) == (422, "a")
    assert browser.get("/overview/search/", {"q": "测试生0003"}).context["searched"] is False


def test_a_search_without_the_forms_token_is_refused(signed_in: SignedIn) -> None:
    browser = signed_in("principal")
    browser.handler.enforce_csrf_checks = True
    assert browser.post("/overview/search/", {"q": "测试生"}).status_code == 403


def test_the_sheet_follows_the_filter_and_says_who_took_it_when(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    mark = sick(universe.enrolment(CLASS_11, 1), "fever", "cough")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, mark))
    response = signed_in("officer").get(f"/overview/{TOWN}/export/?day=2026-11-23&slot=morning")
    assert response.status_code == 200
    assert "20261123.xlsx" in response["Content-Disposition"]
    found = sheets_of(response.content)
    assert list(found) == ["汇总", "未报班级", "不需报班级"]
    title, mark_line, as_of, head, *rows = found["汇总"]
    assert title[0] == "城关镇 晨检"
    assert mark_line[0] == "导出人 经办乙 · 2026-11-23 07:30 · 内部资料,请勿外传"
    assert as_of[0] == "2026-11-23,截至 07:30"
    primary, kindergarten, total = (dict(zip(head, row, strict=True)) for row in rows[:3])
    assert (primary["单位"], primary["已报班级"], primary["因病缺勤"]) == ("实验小学", 1, 1)
    assert (primary["因病缺勤率(%)"], kindergarten["因病缺勤率(%)"]) == (10, None)
    assert total["单位"] == "合计"
    counted = [name for name in head[1:] if name not in ("因病缺勤率(%)", "说明")]
    assert [total[n] for n in counted] == [primary[n] + kindergarten[n] for n in counted]
    silent = found["未报班级"][4:7]
    assert [(row[1], row[2], row[8]) for row in silent] == [
        ("实验小学", "一年级2班", "班主任子"),
        ("实验小学", "二年级1班", "班主任丑"),
        ("城关幼儿园", "大班1班", "班主任寅"),
    ]


def test_the_sheet_of_a_narrowed_list_is_narrowed_too(signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    shown = browser.get("/overview/unreported/?stage=junior&q=河口").context
    assert shown["export_url"].endswith("&stage=junior&q=%E6%B2%B3%E5%8F%A3")
    rows = sheets_of(browser.get(shown["export_url"]).content)["未报班级"]
    assert rows[3][0] == "只列:初中,名称含“河口”"
    assert [(row[1], row[2]) for row in rows[5:7]] == [
        ("河口初中", "七年级1班"), ("河口初中", "七年级2班"),
    ]  # fmt: skip
    assert rows[-1][0] == "共 2 个班未报。"


def test_a_sheet_of_classes_names_who_answers(signed_in: SignedIn) -> None:
    response = signed_in("principal").get(f"/overview/{PRIMARY}/export/")
    _title, _mark, _as_of, head, first, *_rest = sheets_of(response.content)["汇总"]
    assert (head[:4], first[:4]) == (
        ("单位", "年级", "状态", "负责人"),
        ("一年级1班", "一年级", "待报", "班主任壬"),
    )


def test_what_looks_like_a_formula_is_text(signed_in: SignedIn, universe: Universe) -> None:
    enter(BUILDER)
    Unit.objects.filter(no=CLASS_11).update(name='=HYPERLINK("http://x","1班")')
    User.objects.filter(login="teacher").update(name="@SUM(A1)")
    response = signed_in("principal").get(f"/overview/{PRIMARY}/export/")
    first = sheets_of(response.content)["汇总"][4]
    assert (first[0], first[3]) == ('\'=HYPERLINK("http://x","1班")', "'@SUM(A1)")


def test_each_takes_the_sheet_of_what_is_theirs(signed_in: SignedIn) -> None:
    leader = signed_in("leader")
    assert leader.get("/overview/").context["export_url"] == (
        f"/overview/{COUNTY}/export/?day=2026-11-23&slot=morning"
    )
    assert leader.get(f"/overview/{COUNTY}/export/").status_code == 200
    assert signed_in("liaison").get(f"/overview/{RIVER}/export/").status_code == 404


def test_a_page_that_is_looked_at_leaves_no_fact_and_a_sheet_does(signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    browser.get("/overview/")
    browser.get(f"/overview/{COUNTY}/export/")
    enter(BUILDER)
    kinds = Entry.objects.filter(kind__startswith="overview.").values_list("kind", flat=True)
    assert list(kinds) == ["overview.exported"]


def test_the_charts_read_what_the_board_shows(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    mark = sick(universe.enrolment(CLASS_11, 1), "fever", "cough")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, mark))
    found = json.loads(signed_in("leader").get(f"/overview/data/{COUNTY}.json").content)
    assert found["unit"] == {"no": COUNTY, "name": "青禾县", "kind": "county"}
    assert (found["day"], found["slot"], found["as_of"]) == (
        "2026-11-23",
        "morning",
        "2026-11-23T07:30:00+08:00",
    )
    assert [row["name"] for row in found["rows"]] == ["城关镇", "河口镇"]
    assert found["total"]["sick_rate"] == 10
    assert found["trend"][-1]["classes_missing"] == 5
    assert found["groups"][0] == {"code": "fever", "name": "发热", "people": 1}
    assert found["signals_total"] == 0


def test_the_wall_says_what_is_known_and_what_is_not(
    signed_in: SignedIn, acting: Acting, universe: Universe, at: Clock
) -> None:
    mark = sick(universe.enrolment(CLASS_11, 1), "vomiting")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, mark))
    at("08:30")
    shown = signed_in("leader").get("/overview/wall/").context
    assert (shown["heading"], shown["child_word"]) == ("青禾县晨检", "乡镇")
    assert [(tile["value"], tile["of"]) for tile in shown["figures"]] == [
        (0, 3), (1, 6), (60, None), (1, None), (0, None), (0, None),
    ]  # fmt: skip
    assert shown["figures"][2]["note"] == "情况不明 50 人"
    assert [(town["name"], town["state"]) for town in shown["towns"]] == [
        ("城关镇", "missed"),
        ("河口镇", "missed"),
    ]
    assert [row["place"] for row in shown["unreported"]["rows"]] == [
        "实验小学 一年级2班",
        "实验小学 二年级1班",
        "河口初中 七年级1班",
        "河口初中 七年级2班",
    ]
    assert (shown["unreported"]["total"], shown["unreported"]["more"]) == (5, 1)
    assert shown["symptoms"] == [{"label": "呕吐、腹泻或腹痛", "n": 1}]
