"""A roster from the file to the roll."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.builders import BUILDER, CLASS_11, DAY, PUPILS
from tests.registry.rosters import id_number, pupil, sheet
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import acting_as
from xiaoan.registry import services as registry

Acting = Callable[[str], Actor]


def test_new_pupils_come_in(acting: Acting, tmp_path: Path) -> None:
    actor = acting("officer")
    judged = registry.judge(actor, sheet(tmp_path, pupil(1), pupil(2)))
    assert judged.faults == {}
    assert judged.counts() == {
        "new": 2, "changed": 0, "identical": 0, "moved": 0, "doubtful": 0, "refused": 0, "left": 0,
    }  # fmt: skip


def figures(capsys: pytest.CaptureFixture[str]) -> dict[str, int]:
    told: dict[str, int] = json.loads(capsys.readouterr().out)
    assert list(told) == [
        "rows", "new", "changed", "identical", "moved", "left", "doubtful", "refused",
    ]  # fmt: skip
    return {name: count for name, count in told.items() if count}


def test_the_command_imports_what_is_right_and_names_the_rest(
    own_database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = pupil(3, 证件号码=id_number(3)[:-1] + "Z")
    path = sheet(tmp_path, pupil(1), pupil(2), wrong)
    call_command("roster", "import", str(path), "--dry-run", "--json")
    assert figures(capsys) == {"rows": 3, "new": 2, "refused": 1}
    with acting_as(BUILDER):
        assert len(directory.class_roll(BUILDER, CLASS_11, DAY)) == PUPILS
    call_command("roster", "import", str(path), "--json")
    assert figures(capsys) == {"rows": 3, "new": 2, "refused": 1}
    with acting_as(BUILDER):
        assert len(directory.class_roll(BUILDER, CLASS_11, DAY)) == PUPILS + 2
    call_command("roster", "import", str(path), "--json")
    assert figures(capsys) == {"rows": 3, "identical": 2, "refused": 1}
    with pytest.raises(CommandError, match="1 rows"):
        call_command("roster", "check", str(path), "--json")
    assert figures(capsys) == {"rows": 3, "identical": 2, "refused": 1}
