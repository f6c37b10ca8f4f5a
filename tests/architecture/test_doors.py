"""From another app only services, queries and events; inside an app, only what the file is for."""

from collections.abc import Iterable, Iterator

import pytest

from tests.architecture.tree import APPS, Import, all_imports, imports_in

DOORS = frozenset({"services", "queries", "events"})
# What every app stands on is open to all; the layers already say who stands on it.
OPEN = frozenset({"kernel", "web", "journal", "directory"})
# The root puts everything together: listeners, timetable, addresses.
ROOT_DOORS = DOORS | {"tasks", "projections", "urls", "api"}
# The rehearsal invents what the rules must accept, so it reads them (docs/decisions/0016).
REHEARSAL_DOORS = DOORS | {"rules"}
# File → which files of its own app it may import. Rules are pure, so most may ask them.
INSIDE: dict[str, frozenset[str]] = {
    "urls": frozenset({"pages", "api"}),
    "pages": frozenset({"forms", "schemas", "tasks", "services", "queries", "rules"}),
    "api": frozenset({"forms", "schemas", "tasks", "services", "queries", "rules"}),
    "forms": frozenset({"queries", "rules"}),
    "schemas": frozenset({"queries", "rules"}),
    "tasks": frozenset({"services", "queries", "events"}),
    "services": frozenset({"queries", "models", "events", "rules"}),
    "projections": frozenset({"queries", "models", "events", "rules"}),
    "queries": frozenset({"models", "rules"}),
    "models": frozenset({"events", "rules"}),
    "management": frozenset({"services", "queries", "rules"}),
    "events": frozenset(),
    "rules": frozenset(),
}
PURE = frozenset({"events", "rules"})


def broken_doors(imports: Iterable[Import]) -> Iterator[str]:
    """Imports that climb over an app's wall."""
    for found in imports:
        _, here, *_ = [*found.importer.split("."), ""]
        _, there, *rest = [*found.module.split("."), ""]
        if there not in APPS or there == here or there in OPEN:
            continue
        if rest[0] not in _doors_of(here):
            yield f"{found.importer}:{found.line} imports {found.module}"


def _doors_of(here: str) -> frozenset[str]:
    if here == "rehearsal":
        return REHEARSAL_DOORS
    return DOORS if here in (*APPS, "kernel", "web", "epidemiology") else ROOT_DOORS


def broken_files(imports: Iterable[Import]) -> Iterator[str]:
    """Imports that a file of this name may not make inside its app, or, if pure, anywhere."""
    for found in imports:
        _, here, file, *_ = [*found.importer.split("."), "", ""]
        _, there, other, *_ = [*found.module.split("."), "", ""]
        if here not in APPS or file not in INSIDE:
            continue
        if there == here:
            wrong = other in INSIDE and other != file and other not in INSIDE[file]
        else:
            wrong = file in PURE and there not in ("kernel", "epidemiology")
        if wrong:
            yield f"{found.importer}:{found.line} imports {found.module}"


def test_no_app_is_entered_but_by_its_doors() -> None:
    assert list(broken_doors(all_imports())) == []


def test_no_file_imports_what_it_is_not_for() -> None:
    assert list(broken_files(all_imports())) == []


@pytest.mark.parametrize(
    ("importer", "line", "refused"),
    [
        ("xiaoan.screening.queries", "from xiaoan.duties.models import Duty", True),
        ("xiaoan.screening.queries", "from xiaoan.duties import rules", True),
        ("xiaoan.screening.queries", "import_module('xiaoan.duties.models')", True),
        ("xiaoan.screening.queries", "importlib.import_module('xiaoan.duties.models')", True),
        ("xiaoan.screening.queries", "apps.get_model('duties', 'Duty')", True),
        ("xiaoan.screening.queries", "apps.get_model('duties.Duty')", True),
        ("xiaoan.rehearsal.people", "from xiaoan.accounts.models import User", True),
        ("xiaoan.wiring", "from xiaoan.overview import models", True),
        ("xiaoan.wiring", "from xiaoan.overview import projections", False),
        ("xiaoan.screening.queries", "from xiaoan.duties import queries", False),
        ("xiaoan.screening.queries", "from xiaoan.directory import rules", False),
    ],
)
def test_the_doors_check_can_fail(importer: str, line: str, refused: bool) -> None:
    assert bool(list(broken_doors(imports_in(line, importer)))) is refused


@pytest.mark.parametrize(
    ("importer", "line", "refused"),
    [
        ("xiaoan.duties.pages", "from xiaoan.duties.models import Duty", True),
        ("xiaoan.duties.queries.due", "from xiaoan.duties import services", True),
        ("xiaoan.duties.rules", "from xiaoan.duties.models import Duty", True),
        ("xiaoan.duties.events", "from xiaoan.directory import queries", True),
        ("xiaoan.duties.rules", "from xiaoan.kernel.actor import Interval", False),
        ("xiaoan.duties.queries.due", "from xiaoan.duties.queries import rows", False),
        ("xiaoan.duties.services", "from xiaoan.duties.models import Duty", False),
    ],
)
def test_the_file_check_can_fail(importer: str, line: str, refused: bool) -> None:
    assert bool(list(broken_files(imports_in(line, importer)))) is refused
