"""Imports go down: the contracts of pyproject.toml, and a house in which they are broken."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.tree import PACKAGE, ROOT


def lint(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter in a folder."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def contracts() -> list[dict[str, object]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    found: list[dict[str, object]] = settings["tool"]["importlinter"]["contracts"]
    return found


def test_the_contracts_are_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


def test_every_contract_is_a_sentence() -> None:
    assert len(contracts()) == 4
    assert [c["name"] for c in contracts() if len(str(c["name"]).split()) < 4] == []


def test_a_package_outside_the_layers_would_be_noticed() -> None:
    (layers,) = [c for c in contracts() if c["type"] == "layers"]
    assert layers["exhaustive"] is True
    named = {word for line in str(layers["layers"]).split() for word in [line.strip("[]',:|")]}
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders - named == set()


# Contract → an import that it must refuse, added to the end of a file of the real house.
BREAKS = {
    "An app imports only what lies below it": (
        "duties/services/__init__.py",
        "import xiaoan.screening.queries",
        "xiaoan.duties.services -> xiaoan.screening.queries",
    ),
    "Epidemiology is a library of its own: neither Django nor the county": (
        "epidemiology/counting.py",
        "import django.db",
        "xiaoan.epidemiology.counting -> django",
    ),
    "The kernel knows no app": (
        "kernel/clock.py",
        "import xiaoan.journal.services",
        "xiaoan.kernel.clock -> xiaoan.journal.services",
    ),
    "Rules and facts are pure: no Django, no database, no page, no write": (
        "overview/rules.py",
        "import xiaoan.overview.models",
        "xiaoan.overview.rules -> xiaoan.overview.models",
    ),
}


def test_every_contract_can_be_broken(tmp_path: Path) -> None:
    """A copy of the house, one wrong import for each contract."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    only_python = shutil.ignore_patterns("__pycache__", "static", "templates", "locale", "data")
    shutil.copytree(PACKAGE, tmp_path / "xiaoan", ignore=only_python)
    assert list(BREAKS) == [contract["name"] for contract in contracts()]
    for file, line, _said in BREAKS.values():
        path = tmp_path / "xiaoan" / file
        path.write_text(f"{path.read_text()}\n{line}\n")
    done = lint(tmp_path)
    assert done.returncode == 1
    for name, (_file, _line, said) in BREAKS.items():
        assert f"{name} BROKEN" in done.stdout
        assert said in done.stdout
