"""Taking a roster away: who may, masked or in full, inert, bound to who asked, gone in time, importable."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import openpyxl
import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.builders import (
    BUILDER,
    COUNTY,
    DAY,
    JUNIOR,
    MORNING,
    PRIMARY,
    PUPILS,
    Universe,
    account,
    unit,
)
from tests.registry.rosters import id_number, pupil, sheet
from xiaoan.accounts import queries as accounts
from xiaoan.accounts.models import Grant
from xiaoan.directory import rules as numbering
from xiaoan.journal import queries as journal
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter, leave
from xiaoan.registry import services as registry
from xiaoan.registry import tasks
from xiaoan.registry.models import RosterExport
from xiaoan.registry.queries.columns import HEADS
from xiaoan.registry.services import exports, files

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
CountQueries = Callable[..., AbstractContextManager[object]]
KIN = {"监护人1姓名", "监护人1关系", "监护人1电话", "监护人2姓名", "监护人2关系", "监护人2电话"}


def asked(
    unit_no: int = PRIMARY, form: str = "xlsx", numbers: str = "full", reason: str = "核对学籍"
) -> exports.Asked:
    return exports.Asked(uuid7(), unit_no, form, numbers, reason)


def table(form: str, content: bytes) -> list[list[str]]:
    """The sheet's rows, the mark and the headings first."""
    if form == "csv":
        return list(csv.reader(io.StringIO(content.decode("gb18030"), newline="")))
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [[str(cell.value or "") for cell in row] for row in page.iter_rows()]


def taken(actor: Actor, wanted: exports.Asked) -> bytes:
    """Asked for, written, fetched; each in a transaction of its own, as in life."""
    with acting_as(actor):
        exports.ask(actor, wanted)
    exports.make(actor, wanted.id)
    with acting_as(actor):
        return exports.fetch(actor, wanted.id)[1]


def broken(taken: int, why: str = "broken") -> exports.Again:
    return exports.Again(taken, why)


SCHOOL = PRIMARY + 4 * numbering.SCHOOL
GRADE = numbering.grade_no(SCHOOL, 0)
ROOM = SCHOOL + numbering.DORMITORIES
KINDS = (
    {"证件类型": "护照", "证件号码": "EA1234567"},
    {"证件类型": "港澳居民来往内地通行证", "证件号码": "H12345678"},
    {"证件类型": "台湾居民来往大陆通行证", "证件号码": "12345678"},
    {"证件类型": "无", "证件号码": ""},
    {"住宿": "是", "宿舍": "201室", "座号": "9"},
    {"监护人2姓名": "司马母", "监护人2关系": "-其他", "监护人2电话": "0371-66668888"},
)


def school(folder: Path) -> None:
    """A school of its own whose whole roll came from a sheet: every kind of person and number."""
    with acting_as(BUILDER):
        unit(
            SCHOOL,
            numbering.SCHOOL,
            COUNTY + numbering.TOWNSHIP,
            "school",
            "新华小学",
            SCHOOL,
            "primary",
        )
        unit(GRADE, numbering.GRADE, SCHOOL, "grade", "一年级", SCHOOL, "primary")
        unit(GRADE + 1, 1, GRADE, "class", "一年级1班", SCHOOL, "primary")
        unit(ROOM, 1, SCHOOL, "dormitory", "201室", SCHOOL)
    here = {"学校": "新华小学"}
    names = "甲乙丙丁戊己庚"
    rows = [pupil(n, **{**here, "姓名": f"诸葛{names[n]}", **more}) for n, more in enumerate(KINDS)]
    rows.append(
        {"类别": "教职工", "学校": "新华小学", "工号": "T1", "姓名": "夏侯老师", "性别": "女",
         "出生日期": "1985-03-02", "证件号码": id_number(8, "19850302"), "岗位": "=班主任",
         "电话": "13900000001"}
    )  # fmt: skip
    done, judged = registry.import_now(
        system("tests"), sheet(folder, *rows), mode="all", complete=False, since=DAY,
        progress=lambda _n: None,
    )  # fmt: skip
    assert (judged.faults, done.counts["new"]) == ({}, 7)


