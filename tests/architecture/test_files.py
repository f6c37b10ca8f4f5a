"""The house's file names, and the sizes that keep a file and a function readable."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import APPS, NOT_APPS, PACKAGE, local, python_files

FILES = frozenset(
    {
        "urls", "pages", "api", "forms", "schemas", "tasks", "services", "projections", "queries",
        "models", "events", "rules",
    }
)  # fmt: skip
FOLDERS = frozenset({"management", "templates", "static", "migrations", "data"})
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 40


def strange_names(app: Path) -> Iterator[str]:
    """Whatever lies in an app's folder under a name that is not the house's."""
    for path in sorted(app.iterdir()):
        if path.name in ("__init__.py", "__pycache__"):
            continue
        known = path.stem in FILES if path.suffix == ".py" else path.name in FOLDERS | FILES
        if not known:
            yield f"{app.name}/{path.name}"


def long_files(files: list[Path]) -> Iterator[str]:
    for path in files:
        lines = len(path.read_text().splitlines())
        if lines > MOST_LINES:
            yield f"{path.name}: {lines} lines"


def long_functions(name: str, text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > MOST_LINES_OF_A_FUNCTION:
                yield f"{name}:{node.lineno} {node.name}: {lines} lines"


def undescribed(packages: list[Path]) -> Iterator[str]:
    """Packages that do not say in a sentence what they are for."""
    for path in packages:
        if not ast.get_docstring(ast.parse(path.read_text())):
            yield path.parent.name


def test_every_folder_of_the_product_is_known() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir()} - {"__pycache__"}
    assert folders == {*APPS, *NOT_APPS}


def test_apps_hold_only_files_of_the_house() -> None:
    assert [name for app in APPS for name in strange_names(PACKAGE / app)] == []


def test_packages_say_what_they_are_for() -> None:
    packages = [p for p in PACKAGE.rglob("__init__.py") if p.parent.name != "migrations"]
    assert list(undescribed(packages)) == []


def test_files_are_short() -> None:
    files = python_files("xiaoan", "tests", "scripts", "bench")
    assert len(files) > 200
    assert list(long_files(files)) == []


def test_functions_are_short() -> None:
    files = [p for p in python_files("xiaoan", "scripts", "bench") if "migrations" not in p.parts]
    found = [fault for p in files for fault in long_functions(local(p), p.read_text())]
    assert found == []


def test_the_checks_can_fail(tmp_path: Path) -> None:
    app = tmp_path / "supplies"
    (app / "queries").mkdir(parents=True)
    (app / "__init__.py").touch()
    (app / "utils.py").write_text("x = 1\n" * 401)
    (app / "things").mkdir()
    assert list(strange_names(app)) == ["supplies/things", "supplies/utils.py"]
    assert list(long_files([app / "utils.py", app / "__init__.py"])) == ["utils.py: 401 lines"]
    long = "def f():\n" + "    x = 1\n" * 40
    assert list(long_functions("a.py", long)) == ["a.py:1 f: 41 lines"]
    assert list(long_functions("a.py", "def f():\n" + "    x = 1\n" * 39)) == []
    assert list(undescribed([app / "__init__.py"])) == ["supplies"]
