"""`xiaoan replay` as it is called: real and invented outbreaks, against a count that shares no code."""

import csv
import datetime as dt
import io
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORDS = [sys.executable, "-m", "xiaoan.cli", "replay"]
NORM = "卫办疾控发〔2006〕65号"
Unit = tuple[str, str, str]
First = dict[Unit, tuple[str, frozenset[str]]]


@pytest.fixture(autouse=True)
def morning() -> None:
    """Real time: the replay has a clock of its own."""


def environment(folder: Path) -> dict[str, str]:
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith("XIAOAN_") and "DATABASE" not in k
    }
    return {**kept, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}


def replay(folder: Path, *words: str | Path) -> tuple[list[dict[str, Any]], dict[str, Any], str]:
    """The signals, the summary, and what was said on stderr."""
    found = subprocess.run(
        [*WORDS, *map(str, words), "--json"],
        env=environment(folder), capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    lines = [json.loads(line) for line in found.stdout.splitlines()]
    statutory = [line for line in lines[:-1] if line["level"] != "school"]
    return statutory, lines[-1]["summary"], found.stderr


def first_signals(lines: Sequence[dict[str, Any]]) -> First:
    """(rule, level, unit) → the day of its first signal, and the people."""
    found: First = {}
    for line in lines:
        unit = (line["rule"], line["level"], line["unit"])
        found.setdefault(unit, (str(line["day"]), frozenset(line["people"])))
    return found


def cases_of(
    rows: Sequence[Mapping[str, str]], person: str, day: str, **levels: str
) -> dict[tuple[str, str], set[tuple[int, str]]]:
    """(level, unit) → the first day ill as a number, and who."""
    ill: dict[tuple[str, str], set[tuple[int, str]]] = defaultdict(set)
    dates = any("-" in row[day] for row in rows)
    for row in (row for row in rows if row[person] and row[day] not in ("", "NA")):
        on = dt.date.fromisoformat(row[day]).toordinal() if dates else int(row[day])
        for level, column in levels.items():
            if row[column]:
                ill[level, row[column]].add((on, row[person]))
    return ill


def counted(rows: Sequence[Mapping[str, str]], person: str, day: str, **levels: str) -> First:
    """The rules as a person with a pencil holds them against the file: different people of one class
    or room who fell ill within one day, or three.
    """
    dates = any("-" in row[day] for row in rows)
    found: First = {}
    for (level, unit), cases in cases_of(rows, person, day, **levels).items():
        for rule, least, window in (("N-01a", 3, 1), ("N-01b", 5, 3)):
            for last in sorted({on for on, _ in cases}):
                people = frozenset(who for on, who in cases if last - window < on <= last)
                if len(people) >= least:
                    named = dt.date.fromordinal(last).isoformat() if dates else str(last)
                    found[rule, level, unit] = (named, people)
                    break
    return found


def test_norovirus_in_derbyshire_by_first_day_absent(data: Path, tmp_path: Path) -> None:
    path = data / "outbreaks/norovirus_derbyshire_2001_school.csv"
    lines, summary, said = replay(
        tmp_path, path, "--person", "child", "--class", "class", "--day", "day_absent"
    )
    assert lines[0] == {
        "day": 14, "rule": "N-01a", "basis": NORM, "level": "class", "unit": "1", "count": 3,
        "people": ["31", "75", "79"], "syndrome": "FEVER", "reported": 14,
    }  # fmt: skip
    assert [(line["day"], line["rule"], line["unit"]) for line in lines[:5]] == [
        (14, "N-01a", "1"), (14, "N-01a", "9"), (14, "N-01a", "11"), (14, "N-01a", "15"),
        (15, "N-01b", "1"),
    ]  # fmt: skip
    assert summary == {
        "rows": 492, "rows_refused": 0, "pupils": 492, "classes": 15, "dormitories": 0, "ill": 186,
        "ill_without_symptoms": 0, "school_days": 25, "signals": 26,
        "first_day": {"N-01a": 14, "N-01b": 15},
    }  # fmt: skip
    assert said == ""
    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    expected = counted(rows, "child", "day_absent", **{"class": "class"})
    assert first_signals(lines) == expected
    assert list(tmp_path.glob("xiaoan-replay-*")) == []


def test_norovirus_in_derbyshire_by_onset(data: Path, tmp_path: Path) -> None:
    lines, summary, _ = replay(
        tmp_path, data / "outbreaks/norovirus_derbyshire_2001_school.csv",
        "--person", "child", "--class", "class", "--day", "start_illness", "--until", "end_illness",
    )  # fmt: skip
    assert [(line["day"], line["rule"], line["unit"]) for line in lines[:6]] == [
        (16, "N-01a", "1"), (16, "N-01a", "4"), (16, "N-01a", "10"), (16, "N-01a", "11"),
        (16, "N-01a", "14"), (16, "N-01b", "10"),
    ]  # fmt: skip
    assert summary["first_day"] == {"N-01a": 16, "N-01b": 16}


def test_the_school_level_alarms_on_the_seventh_day(data: Path, tmp_path: Path) -> None:
    """Six are absent in a school of 492; the first rule is met a week later."""
    found = subprocess.run(
        [*WORDS, str(data / "outbreaks/norovirus_derbyshire_2001_school.csv"), "--person", "child",
         "--class", "class", "--day", "day_absent", "--json"],
        env=environment(tmp_path), capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    lines = [json.loads(line) for line in found.stdout.splitlines()]
    school = [line for line in lines[:-1] if line["level"] == "school"]
    assert (school[0]["day"], school[0]["count"], school[0]["basis"]) == (7, 6, "statistics")
    assert len(school[0]["people"]) == 6
    assert [line["day"] for line in school if line["day"] < 14][:1] == [7]


def boarding_school() -> list[dict[str, str]]:
    """Four classes across six rooms, two waves half a year apart; children twice, in two classes, and
    without a class.
    """
    chance = random.Random(5)  # noqa: S311  # an invented outbreak
    classes, rooms = (
        ["初一（1）班", "初一（2）班", "初二（2）班", "初二（10）班"],
        ["男101", "男102", "女201", ""],
    )
    rows = []
    for number in range(160):
        later = chance.choice([0, 0, 1, 2, 3, 3, 4, 9, 200, 201, 202])
        ill = (dt.date(2009, 6, 1) + dt.timedelta(days=later)).isoformat()
        rows.append(
            {
                "学号": f"s{number}", "班级": chance.choice(classes), "宿舍": chance.choice(rooms),
                "发病": ill if chance.random() < 0.35 else "",
            }
        )  # fmt: skip
    rows += [dict(chance.choice(rows)) for _ in range(6)]
    rows += [{**chance.choice(rows), "班级": chance.choice(classes)} for _ in range(6)]
    rows += [{**rows[number], "学号": f"x{number}", "班级": ""} for number in (1, 2, 3)]
    chance.shuffle(rows)
    return rows


def test_a_boarding_school_as_people_keep_their_lists(tmp_path: Path) -> None:
    rows = boarding_school()
    path = tmp_path / "名单.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        sheet = csv.DictWriter(file, list(rows[0]))
        sheet.writeheader()
        sheet.writerows(rows)
    columns = ("--person", "学号", "--class", "班级", "--day", "发病", "--dormitory", "宿舍")
    lines, summary, said = replay(tmp_path, path, *columns)
    expected = counted(rows, "学号", "发病", **{"class": "班级", "dormitory": "宿舍"})
    assert {level for _, level, _ in expected} == {"class", "dormitory"}
    assert {day[:4] + day[4:7] for day, _ in expected.values()} >= {"2009-06"}
    assert first_signals(lines) == expected
    assert [line["day"] for line in lines] == sorted(line["day"] for line in lines)
    placed = {row["学号"] for row in rows if row["班级"] or row["宿舍"]}
    assert (summary["rows"], summary["pupils"], summary["rows_refused"]) == (175, len(placed), 2)
    assert "column 班级 is empty; the row counts for its dormitory only" in said


def test_symptoms_keep_apart_what_is_not_similar(tmp_path: Path) -> None:
    """Six on one day: three vomit, two have a rash, one is not known; and an outbreak of 1861."""
    told = ["vomiting", "腹泻", "abdominal pain; fever", "rash", "皮疹", ""]
    rows = "".join(f"{n},一班,1861-11-0{7 if n else 6},{what}\n" for n, what in enumerate(told))
    path = tmp_path / "list.csv"
    path.write_text(f"id,class,day,what\n{rows}6,一班,1861-11-07,呕吐\n", encoding="utf-8")
    lines, summary, _ = replay(
        tmp_path, path, "--person", "id", "--class", "class", "--day", "day", "--symptoms", "what"
    )
    assert [(ln["day"], ln["rule"], ln["syndrome"], ln["people"]) for ln in lines] == [
        ("1861-11-07", "N-01a", "GI", ["1", "2", "6"])
    ]
    assert (summary["ill"], summary["ill_without_symptoms"]) == (7, 1)


def test_a_file_at_fault_ends_with_1_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,class,day\na,1,3\nb,1,yesterday\n")
    found = subprocess.run(
        [*WORDS, str(path), "--person", "id", "--class", "class", "--day", "day", "--json"],
        env=environment(tmp_path), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (found.returncode, found.stdout) == (1, "")
    assert "row 3: column day: 'yesterday' is not a whole number" in found.stderr


def test_nobody_ill_is_a_summary_and_no_signal(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,class,day\na,1,\nb,1,NA\n")
    lines, summary, _ = replay(tmp_path, path, "--person", "id", "--class", "class", "--day", "day")
    assert (lines, summary["ill"], summary["signals"], summary["first_day"]) == ([], 0, 0, {})


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder whose path is short enough for the scratch server to live in."""
    with tempfile.TemporaryDirectory(prefix="xt-") as folder:
        yield Path(folder)


def test_told_to_stop_it_takes_its_server_along(data: Path, short: Path) -> None:
    path = data / "outbreaks/norovirus_derbyshire_2001_school.csv"
    words = [str(path), "--person", "child", "--class", "class", "--day", "day_absent", "--json"]
    running = subprocess.Popen(
        [*WORDS, *words], env=environment(short), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout is not None
    running.stdout.readline()  # the first signal: the server is up
    (folder,) = short.glob("xiaoan-replay-*")
    postmaster = int((folder / "pg/postmaster.pid").read_text().split()[0])
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=60)
    assert running.returncode == 143
    assert list(short.glob("xiaoan-replay-*")) == []
    until = time.monotonic() + 10
    while Path(f"/proc/{postmaster}").exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert not Path(f"/proc/{postmaster}").exists()