@pytest.fixture
def head(own_database: str, tmp_path: Path) -> Actor:
    """The principal of that school."""
    school(tmp_path)
    with acting_as(BUILDER):
        end = SCHOOL + numbering.SCHOOL
        return accounts.actor_of(account(Universe(), "head", "校长新", "principal", SCHOOL, end))


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_in_full_it_is_imported_again_without_a_change(
    head: Actor, tmp_path: Path, form: str
) -> None:
    content = taken(head, asked(SCHOOL, form=form))
    rows = table(form, content)
    assert rows[0][0].startswith("新华小学 花名册 · 导出人 校长新 · 2026-11-23 07:30 · 编号 ")
    assert rows[1] == list(HEADS.values())
    told = [dict(zip(rows[1], row, strict=True)) for row in rows[2:]]
    assert [row["证件号码"] for row in told][-1] == id_number(8, "19850302")
    assert [(row["年级"], row["班级"], row["宿舍"]) for row in told if row["座号"] == "9"] == [
        ("一年级", "一年级1班", "201室")
    ]
    assert (told[-1]["岗位"], told[-1]["工号"], told[-1]["学号"]) == ("'=班主任", "T1", "")
    path = tmp_path / f"again.{form}"
    path.write_bytes(content)
    for actor in (head, system("roster")):
        judged = registry.judge(actor, path, complete=actor.is_system)
        assert judged.faults == {}
        assert {n: c for n, c in judged.counts().items() if c} == {"identical": 7}


def test_masked_it_holds_no_whole_number_and_is_not_imported(head: Actor, tmp_path: Path) -> None:
    content = taken(head, asked(SCHOOL, numbers="masked"))
    rows = table("xlsx", content)
    told = {row[9]: row[10] for row in rows[2:]}
    assert told == {
        "护照": "EA1**4567", "港澳居民来往内地通行证": "H12**5678", "台湾居民来往大陆通行证": "123*5678",
        "无": "", "居民身份证": f"990***********{id_number(8, '19850302')[-4:]}",
    }  # fmt: skip
    path = tmp_path / "masked.xlsx"
    path.write_bytes(content)
    assert registry.judge(head, path).counts()["refused"] == 6


def test_the_officer_takes_the_county_masked_and_without_guardians(
    own_database: str, universe: Universe
) -> None:
    officer = universe.cast["officer"]
    rows = table("csv", taken(officer, asked(COUNTY, numbers="masked", form="csv")))
    assert rows[1] == [head for head in HEADS.values() if head not in KIN]
    assert len(rows) - 2 == 6 * PUPILS
    assert {row[0] for row in rows[2:]} == {"学生"}
    assert {row[1] for row in rows[2:]} == {"实验小学", "城关幼儿园", "河口初中"}
    assert all("*" in row[rows[1].index("证件号码")] for row in rows[2:])
    of_school = table("xlsx", taken(officer, asked(JUNIOR)))
    assert {row[1] for row in of_school[2:]} == {"河口初中"}
    assert not any("*" in cell for row in of_school[2:] for cell in row)


