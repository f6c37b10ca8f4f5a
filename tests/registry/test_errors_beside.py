"""The sheet with its errors, written by a process of its own beside the import."""

import io
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.registry.rosters import pupil, sheet
from tests.registry.test_sheets import first
from xiaoan.directory.rules.identity import Fault
from xiaoan.kernel.actor import Actor
from xiaoan.registry import services as registry
from xiaoan.workbooks import remarking

Acting = Callable[[str], Actor]
WRONG = {**pupil(2), "出生日期": "2057-01-01"}
LATE = [Fault("class", "class_closing", {"text": "1班", "day": "2026-11-23"})]


def written(
    actor: Actor, folder: Path, later: dict[int, Sequence[Fault]]
) -> tuple[bytes, bytes, list[str | None]]:
    """What is written beside, and at once; and the last column of what is written beside.

    `later`: what is refused between the beginning and the end.
    """
    path = sheet(folder, pupil(1), WRONG, pupil(3))
    with tempfile.TemporaryFile() as kept, tempfile.TemporaryFile() as file:
        judged = registry.judge(actor, path, keep=kept)
        beside = registry.ErrorsBeside(path, file, kept)
        beside.begin(judged.faults)
        faults = {**judged.faults, **later}
        beside.end(faults)
        beside.stop()
        file.seek(0)
        content, plain = file.read(), io.BytesIO()
        registry.write_errors(path, faults, plain, kept)
    column = [row[-1].value for row in first(content).iter_rows(min_row=2)]
    return content, plain.getvalue(), [None if cell is None else str(cell) for cell in column]


def test_it_is_the_sheet_that_would_be_written_at_once(acting: Acting, tmp_path: Path) -> None:
    content, plain, said = written(acting("principal"), tmp_path, {})
    assert [text is None for text in said] == [True, False, True]
    found, meant = (
        [[c.value for c in row] for row in first(x).iter_rows()] for x in (content, plain)
    )
    assert found == meant


def test_what_is_refused_meanwhile_is_in_it(acting: Acting, tmp_path: Path) -> None:
    _content, _plain, said = written(acting("principal"), tmp_path, {4: LATE})
    assert [text is None for text in said] == [True, False, False]


def test_where_the_process_fails_it_is_written_all_the_same(
    acting: Acting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remarking, "_THIS", "xiaoan.workbooks.no_such_module")
    _content, _plain, said = written(acting("principal"), tmp_path, {})
    assert [text is None for text in said] == [True, False, True]
