"""Imports go down: the contracts of pyproject.toml, and a house in which they are broken."""

import os
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


BROKEN = {
    "xiaoan/kernel.py": "import xiaoan.duties.services",
    "xiaoan/epidemiology.py": "import xiaoan.kernel",
    "xiaoan/duties/rules.py": "import django",
    "xiaoan/duties/services.py": "import xiaoan.screening.services",
    "xiaoan/screening/services.py": "",
}
CONFIGURATION = """
[importlinter]
root_package = xiaoan
include_external_packages = True
[importlinter:contract:1]
name = Layers
type = layers
containers = xiaoan
layers =
    screening
    duties
    kernel | epidemiology
[importlinter:contract:2]
name = Pure
type = forbidden
source_modules = xiaoan.*.rules
forbidden_modules = django
"""


def test_a_broken_house_is_refused(tmp_path: Path) -> None:
    for name, text in BROKEN.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text + "\n")
    (tmp_path / ".importlinter").write_text(CONFIGURATION)
    done = lint(tmp_path)
    assert done.returncode == 1
    for found in (
        "xiaoan.kernel is not allowed to import xiaoan.duties",
        "xiaoan.epidemiology is not allowed to import xiaoan.kernel",
        "xiaoan.duties is not allowed to import xiaoan.screening",
        "xiaoan.duties.rules is not allowed to import django",
    ):
        assert found in done.stdout
