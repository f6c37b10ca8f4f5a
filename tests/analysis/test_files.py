"""Months taken away open in DuckDB with the script beside them, and say what the product says."""

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from django.test import Client

from tests.builders import (
    CLASS_11,
    CLASS_71,
    COUNTY,
    DAY,
    PRIMARY,
    RIVER,
    TOWN,
    Universe,
    sent,
    sick,
)
from xiaoan.indicators import queries
from xiaoan.indicators import services as keeping
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import enter, leave
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
SYSTEM = system("indicators")
GUIDE = Path(__file__).parents[2] / "docs" / "analysts.md"


@pytest.fixture
def opened(
    universe: Universe, acting: Acting, signed_in: Callable[[str], Client], tmp_path: Path
) -> duckdb.DuckDBPyConnection:
    """A morning kept, its month and the script in a folder, opened as the guide says."""
    screening.submit_roll_call(
        acting("teacher"), sent(CLASS_11, sick(universe.enrolment(CLASS_11, 1), "fever"))
    )
    screening.submit_roll_call(acting("teacher_71"), sent(CLASS_71))
    enter(SYSTEM)
    keeping.refresh(SYSTEM, DAY)
    leave()
    browser = signed_in("officer")
    address = f"/analysis/unit/{COUNTY}/files/"
    month = browser.get(f"{address}2026-11/")
    script = browser.get(f"{address}views/")
    assert script.headers["Content-Disposition"] == 'attachment; filename="indicators.sql"'
    (tmp_path / "indicators-2026-11.parquet").write_bytes(month.content)
    found = duckdb.connect(":memory:")
    found.execute(f"set file_search_path = '{tmp_path}'")
    found.execute(script.content.decode())
    return found


def test_sums_of_the_views_are_the_figures_of_the_board(
    opened: duckdb.DuckDBPyConnection, acting: Acting
) -> None:
    board = queries.of_unit(acting("leader"), COUNTY, DAY)
    wanted = {
        key: (one.num, one.den, one.unknown) for key, one in board.items() if one.num is not None
    }
    rows = opened.execute(
        "select indicator, numerator, denominator, unknown from by_day"
    ).fetchall()
    assert {key: tuple(numbers) for key, *numbers in rows} == wanted
    rows = opened.execute(
        "select indicator, numerator, denominator, unknown from by_month"
    ).fetchall()
    assert {key: tuple(numbers) for key, *numbers in rows} == wanted
    towns = dict(
        opened.execute(
            "select township, numerator from by_township where indicator = 'rollcall.classes'"
        ).fetchall()
    )
    assert towns == {
        place.name: found["rollcall.classes"].num
        for place, found in queries.by_child(acting("leader"), COUNTY, DAY, ["rollcall.classes"])
        if place.no in (TOWN, RIVER)
    }


def test_every_indicator_is_described(opened: duckdb.DuckDBPyConnection) -> None:
    rows = opened.execute("select indicator, name, adds_over_days from described").fetchall()
    assert sorted(rows) == sorted((one.key, one.name, one.keeps) for one in queries.catalogue())


def test_the_queries_of_the_guide_run(opened: duckdb.DuckDBPyConnection) -> None:
    asked = re.findall(r"```sql\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert [bool(opened.execute(one).fetchall()) for one in asked] == [True] * 5


def test_of_a_school_only_itself(signed_in: Callable[[str], Client]) -> None:
    assert signed_in("principal").get(f"/analysis/unit/{TOWN}/files/views/").status_code == 404
    assert signed_in("principal").get(f"/analysis/unit/{PRIMARY}/files/views/").status_code == 200