def test_what_is_refused(acting: Acting) -> None:
    officer = acting("officer")
    for wrong in (
        asked(COUNTY), asked(reason=" "), asked(reason="长" * 201), asked(form="pdf"),
        asked(numbers="all"),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            exports.ask(officer, wrong)
    for nowhere in (PRIMARY + 1, 5):
        with pytest.raises(NotFound):
            exports.ask(officer, asked(nowhere))
    with pytest.raises(NotFound):
        exports.ask(acting("principal"), asked(JUNIOR))
    with pytest.raises(Forbidden):
        exports.ask(acting("doctor"), asked())
    enter(BUILDER)
    assert RosterExport.objects.count() == 0


def test_only_who_asked_fetches_it_and_only_for_ten_minutes(
    own_database: str, universe: Universe, morning: time_machine.Traveller
) -> None:
    principal, wanted = universe.cast["principal"], asked()
    content = taken(principal, wanted)
    with acting_as(universe.cast["officer"]) as other, pytest.raises(NotFound):
        exports.fetch(other, wanted.id)
    with acting_as(principal):
        file = files.folder() / f"{RosterExport.objects.get(pk=wanted.id).file_key}.export"
    sealed = file.read_bytes()
    assert content not in sealed
    assert "测试生".encode() not in sealed
    morning.move_to(MORNING + dt.timedelta(minutes=9, seconds=59))
    with acting_as(system("registry")) as actor:
        assert exports.expire(actor) == 0
    with acting_as(principal):
        assert exports.fetch(principal, wanted.id, again=broken(1))[1] == content
    morning.move_to(MORNING + dt.timedelta(minutes=10))
    for again in (None, broken(2)):
        with acting_as(principal), pytest.raises(Conflict):
            exports.fetch(principal, wanted.id, again=again)
    with acting_as(system("registry")) as actor:
        assert exports.expire(actor) == 1
        assert exports.expire(actor) == 0
        facts = [f for f in journal.facts(actor) if "roster_export" in f.kind]
    assert [f.kind.split("_")[-1] for f in facts] == [
        "asked", "made", "taken", "reopened", "taken",
    ]  # fmt: skip
    assert not any("核对学籍" in fact.body for fact in facts)
    assert file.exists() is False


def test_of_two_who_press_at_once_one_gets_the_file(own_database: str, universe: Universe) -> None:
    principal, wanted = universe.cast["principal"], asked()
    with acting_as(principal):
        exports.ask(principal, wanted)
    exports.make(principal, wanted.id)

    def press(again: exports.Again | None) -> str:
        try:
            with acting_as(principal):
                return "got" if exports.fetch(principal, wanted.id, again=again)[1] else "nothing"
        except exports.Taken:
            return "late"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for again in (None, broken(1), broken(2)):
            assert sorted(pool.map(press, (again, again))) == ["got", "late"]
    with acting_as(BUILDER) as actor:
        assert RosterExport.objects.get().taken == 3
        facts = [f.kind for f in journal.facts(actor, kinds=("registry.roster_export_taken",))]
    assert len(facts) == 3


def test_a_second_session_of_the_same_person_gets_nothing(
    own_database: str, universe: Universe, signed_in: SignedIn
) -> None:
    with transaction.atomic():
        desk, elsewhere = signed_in("principal"), signed_in("principal")
    wanted = asked()
    said = {"id": str(wanted.id), "unit": str(PRIMARY), "form": "xlsx", "numbers": "masked"}
    desk.post("/registry/exports/", {**said, "reason": "核对"})
    exports.make(universe.cast["principal"], wanted.id)
    address = f"/registry/exports/{wanted.id}/"
    page = elsewhere.get(address).content.decode()
    assert ("那次登录里下载" in page, f'action="{address}file/"' in page) == (True, False)
    refused = elsewhere.post(f"{address}file/")
    assert (refused.status_code, "那次登录里下载" in refused.content.decode()) == (403, True)
    assert desk.post(f"{address}file/").status_code == 200
    assert elsewhere.post(f"{address}file/", {"taken": "1", "why": "lost"}).status_code == 403


def test_who_lost_the_role_meanwhile_gets_nothing(own_database: str, universe: Universe) -> None:
    principal, wanted = universe.cast["principal"], asked()
    with acting_as(principal):
        exports.ask(principal, wanted)
    with acting_as(BUILDER):
        Grant.objects.filter(user_id=accounts.user_id(principal)).update(until=DAY)
    tasks.export_roster(str(wanted.id), str(principal.user_id))
    with acting_as(BUILDER):
        assert RosterExport.objects.get().state == "asked"
    # Still a principal, but no longer one who may take whole numbers away: the fetch asks again.
    with acting_as(principal), pytest.raises(Conflict):
        exports.fetch(principal, wanted.id)


def test_a_job_that_comes_twice_or_broke_off_writes_one_sheet(
    own_database: str, universe: Universe
) -> None:
    principal, wanted = universe.cast["principal"], asked()
    with acting_as(principal):
        assert exports.ask(principal, wanted) == exports.ask(principal, wanted) == wanted.id
        RosterExport.objects.update(state="making", rows_done=11)  # Its worker died.
    exports.make(principal, wanted.id)
    exports.make(principal, wanted.id)
    with acting_as(BUILDER) as actor:
        (row,) = RosterExport.objects.all()
        facts = [f.kind for f in journal.facts(actor) if "roster_export_made" in f.kind]
    assert (row.state, row.rows_done, row.rows_total) == ("ready", 3 * PUPILS, 3 * PUPILS)
    assert facts == ["registry.roster_export_made"]


def test_what_breaks_is_said(
    own_database: str, universe: Universe, monkeypatch: pytest.MonkeyPatch, signed_in: SignedIn
) -> None:
    principal, wanted = universe.cast["principal"], asked()
    with acting_as(principal):
        exports.ask(principal, wanted)
        # No such class any more: the sheet cannot name it.
        RosterExport.objects.update(file_key="no/such/folder")
    with pytest.raises(FileNotFoundError):
        tasks.export_roster(str(wanted.id), str(principal.user_id))
    with acting_as(BUILDER):
        assert RosterExport.objects.get().state == "failed"


def test_from_the_button_to_the_file(own_database: str, signed_in: SignedIn) -> None:
    with transaction.atomic():
        client = signed_in("principal")
    page = client.get("/registry/exports/").content.decode()
    assert (page.count("<option"), "完整:每次一所学校" in page) == (1, True)
    said = {"id": str(uuid7()), "unit": str(PRIMARY), "form": "csv", "numbers": "masked"}
    refused = client.post("/registry/exports/", said)
    assert (refused.status_code, "请写明用途" in refused.content.decode()) == (422, True)
    for _twice in range(2):
        response = client.post("/registry/exports/", {**said, "reason": "发给省平台"})
        assert response.status_code == 302
    address = response.headers["Location"]
    assert 'id="progress"' in client.get(address).content.decode()
    assert client.post(f"{address}file/").status_code == 409
    with transaction.atomic():
        jobs = [(job.task_name, job.args) for job in ProcrastinateJob.objects.filter(status="todo")]
    (args,) = [args for name, args in jobs if name == "registry.export_roster"]
    tasks.export_roster(**args)
    assert "写好了:30 人" in client.get(address).content.decode()
    assert client.get(address, headers={"HX-Request": "1"}).headers["HX-Refresh"] == "true"
    # What looks the address up ahead takes nothing.
    assert [client.get(f"{address}file/").status_code, client.head(f"{address}file/").status_code] == [
        405, 405,
    ]  # fmt: skip
    response = client.post(f"{address}file/")
    assert response.headers["Content-Type"] == "text/csv; charset=gb18030"
    assert response.headers["Cache-Control"] == "no-store"
    assert len(table("csv", response.content)) == 2 + 3 * PUPILS
    late = client.post(f"{address}file/")
    assert late.status_code == 409
    for words in ("刚才已经下载过了", "最近一次 07:30", "校长戊", "文件打不开"):
        assert words in late.content.decode()
    unsaid = client.post(f"{address}file/", {"taken": "1"})
    assert (unsaid.status_code, "请选择为什么" in unsaid.content.decode()) == (422, True)
    for odd in ("0", "-1", "²", "9" * 30):
        posted = {"taken": odd, "why": "broken"}
        assert client.post(f"{address}file/", posted).status_code == 409
    for taken in ("1", "2"):
        posted = {"taken": taken, "why": "unreadable"}
        assert client.post(f"{address}file/", posted).content == response.content
        # The same press twice is one download.
        assert client.post(f"{address}file/", posted).status_code == 409
    assert client.post(f"{address}file/", {"taken": "3", "why": "lost"}).status_code == 409
    page = client.get(address).content.decode()
    assert ("已下载 3 次" in page, "不能再下载了" in page, "<form" in page.split("<main")[1]) == (
        True, True, False,
    )  # fmt: skip
    with acting_as(BUILDER) as actor:
        again = [f.body for f in journal.facts(actor, kinds=("registry.roster_export_reopened",))]
    assert [body.split('"taken":')[1] for body in again] == [
        f'{n},"why":"unreadable"}}' for n in (1, 2)
    ]  # fmt: skip
    assert "发给省平台" in client.get("/registry/exports/").content.decode()


def test_the_list_costs_the_same_with_one_row_and_with_three(
    signed_in: SignedIn, acting: Acting, django_assert_num_queries: CountQueries
) -> None:
    client = signed_in("officer")
    for more in (1, 2):
        actor = acting("officer")
        for _ in range(more):
            exports.ask(actor, asked(JUNIOR))
        leave()
        with django_assert_num_queries(8):
            assert client.get("/registry/exports/").status_code == 200
