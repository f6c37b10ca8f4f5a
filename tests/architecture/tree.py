"""The checkout as the checks of this folder read it: files, modules, imports."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "xiaoan"
# An app is one duty of the county; the others are what apps stand on, or what stands above them.
APPS = (
    "journal",
    "directory",
    "accounts",
    "seals",
    "duties",
    "registry",
    "screening",
    "careteams",
    "command",
    "directives",
    "illness",
    "keypersons",
    "surveys",
    "verification",
    "outbreaks",
    "investigations",
    "measures",
    "statutory",
    "supplies",
    "procurement",
    "allocation",
    "demand",
    "equipment",
    "photos",
    "delivery",
    "wording",
    "training",
    "hygiene",
    "inspections",
    "notices",
    "reopening",
    "publicity",
    "materials",
    "stories",
    "outreach",
    "lessons",
    "platforms",
    "homework",
    "counselling",
    "learning",
    "dropout",
    "campus",
    "schoolplans",
    "clearances",
    "drills",
    "simulations",
    "arrivals",
    "readiness",
    "indicators",
    "situation",
    "dailyreports",
    "returns",
    "analysis",
    "briefings",
    "enquiries",
    "rumours",
    "overview",
    "accountability",
)
NOT_APPS = (
    "wiring",
    "kernel",
    "web",
    "epidemiology",
    "rehearsal",
    "management",
    "locale",
    "workbooks",
)


def kept_files() -> list[Path]:
    """Every file that is or would be in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607  # git, wherever it is
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name_of(path: Path, root: Path = ROOT) -> str:
    """The dotted name of a Python file."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def local(path: Path) -> str:
    """The path as a person writes it."""
    return str(path.relative_to(ROOT))


@dataclass(frozen=True)
class Import:
    """Line `line` of `importer` brings in `module` (for `from a import b`: `a.b`)."""

    importer: str
    line: int
    module: str


def imports_in(text: str, importer: str) -> Iterator[Import]:
    """What a source imports from xiaoan: by statement, `import_module("…")` or `get_model("…")`.

    Relative imports are refused by ruff (TID252), so every name here is whole.
    """
    for node in ast.walk(ast.parse(text)):
        for module in _modules(node):
            if module.split(".")[0] == "xiaoan":
                yield Import(importer, getattr(node, "lineno", 0), module)


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Call):
        called = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        words = [str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)]
        if called == "import_module":
            return words
        if called == "get_model" and words:
            return [f"xiaoan.{words[0].split('.')[0]}.models"]
    return []


def all_imports() -> Iterator[Import]:
    for path in python_files("xiaoan"):
        yield from imports_in(path.read_text(), name_of(path))
