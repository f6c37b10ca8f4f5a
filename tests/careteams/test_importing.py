"""A ledger from a sheet: looked at, confirmed, all of it or nothing; faults cell by cell."""

import datetime as dt
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

import pytest
import xlsxwriter
from openpyxl import load_workbook

from tests.builders import CLASS_11, GRADE_1, PRIMARY, Universe
from tests.careteams.states import (
    assigned,
    counted,
    facts,
    guardians,
    over,
    owed,
    recounted,
    teacher_on_roster,
    team,
    twice,
)
from xiaoan.careteams import services
from xiaoan.careteams.models import Act, Link, Listed, Sheet
from xiaoan.careteams.queries.sealed import PHONE_PLACE
from xiaoan.careteams.rules import Carer
from xiaoan.directory.models import Enrolment, Person
from xiaoan.journal.models import Entry
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere

Acting = Callable[[str], Actor]
Rows = Sequence[Sequence[str | int]]
WIDE = ("班级", "姓名", "校领导", "班主任", "任课教师")


def written(folder: Path, rows: Rows, head: Sequence[str] = WIDE, name: str = "台账.xlsx") -> Path:
    path = folder / name
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for at, cells in enumerate([head, *rows]):
            page.write_row(at, 0, cells)
    return path


def csv(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / "台账.csv"
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def received(actor: Actor, path: Path, school_no: int = PRIMARY) -> UUID:
    return services.receive(actor, uuid7(), school_no, path)


def confirmed(actor: Actor, sheet_id: UUID, *, lists: bool = False) -> services.Done:
    return services.confirm(actor, sheet_id, services.look(actor, sheet_id).base, lists=lists)


def named(universe: Universe, seat: int = 1, unit_no: int = CLASS_11) -> str:
    return universe.pupils[unit_no][seat - 1].name


def faults(actor: Actor, sheet_id: UUID) -> list[tuple[int, str, str]]:
    """Row, column and the first words of what is wrong."""
    found = services.look(actor, sheet_id).read.faults
    return [(one.row, one.column, one.sentence[:7]) for one in found]


def figures(found: services.Look) -> tuple[int, int, int, int, int]:
    """Begun, changed, ended, unchanged, not mentioned."""
    held = found.held
    return (
        len(held.plan.begins) - len(held.changed), len(held.changed), len(held.ended),
        held.unchanged, held.untouched,
    )  # fmt: skip


def test_looked_at_then_done(acting: Acting, universe: Universe, tmp_path: Path) -> None:
    principal = acting("principal")
    assigned(principal)
    path = written(
        tmp_path,
        [
            ["一年级1班", named(universe, 1), "校医己", "班主任壬", ""],
            ["一年级1班", named(universe, 2), "", "", "无"],
            [],
            ["一年级1班", named(universe, 3), "校长戊", "", ""],
        ],
    )
    sheet_id = received(principal, path)
    found = services.look(principal, sheet_id)
    assert (figures(found), found.read.faults, found.read.rows) == ((0, 1, 1, 2, 96), [], 3)
    done = confirmed(principal, sheet_id)
    assert (done.begun, done.ended, done.again) == (1, 2, False)
    one, two = universe.person(CLASS_11, 1), universe.person(CLASS_11, 2)
    assert team(one)["leader"] == universe.users["doctor"].pk
    assert (over(one), over(two)) == ([("leader", "changed")], [("subject_teacher", "changed")])
    assert counted() == recounted()
    with everywhere("tests"):
        assert Link.objects.get(person_id=one, role="leader", until=None).chosen
        assert Sheet.objects.get().file_cipher is None
        last = Entry.objects.filter(kind="careteams.arranged").order_by("-n").first()
        assert last is not None
        assert '"import"' in last.body
        assert named(universe) not in last.body
    assert facts() == ["arranged", "sheet_received", "arranged"]
    assert owed()[0][0] == "open"
    # The same form once more; and the same content under another: nothing changes.
    again = services.confirm(principal, sheet_id, "", lists=False)
    assert (again.begun, again.again) == (1, True)
    assert services.look(principal, sheet_id).done
    more = received(principal, path)
    assert figures(services.look(principal, more)) == (0, 0, 0, 3, 96)
    confirmed(principal, more)
    with everywhere("tests"):
        assert (Link.objects.filter(until=None).count(), Link.objects.count()) == (99, 101)
    # No rule undoes it.
    assigned(principal, mode="anew")
    assert team(one)["leader"] == universe.users["doctor"].pk


def test_one_row_for_each_role(acting: Acting, universe: Universe, tmp_path: Path) -> None:
    guardians(universe)
    principal, staff = acting("principal"), teacher_on_roster(universe)
    path = csv(
        tmp_path, "班级,姓名,包联角色,包联人", f"一年级（1）班,{named(universe)},班主任,班主任壬（班主任）",
        f"一年级1班,{named(universe)},监护人,家长01", f"一年级1班, {named(universe)} ,校领导,校长　戊",
        "教职工,职工T001,校领导,校长戊", encoding="gbk",
    )  # fmt: skip
    with everywhere("tests"):
        Person.objects.filter(pk=staff).update(name="职工T001")
    found = services.look(principal, received(principal, path))
    assert (found.read.faults, figures(found)) == ([], (4, 0, 0, 0, 0))
    confirmed(principal, found.sheet_id)
    assert (set(team(universe.person(CLASS_11, 1))), set(team(staff))) == (
        {"class_teacher", "guardian", "leader"}, {"leader"},
    )  # fmt: skip


def test_the_same_carer_twice_and_whoever_has_too_many(
    acting: Acting, universe: Universe, tmp_path: Path
) -> None:
    principal = acting("principal")
    assigned(principal)
    doctor = Carer("user", universe.users["doctor"].pk)
    services.set_limit(principal, uuid7(), PRIMARY, doctor, 1)
    rows = [
        ["一年级1班", named(universe, 1), "校医己", "", ""],
        ["一年级1班", named(universe, 2), "校医己", "", ""],
        # Whom the sheet does not name is in the team all the same.
        ["一年级1班", named(universe, 3), "班主任壬", "", ""],
        ["一年级1班", named(universe, 4), "校长戊", "校长戊", ""],
        # Two of one team change places: that is none of it.
        ["一年级1班", named(universe, 5), "班主任壬", "校长戊", ""],
    ]
    sheet_id = received(principal, written(tmp_path, rows))
    assert faults(principal, sheet_id) == [
        (3, "校领导", "这位已到上限("), (4, "校领导", "这位已经是同一"), (5, "校领导", "这位已经是同一"),
    ]  # fmt: skip
    with pytest.raises(Invalid, match="一行也没有导入"):
        confirmed(principal, sheet_id)
    assert over(universe.person(CLASS_11, 1)) == []
    sheet_id = received(principal, written(tmp_path, rows[-1:]))
    confirmed(principal, sheet_id)
    changed = team(universe.person(CLASS_11, 5))
    assert changed["class_teacher"] == universe.users["principal"].pk
    assert (counted(), twice()) == (recounted(), [])


def test_each_fault_at_its_cell(acting: Acting, universe: Universe, tmp_path: Path) -> None:
    principal = acting("principal")
    teacher_on_roster(universe)
    with everywhere("tests"):
        for seat in (1, 2):
            Enrolment.objects.filter(person_id=universe.person(CLASS_11, seat)).update(name="同名")
        number = Person.objects.get(pk=universe.person(CLASS_11, 3)).number
        Person.objects.filter(pk=universe.person(CLASS_11, 5)).update(number="9001")
    head = ("学校", "班级", "学号", "座号", "姓名", "校领导", "班主任", "乡镇干部", "家长")
    three, four = named(universe, 3), named(universe, 4)
    rows: list[list[str | int]] = [
        ["", "", "", "", "查无此人", "校长戊", "", "", ""],
        ["", "", "", "", "同名", "校长戊", "", "", ""],
        ["", "一年级1班", "", 2, "同名", "校长戊", "", "", ""],
        ["", "九年级1班", "", "", three, "校长戊", "", "", ""],
        ["河口初中", "", "", "", three, "校长戊", "", "", ""],
        ["", "", "没有这个号", "", three, "校长戊", "", "", ""],
        ["", "", number, "", four, "校长戊", "", "", ""],
        ["", "", 9001, "", named(universe, 5), "校长戊", "", "", ""],
        ["", "一年级1班", "", "", three, "", "没有的老师", "", ""],
        ["", "一年级1班", "", "", three, "", "班主任子", "", ""],
        ["", "一年级1班", "", "", three, "", "", "镇干部", ""],
        ["", "一年级1班", "", "", three, "", "", "", "陌生人"],
        ["", "一年级1班", "", "", four, "校长戊", "", "", ""],
        ["", "一年级1班", "", "", four, "校长戊", "", "", ""],
        ["", "", "", "", "", "校长戊", "", "", ""],
        ["注:共 30 人", "", "", "", "", "", "", "", ""],
    ]
    sheet_id = received(principal, written(tmp_path, rows, head))
    assert [(row, column) for row, column, _said in faults(principal, sheet_id)] == [
        (2, "姓名"), (3, "姓名"), (5, "班级"), (6, "学校"), (7, "学号"), (8, "姓名"), (10, "班主任"),
        (11, "班主任"), (12, "乡镇干部"), (13, "家长"), (15, "校领导"), (16, "姓名"),
    ]  # fmt: skip
    place, content = services.errors(principal, sheet_id)
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert (place.no, sheet.cell(1, 10).value) == (PRIMARY, "错误原因")
    assert sheet.cell(10, 10).value == (
        "班主任:本校没有这个人的账号,也没有登记在这个角色名下。请核对姓名,或先登记。 "
    )
    assert [sheet.cell(row, 10).value for row in (4, 9, 14)] == [None, None, None]
    # A line of notes below the table is no row.
    assert services.look(principal, sheet_id).read.passed_over == 1
    assert Link.objects.count() == 0


def test_cadres_are_listed_if_that_is_said(
    acting: Acting, universe: Universe, tmp_path: Path
) -> None:
    principal = acting("principal")
    head = (*WIDE[:3], "校领导职务", "校领导电话")
    rows: list[list[str | int]] = [
        ["一年级1班", named(universe, 1), "李四", "副校长", 13900000002],
        ["一年级2班", universe.pupils[CLASS_11 + 1][0].name, "李四", "副校长", ""],
        ["一年级1班", named(universe, 2), "王五（支部书记）", "", ""],
    ]
    sheet_id = received(principal, written(tmp_path, rows, head))
    found = services.look(principal, sheet_id)
    assert [(one.name, one.post, one.phone) for one in found.cadres] == [
        ("李四", "副校长", "13900000002"), ("王五", "支部书记", ""),
    ]  # fmt: skip
    with pytest.raises(Invalid) as refused:
        confirmed(principal, sheet_id)
    assert (refused.value.fields, Listed.objects.count()) == ({"lists": "missing"}, 0)
    confirmed(principal, sheet_id, lists=True)
    rows_ = {one.name: one for one in Listed.objects.all()}
    assert {name: one.unit_no for name, one in rows_.items()} == {"李四": GRADE_1, "王五": CLASS_11}
    first = rows_["李四"]
    assert first.phone_cipher is not None
    assert ciphers.unseal(first.phone_cipher, place=PHONE_PLACE, row=first.pk) == "13900000002"
    assert team(universe.person(CLASS_11, 1)) == {"leader": first.pk}
    assert facts() == ["sheet_received", "list_changed", "list_changed", "arranged"]
    # The same ledger once more finds them on the list; another post of the same name is asked about.
    more = services.look(principal, received(principal, written(tmp_path, rows, head)))
    assert (more.cadres, figures(more)) == ([], (0, 0, 0, 3, 0))
    rows[0][3] = "镇长"
    assert faults(principal, received(principal, written(tmp_path, rows[:1], head)))[0][2] == (
        "名单上登记的是"
    )
    # Two who are told apart by nothing but the telephone are asked about.
    odd: list[list[str | int]] = [
        ["一年级1班", named(universe, 1), "赵六", "", "13900000002"],
        ["一年级1班", named(universe, 2), "赵六", "", "13900000003"],
        ["一年级1班", named(universe, 3), "赵六", "", "12"],
    ]
    assert [
        row for row, *_rest in faults(principal, received(principal, written(tmp_path, odd, head)))
    ] == [3, 4]


def test_changed_between_looking_and_confirming(
    acting: Acting, universe: Universe, tmp_path: Path
) -> None:
    principal = acting("principal")
    path = written(tmp_path, [["一年级1班", named(universe), "校医己", "", ""]])
    sheet_id = received(principal, path)
    base = services.look(principal, sheet_id).base
    assigned(principal)
    with pytest.raises(Conflict, match="请看过新的预览"):
        services.confirm(principal, sheet_id, base, lists=False)
    confirmed(principal, sheet_id)
    assert team(universe.person(CLASS_11, 1))["leader"] == universe.users["doctor"].pk


def test_whose_school_it_is(acting: Acting, universe: Universe, tmp_path: Path) -> None:
    path = written(tmp_path, [["一年级1班", named(universe), "校医己", "", ""]])
    for login, refusal in (
        ("teacher", NotFound), ("doctor", Forbidden), ("liaison", Forbidden), ("leader", Forbidden),
        ("other_principal", NotFound),
    ):  # fmt: skip
        with pytest.raises(refusal):
            received(acting(login), path)
    officer = acting("officer")
    sheet_id = received(officer, path)
    # A sheet is seen by whoever has uploaded it.
    for look in (services.look, services.errors):
        with pytest.raises(NotFound):
            look(acting("principal"), sheet_id)
    with pytest.raises(Conflict):
        services.receive(acting("principal"), sheet_id, PRIMARY, path)
    confirmed(acting("officer"), sheet_id)
    with everywhere("tests"):
        assert Act.objects.get(what="import").by_id == universe.users["officer"].pk


def test_the_bureau_is_told_where_a_pupil_is(
    acting: Acting, universe: Universe, tmp_path: Path
) -> None:
    other = Person.objects.none()
    with everywhere("tests"):
        other = Person.objects.filter(kind="student").exclude(school_id=PRIMARY)
        one = other.order_by("name").first()
        assert one is not None
        Person.objects.filter(pk=one.pk).update(name="别校生")
    path = written(tmp_path, [["", "别校生", "校长戊", "", ""]])
    officer = acting("officer")
    assert (
        "有这个姓名的学生"
        in services.look(officer, received(officer, path)).read.faults[0].sentence
    )
    principal = acting("principal")
    said = services.look(principal, received(principal, path)).read.faults[0].sentence
    assert said == "本校今天的花名册上没有这个人。请核对姓名;已离校的请删去这一行。"


def test_what_nobody_confirms_goes(acting: Acting, universe: Universe, tmp_path: Path) -> None:
    principal = acting("principal")
    sheet_id = received(principal, written(tmp_path, [["", named(universe), "校医己", "", ""]]))
    with everywhere("tests"):
        assert services.clear_sheets(clock.now()) == 0
        Sheet.objects.update(at=clock.now() - dt.timedelta(days=8))
        assert services.clear_sheets(clock.now()) == 1
    principal = acting("principal")
    with pytest.raises(Invalid, match="已过保存期"):
        services.look(principal, sheet_id)
