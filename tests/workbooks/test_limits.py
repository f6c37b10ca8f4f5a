"""The limits of the child hold, whatever is in the file; and what happens where there are none."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.workbooks import bad_child
from tests.workbooks.books import (
    GOOD,
    HEADS,
    No,
    Table,
    no,
    outcome,
    sheet,
    strings,
    table,
    value,
    xlsx,
)
from xiaoan.workbooks import Limits, reading
from xiaoan.workbooks.refusals import CODES

MB = 1 << 20
# Distinct strings, so that calamine has to keep each.
MANY_STRINGS = strings(*(f"<t>{n:060d}</t>" for n in range(600_000)))
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
# calamine, with a gigabyte: what the reader would do without looking first.
_PLAIN = """
import resource, sys, python_calamine
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
python_calamine.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
"""


def test_the_limits_of_the_product() -> None:
    limits = reading.STANDARD
    assert (limits.memory_bytes, limits.seconds, limits.file_bytes) == (512 * MB, 60, 64 * MB)
    assert (limits.rows, limits.columns, limits.cell_chars) == (300_000, 200, 2_000)


def test_a_far_cell_kills_who_does_not_look_first(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    path.write_bytes(xlsx(FAR))
    plain = subprocess.run([sys.executable, "-c", _PLAIN, path], capture_output=True, check=False)
    assert plain.returncode != 0
    told = no("too_many_columns", row=1048576, column="XFD", limit=200)
    assert outcome(xlsx(FAR), tmp_path) == told


def test_memory(tmp_path: Path) -> None:
    made = xlsx(value("0", "s"), {"xl/sharedStrings.xml": MANY_STRINGS})
    small = Limits(memory_bytes=80 * MB)
    assert outcome(made, tmp_path, limits=small) == no("too_much_memory", limit=80 * MB)
    assert outcome(xlsx(), tmp_path, limits=small) == GOOD
    assert isinstance(outcome(made, tmp_path), Table)


def test_time(tmp_path: Path) -> None:
    lines = "a,b,c,d,e,f\n" + "1,2,3,4,5,6\n" * 299_999
    quick = Limits(seconds=1)
    # Processor time runs out in the child, or the time that the parent waits.
    slow = xlsx(table(HEADS) + "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}"><f>1</f><v>{n}.5</v></c>' for c in "ABC") + "</row>"
        for n in range(2, 150_000)
    ))  # fmt: skip
    assert outcome(slow, tmp_path, limits=quick) == no("too_slow", limit=1)
    assert isinstance(outcome(lines.encode(), tmp_path, name="a.csv", heads=()), Table)


def test_size(tmp_path: Path) -> None:
    row = f'<row r="2"><c r="A2" t="str"><v>{"x" * (17 * MB)}</v></c></row>'
    big = Limits(ratio=10_000)
    assert outcome(xlsx(row), tmp_path, limits=big) == no("row_too_large", row=1, limit=16 * MB)
    tail = sheet(table(HEADS), after="<a/>" * (17 * MB))
    made = xlsx(changes={"xl/worksheets/sheet1.xml": tail})
    assert outcome(made, tmp_path, limits=big) == no("row_too_large", row=1, limit=64 * MB)
    assert outcome(b"x" * 11, tmp_path, limits=Limits(file_bytes=10)) == no(
        "file_too_large", found=11, limit=10
    )


ASTRAY = [
    ("sleep", no("too_slow", limit=2)),
    ("spin", no("too_slow", limit=2)),
    ("memory", no("too_much_memory", limit=512 * MB)),
    ("disk", no("reader_failed", error="OSError")),
    ("environment", no("reader_failed", error="LC_CTYPE,PYTHONPATH,TMPDIR")),
    ("abort", no("too_much_memory", limit=512 * MB)),
    ("fault", no("reader_died", signal=11)),
    ("nothing", no("reader_failed", error="exit")),
    ("no frame", no("reader_failed", error="length")),
    ("endless frame", no("reader_failed", error="length")),
    ("no text", no("reader_failed", error="text")),
    ("no JSON", no("reader_failed", error="json")),
    ("deep JSON", no("reader_failed", error="json")),
    ("rows first", no("reader_failed", error="order")),
    ("other head", no("reader_failed", error="head")),
    ("wide row", no("reader_failed", error="rows")),
    ("unknown code", no("reader_failed", error="refusal")),
    ("pickle", no("reader_failed", error="text")),
]


@pytest.mark.parametrize(("way", "told"), ASTRAY)
def test_a_child_that_goes_astray_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, told: No
) -> None:
    monkeypatch.setattr(reading, "_CHILD", "tests.workbooks.bad_child")
    began = time.monotonic()
    limits = Limits(seconds=2 if told.code == "too_slow" else 60)
    assert outcome(xlsx(), tmp_path, heads=(way,), limits=limits) == told
    assert time.monotonic() - began < 60


def test_every_way_is_tried_and_every_code_is_known() -> None:
    assert {way for way, _told in ASTRAY} == bad_child.WAYS.keys()
    assert {told.code for _way, told in ASTRAY} <= CODES.keys()
