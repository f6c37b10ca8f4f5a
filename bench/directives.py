"""A year of directives to a whole county: issuing to every school, the lists by role, a circular, a sheet.

`python -m bench.directives [--people N]` measures this alone.
"""

import argparse
import datetime as dt
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import county

ROLES = ("bureau_officer", "township_liaison", "principal")
YEAR, TIMES = 200, 12
PAGES = (
    "/directives/", "/directives/?light=red", "/directives/targets/", "/directives/targets/?light=red",
    "/directives/targets/?state=accepted&source=bureau", "/directives/matrix/", "/duties/today/",
)  # fmt: skip


def measure(owner: str, sessions: dict[str, str]) -> dict[str, Any]:
    """Seconds to issue, to draft a circular; pages by role with a year of directives."""
    from xiaoan.directives import services
    from xiaoan.kernel.scope import acting_as

    officer = _officer()
    first = _register(officer)
    parts = _preview(officer, first)

    def issue(directive_id: Any) -> None:
        with acting_as(officer):
            services.issue(officer, services.Issue(_id(), directive_id, parts))

    found = {"parts": parts, "issue_s": _seconds(lambda: issue(first))}
    for _n in range(YEAR - 1):
        issue(_register(officer))
    with import_module("psycopg").connect(owner, autocommit=True) as connection:
        connection.execute("vacuum analyze directives_target")
        connection.execute("vacuum analyze duties_duty")

    def draft() -> None:
        with acting_as(officer):
            services.draft(officer, services.NewCircular(_id(), _county(), "通报", [first]))

    return {**found, "year": YEAR, "draft_s": _seconds(draft), "pages": _pages(sessions)}


def _officer() -> Any:
    from xiaoan.accounts import queries as accounts
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as, everywhere

    with acting_as(system("bench")) as actor, everywhere("bench"):
        held = accounts.holders(actor, ["bureau_officer"], [_county()], _today())
        return accounts.actors_of([held[0].user_id])[held[0].user_id]


def _county() -> int:
    return int(import_module("xiaoan.directory.rules").COUNTY)


def _today() -> Any:
    return import_module("xiaoan.kernel.clock").today()


def _id() -> Any:
    return import_module("xiaoan.kernel.ids").uuid7()


def _register(officer: Any) -> Any:
    """A directive with one task to every school."""
    from xiaoan.directives import services
    from xiaoan.kernel import clock
    from xiaoan.kernel.scope import acting_as

    with acting_as(officer):
        found = services.register(
            officer,
            services.NewDirective(
                _id(), _county(), "bureau", "教育局", "", _today(), "自查", "自查。", "public", True
            ),
        )
        due_at = clock.now() + dt.timedelta(days=7)
        task = services.NewTask(
            _id(), found, "自查", "", due_at, officer.user_id, "school", (_county(),)
        )
        services.put_task(officer, task)
    return found


def _preview(officer: Any, directive_id: Any) -> int:
    from xiaoan.directives.queries import register
    from xiaoan.kernel.scope import acting_as

    with acting_as(officer):
        row = register.head(officer, directive_id)
        return sum(len(task.units) for task in register.tasks_of(officer, row))


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return round(time.perf_counter() - began, 2)


def _pages(sessions: dict[str, str]) -> list[dict[str, Any]]:
    """Median and p95 of the lists of each role."""
    from django.conf import settings

    import_module("xiaoan.management.commands.serve").collect_static()
    found = []
    for role in ROLES:
        client = county.browser()
        client.cookies[settings.SESSION_COOKIE_NAME] = sessions[role]
        client.get(PAGES[0])  # what is read once is not measured
        for path in PAGES:
            times = sorted(1000 * _seconds_of(client, path) for _ in range(TIMES))
            found.append(
                {
                    "role": role,
                    "page": path,
                    "p50_ms": round(times[TIMES // 2], 1),
                    "p95_ms": round(times[-1], 1),
                }
            )
    return found


def _seconds_of(client: Any, path: str) -> float:
    began = time.perf_counter()
    assert client.get(path).status_code == 200
    return time.perf_counter() - began


def report(found: dict[str, Any]) -> None:
    print(
        f"directives: {found['parts']} parts issued in {found['issue_s']} s; circular drafted in "
        f"{found['draft_s']} s; pages with {found['year']} directives"
    )
    for one in found["pages"]:
        print(f"  {one['role']:18} {one['page']:52} p50 {one['p50_ms']} p95 {one['p95_ms']} ms")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.directives")
    parser.add_argument("--people", type=int, default=200_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xiaoan-bench-") as folder:
        home = Path(folder)
        print(f"county built in {county.build(home, given.people):.1f} s")
        place = county.enter(home)
        report(measure(place.owner, import_module("bench.__main__").sessions()))
        import_module("django.db").connections.close_all()
        import_module("xiaoan.embedded").stop(home / "pg")


if __name__ == "__main__":
    main()
