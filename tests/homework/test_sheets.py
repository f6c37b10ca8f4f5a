"""A platform's list of who handed in: read, applied, again nothing; what is known here goes first."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_12, DAY, Universe
from tests.homework.setting import counts, set_one
from xiaoan.directory.models import Nickname
from xiaoan.homework import services
from xiaoan.homework.models import Parked, Piece, Preview, Turn
from xiaoan.homework.rules import sheets as rules
from xiaoan.homework.rules.sheets import Said
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.web.headings import Unclear

Acting = Callable[[str], Actor]
At = Callable[[str], None]
SignedIn = Callable[[str], Client]
HEADS = ["学生姓名", "提交状态", "提交时间", "批改状态", "分数"]


class Sending:
    """Sends lists of one task as its teacher does."""

    def __init__(self, teacher: Actor, task: UUID, folder: Path) -> None:
        self.teacher, self.task, self.folder = teacher, task, folder

    def read(self, rows: list[list[str]], **columns: str) -> services.Reading:
        path = self.folder / "x.csv"
        path.write_bytes("\n".join(",".join(row) for row in rows).encode("gb18030"))
        return services.read_sheet(self.teacher, self.task, path, columns)

    def send(self, rows: list[list[str]], digest: str = "d") -> services.Applied:
        found = self.read(rows)
        kept = services.keep_sheet(self.teacher, self.task, digest, found)
        done = services.apply_sheet(self.teacher, kept)
        assert services.apply_sheet(self.teacher, kept) == done
        return done


def _rows(universe: Universe) -> list[list[str]]:
    """Ten pupils: three in time, one late, one marked, two missing, one of nobody's name, two not there."""
    names = [one.name for one in universe.pupils[CLASS_11]]
    return [
        ["口算 2 页 完成情况", "", "", "", ""], HEADS,
        [f"{names[0]}(一1)", "已提交", "2026-11-23 18:30", "未批改", ""],
        [names[1], "已提交", "2026/11/23 19:59:59", "未批改", "-"],
        [f"{names[2]}妈妈", "已交", "2026-11-23 19:00", "待批改", ""],
        [names[3], "已提交", "2026-11-23 20:30", "未批改", ""],
        [names[4], "已提交", "2026-11-23 18:00", "已批改", "98"],
        [names[5], "未提交", "-", "", ""],
        [names[6], "未交", "", "", ""],
        ["小花", "已提交", "2026-11-23 18:00", "", ""],
        ["合计", "6", "", "", ""],
    ]  # fmt: skip


def test_a_list_is_read_applied_and_again_changes_nothing(
    acting: Acting, universe: Universe, at: At, tmp_path: Path
) -> None:
    teacher = acting("teacher")
    sending = Sending(teacher, set_one(teacher), tmp_path)
    at("21:00")
    found = sending.read(_rows(universe))
    assert (found.rows, found.refused, list(found.unknown)) == (8, 0, ["小花"])
    assert services.foresee(teacher, sending.task, "d", found) == services.Foreseen(7, 0, None)
    assert sending.send(_rows(universe)) == services.Applied(7, 1)
    # roll, handed, missing, excused, no_device, unknown, late, marked
    assert counts(sending.task) == (10, 5, 2, 0, 0, 3, 1, 1)
    again = sending.read(_rows(universe))
    assert again.is_learned
    same = services.foresee(teacher, sending.task, "d", again)
    assert (same.changed, same.kept, same.same_at) == (0, 0, clock.now())
    assert sending.send(_rows(universe)) == services.Applied(0, 0)
    turn = Turn.objects.get()
    assert (turn.handed_at, turn.marked_at) == (clock.at(DAY, dt.time(18)), clock.now())
    enter(BUILDER)
    (fact,) = Entry.objects.filter(kind="homework.imported")
    assert "小花" not in str(fact.body)


def test_a_name_is_settled_once_for_all_homework_and_viewing(
    acting: Acting, universe: Universe, at: At, tmp_path: Path
) -> None:
    teacher = acting("teacher")
    first, second = set_one(teacher), set_one(teacher, title="抄词语")
    at("21:00")
    for task in (first, second):
        Sending(teacher, task, tmp_path).send(_rows(universe))
    who, act = universe.person(CLASS_11, 9), uuid7()
    with pytest.raises(Invalid):
        services.settle_name(teacher, uuid7(), CLASS_11, "小花", universe.person(CLASS_12, 1))
    assert services.settle_name(teacher, act, CLASS_11, "小花", who) == 2
    assert services.settle_name(teacher, act, CLASS_11, "小花", who) == 0
    assert Piece.objects.filter(person_id=who, state="handed").count() == 2
    assert not Parked.objects.filter(settled_at=None).exists()
    assert Nickname.objects.get(name="小花").person_id == who
    assert Sending(teacher, first, tmp_path).send(_rows(universe)) == services.Applied(0, 0)
    with pytest.raises(NotFound):
        services.settle_name(teacher, uuid7(), CLASS_11, "小花", who)


