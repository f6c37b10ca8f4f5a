"""A form of an office: brought in, given figures, filled from what is held, taken away."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from uuid import UUID

import pytest

from tests.builders import (
    CLASS_11,
    CLASS_71,
    COUNTY,
    JUNIOR,
    KINDERGARTEN,
    PRIMARY,
    RIVER,
    TOWN,
    Universe,
    sent,
    sick,
)
from tests.returns import papers
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import leave
from xiaoan.returns import services
from xiaoan.returns.models import Filling, Run, Version
from xiaoan.returns.queries import census, forms
from xiaoan.returns.services import filling
from xiaoan.screening import services as screening
from xiaoan.workbooks import blanks

Acting = Callable[[str], Actor]


def brought(actor: Actor, content: bytes = b"", name: str = "m.xlsx", word: str = "未报") -> UUID:
    new = services.NewForm(
        uuid7(), "因病缺课日报", "县疾控中心", word, name, content or papers.ministry()
    )
    return services.add(actor, new)


def test_a_form_is_filled_from_the_roll_calls(universe: Universe, acting: Acting) -> None:
    mark = sick(universe.enrolment(CLASS_11, 1), "fever")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, mark))
    officer = acting("officer")
    form_id = brought(officer)
    name, content = services.take(officer, form_id, COUNTY, clock.today(), {"联系电话": "=0571"})
    assert name == "青禾县 因病缺课日报 2026-11-23.xlsx"
    assert papers.cells(content) == [
        ["青禾县 因病缺课日报 2026年11月23日", None, None, None, None, None],
        ["序号", "学校", "应报学生", "因病缺课", "率", "合计"],
        [1, "实验小学", 10, 1, 0.1, "=C3+D3"],
        [2, "城关幼儿园", "未报", "未报", "未报", "=C4+D4"],
        [3, "河口初中", "未报", "未报", "未报", "=C5+D5"],
        ["合计", None, "=SUM(C3:C5)", "=SUM(D3:D5)", None, None],
        ["填表人", officer.name, "联系电话", "'=0571", None, None],
    ]
    row = Filling.objects.get()
    assert (row.asked, row.held, row.given, row.typed) == (19, 9, 9, 1)
    fact = json.loads(Entry.objects.get(kind="returns.filled").body)
    assert (fact["held"], fact["typed"]) == (9, 1)


def test_a_name_alone_says_how_many_and_the_marker_alone_says_which_school(
    universe: Universe, acting: Acting
) -> None:
    """As offices write their forms: 学校 | 因病缺勤人数 | 因病缺勤率, the first cell of the row {{每校}}."""
    mark = sick(universe.enrolment(CLASS_11, 1), "fever")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, mark))
    officer = acting("officer")
    rows = [["学校", "人数", "率"], ["{{每校}}", "{{因病缺勤人数}}", "{{因病缺勤率}}"]]
    lines: list[list[object]] = [
        ["实验小学", 1, "10.0%"],
        ["城关幼儿园", "未报", "未报"],
        ["河口初中", "未报", "未报"],
    ]
    form_id = brought(officer, papers.workbook([list(one) for one in rows]))
    _name, content = services.take(officer, form_id, COUNTY, clock.today(), {})
    assert papers.cells(content) == [rows[0], *lines]
    text = papers.paragraph("因病缺勤{{因病缺勤", "人数}}人")
    form_id = brought(officer, papers.document(text + papers.table(*rows)), "m.docx")
    _name, content = services.take(officer, form_id, COUNTY, clock.today(), {})
    said = [[cell.text for cell in row] for grid in blanks.grids(content) for row in grid.rows]
    assert said == [["因病缺勤1人"], rows[0], *([str(one) for one in line] for line in lines)]


def test_the_marker_is_silent_where_the_row_asks_for_the_name(acting: Acting) -> None:
    officer = acting("officer")
    form_id = brought(officer, papers.workbook([["{{每校}}", "{{单位}}"]]))
    _name, content = services.take(officer, form_id, COUNTY, clock.today(), {})
    assert [row[1] for row in papers.cells(content)] == ["实验小学", "城关幼儿园", "河口初中"]
    assert {row[0] for row in papers.cells(content)} == {None}


def test_what_is_not_on_record_is_a_word_never_zero(acting: Acting) -> None:
    officer = acting("officer")
    blank = papers.workbook([["{{摸排}}", "{{摸排.分子}}", "{{摸排.未知}}", "{{摸排.截至}}"]])
    form_id = brought(officer, blank, word="未报")
    _name, content = services.take(officer, form_id, COUNTY, clock.today(), {})
    assert papers.cells(content) == [["未报", "未报", "未报", "未报"]]
    row = Filling.objects.get()
    assert (row.held, row.unknown, row.spared) == (4, 4, 0)
    with pytest.raises(Invalid) as told:
        brought(officer, word="0")
    assert told.value.fields == {"unknown_word": "number"}


def test_every_figure_is_that_of_the_indicator(universe: Universe, acting: Acting) -> None:
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    officer = acting("officer")
    marks = (
        "晨检班级.分子",
        "晨检班级.分母",
        "晨检班级.率",
        "晨检班级",
        "晨检班级.学校数",
        "rollcall.pupils.未知",
    )
    form_id = brought(officer, papers.workbook([[f"{{{{{one}}}}}" for one in marks]]))
    _place, _one, found = filling.preview(officer, form_id, TOWN, clock.today(), {})
    figures = {line.mark: line.figure for line in found.lines}
    shown = {line.mark: line.shown for line in found.lines}
    figure = figures["晨检班级.分子"]
    assert figure is not None
    assert shown == {
        "晨检班级.分子": str(figure.num), "晨检班级.分母": str(figure.den), "晨检班级.率": "25.0%",
        "晨检班级": "1", "晨检班级.学校数": "2", "rollcall.pupils.未知": "30",
    }  # fmt: skip
    assert (figure.num, figure.den) == (1, 4)


def test_cells_are_given_figures_in_versions(acting: Acting) -> None:
    officer = acting("officer")
    form_id = brought(officer, papers.workbook([["学校", "因病缺课"], [None, None]]))
    act = uuid7()
    for _again in range(2):
        services.assign(officer, act, form_id, 1, {"上报表!B2": "{{rollcall.sick.分子}}"})
    services.assign(officer, uuid7(), form_id, 2, {"上报表!A2": "{{每校}}{{单位}}"})
    one = forms.designed(form_id, 3)
    assert [(mark.what, mark.ref, mark.repeat) for mark in one.marks] == [
        ("单位", "上报表!A2", "school"), ("rollcall.sick.分子", "上报表!B2", "school"),
    ]  # fmt: skip
    with pytest.raises(Conflict):
        services.assign(officer, uuid7(), form_id, 1, {"上报表!B2": ""})
    with pytest.raises(Invalid) as told:
        services.assign(officer, uuid7(), form_id, 3, {"别表!B2": "{{单位}}"})
    assert told.value.fields == {"cell": "unknown"}
    with pytest.raises(Invalid) as told:
        services.assign(
            officer, uuid7(), form_id, 3, {"上报表!B1": "{{每乡镇}}", "上报表!A1": "{{每校}}"}
        )
    assert told.value.fields == {"cell": "two_repeats"}


def test_a_new_file_keeps_what_was_assigned_where_it_still_fits(acting: Acting) -> None:
    officer = acting("officer")
    form_id = brought(officer, papers.workbook([["甲", None], [None, "x"]]))
    services.assign(
        officer, uuid7(), form_id, 1, {"上报表!B1": "{{单位}}", "上报表!A2": "{{日期}}"}
    )
    services.upload(
        officer,
        uuid7(),
        form_id,
        2,
        ("n.xlsx", papers.workbook([["甲", None], ["{{填表人}}", "x"]])),
    )
    row = Version.objects.get(form_id=form_id, no=3)
    assert (row.assigned, row.file_name) == ({"上报表!B1": "{{单位}}"}, "n.xlsx")
    assert [one[0] for one in row.marks] == ["单位", "填表人"]
    assert Version.objects.filter(form_id=form_id).count() == 3


def test_the_same_form_once_more_is_the_same_act(acting: Acting) -> None:
    officer = acting("officer")
    new = services.NewForm(uuid7(), "表", "局", "未报", "m.xlsx", papers.ministry())
    assert services.add(officer, new) == services.add(officer, new)
    assert Version.objects.count() == 1
    with pytest.raises(Conflict):
        services.add(
            officer, services.NewForm(new.id, "别的", "局", "未报", "m.xlsx", papers.ministry())
        )


def test_who_may_what(acting: Acting) -> None:
    form_id = brought(acting("officer"))
    with pytest.raises(Forbidden):
        brought(acting("principal"))
    with pytest.raises(NotFound):
        brought(acting("teacher"))
    today = clock.today()
    principal = acting("principal")
    assert services.take(principal, form_id, PRIMARY, today, {})[0].startswith("实验小学")
    for elsewhere in (JUNIOR, COUNTY, TOWN):
        with pytest.raises(NotFound):
            services.take(principal, form_id, elsewhere, today, {})
    with pytest.raises(Forbidden):  # a leader reads
        services.take(acting("leader"), form_id, COUNTY, today, {})
    with pytest.raises(Invalid) as told:
        services.take(acting("officer"), form_id, COUNTY, today + dt.timedelta(days=1), {})
    assert told.value.fields == {"day": "range"}
    services.set_state(acting("officer"), uuid7(), form_id, "retired")
    with pytest.raises(Conflict):
        services.take(acting("officer"), form_id, COUNTY, today, {})


def run_of(form_id: UUID, **changes: object) -> services.NewRun:
    given = {
        "id": uuid7(), "form_id": form_id, "unit_no": COUNTY, "level": "school", "day": clock.today(),
        "typed": {}, **changes,
    }  # fmt: skip
    return services.NewRun(**given)  # type: ignore[arg-type]  # a form's fields


def test_one_person_does_not_fill_the_queue(universe: Universe, acting: Acting) -> None:
    officer = acting("officer")
    form_id = brought(officer, papers.workbook([["{{单位}}"]]))
    asked = [run_of(form_id) for _n in range(3)]
    for one in asked:
        services.ask_run(officer, one)
    with pytest.raises(Conflict, match="3 批表还没有填完"):
        services.ask_run(officer, run_of(form_id))
    assert services.ask_run(officer, asked[0]) == asked[0].id
    leave()
    services.make(asked[0].id)
    services.ask_run(acting("officer"), run_of(form_id))


def test_a_run_fills_one_for_each_school(universe: Universe, acting: Acting) -> None:
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    officer = acting("officer")
    form_id = brought(
        officer,
        papers.workbook([["{{单位}}", "{{因病缺勤.分子}}", "{{因病缺勤.分母}}", "{{填表人}}"]]),
    )
    run_id = services.ask_run(officer, run_of(form_id))
    leave()
    assert services.make(run_id) == services.make(run_id) == "done"
    officer = acting("officer")
    name, content = services.take_run(officer, run_id)
    assert name == "青禾县 因病缺课日报 2026-11-23.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = {one: papers.cells(archive.read(one)) for one in archive.namelist()}
    assert found == {
        "001 实验小学 因病缺课日报 2026-11-23.xlsx": [["实验小学", 0, 10, officer.name]],
        "002 城关幼儿园 因病缺课日报 2026-11-23.xlsx": [
            ["城关幼儿园", "未报", "未报", officer.name]
        ],
        "003 河口初中 因病缺课日报 2026-11-23.xlsx": [["河口初中", "未报", "未报", officer.name]],
    }
    assert {row.unit_no for row in Filling.objects.all()} == {PRIMARY, KINDERGARTEN, JUNIOR}
    assert Run.objects.values_list("done", "wanted").get() == (3, 3)


def test_each_of_a_run_equals_the_same_form_alone(universe: Universe, acting: Acting) -> None:
    for name, unit_no in (("teacher", CLASS_11), ("teacher_71", CLASS_71)):
        if name in universe.cast:
            screening.submit_roll_call(acting(name), sent(unit_no))
    officer = acting("officer")
    form_id = brought(officer)
    run_id = services.ask_run(officer, run_of(form_id))
    leave()
    services.make(run_id)
    officer = acting("officer")
    with zipfile.ZipFile(io.BytesIO(services.take_run(officer, run_id)[1])) as archive:
        together = [papers.cells(archive.read(one)) for one in archive.namelist()]
    alone = [
        papers.cells(services.take(officer, form_id, no, clock.today(), {})[1])
        for no in (PRIMARY, KINDERGARTEN, JUNIOR)
    ]
    assert together == alone


def test_townships_fill_one_each(acting: Acting) -> None:
    officer = acting("officer")
    form_id = brought(officer, papers.workbook([["{{单位}}", "{{乡镇}}"]]))
    run_id = services.ask_run(officer, run_of(form_id, level="township"))
    leave()
    services.make(run_id)
    officer = acting("officer")
    assert {row.unit_no for row in Filling.objects.all()} == {TOWN, RIVER}
    with zipfile.ZipFile(io.BytesIO(services.take_run(officer, run_id)[1])) as archive:
        found = [papers.cells(archive.read(one)) for one in archive.namelist()]
    assert found == [[["城关镇", "城关镇"]], [["河口镇", "河口镇"]]]
    with pytest.raises(NotFound):
        services.take_run(acting("principal"), run_id)


def test_what_was_spared_is_counted_once(universe: Universe, acting: Acting) -> None:
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    officer = acting("officer")
    form_id = brought(
        officer, papers.workbook([["{{因病缺勤.分子}}", "{{摸排.分子}}", "{{单位}}", "{{意见}}"]])
    )
    for _again in range(2):
        services.take(officer, form_id, COUNTY, clock.today(), {"意见": "无"})
    found = census.census(officer, clock.today(), clock.today())
    assert len(found.forms) == 1
    one = found.forms[0]
    assert (one.fillings, one.asked, one.held, one.unknown, one.given, one.typed) == (
        1,
        4,
        2,
        1,
        1,
        1,
    )
    assert (one.answered, one.spared, found.spared) == (2, 3, 3)
    later = clock.today() + dt.timedelta(days=1)
    assert census.census(officer, later, later).forms == ()
