"""`xiaoan simulate` on the people on record, and a kept comparison once more."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.builders import DAY, JUNIOR, PRIMARY
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import leave
from xiaoan.simulations import services

Acting = Callable[[str], Actor]


def told(folder: Path, population: str) -> dict[str, Any]:
    path = folder / "scenario.toml"
    path.write_text(
        f'disease = "influenza"\nways = ["all", "masks"]\ndays = 21\npopulation = {{ {population} }}\n'
    )
    out = io.StringIO()
    call_command("simulate", str(path), replicates=4, seed=3, json=True, processes=1, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_everybody_on_record_or_one_school(acting: Acting, tmp_path: Path) -> None:
    acting("officer")
    code = directory.place(JUNIOR).code
    leave()
    county = told(tmp_path, 'kind = "record"')
    assert {one["school"] for one in county["ways"][0]["schools"]} >= {PRIMARY, JUNIOR}
    assert (county["population"]["kind"], county["seed"]) == ("record", 3)
    by_number = told(tmp_path, f'kind = "school", school = {JUNIOR}')
    by_code = told(tmp_path, f'kind = "school", school = "{code}"')
    assert by_number == by_code
    [school] = by_number["ways"][1]["schools"]
    assert (school["school"], school["name"]) == (JUNIOR, "河口初中")
    with pytest.raises(
        CommandError, match=r"population\.school: no school has the number or code '9'"
    ):
        told(tmp_path, 'kind = "school", school = 9')
    with pytest.raises(CommandError, match="did you mean kind"):
        told(tmp_path, 'kind = "record", kinds = 1')


def test_a_kept_comparison_comes_out_the_same(acting: Acting) -> None:
    given = services.NewRun(
        uuid7(), PRIMARY, "influenza", ("all", "closing"), DAY, imports=9, replicates=20, seed=7
    )
    run_id = services.ask(acting("officer"), given)
    leave()
    with pytest.raises(CommandError, match="it is waiting"):
        call_command("simulate", again=run_id)
    services.reckon(run_id)
    out = io.StringIO()
    call_command("simulate", again=run_id, stdout=out)
    assert out.getvalue() == "the same\n"
    with pytest.raises(CommandError, match="there is no such comparison"):
        call_command("simulate", again=uuid7())
