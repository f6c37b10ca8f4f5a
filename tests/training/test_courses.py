"""Courses of the county: drafts, questions, sheets, versions, what is retired."""

import json
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.builders import BUILDER, Universe
from tests.training.lessons import take
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.training import queries, rules, services
from xiaoan.training.models import Version
from xiaoan.training.queries import courses

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
HEADS = "题型,题目,选项A,选项B,选项C,选项D,选项E,选项F,答案,解析,出处\n"
ROW = "单选,第 {n} 题?,甲,乙,丙,,,,B,因为,\n"


def second(officer: Actor) -> Actor:
    """Somebody else at the same desk."""
    return replace(officer, user_id=uuid7())


def edit(version: UUID, base: int) -> services.Edit:
    return services.Edit(uuid7(), version, base)


def test_a_course_of_the_countys_own(acting: Acting) -> None:
    officer = acting("officer")
    pk = services.draft(officer, uuid7(), title="食品留样")
    with pytest.raises(Invalid) as refused:
        services.publish(second(officer), uuid7(), pk, 0)
    assert "至少要有一节正文" in str(refused.value)
    services.edit_section(
        officer, edit(pk, 0), None, rules.Section("留多少", "每样 125 克,48 小时。")
    )
    head = services.Head("食品留样", "", "", {
        "minutes": 3, "questions": 2, "pass_mark": 50, "tries": 1, "months": 6, "practical_within": 30,
    })  # fmt: skip
    services.edit_head(officer, edit(pk, 1), head)
    for n, text in enumerate(("留多久?", "留几克?")):
        one = rules.Question("", "single", text, ("对的", "错的"), (0,), "规定")
        services.edit_question(officer, edit(pk, 2 + n), "", one)
    with pytest.raises(Conflict):
        services.edit_section(officer, edit(pk, 2), 0, None)
    with pytest.raises(Forbidden) as own:
        services.publish(officer, uuid7(), pk, 4)
    assert str(own.value).startswith("这份草稿是您写的或改过的。")
    publish, colleague = uuid7(), second(officer)
    services.publish(colleague, publish, pk, 4)
    services.publish(colleague, publish, pk, 4)
    code = queries.version(pk).course.code
    assert (queries.in_force(code).number, queries.title_of(code)) == (1, "食品留样")
    canteen = acting("canteen")
    found = take(canteen, code, wrong=1)
    assert (found.right, found.total, found.passed) == (1, 2, True)
    with pytest.raises(Conflict):
        services.edit_section(acting("officer"), edit(pk, 4), 0, None)
    for actor in ("leader", "principal"):
        with pytest.raises((Forbidden, NotFound)):
            services.draft(acting(actor), uuid7(), code)


def test_a_changed_question_is_another(acting: Acting) -> None:
    officer, code = acting("officer"), "protection"
    pk = services.draft(officer, uuid7(), code)
    with pytest.raises(Conflict):
        services.draft(officer, uuid7(), code)
    first = queries.version(pk).course.questions[0]
    changed = rules.Question("", first.kind, "改过的题?", first.options, first.right, "新解析")
    services.edit_question(officer, edit(pk, 0), first.key, changed)
    now = queries.version(pk).course.questions[0]
    assert (now.text, now.key != first.key) == ("改过的题?", True)
    for wrong, field in (
        (rules.Question("", "single", "改过的题?", ("一", "二"), (0,), "因"), "text"),
        (rules.Question("", "several", "新题?", ("一", "二", "三"), (0,), "因"), "right"),
        (rules.Question("", "single", "新题?", ("一",), (0,), "因"), "options"),
    ):
        with pytest.raises(Invalid) as refused:
            services.edit_question(officer, edit(pk, 1), "", wrong)
        assert set(refused.value.fields) == {field}
    services.publish(second(officer), uuid7(), pk, 1)
    assert [one.number for one in courses.versions(code)] == [1, 0]
    again = services.draft(officer, uuid7(), code)
    services.withdraw(officer, uuid7(), again)
    assert queries.in_force(code).id == pk
    third = services.draft(officer, uuid7(), code)
    with pytest.raises(NotFound):
        services.edit_question(officer, edit(third, 0), "nothing", None)


def test_a_retired_question_is_drawn_no_more(acting: Acting) -> None:
    officer, code = acting("officer"), "protection"
    keys = [one.key for one in queries.in_force(code).course.questions]
    for key in keys[: len(keys) - 10]:
        services.retire(officer, uuid7(), code, key, "说法过时")
    with pytest.raises(Invalid) as refused:
        services.retire(officer, uuid7(), code, keys[-1], "还要停")
    assert str(refused.value) == "停用后只剩 9 题,每次测验要 10 题。请先加题,再停用。"
    with pytest.raises(NotFound):
        services.retire(officer, uuid7(), code, "nothing", "没有")
    drawn = {one.key for one in take(acting("logistics"), code).said}
    assert drawn == set(keys[-10:])
    pk = services.draft(acting("officer"), uuid7(), code)
    assert [one.key for one in queries.version(pk).course.questions] == keys[-10:]


