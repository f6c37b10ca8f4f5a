"""docs/simulation.md against the code: keys of the file, of the JSON, and every number that ships."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from xiaoan.simulations.management import simulate
from xiaoan.simulations.rules import drawing, scenario, settings
from xiaoan.simulations.rules.summary import CAUSES

ROOT = Path(settings.__file__).parents[3]
PAGE = (ROOT / "docs" / "simulation.md").read_text(encoding="utf-8")
DATA = ROOT / "xiaoan" / "simulations" / "data"


def named(word: str) -> bool:
    return re.search(rf"`[^`]*\b{re.escape(word)}\b[^`]*`", PAGE) is not None


def test_every_key_of_a_scenario_is_described() -> None:
    keys = {
        *scenario.WHOLES, *scenario.SHARES, *scenario.YES, *settings.MEASURES, *drawing.ALL_PLACES,
        *settings.ILLNESSES["influenza"].numbers, *scenario.KINDS,
    }  # fmt: skip
    assert sorted(key for key in keys if not named(key)) == []


def test_every_number_that_ships_is_told_with_source_and_confidence() -> None:
    tables = {"measures": settings.MEASURES} | {
        code: one.numbers for code, one in settings.ILLNESSES.items()
    }
    rows = [
        f"| {of} | `{name}` | {one.low:g}, {one.middle:g}, {one.high:g} | {one.source} | {one.confidence} |"
        for of, numbers in tables.items()
        for name, one in numbers.items()
    ]
    assert [row for row in rows if row not in PAGE] == []


def test_the_scenario_of_the_page_is_one_and_every_key_of_its_json_is_described(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "page.toml"
    [text] = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    path.write_text(text, encoding="utf-8")
    assert simulate.main([str(path), "--replicates", "4", "--processes", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    way = found["ways"][1]
    keys = {
        *found, *way, *found["population"], *found["disease"], *found["parameters"]["ill"], *way["outcomes"],
        *way["schools"][0], *way["any_outbreak"], *way["differences"]["infections"], *way["spread"], *CAUSES,
    }  # fmt: skip
    assert sorted(key for key in keys if not named(key)) == []


@pytest.mark.parametrize("path", sorted(DATA.glob("**/*.toml")), ids=lambda path: path.stem)
def test_every_scenario_that_ships_can_be_read(path: Path) -> None:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    if "scenario" not in raw:  # the data of diseases and ways is no scenario
        assert scenario.scenario(raw, None, None).study.ways
