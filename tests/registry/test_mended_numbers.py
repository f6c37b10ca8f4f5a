"""Nobody learns from ID numbers who is enrolled where: the name must be right, and guesses are counted."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_71, DAY, JUNIOR, MORNING, PRIMARY, Universe
from tests.registry.rosters import csv_of, id_number, pupil, sheet
from tests.registry.test_imports_pages import hand_in, work
from xiaoan.directory.models import Person
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services.people import Enrolling
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.scope import enter
from xiaoan.registry import services as registry
from xiaoan.registry.services import admitting, misses, transfers
from xiaoan.registry.services.transfers import Sought

Acting = Callable[[str], Actor]
BIRTH = dt.date(2017, 3, 1)
# Pupil 1 of class 7(1) of the junior school, as on record there.
THEIRS = Enrolling(CLASS_11, "N1", "测试生0401", "F", BIRTH, "resident", "990101201703010401")
WHEN = When(DAY)
# Somebody whom nobody knows.
FREE = pupil(
    300, 姓名="令狐冲", 出生日期="2016-05-09", 证件号码=id_number(300, "20160509"), 性别="女",
    监护人1姓名="令狐父", 监护人1电话="13900000002",
)  # fmt: skip


def facts() -> list[tuple[int, str]]:
    rows = Entry.objects.filter(kind="registry.numbers_missed").order_by("n")
    return list(rows.values_list("school_id", "body"))


def test_only_who_knows_the_name_is_told_of_the_other_school(acting: Acting) -> None:
    actor = acting("principal")
    with pytest.raises(Conflict, match="另一所学校"):
        admitting.enrol(actor, THEIRS, WHEN)
    for wrong in (replace(THEIRS, name="某某"), replace(THEIRS, birth_date=DAY)):
        with pytest.raises(Invalid) as refused:
            admitting.enrol(actor, wrong, WHEN)
        assert str(refused.value) == "这个证件号码不能登记,请核对原件;如确属本人,请联系教育局。"
        assert refused.value.fields == {"id_number": "not_taken"}
    assert facts() == [(PRIMARY, '{"count":1}'), (PRIMARY, '{"count":1}')]
    assert not Person.objects.filter(school_id=PRIMARY, name="某某").exists()


def test_after_ten_guesses_there_is_a_pause(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    actor = acting("principal")
    for _ in range(misses.MOST):
        with pytest.raises(Invalid):
            admitting.enrol(actor, replace(THEIRS, name="某某"), WHEN)
    free = replace(THEIRS, name="新同学", id_number=id_number(77))
    for sought in (free, THEIRS):
        with pytest.raises(Invalid) as refused:
            admitting.enrol(actor, sought, WHEN)
        assert refused.value.fields == {"id_number": "paused"}
    with pytest.raises(Invalid) as refused:
        transfers.ask_for(actor, CLASS_11, Sought("测试生0401", THEIRS.id_number), WHEN)
    assert refused.value.fields == {"id_number": "paused"}
    morning.move_to(MORNING + misses.LIMIT.within)
    assert admitting.enrol(actor, free, WHEN)


def test_guessing_in_the_form_is_counted(signed_in: Callable[[str], Client]) -> None:
    """The page answers, so the count stays."""
    client = signed_in("principal")
    said = client.post(
        f"/registry/classes/{CLASS_11}/enrol/",
        {
            "name": "某某", "sex": "F", "birth_date": "2017-03-02", "id_kind": "other",
            "id_number": "990101201703010401", "number": "N1", "since": str(DAY), "reason": "",
        },
    )  # fmt: skip
    assert (said.status_code, "请核对原件" in said.content.decode()) == (422, True)
    enter(BUILDER)
    assert facts() == [(PRIMARY, '{"count":1}')]


def enrolled_there(acting: Acting, tmp_path: Path, count: int) -> None:
    there = {"学校": "河口初中", "年级": "七年级", "班级": "1班"}
    rows = [
        pupil(n, 姓名=f"欧阳{'甲乙丙丁戊己庚辛壬癸子丑'[n - 200]}", **there)
        for n in range(200, 200 + count)
    ]
    officer = acting("officer")
    registry.import_now(
        officer, sheet(tmp_path, *rows), mode="good", complete=False, since=DAY,
        progress=lambda _n: None,
    )  # fmt: skip
    enter(officer)


def codes(judged: registry.Judgement) -> dict[int, list[str]]:
    return {n: [fault.code for fault in faults] for n, faults in judged.faults.items()}


def test_a_sheet_tells_of_the_other_school_only_with_the_right_name(
    acting: Acting, tmp_path: Path
) -> None:
    enrolled_there(acting, tmp_path, 2)
    judged = registry.judge(
        acting("principal"),
        sheet(tmp_path, pupil(200, 姓名="欧阳甲"), pupil(201, 姓名="某某"), FREE),
    )
    assert codes(judged) == {2: ["enrolled_elsewhere"], 3: ["id_not_taken"]}
    assert (judged.missed, judged.counts()["new"]) == (1, 1)


def test_a_sheet_of_guesses_takes_nobody_new(acting: Acting, tmp_path: Path) -> None:
    enrolled_there(acting, tmp_path, misses.MOST)
    rows = [pupil(n, 姓名="某某", 学号=f"G{n}") for n in range(200, 200 + misses.MOST)]
    judged = registry.judge(acting("principal"), sheet(tmp_path, *rows, FREE))
    assert set(map(tuple, codes(judged).values())) == {("id_not_taken",)}
    assert (len(judged.faults), judged.counts()["new"]) == (misses.MOST + 1, 0)


def test_guesses_in_sheets_are_counted_when_they_are_checked(
    acting: Acting, tmp_path: Path, signed_in: Callable[[str], Client], universe: Universe
) -> None:
    enrolled_there(acting, tmp_path, 3)
    client = signed_in("principal")
    rows = [pupil(n, 姓名="某某", 学号=f"G{n}") for n in range(200, 203)]
    address = hand_in(client, csv_of(*rows, FREE))
    work()
    page = client.get(address).content.decode()
    assert page.count("请联系教育局") == 3
    client.post(f"{address}confirm/", {"mode": "good", "since": str(DAY)})
    work()
    enter(BUILDER)
    assert facts() == [(PRIMARY, '{"count":3}')]
    assert not misses.paused(universe.cast["principal"])
    assert Person.objects.filter(school_id=PRIMARY, name="令狐冲").exists()
    assert Person.objects.filter(school_id=JUNIOR, unit_no=CLASS_71, name="欧阳甲").exists()