def test_what_is_known_here_goes_before_the_list(
    acting: Acting, universe: Universe, at: At, tmp_path: Path
) -> None:
    teacher = acting("teacher")
    sending = Sending(teacher, set_one(teacher), tmp_path)
    child, excused, told = (universe.person(CLASS_11, n) for n in (1, 2, 3))
    services.hand_in(acting("guardian"), services.NewPiece(uuid7(), sending.task, child, "做完了"))
    teacher = acting("teacher")
    services.tell(teacher, uuid7(), sending.task, {excused: "excused", told: "missing"})
    at("21:00")
    names = [one.name for one in universe.pupils[CLASS_11]]
    rows = [HEADS, *([name, "未提交", "", "", ""] for name in names[:2])]
    found = sending.read(rows)
    assert services.foresee(teacher, sending.task, "d", found) == services.Foreseen(0, 2, None)
    assert sending.send(rows) == services.Applied(0, 0)
    # A later word puts right what was told of all, and who was told to be missing.
    rows = [HEADS, [names[2], "补交", "", "", ""], [names[3], "未交", "", "", ""]]
    assert sending.send(rows) == services.Applied(2, 0)
    assert counts(sending.task) == (10, 8, 1, 1, 0, 0, 1, 0)
    services.mark_all(teacher, uuid7(), sending.task)
    assert sending.send([HEADS, [names[4], "未交", "", "", ""]]) == services.Applied(0, 0)


@pytest.mark.parametrize(
    ("cells", "column", "how"),
    [
        (["{}", "差不多", "", "", ""], "提交状态", "请写 已交、迟交、未交 或 免交"),
        (["{}", "已提交", "昨天晚上", "", ""], "提交时间", "请写成 2026-11-23 18:30"),
        (["{}", "已提交", "2026-12-23 18:30", "", ""], "提交时间", "这个时间还没有到"),
        (["{}", "已提交", "", "看过一眼", ""], "批改状态", "请写 已批改 或 未批改"),
        (["", "已提交", "", "", "5"], "学生姓名", "请补上姓名或学号"),
    ],
)
def test_a_row_that_cannot_be_read_says_which_cell_and_how(
    cells: list[str], column: str, how: str,
    acting: Acting, universe: Universe, at: At, tmp_path: Path,
) -> None:  # fmt: skip
    teacher = acting("teacher")
    sending = Sending(teacher, set_one(teacher), tmp_path)
    at("21:00")
    names = [one.name for one in universe.pupils[CLASS_11]]
    rows = [HEADS, [names[0], "已交", "", "", ""], [one.format(names[1]) for one in cells]]
    found = sending.read(rows)
    assert [(one.row, one.column, how in one.sentence) for one in found.faults] == [
        (3, column, True)
    ]
    assert (found.rows, found.refused, len(found.people)) == (2, 1, 1)


def test_columns_are_asked_for_and_strangers_turned_away(
    acting: Acting, universe: Universe, tmp_path: Path
) -> None:
    teacher = acting("teacher")
    sending = Sending(teacher, set_one(teacher), tmp_path)
    name = universe.pupils[CLASS_11][0].name
    with pytest.raises(Unclear) as asked:
        sending.read([["谁", "怎样"], [name, "已交"]])
    assert asked.value.headings == ["谁", "怎样"]
    found = sending.read([["谁", "怎样"], [name, "已交"]], 谁="name", 怎样="state")
    assert len(found.people) == 1
    with pytest.raises(Invalid):
        sending.read([HEADS])
    for stranger in ("guardian", "officer"):
        other = Sending(acting(stranger), sending.task, tmp_path)
        with pytest.raises((Forbidden, NotFound)):
            other.read([HEADS, [name, "已交", "", "", ""]])


def test_two_rows_of_one_pupil() -> None:
    early, late = clock.at(DAY, dt.time(18)), clock.at(DAY, dt.time(21))
    first, again = Said("handed", False, early), Said("handed", True, late, True, late)
    assert first.with_(again) == again.with_(first) == Said("handed", False, early, True, late)
    assert Said("missing").with_(again) == again
    assert Said("missing").with_(Said("excused")) == Said("excused")
    assert [rules.state_of(one) for one in ("已 提交", "逾期提交", "×", "免交", "嗯")] == [
        "handed", "late", "missing", "excused", None,
    ]  # fmt: skip


def test_the_pages(signed_in: SignedIn, acting: Acting, universe: Universe, at: At) -> None:
    task = set_one(acting("teacher"))
    at("21:00")
    phone, here = signed_in("teacher"), f"/homework/t/{task}/sheet/"
    assert "从平台的名单导入" in phone.get(f"/homework/t/{task}/").content.decode()
    assert phone.get(here).status_code == 200
    nothing = phone.post(here)
    assert nothing.status_code == 422
    assert 'id="f-file-e" role="alert">请选一个' in nothing.content.decode()
    enter(BUILDER)
    text = "\n".join(",".join(row) for row in _rows(universe))
    shown = phone.post(here, {"file": SimpleUploadedFile("x.csv", text.encode())}).content.decode()
    assert "读了 8 行:认出 7 人,1 个名字认不出" in shown
    assert "已交 5 人(其中迟交 1 人),没交 2 人,不用交 0 人;已批改 1 人" in shown
    assert "会改 7 人" in shown
    preview = Preview.objects.get().pk
    done = phone.post(here, {"preview": str(preview)}, follow=True).content.decode()
    assert "已导入:7 人有变化,1 个名字待认。" in done
    assert "小花" in done
    sent = {"submission_id": str(uuid7()), "unit": CLASS_11, "name": "小花"}
    assert phone.post("/homework/names/", sent).status_code == 422
    enter(BUILDER)
    sent["person"] = str(universe.person(CLASS_11, 9))
    assert "1 次作业随之更新" in phone.post("/homework/names/", sent, follow=True).content.decode()
    assert phone.post("/homework/names/", {**sent, "unit": "x"}).status_code == 404
