"""Questions: every answer equals a recount of the rows, stays inside the scope, says what cannot be asked."""

import datetime as dt
import io
import json
from collections.abc import Callable
from uuid import uuid4

import polars as pl
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import (
    CLASS_11,
    CLASS_71,
    COUNTY,
    JUNIOR,
    PRIMARY,
    RIVER,
    TOWN,
    Universe,
    sent,
    sick,
)
from xiaoan.analysis import queries, rules, services
from xiaoan.analysis.models import Saved
from xiaoan.analysis.rules import Question
from xiaoan.indicators import services as indicators
from xiaoan.indicators.models import Kept
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.scope import enter
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
SYSTEM = system("indicators")


def a_morning(universe: Universe, acting: Acting) -> None:
    mark = sick(universe.enrolment(CLASS_11, 1), "fever", "cough")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, mark))
    screening.submit_roll_call(acting("teacher_71"), sent(CLASS_71))
    enter(SYSTEM)
    indicators.refresh(SYSTEM, clock.today())


def test_by_school_with_sums(universe: Universe, acting: Acting) -> None:
    a_morning(universe, acting)
    asked = Question(("rollcall.sick", "duties.overdue"), COUNTY, "school", "", "today")
    found = queries.answer(acting("leader"), asked)
    sick_of = {
        words: found.cells[code, "", "rollcall.sick"]
        for code, words in found.rows
        if (code, "", "rollcall.sick") in found.cells
    }
    assert [(name, one.num, one.den) for name, one in sick_of.items() if one.den] == [
        ("实验小学", 1, 10),
        ("河口初中", 0, 10),
    ]
    total = found.totals["", "rollcall.sick"]
    assert (total.num, total.den, found.by_time) == (1, 20, False)


@pytest.mark.parametrize(
    "rows", ["township", "stage", "boarding", "school", "day", "week", "month"]
)
def test_however_it_is_told_apart_the_sum_is_the_same(
    universe: Universe, acting: Acting, rows: str
) -> None:
    a_morning(universe, acting)
    keys = ("rollcall.sick", "rollcall.pupils", "rollcall.classes", "duties.overdue")
    found = queries.answer(acting("leader"), Question(keys, COUNTY, rows, "", "today"))
    whole = queries.answer(acting("leader"), Question(keys, COUNTY, "day", "", "today"))
    for key in keys:
        mine, all_of = found.totals["", key], whole.totals["", key]
        assert (mine.num, mine.den, mine.unknown) == (all_of.num, all_of.den, all_of.unknown), key
        cells = [one for (_row, _column, k), one in found.cells.items() if k == key]
        assert mine.num == sum(one.num or 0 for one in cells)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_flows_add_over_time_and_stocks_do_not(
    universe: Universe, acting: Acting, data: st.DataObject
) -> None:
    """Figures put on random days: what happens on each day is added, what stands is of the last one."""
    today = clock.today()
    days = data.draw(st.lists(st.integers(1, 40), min_size=1, max_size=8, unique=True))
    enter(SYSTEM)
    Kept.objects.all().delete()
    put: dict[dt.date, tuple[int, int]] = {}
    for n in days:
        day = today - dt.timedelta(days=n)
        den = data.draw(st.integers(0, 50))
        put[day] = (data.draw(st.integers(0, den)), den)
        for key in ("hygiene.places", "supplies.met"):
            Kept.objects.create(
                day=day, key=key, unit_no=PRIMARY, school_id=PRIMARY, num=put[day][0], den=den,
                units=1, at=clock.now(),
            )  # fmt: skip
    first = today - dt.timedelta(days=40)
    asked = Question(
        ("hygiene.places", "supplies.met"), PRIMARY, data.draw(st.sampled_from(rules.TIMES)), "",
        "between", first, today,
    )  # fmt: skip
    found = queries.answer(acting("principal"), asked)
    total = found.totals["", "hygiene.places"]
    assert (total.num, total.den) == (
        sum(n for n, _d in put.values()),
        sum(d for _n, d in put.values()),
    )
    last_row = found.rows[-1][0]
    cell = found.cells[last_row, "", "supplies.met"]
    assert (cell.num, cell.den) == put[max(put)]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Question((), COUNTY), "m"),
        (Question(("rollcall.sick",) * 5, COUNTY), "m"),
        (Question(("rollcall.sick",), COUNTY, "day", "week"), "columns"),
        (Question(("rollcall.sick",), COUNTY, "school", "stage"), "columns"),
        (
            Question(
                ("rollcall.sick",),
                COUNTY,
                "day",
                "",
                "between",
                dt.date(2026, 11, 20),
                dt.date(2026, 11, 2),
            ),
            "since",
        ),
        (
            Question(
                ("rollcall.sick",),
                COUNTY,
                "day",
                "",
                "between",
                dt.date(2001, 1, 1),
                dt.date(2026, 11, 2),
            ),
            "since",
        ),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(
    universe: Universe, acting: Acting, asked: Question, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        queries.answer(acting("leader"), asked)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("name", "unit"), [("principal", JUNIOR), ("principal", TOWN), ("liaison", RIVER)]
)
def test_others_units_are_not_there(signed_in: SignedIn, name: str, unit: int) -> None:
    browser = signed_in(name)
    for page in ("", "sheet/?m=rollcall.sick", "files/", "files/2026-11/"):
        assert browser.get(f"/analysis/unit/{unit}/{page}").status_code == 404