def test_a_bank_from_a_sheet(signed_in: SignedIn, acting: Acting) -> None:
    officer = signed_in("officer")
    address = officer.post("/training/courses/protection/", {"act_id": str(uuid7())}).headers[
        "Location"
    ]
    bad = (
        "论述,论一论,,,,,,,A,因为,\n单选,没有答案?,甲,乙,,,,,,因为,\n单选,两个答案?,甲,乙,,,,,AB,因为,\n"
        "多选,只有两项?,甲,乙,,,,,AB,因为,\n判断,是吗?,,,,,,,也许,因为,\n单选,没有解析?,甲,乙,,,,,A,,\n"
        "单选,第 1 题?,甲,乙,,,,,A,因为,\n"
    )
    file = SimpleUploadedFile("a.csv", (HEADS + ROW.format(n=1) + bad).encode())
    page = officer.post(f"{address}import/", {"act_id": str(uuid7()), "base": "0", "file": file})
    assert page.status_code == 422
    assert [(one.row, one.column) for one in page.context["faults"]] == [
        (3, "题型"), (4, "答案"), (5, "答案"), (6, "选项A"), (7, "答案"), (8, "解析"), (9, "题目"),
    ]  # fmt: skip
    good = (
        HEADS
        + ROW.format(n=1)
        + "多选题,选哪些?,甲,乙,丙,,,,A、C,因为,文件一\n判断,对吗?,,,,,,,错,因为,\n"
    )
    for _ in range(2):
        file = SimpleUploadedFile("a.csv", good.encode())
        sent = {"act_id": "01900000-0000-7000-8000-000000000001", "base": "0", "file": file}
        assert officer.post(f"{address}import/", sent).headers["Location"] == address
    assert officer.get("/training/bank/template/").content[:2] == b"PK"
    acting("officer")
    row = Version.objects.get(state="draft")
    assert row.edits == 1
    new = rules.course_of(row.content).questions[-3:]
    assert [(one.kind, one.right, one.options) for one in new] == [
        ("single", (1,), ("甲", "乙", "丙")), ("several", (0, 2), ("甲", "乙", "丙")),
        ("truth", (1,), ("对", "错")),
    ]  # fmt: skip


def ready(officer: Actor) -> UUID:
    """A draft from a course of the product, one piece of it edited."""
    pk = services.draft(officer, uuid7(), "disinfection")
    section = replace(queries.version(pk).course.sections[0], title="先看瓶子")
    services.edit_section(officer, edit(pk, 0), 0, section)
    return pk


def test_a_draft_handed_over_waits_for_everybody_else_at_the_desk(acting: Acting) -> None:
    officer = acting("officer")
    colleague = second(officer)
    pk = ready(officer)
    assert (courses.to_publish(officer), courses.to_publish(colleague)) == (0, 0)
    act = uuid7()
    services.submit(officer, act, pk, 1)
    services.submit(officer, act, pk, 1)
    assert (courses.to_publish(officer), courses.to_publish(colleague)) == (0, 1)
    assert courses.to_publish(acting("principal")) == 0
    enter(officer)
    services.publish(colleague, uuid7(), pk, 1)
    assert courses.to_publish(colleague) == 0
    enter(BUILDER)
    kind = "training.version_changed"
    bodies = Entry.objects.filter(kind=kind).order_by("n").values_list("body", flat=True)
    said = [json.loads(one)["state"] for one in bodies]
    assert said == ["draft", "draft", "submitted", "published"]


def test_who_edits_again_takes_it_back_and_who_looks_may_give_it_back(acting: Acting) -> None:
    officer = acting("officer")
    colleague = second(officer)
    pk = ready(officer)
    services.submit(officer, uuid7(), pk, 1)
    with pytest.raises(Forbidden):
        services.give_back(officer, uuid7(), pk, "写得不对")
    with pytest.raises(Invalid) as refused:
        services.give_back(colleague, uuid7(), pk, " ")
    assert refused.value.fields == {"reason": "empty"}
    act = uuid7()
    services.give_back(colleague, act, pk, "第一节少了水温")
    services.give_back(colleague, act, pk, "第一节少了水温")
    assert (courses.to_publish(colleague), queries.version(pk).returned) == (0, "第一节少了水温")
    with pytest.raises(Conflict):
        services.give_back(colleague, uuid7(), pk, "再退一次")
    services.submit(officer, uuid7(), pk, 1)
    assert (courses.to_publish(colleague), queries.version(pk).returned) == (1, "")
    section = replace(queries.version(pk).course.sections[0], title="再改一次")
    services.edit_section(officer, edit(pk, 1), 0, section)
    assert courses.to_publish(colleague) == 0


def test_what_is_not_right_yet_is_not_handed_over(acting: Acting) -> None:
    officer = acting("officer")
    pk = services.draft(officer, uuid7(), title="食品留样")
    with pytest.raises(Invalid) as refused:
        services.submit(officer, uuid7(), pk, 0)
    assert "至少要有一节正文" in str(refused.value)
    with pytest.raises(Conflict):
        services.submit(officer, uuid7(), pk, 3)
    services.withdraw(officer, uuid7(), pk)
    with pytest.raises(Conflict):
        services.submit(officer, uuid7(), pk, 0)


def test_the_page_hands_over_and_gives_back(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    pk = ready(acting("officer"))
    desk = signed_in("officer")
    address = reverse("training:version", args=[pk])
    sent = {"act_id": str(uuid7()), "base": "1", "act": "submit"}
    assert 'value="submit"' in desk.get(address).content.decode()
    assert desk.post(address, sent).headers["Location"] == address
    assert "在等局里另一位管课程的人核对发布" in desk.get(address).content.decode()
    assert "草稿待核对发布" in desk.get(reverse("training:courses")).content.decode()
    enter(BUILDER)
    Version.objects.filter(pk=pk).update(writers=[])  # as if a colleague had written it
    today = desk.get("/duties/today/").content.decode()
    assert "课程草稿待您核对发布" in today
    back = {"act_id": str(uuid7()), "act": "return", "reason": ""}
    refused = desk.post(address, back)
    assert (refused.status_code, "请写明为什么退回" in refused.content.decode()) == (422, True)
    assert desk.post(address, back | {"reason": "少了水温"}).status_code == 302
    assert "退回:少了水温" in desk.get(address).content.decode()
