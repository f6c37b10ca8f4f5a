"""Files as people really send them, on the pages; many rows at once; two who write at once."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client

from tests.builders import CLASS_11, COUNTY, PRIMARY, Universe
from tests.careteams.states import assigned, counted, facts, guardians, recounted, team, twice
from tests.careteams.test_importing import confirmed, csv, faults, figures, named, received, written
from xiaoan.careteams import services
from xiaoan.careteams.models import Link, Sheet
from xiaoan.careteams.rules import Asked
from xiaoan.directory.models import Enrolment, Person
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, everywhere, leave

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
HERE = f"/careteams/import/{PRIMARY}/"


def test_merged_heads_titles_formulas_and_blank_rows(
    acting: Acting, universe: Universe, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page, bold = book.add_worksheet(), book.add_format({"bold": True})
        page.merge_range(0, 0, 0, 3, "实验小学包联台账", bold)
        page.merge_range(1, 2, 1, 3, "包联人", bold)
        page.write_row(2, 0, ["班 级", "姓　名 *", "校领导", "班主任", "备注"])
        page.merge_range(4, 0, 5, 0, "一年级1班", bold)
        page.write_row(4, 1, [f"　{named(universe, 1)} ", "校长　戊", " 班主任壬"])
        page.write_row(5, 1, [named(universe, 2)])
        page.write_formula(5, 2, '="校长"&"戊"', None, "校长戊")
        book.add_worksheet("说明").write(0, 0, "x")
    principal = acting("principal")
    sheet_id = received(principal, path)
    found = services.look(principal, sheet_id)
    assert faults(principal, sheet_id) == [(6, "校领导", "这一格是公式。")]
    assert (figures(found), found.read.unread) == ((2, 0, 0, 0, 0), ["备注"])
    assert {note.partition(":")[0] for note in found.read.notes} == {
        "merged_cells", "sheets_ignored", "header_row",
    }  # fmt: skip


def test_rows_that_stand_there_twice(acting: Acting, universe: Universe, tmp_path: Path) -> None:
    row = ["一年级1班", named(universe), "校长戊", "班主任壬", ""]
    principal = acting("principal")
    sheet_id = received(principal, written(tmp_path, [row, row]))
    assert faults(principal, sheet_id) == [(3, "校领导", "与第 2 行是")]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["甲,乙", "1,2"], "heads"), (["姓名,角色", "甲,乙"], "heads"), (["姓名,校领导"], "empty"),
        (["姓名,监护人,家长", "甲,乙,丙"], "twice"), (["姓名,校领导", ",,"], "empty"),
    ],
)  # fmt: skip
def test_what_is_no_ledger(acting: Acting, tmp_path: Path, lines: list[str], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        received(acting("principal"), csv(tmp_path, *lines))
    assert refused.value.fields == {"file": code}
    assert Sheet.objects.count() == 0


def test_ten_thousand_rows(acting: Acting, universe: Universe, tmp_path: Path) -> None:
    rows = [["一年级1班", f"无此人{n}", "校长戊", "", ""] for n in range(10_000)]
    rows[7] = ["一年级1班", named(universe), "校长戊", "", ""]
    principal = acting("principal")
    began = time.monotonic()
    found = services.look(principal, received(principal, written(tmp_path, rows)))
    assert (len(found.read.faults), figures(found)[0]) == (9_999, 1)
    assert time.monotonic() - began < 20


def test_a_large_school(acting: Acting, universe: Universe, tmp_path: Path) -> None:
    """3,000 pupils with four carers each."""
    with everywhere("tests"):
        person, place = (
            Person.objects.get(pk=universe.person(CLASS_11, 1)),
            Enrolment.objects.get(pk=universe.enrolment(CLASS_11, 1)),
        )
        people = [
            Person(**{f.name: getattr(person, f.name) for f in Person._meta.fields}
                   | {"id": uuid7(), "identity_id": uuid7(), "name": f"大校生{n}",
                      "number": f"B{n}", "id_index": f"x{n}".encode()})
            for n in range(3000)
        ]  # fmt: skip
        Person.objects.bulk_create(people)
        Enrolment.objects.bulk_create(
            Enrolment(**{f.name: getattr(place, f.name) for f in Enrolment._meta.fields}
                      | {"id": uuid7(), "person_id": one.pk, "name": one.name, "seat": 100 + n})
            for n, one in enumerate(people)
        )  # fmt: skip
    head = ("学号", "姓名", "校领导", "年级组长", "班主任", "任课教师")
    rows = [[one.number, one.name, "校长戊", "组长辛", "班主任壬", "科任癸"] for one in people]
    path = written(tmp_path, rows, head)
    principal = acting("principal")
    began = time.monotonic()
    sheet_id = received(principal, path)
    base = services.look(principal, sheet_id).base
    middle = time.monotonic()
    assert middle - began < 15
    done = services.confirm(principal, sheet_id, base, lists=False)
    ended = time.monotonic()
    assert (done.begun, counted()) == (12_000, recounted())
    assert ended - middle < 10


def test_the_pages(acting: Acting, universe: Universe, signed_in: SignedIn, tmp_path: Path) -> None:
    guardians(universe)
    assigned(acting("principal"))
    leave()
    principal = signed_in("principal")
    assert principal.get(f"/careteams/unit/{PRIMARY}/").context["import_url"] == HERE
    assert principal.post(HERE, {"act_id": str(uuid7())}).status_code == 422
    # The template as it comes changes nothing.
    content = principal.get(f"{HERE}?template=1").content
    sent = {"act_id": str(uuid7()), "file": SimpleUploadedFile("台账.xlsx", content)}
    page = principal.post(HERE, sent, follow=True)
    assert (page.status_code, page.context["is_empty"]) == (200, True)
    assert page.context["figures"] == {
        "begun": 0, "changed": 0, "ended": 0, "unchanged": 110, "untouched": 0, "people": 0,
    }  # fmt: skip
    # Filled in: one carer changed, one cadre nobody has listed.
    path = tmp_path / "t.xlsx"
    path.write_bytes(content)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    top = next(row for row in range(1, 9) if sheet.cell(row, 4).value == "姓名")
    sheet.cell(top + 1, 5).value, sheet.cell(top + 2, 5).value = "校医己", "李四(副校长)"
    book.save(path)
    sent = {"act_id": str(uuid7()), "file": SimpleUploadedFile("台账.xlsx", path.read_bytes())}
    page = principal.post(HERE, sent, follow=True)
    here = page.redirect_chain[-1][0]
    assert [(one["before"], one["after"]) for one in page.context["changes"]] == [
        ("校长戊", "校医己"), ("校长戊", "李四 副校长"),
    ]  # fmt: skip
    form = {"base": page.context["base"]}
    refused = principal.post(here, form)
    assert (refused.status_code, refused.context["errors"]) == (
        422, ["表里有 1 位干部还没有登记。请勾选“登记这些干部”,或先改表。"],
    )  # fmt: skip
    stale = principal.post(here, {"base": "0", "lists": "on"})
    assert (stale.status_code, stale.context["lists"]) == (409, True)
    done = principal.post(here, form | {"lists": "on"}, follow=True)
    assert "已导入:开始 2 个,结束 2 个" in done.content.decode()
    assert "已经导入过" in principal.post(here, form, follow=True).content.decode()
    assert "这份台账已经导入。" in principal.get(here).content.decode()
    assert team(universe.person(CLASS_11, 1))["leader"] == universe.users["doctor"].pk
    # With faults: at the cell, and as the same sheet.
    wrong = csv(tmp_path, "姓名,校领导", f"{named(universe)},没有这个人", "查无此人,校长戊")
    sent = {"act_id": str(uuid7()), "file": SimpleUploadedFile("x.csv", wrong.read_bytes())}
    page = principal.post(HERE, sent, follow=True)
    assert [(one.row, one.column) for one in page.context["faults"]] == [(3, "姓名")]
    assert principal.get(f"{page.redirect_chain[-1][0]}?errors=1").content[:2] == b"PK"
    assert principal.post(page.redirect_chain[-1][0], {"base": "x"}).status_code == 422
    assert "ledger_taken" in facts()


def test_two_at_once(own_database: str, universe: Universe, tmp_path: Path) -> None:
    """An import, the same import and an arranging by rule: each place of a team is filled once."""
    principal = universe.cast["principal"]
    path = written(
        tmp_path, [["一年级1班", named(universe, n), "校医己", "", ""] for n in range(1, 11)]
    )
    with acting_as(principal):
        sheet_id = received(principal, path)
        base = services.look(principal, sheet_id).base
    start = Barrier(3)

    def run(what: str) -> str:
        try:
            start.wait(20)
            with acting_as(principal):
                if what == "rule":
                    services.assign(principal, uuid7(), PRIMARY, Asked())
                    return "arranged"
                done = services.confirm(principal, sheet_id, base, lists=False)
                return "again" if done.again else "imported"
        except Conflict:
            return "stale"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        done = sorted(pool.map(run, ["import", "import", "rule"]))
    assert done in (["again", "arranged", "imported"], ["arranged", "stale", "stale"])
    with acting_as(principal):
        if "stale" in done:
            confirmed(principal, sheet_id)
        assert Link.objects.filter(until=None).count() == 100
        assert (counted(), twice()) == (recounted(), [])
        assert team(universe.person(CLASS_11, 1))["leader"] == universe.users["doctor"].pk


def test_text_named_as_a_workbook_is_none(signed_in: Callable[[str], Client]) -> None:
    file = SimpleUploadedFile("台账.xlsx", "姓名,班级\n张三,一班\n".encode())
    sent = {"act_id": str(uuid7()), "file": file}
    page = signed_in("principal").post(HERE, sent)
    assert page.status_code == 422
    assert "里面却是文字,不是工作簿" in page.content.decode()


def test_the_county_page_leads_to_the_import_of_a_school(
    signed_in: Callable[[str], Client],
) -> None:
    officer, county = signed_in("officer"), f"/careteams/unit/{COUNTY}/"
    assert "导入一所学校的包联台账" in officer.get(county).content.decode()
    answer = officer.get(f"{county}?school={PRIMARY}")
    assert answer["Location"] == HERE
