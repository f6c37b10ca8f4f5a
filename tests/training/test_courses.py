"""Courses of the county: drafts, questions, sheets, versions, what is retired."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.training.lessons import take
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
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
