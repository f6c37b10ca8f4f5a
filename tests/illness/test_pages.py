"""The pages: the doctor's list and one child, the line list, the forms, a family's own, the setting."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest
from django.test import Client

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, JUNIOR, PRIMARY, Universe
from tests.illness.ill import Acting, absent, feverish, open_duties, report, step, the_illness
from xiaoan.directory import queries as directory
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import guardians, people
from xiaoan.illness.models import Illness, Late, Step, Taken
from xiaoan.journal.models import Entry
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.registry.models import Look

SignedIn = Callable[[str], Client]
NEXT = DAY + dt.timedelta(days=1)


def post(client: Client, row: Illness, name: str, **fields: Any) -> Any:
    """One act as the page's form sends it."""
    sent = {f"{name}-{field}": value for field, value in fields.items()}
    sent.setdefault(f"{name}-step_id", str(uuid7()))
    return client.post(f"/illness/{row.pk}/?act={name}", sent)


def stage() -> str:
    return the_illness().stage


def test_the_doctors_list_says_whom_to_see_to_next(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(feverish(universe, 2), absent(universe, 3))
    page = signed_in("doctor").get("/illness/today/")
    groups = [(g["title"], [r["name"] for r in g["rows"]]) for g in page.context["groups"]]
    assert groups == [("在校处置", ["测试生0002"]), ("病假在外", ["测试生0003"])]
    assert [r["next"] for g in page.context["groups"] for r in g["rows"]] == [
        "用腋温复测",
        "追踪病因",
    ]


def test_the_way_on_the_doctors_phone(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(feverish(universe, 2))
    row, doctor = the_illness(), signed_in("doctor")
    first = doctor.get(f"/illness/{row.pk}/")
    assert [act["name"] for act in first.context["next"]] == ["retest"]
    ways: list[tuple[str, dict[str, Any], str]] = [
        ("retest", {"celsius": "39.2", "method": "axillary"}, "retested"),
        ("observe", {"room": "留观室", "carer": "校医己"}, "observed"),
        ("guardian", {"who": "母亲", "outcome": "unreachable"}, "observed"),
        ("guardian", {"who": "母亲", "outcome": "reach"}, "reached"),
        ("send", {"by": "guardian", "clinic": "县医院"}, "in_care"),
        ("diagnose", {"diagnosis": "influenza", "certainty": "confirmed"}, "diagnosed"),
    ]
    for name, fields, after in ways:
        assert post(doctor, row, name, **fields).status_code == 302
        assert stage() == after
    page = doctor.get(f"/illness/{row.pk}/")
    assert [line[:4] for line in page.context["flags"]] == ["N-02", "N-03"]
    assert "流感" in page.context["verdict"]
    assert "症状全部消失的日期" in page.context["verdict"]
    assert [one["title"] for one in page.context["steps"]][::-1][1:4] == [
        "复测:仍异常", "进留观室", "联系家长:未接通",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"celsius": "", "method": "axillary"}, "请填写复测体温。"),
        ({"celsius": "热", "method": "axillary"}, "体温请写成 37.3 这样的数字。"),
        ({"celsius": "33.0", "method": "axillary"}, "这个读数不可信,请重测。"),
        ({"celsius": "37.5", "method": "forehead"}, "这个读数偏高:请再用腋温测一次,以腋温为准。"),
        ({"celsius": "37.5", "method": "hand"}, "请从列表中选择。"),
        ({"celsius": "37.5", "method": "axillary", "at": "8点"}, "时间请写成 08:05 这样。"),
        ({"celsius": "37.5", "method": "axillary", "note": "\0"}, "有不能保存的字符。"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(
    acting: Acting, universe: Universe, signed_in: SignedIn, fields: dict[str, str], said: str
) -> None:
    report(feverish(universe, 2))
    row = the_illness()
    answer = post(signed_in("doctor"), row, "retest", **fields)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert stage() == "detected"


def test_a_double_click_is_one_step_and_a_late_one_is_told(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(feverish(universe, 2))
    row, doctor, key = the_illness(), signed_in("doctor"), str(uuid7())
    assert [post(doctor, row, "observe", step_id=key).status_code for _ in range(2)] == [302, 302]
    late = post(doctor, row, "observe")
    the_illness()
    assert late.headers["Location"] == f"/illness/late/{Late.objects.get().pk}/"
    assert Step.objects.filter(kind="observe").count() == 1


def test_a_teacher_traces_from_the_due_list_on_one_screen(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(absent(universe, 2, "vomiting"))
    row, teacher = the_illness(), signed_in("teacher")
    due = teacher.get("/duties/today/").content.decode()
    assert f"/illness/{row.pk}/" in due
    page = teacher.get(f"/illness/{row.pk}/")
    (act,) = page.context["next"]
    filled = {field["name"]: field["value"] for field in act["fields"]}
    assert (act["name"], filled["trace-symptoms"], filled["trace-onset"]) == (
        "trace",
        ["vomiting"],
        DAY,
    )
    answer = post(
        teacher, row, "trace", symptoms=["vomiting", "diarrhoea"], onset="2026-11-22", clinic="县医院",
        diagnosis="norovirus", certainty="suspected", isolates="yes", note="同桌也吐了",
    )  # fmt: skip
    assert answer.status_code == 302
    row = the_illness()
    assert (row.stage, row.diagnosis, row.isolates, row.held) == (
        "at_home",
        "norovirus",
        True,
        True,
    )
    assert open_duties(row.pk) == [("illness.follow", NEXT)]
    assert {act["name"] for act in teacher.get(f"/illness/{row.pk}/").context["others"]} == {
        "trace", "hand_in", "withdraw",
    }  # fmt: skip


def test_too_early_is_refused_with_the_day_and_a_second_act_lets_in(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(absent(universe, 2))
    row = the_illness()
    step(acting("doctor"), row, "diagnose", diagnosis="varicella", certainty="confirmed")
    leave()
    doctor = signed_in("doctor")
    given: dict[str, Any] = {
        "issuer": "县医院", "doctor": "张医生", "issued_on": str(DAY), "back_on": str(NEXT),
        "onset": "2026-11-15", "signs": ["crusted"],
    }  # fmt: skip
    assert "certificate-reason" not in doctor.get(f"/illness/{row.pk}/").content.decode()
    refused = post(doctor, row, "certificate", **given)
    assert refused.status_code == 302
    again = doctor.get(f"/illness/{row.pk}/")
    assert "最早 11月29日(周日) 才能复课" in again.content.decode()
    (act,) = again.context["next"]
    filled = {field["name"].removeprefix("certificate-"): field["value"] for field in act["fields"]}
    assert {name: str(filled[name]) for name in ("issuer", "doctor", "back_on", "onset", "reason")} == {
        "issuer": "县医院", "doctor": "张医生", "back_on": str(NEXT), "onset": "2026-11-15", "reason": "",
    }  # fmt: skip
    assert filled["signs"] == ["crusted"]
    assert stage() == "at_home"
    assert post(doctor, row, "certificate", **given, reason="疾控书面同意").status_code == 302
    assert stage() == "cleared"
    page = doctor.get(f"/illness/{row.pk}/")
    assert page.context["child"]["against"]
    assert "疾控书面同意" in page.content.decode()


def test_who_is_not_next_is_told_who_is(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(feverish(universe, 2))
    row = the_illness()
    page = signed_in("teacher").get(f"/illness/{row.pk}/")
    assert (page.context["next"], [act["name"] for act in page.context["others"]]) == (
        [],
        ["withdraw"],
    )
    assert "下一步:用腋温复测" in page.content.decode()


def test_a_look_is_kept_and_names_nobody(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(absent(universe, 2))
    row = the_illness()
    signed_in("doctor").get(f"/illness/{row.pk}/")
    the_illness()
    assert [(one.page, one.role) for one in Look.objects.all()] == [("illness", "school_doctor")]
    assert Entry.objects.filter(kind="registry.life_seen").count() == 1


def test_a_family_reads_where_its_child_stands(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(feverish(universe, 1), absent(universe, 2))
    page = signed_in("guardian").get("/illness/own/")
    rows = page.context["rows"]
    assert [(one["name"], str(one["stage"])) for one in rows] == [("测试生0001", "发现,待复测")]
    assert "测试生0002" not in page.content.decode()


@pytest.mark.parametrize("seats", [(1,), (1, 2, 3)])
@pytest.mark.parametrize(
    ("where", "queries"),
    [
        ("list/", 18),
    ],
)
def test_lists_ask_the_same_for_one_and_three(
    acting: Acting, universe: Universe, signed_in: SignedIn, django_assert_num_queries: Any,
    seats: tuple[int, ...], where: str, queries: int,
) -> None:  # fmt: skip
    report(*(absent(universe, seat) for seat in seats))
    doctor = signed_in("doctor")
    doctor.get("/illness/own/")
    with django_assert_num_queries(queries):
        assert doctor.get(f"/illness/{where}").status_code == 200


@pytest.mark.parametrize("unit_no", [COUNTY, PRIMARY, CLASS_11])
def test_shares_of_pupils_are_of_the_roll_and_of_nobody_else(
    acting: Acting, universe: Universe, signed_in: SignedIn, unit_no: int
) -> None:
    """Staff and pupils who have left are people of the county, and on no roll."""
    gone = universe.person(CLASS_11, 9)
    people.leave_school(acting("principal"), gone, "moved_away", When(DAY))
    page = signed_in("officer").get(f"/illness/list/?unit={unit_no}")
    enter(BUILDER)
    sizes = directory.class_sizes(BUILDER, directory.place(unit_no).interval, DAY)
    rolls = directory.class_rolls(BUILDER, [one.place.no for one in sizes], DAY)
    on_roll = sum(len(roll) for roll in rolls.values())
    assert page.context["figures"][0]["of"] == on_roll == sum(one.enrolled for one in sizes)


def test_figures_with_what_they_are_of(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(absent(universe, 1), absent(universe, 2), feverish(universe, 3))
    rows = list(Illness.objects.filter(stage="at_home").order_by("person_id"))
    step(acting("teacher"), rows[0], "trace", diagnosis="hfmd", certainty="suspected")
    leave()
    officer = signed_in("officer").get(f"/illness/list/?unit={COUNTY}")
    told = {str(f["label"]): (f["value"], f["of"]) for f in officer.context["figures"]}
    assert told == {
        "病假中": (2, 60), "未追踪": (1, 2), "久缺未明": (0, 2), "待查复课证明": (1, 3),
        "按时追踪": (0, 0),
    }  # fmt: skip
    assert [(u["name"], u["open"], u["untraced"]) for u in officer.context["units"]] == [
        ("城关镇", 3, 1)
    ]
    only = signed_in("officer").get(f"/illness/list/?unit={COUNTY}&show=untraced")
    assert [row["id"] for row in only.context["rows"]] == [rows[1].pk]


def cells(client: Client, letter: str, unit: int, **query: str) -> list[list[Any]]:
    """The sheet of a form, without empty rows."""
    where = f"/illness/forms/{letter}/{unit}/{DAY}/?{urlencode(query)}"
    answer = client.post(where, {"reason": "报县疾控"})
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = [list(row) for row in book.active.iter_rows(values_only=True)]
    return [row for row in rows if any(cell is not None for cell in row)]


def test_form_a_lists_exceptions_and_says_zero(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(feverish(universe, 2), absent(universe, 3, "diarrhoea", "headache"))
    rows = cells(signed_in("doctor"), "a", CLASS_11)
    assert rows[0][0] == "实验小学 一年级1班 A 晨午检登记表"
    assert rows[2][0] == "11月23日(周一) 晨检 · 班级人数 10 · 应到 10 · 实到 9 · 因病缺勤 1"
    assert [row[1] for row in rows[5:7]] == ["测试生0003", "测试生0002"]
    head = rows[4]
    sick = dict(zip(head, rows[5], strict=True))
    assert (sick["腹泻"], sick["发热"], sick["其他"], sick["是否出勤"]) == (
        "√",
        "",
        "头痛",
        "因病缺勤",
    )
    html = signed_in("doctor").get(f"/illness/forms/a/{CLASS_11}/{DAY}/?slot=noon").content.decode()
    assert "无(零报告)" in html


def test_a_form_prints_the_address_of_the_slot_it_shows(signed_in: SignedIn) -> None:
    where = f"/illness/forms/a/{CLASS_11}/{DAY}/"
    answer = signed_in("doctor").get(where, {"slot": "x" * 5000})
    assert (answer.status_code, answer.context["here"]) == (
        200, f"http://testserver{where}?slot=morning",
    )  # fmt: skip


def test_form_b_counts_people_of_one_and_three_days(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(absent(universe, 2, "vomiting"), absent(universe, 3, "vomiting", "fever"))
    rows = cells(signed_in("doctor"), "b", PRIMARY)
    line = dict(zip(rows[4], rows[5], strict=True))
    assert line["班级"] == "一年级1班"
    assert (line["因病缺勤人数"], line["本日呕吐"], line["近3日呕吐"], line["本日发热"]) == (
        2,
        2,
        2,
        1,
    )
    total = dict(zip(rows[4], rows[-1], strict=True))
    assert (total["班级"], total["班级人数"], total["近3日呕吐"]) == ("合计", 30, 2)


def test_forms_c_d_f_say_what_was_found(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(absent(universe, 2, "vomiting"))
    row = the_illness()
    facts = {
        "diagnosis": "norovirus",
        "certainty": "suspected",
        "onset": "2026-11-22",
        "symptoms": 128,
    }
    step(acting("teacher"), row, "trace", {"clinic": "县医院", "note": "在家吐两次"}, **facts)
    step(acting("doctor"), row, "investigate", {"finding": "同班有类似病例"})
    leave()
    doctor = signed_in("doctor")
    c, d, f = (cells(doctor, letter, PRIMARY) for letter in "cdf")
    line = dict(zip(c[3], c[4], strict=True))
    assert line["缺勤原因"] == "呕吐;诺如病毒感染(疑似)"
    assert (line["就诊"], line["发病时间"], line["追踪人"]) == ("县医院", "2026-11-22", "班主任壬")
    assert dict(zip(d[3], d[4], strict=True))["排查结果"] == "同班有类似病例"
    told = dict(zip(f[4], f[5], strict=True))
    assert (told["学校名称"], told["病名"], told["就诊医院"]) == (
        "实验小学",
        "诺如病毒感染(疑似)",
        "县医院",
    )
    e = cells(doctor, "e", CLASS_11)
    assert dict(zip(e[3], e[4], strict=True))["消化道症状"] == "呕吐"
    the_illness()
    taken = Entry.objects.filter(kind="illness.form_exported")
    assert (taken.count(), set(Taken.objects.values_list("reason", flat=True))) == (4, {"报县疾控"})


def test_a_form_leaves_as_a_sheet_for_a_reason_only_and_with_the_right(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(absent(universe, 2))
    where = f"/illness/forms/a/{CLASS_11}/{DAY}/"
    leave()
    shown = signed_in("doctor").get(where, {"file": "xlsx"})
    assert (shown.headers["Content-Type"], 'name="reason"' in shown.content.decode()) == (
        "text/html; charset=utf-8", True,
    )  # fmt: skip
    assert 'name="reason"' not in signed_in("teacher").get(where).content.decode()
    assert signed_in("teacher").post(where, {"reason": "报县疾控"}).status_code == 403
    assert signed_in("doctor").post(where, {"reason": " "}).status_code == 422
    the_illness()
    assert Taken.objects.count() == 0


@pytest.mark.parametrize(
    "where",
    [
        f"a/{PRIMARY}/{DAY}", f"b/{CLASS_11}/{DAY}", f"z/{CLASS_11}/{DAY}",
        f"a/{CLASS_11}/2026-13-01", f"c/{JUNIOR}/{DAY}",
    ],
)  # fmt: skip
def test_no_such_form(acting: Acting, universe: Universe, signed_in: SignedIn, where: str) -> None:
    assert signed_in("doctor").get(f"/illness/forms/{where}/").status_code == 404


def test_the_phone_of_a_family_is_for_who_is_shown_it(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    mother = guardians.NewGuardian("王芳", "母亲", "19900001234")
    guardians.add_guardian(acting("principal"), universe.person(CLASS_11, 2), mother)
    report(absent(universe, 2))
    rows = {name: cells(signed_in(name), "c", CLASS_11)[4][4] for name in ("doctor", "officer")}
    assert rows == {"doctor": "19900001234", "officer": ""}
    page = signed_in("doctor").get(f"/illness/{the_illness().pk}/").content.decode()
    assert ("tel:19900001234" in page, "199****1234" in page) == (True, True)
