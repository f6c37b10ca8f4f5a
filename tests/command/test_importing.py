"""A roster from a sheet: all of it or nothing, each fault with its row and column."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.builders import PRIMARY, Universe
from tests.command.states import begun, planned, seat
from xiaoan.command import services
from xiaoan.command.models import Seat
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.ids import uuid7

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
HEAD = "日期,班次,岗位,姓名,职务"


def sheet(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "roster.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def test_all_of_it(acting: Acting, tmp_path: Path) -> None:
    principal = acting("principal")
    begun(principal)
    path = sheet(
        tmp_path, "2026-11-24,白班,带班领导,校长戊,", "2026/11/24,白班,值班员,班主任壬,",
        "2026-11-28,节假日班,值班员,后勤巳,后勤人员",
    )  # fmt: skip
    act_id = uuid7()
    done = services.import_roster(principal, act_id, PRIMARY, path)
    assert (done.rows, done.planned and done.planned.begun, dict(done.faults)) == (3, 3, {})
    again = services.import_roster(principal, act_id, PRIMARY, path)
    assert (again.planned and again.planned.begun, Seat.objects.count()) == (3, 3)


def test_one_fault_and_nothing_is_planned(
    acting: Acting, universe: Universe, tmp_path: Path
) -> None:
    principal = acting("principal")
    day = begun(principal)["白班"]
    planned(principal, seat(universe, day, "doctor", "lead"))
    path = sheet(
        tmp_path, "2026-11-24,白班,值班员,班主任壬,", "明天,白班,值班员,班主任壬,",
        "2026-11-24,午班,值班员,后勤巳,", "2026-11-24,白班,厨师,后勤巳,",
        "2026-11-24,白班,值班员,无此人,", "2026-11-28,白班,值班员,后勤巳,",
        "2026-11-24,白班,值班员,班主任壬,", "2026-11-24,白班,值班员,后勤巳,",
        "2026-11-24,白班,带班领导,班主任壬,", "2026-11-20,白班,值班员,后勤巳,",
        "2026-11-23,白班,带班领导,校长戊,",
    )  # fmt: skip
    done = services.import_roster(principal, uuid7(), PRIMARY, path)
    assert done.planned is None
    assert {row: said[0].partition(":")[0] for row, said in done.faults.items()} == {
        3: "日期", 4: "班次", 5: "岗位", 6: "姓名", 7: "日期", 8: "与第 2 行重复。请只留一行。",
        9: "值班员", 10: "姓名", 11: "日期", 12: "带班领导",
    }  # fmt: skip
    assert Seat.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"\x00\x01", HEAD.encode(), "甲,乙\n1,2\n".encode()])
def test_what_is_no_sheet(content: bytes, acting: Acting, tmp_path: Path) -> None:
    principal = acting("principal")
    begun(principal)
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(Invalid) as refused:
        services.import_roster(principal, uuid7(), PRIMARY, path)
    assert list(refused.value.fields) == ["file"]
    with pytest.raises(Forbidden):
        services.import_roster(acting("teacher"), uuid7(), PRIMARY, path)


def test_the_template_comes_back(acting: Acting, signed_in: SignedIn, tmp_path: Path) -> None:
    begun(acting("principal"))
    principal = signed_in("principal")
    here = f"/command/unit/{PRIMARY}/import/"
    book = load_workbook(io.BytesIO(principal.get(f"{here}?template=1").content))
    sheet_ = book.active
    assert sheet_ is not None
    head = next(row for row in range(1, 12) if sheet_.cell(row, 1).value == "日期")
    assert [sheet_.cell(head, n).value for n in range(1, 6)] == HEAD.split(",")
    sheet_.cell(head + 1, 4).value = "校长戊"
    sheet_.delete_rows(head + 2, 200)
    out = tmp_path / "back.xlsx"
    book.save(out)
    with out.open("rb") as file:
        page = principal.post(here, {"id": str(uuid7()), "file": file})
    assert (page.status_code, page.context["result"].planned.begun) == (200, 1)
    with out.open("rb") as file:
        page = principal.post(here, {"id": str(uuid7()), "file": file})
    assert (page.status_code, page.context["fault_count"]) == (422, 1)


def test_a_large_file_is_refused_unread(
    acting: Acting, signed_in: SignedIn, tmp_path: Path
) -> None:
    path = sheet(tmp_path, "x" * (2 << 20))
    with pytest.raises(Invalid, match="请分成几份") as refused:
        services.import_roster(acting("principal"), uuid7(), PRIMARY, path)
    assert list(refused.value.fields) == ["file"]
    with path.open("rb") as file:
        page = signed_in("principal").post(
            f"/command/unit/{PRIMARY}/import/", {"id": str(uuid7()), "file": file}
        )
    assert (page.status_code, "请分成几份" in page.content.decode()) == (422, True)
