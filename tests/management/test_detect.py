"""`xiaoan detect` and `xiaoan rt`: files in, CSV out, faults by row and column."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.epidemiology.references import DATA, table
from xiaoan.epidemiology.methods import METHODS
from xiaoan.management import detect, rt

INPUT = DATA / "input"


def run(
    command: object, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, list[dict[str, str]], str]:
    status = command.main(words)  # type: ignore[attr-defined]  # either module
    said = capsys.readouterr()
    return status, list(csv.DictReader(io.StringIO(said.out))), said.err


def test_as_r_by_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(INPUT / "daily_school_300x730.csv.gz")
    words = ("--method", "ears-c2", "--option", "min_sd=0.5", "--last", "1")
    status, rows, _said = run(detect, capsys, file, *words)
    wanted = table("daily_school_lastday")
    found = {row["series"]: row for row in rows}
    assert (status, len(rows)) == (0, 300)
    assert list(rows[0]) == ["series", "date", "observed", "expected", "upper", "alarm"]
    assert {row["date"] for row in rows} == {"2026-09-01"}
    ours = [float(found[name]["upper"]) for name in wanted.columns["series"]]
    np.testing.assert_allclose(ours, wanted.number("c2_ub_min05"), rtol=1e-6)
    assert [found[name]["alarm"] for name in wanted.columns["series"]] == wanted.columns[
        "c2_al_min05"
    ]


def test_options_by_the_names_of_r(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(INPUT / "weekly_300x366.csv.gz")
    words = (
        "noPeriods=10",
        "pastWeeksNotIncluded=26",
        "pThresholdTrend=1",
        "thresholdMethod=nbPlugin",
    )
    _status, rows, _said = run(
        detect, capsys, file, "--method", "farrington-flexible", "--last", "1",
        "--option", *words, "alpha=0.01", "limit54=0,4",
    )  # fmt: skip
    wanted = table("weekly_farringtonFlexible").where("config", "ff_noufaily").where("week", "366")
    found = {row["series"]: row for row in rows}
    for column, theirs in (
        ("upper", "upper"),
        ("expected", "expected"),
        ("p", "p"),
        ("alarm", "alarm"),
    ):
        ours = [float(found[name][column]) for name in wanted.columns["series"]]
        np.testing.assert_allclose(ours, wanted.number(theirs), rtol=1e-6)


@pytest.mark.parametrize("method", ["nb-cusum", "glr"])
def test_a_season_of_its_own(method: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(INPUT / "daily_school_300x730.csv.gz")
    _status, rows, _said = run(detect, capsys, file, "--method", method, "--last", "90")
    wanted = table("daily_school_cusum_glr_90d")
    found = {(row["series"], row["date"]): row for row in rows}
    dates = sorted({row["date"] for row in rows})
    keys = zip(wanted.columns["series"], wanted.index("day", 641), strict=True)
    ours = [float(found[name, dates[day]]["statistic"]) for name, day in keys]
    column = {"nb-cusum": "nbcusum_val", "glr": "glr_val"}[method]
    np.testing.assert_allclose(ours, wanted.number(column), rtol=1e-6, atol=1e-12)


def small(tmp_path: Path, length: int = 70) -> Path:
    rng = np.random.default_rng(2)
    start = np.datetime64("2026-03-02")
    lines = ["date,甲,乙,丙"]
    for at in range(length):
        cells = [str(int(x)) for x in rng.poisson([1, 3, 6])]
        if at == 20:
            cells[1] = ""
        lines.append(",".join([str(start + at), *cells]))
    file = tmp_path / "small.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    (tmp_path / "places.csv").write_text("school,x_km,y_km\n乙,1,1\n甲,0,0\n丙,30,0\n")
    (tmp_path / "units.csv").write_text(
        "class,school,roll,township\n乙,a,40,t\n甲,a,41,t\n丙,b,39,t\n"
    )
    return file


OPTIONS = {
    "farrington": ("b=3", "w=1", "freq=7"),
    "farrington-flexible": ("b=4", "w=0", "freq=7", "no_periods=7"),
    "scan": ("places={}/places.csv", "replicas=19"),
    "hierarchical": ("units={}/units.csv",),
}


@pytest.mark.parametrize("method", METHODS)
def test_every_method_runs(method: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = [word.format(tmp_path) for word in OPTIONS.get(method, ())]
    words = ["--option", *options] if options else []
    status, rows, said = run(
        detect, capsys, str(small(tmp_path)), "--method", method, "--last", "2", *words
    )
    assert (status, said) == (0, "")
    assert [(row["series"], row["date"]) for row in rows] == [
        (name, day) for name in "甲乙丙" for day in ("2026-05-09", "2026-05-10")
    ]
    assert {row["alarm"] for row in rows} <= {"0", "1"}


def test_a_missing_count_has_no_alarm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _status, rows, _said = run(detect, capsys, str(small(tmp_path)), "--method", "ears-c1")
    gap = {row["date"]: row for row in rows if row["series"] == "乙"}
    assert (gap["2026-03-22"]["observed"], gap["2026-03-22"]["alarm"]) == ("", "")
    assert gap["2026-03-22"]["upper"] != ""
    assert "2026-03-25" not in gap  # the gap lies in its baseline


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "in.csv is empty"),
        ("date,a\n", "in.csv has a head and no rows; write a row for each date"),
        ("date\n2026-01-01\n", "in.csv: the head must be a date and a column for each series"),
        (
            "date,a\n2026-01-01,1\n2026-01-02,x\n",
            "row 3, column a: 'x' is no number; write a count, or leave the cell empty if nothing is known",
        ),
        (
            "date,a\n2026-01-01,-1\n",
            "row 2, column a: -1 is negative; a count is 0 or above, and an empty cell is a missing one",
        ),
        (
            "date,a\n2026-01-01,1,2\n",
            "row 2: 3 cells under 2 columns; give each column a cell, empty where nothing is known",
        ),
        (
            "date,a\n1.1.2026,1\n",
            "row 2, column date: '1.1.2026' is no date; write it as 2026-09-01",
        ),
        (
            "date,a\n2026-01-02,1\n2026-01-01,1\n",
            (
                "row 3, column date: 2026-01-01 does not come after the row before; sort the rows by date, "
                "one row a date"
            ),
        ),
        (
            "date,a,a\n2026-01-01,1,1\n",
            "row 1, column 3: a is there twice; give each series a name",
        ),
        ("date,a,\n2026-01-01,1,1\n", "row 1, column 3 has no name; name each series"),
        ("date,a\n2026-01-01,1\n", "too short: 1 days; 7 are needed before the first of 1"),
    ],
)
def test_bad_files(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "in.csv"
    file.write_text(text)
    assert run(detect, capsys, str(file), "--method", "ears-c1") == (1, [], f"{file}: {said}.\n")


def test_not_a_table_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "in.csv"
    file.write_bytes(b"PK\x03\x04\x00\x00\xff\xfe")
    status, rows, said = run(detect, capsys, str(file), "--method", "bayes")
    assert (status, rows) == (1, [])
    assert "is no CSV text; save it as CSV (UTF-8 or GB18030)." in said
    gone = str(tmp_path / "gone.csv")
    assert run(rt, capsys, gone, "--si-mean", "2.6", "--si-sd", "1.5")[0] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--method", "nobody"), "invalid choice: 'nobody'"),
        (("--method", "bayes", "--option", "w"), "--option w: write it as name=value"),
        (("--method", "bayes", "--option", "q=1"), "bayes: no option q; there are act_year, alpha"),
        (
            ("--method", "bayes", "--option", "w=many"),
            "option w=many cannot be read; give a number",
        ),
        (("--method", "bayes", "--option", "act_year=perhaps"), "give true or false"),
        (("--method", "farrington", "--option", "limit54=5"), "give two numbers, such as 5,4"),
        (("--method", "bayes", "--last", "0"), "--last must be at least 1"),
        ((), "the following arguments are required: --method"),
    ],
)
def test_wrong_usage(
    words: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        detect.main([str(small(tmp_path)), *words])
    assert left.value.code == 2
    assert said in capsys.readouterr().err


def test_the_scan_asks_for_places(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = small(tmp_path)
    (tmp_path / "few.csv").write_text("school,x_km,y_km\n乙,1,1\n")
    for words, wanted in (
        ((), "scan needs --option places=FILE.csv"),
        (("--option", f"places={tmp_path / 'few.csv'}"), "few.csv has no row for 甲"),
        (("--option", f"places={tmp_path / 'units.csv'}"), "units.csv has no column x_km"),
    ):
        status, _rows, said = run(detect, capsys, str(file), "--method", "scan", *words)
        assert status == 1
        assert wanted in said


def test_help_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        detect.main(["--help"])
    said = capsys.readouterr().out
    assert left.value.code == 0
    for name, method in METHODS.items():
        assert f"  {name}: {method.about}" in said
        assert all(f"{option}=" in said for option in method.options)


def test_rt_as_epiestim(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(INPUT / "incidence_300x365.csv.gz")
    status, rows, _said = run(rt, capsys, file, "--si-mean", "2.6", "--si-sd", "1.5")
    wanted = table("epiestim_parametric_7day")
    found = {(row["series"], row["t_start"], row["t_end"]): row for row in rows}
    keys = list(
        zip(*(wanted.columns[name] for name in ("series", "t_start", "t_end")), strict=True)
    )
    assert status == 0
    assert list(rows[0])[:8] == [
        "series",
        "t_start",
        "t_end",
        "mean",
        "std",
        "q025",
        "median",
        "q975",
    ]
    for column in ("mean", "std", "q025", "median", "q975"):
        ours = [float(found[key][column]) for key in keys]
        np.testing.assert_allclose(ours, wanted.number(column), rtol=1e-6)
    assert {row["shown"] for row in rows if float(row["cases"]) < 11} == {"0"}
    assert {row["shown"] for row in rows if float(row["cases"]) >= 11} == {"1"}


def test_the_commands_need_neither_settings_nor_a_database(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if "XIAOAN" not in name}
    kept.pop("DATABASE_URL", None)
    for words in (
        ("detect", str(small(tmp_path)), "--method", "bayes", "--last", "1"),
        ("rt", "--help"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "xiaoan.cli", *words], env=kept, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