def test_a_page_keeps_what_was_asked(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    a_morning(universe, acting)
    browser = signed_in("leader")
    page = browser.get(f"/analysis/unit/{COUNTY}/?m=rollcall.sick&rows=township&period=today")
    assert page.status_code == 200
    assert [row["name"] for row in page.context["answer"]["rows"]] == ["城关镇", "河口镇"]
    bad = browser.get(f"/analysis/unit/{COUNTY}/?m=rollcall.sick&m=nothing&rows=township")
    assert bad.status_code == 422
    wrong = browser.get(f"/analysis/unit/{COUNTY}/?m=rollcall.sick&rows=day&columns=week")
    assert wrong.status_code == 422
    assert "行和列都是" in wrong.content.decode()


def test_saved_once_shared_and_dropped_by_its_owner(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    browser = signed_in("leader")
    address = f"/analysis/unit/{COUNTY}/save/?m=rollcall.sick&rows=township&period=today"
    given = {"submission_id": str(uuid4()), "name": "乡镇因病缺勤", "shared": "on"}
    for _again in range(2):
        assert browser.post(address, given).status_code == 302
    other = {**given, "name": "别的"}
    assert browser.post(address, other).status_code == 409
    nameless = browser.post(address, {**given, "submission_id": str(uuid4()), "name": ""})
    assert nameless.status_code == 422
    unfit = f"/analysis/unit/{COUNTY}/save/?m=rollcall.sick&rows=day&columns=week"
    refused = browser.post(unfit, {**given, "submission_id": str(uuid4()), "name": "两种时间"})
    assert (refused.status_code, refused.context["save_name"]) == (422, "两种时间")
    enter(acting("leader"))
    row = Saved.objects.get()
    assert Entry.objects.filter(kind="analysis.saved").count() == 1
    officer = signed_in("officer")
    assert officer.get(f"/analysis/saved/{row.pk}/").status_code == 302
    assert officer.post(f"/analysis/saved/{row.pk}/drop/").status_code == 403
    assert signed_in("principal").get(f"/analysis/saved/{row.pk}/").status_code == 404
    assert browser.post(f"/analysis/saved/{row.pk}/drop/").status_code == 302
    assert browser.get(f"/analysis/saved/{row.pk}/").status_code == 404


def test_a_month_is_a_file_that_adds_up(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    a_morning(universe, acting)
    month = f"{clock.today():%Y-%m}"
    answer = signed_in("leader").get(f"/analysis/unit/{COUNTY}/files/{month}/")
    table = pl.read_parquet(io.BytesIO(answer.content))
    sick_rows = table.filter(pl.col("indicator") == "rollcall.sick")
    assert sick_rows.select(pl.sum("numerator"), pl.sum("denominator")).row(0) == (1, 20)
    assert set(table["school"]) == {"城关幼儿园", "实验小学", "河口初中"}
    assert signed_in("leader").get(f"/analysis/unit/{COUNTY}/files/2001-01/").status_code == 404
    assert signed_in("leader").get(f"/analysis/unit/{COUNTY}/files/nothing/").status_code == 404
    enter(SYSTEM)
    assert Entry.objects.filter(kind="analysis.taken").count() == 1


def test_a_sheet_is_recorded(signed_in: SignedIn, acting: Acting, universe: Universe) -> None:
    a_morning(universe, acting)
    browser = signed_in("principal")
    address = f"/analysis/unit/{PRIMARY}/sheet/?m=rollcall.sick&rows=day&period=today"
    assert browser.get(address).status_code == 200
    text = browser.get(f"{address}&form=csv").content.decode("gb18030").splitlines()
    assert text[1].split(",")[1:4] == ["1", "10", "10.0"]
    enter(SYSTEM)
    forms = [
        json.loads(one.body)["form"]
        for one in Entry.objects.filter(kind="analysis.taken").order_by("n")
    ]
    assert forms == ["xlsx", "csv"]


def test_only_who_may_take_figures_away(universe: Universe, acting: Acting) -> None:
    with pytest.raises(NotFound):
        services.take_answer(acting("teacher"), Question(("rollcall.sick",), PRIMARY), "xlsx")
