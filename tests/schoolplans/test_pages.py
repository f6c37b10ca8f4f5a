"""Pages of school plans: the list, the way of a plan in the browser, paper, sheet, template."""

import io
import zipfile
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.builders import BUILDER, COUNTY, PRIMARY, Universe
from tests.outbreaks.looks import Acting
from tests.schoolplans.states import filled, given, published, started, submitted, task_named
from tests.web.papers import paragraphs, pdf_text, squeezed
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.schoolplans import services
from xiaoan.schoolplans.models import Plan, Task, Template
from xiaoan.schoolplans.queries import templates

SignedIn = Callable[[str], Client]
OWN = f"/schoolplans/{PRIMARY}/"


def act(pages: Client, name: str, **fields: Any) -> int:
    said = {"submission_id": str(uuid7()), "act": name, **fields}
    return pages.post(OWN, said).status_code


def plan() -> Plan:
    enter(BUILDER)
    found = Plan.objects.get(school_id=PRIMARY)
    leave()
    return found


def test_from_the_empty_plan_to_the_bureau_and_back(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    principal, officer = signed_in("principal"), signed_in("officer")
    assert "还没有开学方案" in principal.get(OWN).content.decode()
    made = principal.post(
        f"{OWN}start/",
        {"submission_id": str(uuid7()), "needs": ["canteen"], "own_opening": "2026-11-30"},
    )
    assert (made.status_code, made.headers["Location"]) == (302, OWN)
    page = principal.get(OWN).content.decode()
    assert "没有写:本校的主要风险点" in page
    assert act(principal, "submit") == 422
    rows = officer.get(f"/schoolplans/unit/{COUNTY}/?state=draft").content.decode()
    assert "实验小学" in rows
    assert "城关幼儿园" not in rows


def test_two_editors_both_are_shown_and_nothing_is_lost(
    signed_in: SignedIn, acting: Acting
) -> None:
    started(acting)
    leave()
    url = f"{OWN}chapter/facts/"
    form = {"act": "texts", "t-risks": "校长写的<b>", "r-risks": "0"}
    first = {**form, "submission_id": str(uuid7()), "t-risks": "校医写的"}
    assert signed_in("doctor").post(url, first).status_code == 302
    principal = signed_in("principal")
    answer = principal.post(url, {**form, "submission_id": str(uuid7())})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "校医己刚存的是:" in page
    assert "校长写的&lt;b&gt;</textarea>" in page
    assert 'name="r-risks" value="1"' in page
    again = {**form, "submission_id": str(uuid7()), "r-risks": "1"}
    assert principal.post(url, again).status_code == 302
    assert "校长写的&lt;b&gt;" in principal.get(url).content.decode()


def test_judged_published_and_done_on_the_phone(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    submitted(acting, universe)
    leave()
    principal, officer = signed_in("principal"), signed_in("officer")
    assert "开学方案待审核" in officer.get("/duties/today/").content.decode()
    said = {
        "act": "comment", "submission_id": str(uuid7()), "text": "写明每个门谁值守", "task_id": "",
    }  # fmt: skip
    assert officer.post(f"{OWN}chapter/day/", said).status_code == 302
    assert "写明每个门谁值守" in principal.get(f"{OWN}chapter/day/").content.decode()
    assert act(officer, "approve", version="1") == 302
    assert act(officer, "approve", version="1") == 409
    assert act(principal, "publish") == 302
    enter(BUILDER)
    task = task_named("survey")
    leave()
    teacher = signed_in("teacher_21")
    assert f"/schoolplans/task/{task.pk}/" in teacher.get("/duties/today/").content.decode()
    url = f"/schoolplans/task/{task.pk}/"
    assert teacher.post(url, {"submission_id": str(uuid7()), "note": ""}).status_code == 422
    done = {"submission_id": str(uuid7()), "note": "摸排了 10 人"}
    assert teacher.post(url, done).status_code == 302
    assert teacher.post(url, done).status_code == 302
    assert "摸排了 10 人" in teacher.get(url).content.decode()
    assert signed_in("teacher_12").get(url).status_code in (200, 404)
    assert signed_in("other_principal").get(url).status_code == 404


def test_a_task_keeps_what_was_typed_and_says_what_is_wrong(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    started(acting)
    leave()
    who = str(universe.users["principal"].pk)
    fields = {
        "submission_id": str(uuid7()), "what": "张贴洗手图", "phase": "before", "person_id": who,
        "deputy_id": who, "due_on": "2026-11-25", "offset": "-3天", "place": "教学楼", "evidence": "",
    }  # fmt: skip
    answer = signed_in("principal").post(f"{OWN}chapter/before/task/", fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "写整数:开学前 3 天写 -3" in page
    assert 'value="张贴洗手图"' in page or ">张贴洗手图</textarea>" in page
    answer = signed_in("principal").post(f"{OWN}chapter/before/task/", {**fields, "offset": "-3"})
    page = answer.content.decode()
    assert "AB 岗要另选一个人。" in page
    assert "日期和离开学日的天数只填一样。" in page


def test_paper_and_document(signed_in: SignedIn, acting: Acting, universe: Universe) -> None:
    submitted(acting, universe)
    leave()
    pages = signed_in("liaison")
    page = pages.get(f"{OWN}paper/1/").content.decode()
    assert "一、领导机构与职责" in page
    assert "十三、附件" in page
    file = pages.get(f"{OWN}paper/1/?file=docx")
    with zipfile.ZipFile(io.BytesIO(file.content)) as package:
        text = package.read("word/document.xml").decode()
        assert sorted(package.namelist()) == [
            "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/document.xml",
            "word/footer1.xml",
        ]  # fmt: skip
    assert "实验小学开学工作方案" in text
    assert 'w:eastAsia="FangSong"' in text
    assert 'w:top="2098"' in text
    assert pages.get(f"{OWN}paper/9/").status_code == 404
    made = pages.get(f"{OWN}paper/1/?file=pdf").content
    heads = "序号阶段任务责任人AB岗期限地点凭据"  # again on each page
    wanted = squeezed("".join(paragraphs(file.content)))
    assert pdf_text(made).replace(heads, "") == wanted.replace(heads, "")
    assert signed_in("other_principal").get(f"{OWN}paper/1/?file=pdf").status_code == 404


def test_tasks_from_a_sheet_all_or_nothing(signed_in: SignedIn, acting: Acting) -> None:
    started(acting)
    leave()
    pages, url = signed_in("principal"), f"{OWN}import/"
    sheet = load_workbook(io.BytesIO(pages.get(f"{url}?template=1").content)).active
    assert sheet is not None
    heads = "章,任务,阶段,责任人,AB岗,日期,离开学日的天数,地点,凭据\n"
    wrong = heads + "开学前,擦黑板,开学前,校长戊,没有这人,,-2,教室,照片\n"
    answer = send(pages, url, wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "本校没有叫这个名字的在任人员" in page
    assert "没有这人" in page
    right = heads + "开学前,擦黑板,开学前,校长戊,校医己,,-2,教室,照片\n"
    assert send(pages, url, right).status_code == 302
    assert "擦黑板" in pages.get(f"{OWN}chapter/before/").content.decode()


def test_a_sheet_says_whether_a_photo_has_to_be_there(signed_in: SignedIn, acting: Acting) -> None:
    started(acting)
    leave()
    pages, url = signed_in("principal"), f"{OWN}import/"
    heads = "章,任务,阶段,责任人,AB岗,日期,离开学日的天数,地点,凭据,需照片\n"
    row = "开学前,擦黑板,开学前,校长戊,校医己,,-2,教室,照片"
    wrong = send(pages, url, f"{heads}{row},也许\n")
    assert (wrong.status_code, "请写“是”或“否”" in wrong.content.decode()) == (422, True)
    for said, kept in (("是", True), ("", True), ("否", False), ("", False)):
        assert send(pages, url, f"{heads}{row},{said}\n").status_code == 302
        enter(BUILDER)
        assert Task.objects.get(what="擦黑板", removed=False).wants_file is kept
        leave()


def send(pages: Client, url: str, text: str) -> Any:
    file = io.BytesIO(("\ufeff" + text).encode())
    file.name = f"{uuid4()}.csv"
    return pages.post(url, {"submission_id": str(uuid7()), "file": file})


def test_what_differs_between_two_versions(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    published(acting, universe)
    leave()
    principal = signed_in("principal")
    assert act(principal, "change", reason="") == 422
    assert act(principal, "change", reason="东门施工") == 302
    form = {
        "act": "texts", "submission_id": str(uuid7()), "t-routes": "改走西门", "r-routes": "1",
    }  # fmt: skip
    assert principal.post(f"{OWN}chapter/day/", form).status_code == 302
    page = principal.get(f"{OWN}compare/?a=1&b=0").content.decode()
    assert "1 处不同" in page
    assert "<ins>改走西门</ins>" in page
    assert "第 1 版仍在执行" in principal.get(OWN).content.decode()


def test_the_template_is_changed_by_two(signed_in: SignedIn, universe: Universe) -> None:
    officer = signed_in("officer")
    made = officer.post("/schoolplans/templates/", {"submission_id": str(uuid7())})
    assert made.headers["Location"] == "/schoolplans/templates/1/"
    url = "/schoolplans/templates/1/"
    entry = {
        "submission_id": str(uuid7()), "rev": "1", "form": "task", "label": "核酸抽样", "phase": "before",
        "offset": "-2", "role": "school_doctor", "place": "体育馆", "evidence": "结果单",
        "source": "本县要求", "kinds": ["junior"],
    }  # fmt: skip
    assert officer.post(f"{url}people/", entry).status_code == 302
    assert "核酸抽样" in officer.get(url).content.decode()
    stale = {**entry, "submission_id": str(uuid7())}
    assert officer.post(f"{url}people/", stale).status_code == 409
    said = {"submission_id": str(uuid7()), "act": "propose", "note": "加一项"}
    assert officer.post(url, said).status_code == 302
    own = officer.post(url, {"submission_id": str(uuid7()), "act": "publish"})
    assert own.status_code == 403
    enter(BUILDER)
    assert Template.objects.get().state == "proposed"
    assert templates.in_force().no == 0
    leave()


def test_the_list_costs_the_same_for_many_plans(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    officer, url = signed_in("officer"), f"/schoolplans/unit/{COUNTY}/"
    officer.get(url)
    before = count(officer, url)
    filled(acting, universe)
    leave()
    assert count(officer, url) == before


def count(pages: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert pages.get(url).status_code == 200
    return len(found)


@pytest.mark.parametrize("name", ["guardian", "canteen"])
def test_not_for_everybody(signed_in: SignedIn, name: str) -> None:
    assert signed_in(name).get("/schoolplans/").status_code == 404


def test_what_is_being_written_is_read_by_the_school_alone(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    submitted(acting, universe)
    services.give_back(acting("officer"), uuid7(), PRIMARY, "第二章要细")
    typed = {"risks": services.Typed("还没有写完的话", 1)}
    services.write_texts(acting("principal"), uuid7(), PRIMARY, "facts", typed)
    train = task_named("train")
    services.put_task(acting("principal"), uuid7(), PRIMARY, given(train, what="还没有想好的事"))
    leave()
    principal, officer = signed_in("principal"), signed_in("officer")
    chapter, live = f"{OWN}chapter/facts/", (f"{OWN}paper/0/", f"{OWN}compare/?a=1&b=0")
    assert "还没有写完的话" in principal.get(chapter).content.decode()
    for url in live:
        assert "还没有写完的话" in principal.get(url).content.decode()
    for name in ("officer", "liaison", "leader"):
        reader = signed_in(name)
        assert [reader.get(url).status_code for url in (*live, f"{live[0]}?file=docx")] == [404] * 3
        page = reader.get(chapter).content.decode()
        assert ("还没有写完的话" in page, "下面是上次提交的第 1 版。" in page) == (False, True)
        assert "写好了本校的主要风险点" in page
        assert "还没有想好的事" not in reader.get(f"{OWN}chapter/before/").content.decode()
        assert "b=0" not in reader.get(f"{OWN}versions/").content.decode()
        assert reader.get(f"{OWN}paper/1/").status_code == 200
    assert f"{OWN}paper/1/" in officer.get(OWN).content.decode()


def test_a_first_draft_shows_others_how_much_is_missing_and_no_more(
    signed_in: SignedIn, acting: Acting
) -> None:
    started(acting)
    leave()
    officer = signed_in("officer")
    page = officer.get(OWN).content.decode()
    assert ("提交后才能看到内容。" in page, "没有写:" in page, "/paper/" in page) == (
        True, False, False,
    )  # fmt: skip
    assert "提交后才能看到内容。" in officer.get(f"{OWN}chapter/facts/").content.decode()
