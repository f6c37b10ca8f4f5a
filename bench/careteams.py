"""Care teams of the whole county: schools arranged one by one, the proof of coverage, its pages by role.

`python -m bench.careteams [--people N]` measures this alone.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import county

ROLES = ("county_leader", "bureau_officer", "township_liaison", "principal", "class_teacher")
TIMES = 12


def measure(owner: str, sessions: dict[str, str]) -> dict[str, Any]:
    """Seconds to arrange the largest school and all, to look first, to count the county; pages by role."""
    from xiaoan.careteams import services
    from xiaoan.careteams.rules import Asked
    from xiaoan.directory import queries as directory
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.ids import uuid7
    from xiaoan.kernel.scope import acting_as

    with acting_as(system("bench")) as actor:
        schools = [p.no for p in directory.places_inside(directory.county().interval, "school")]
        sizes = {no: directory.pupils_on_roll(actor, (no, no + 4096), _today()) for no in schools}
    largest = max(schools, key=lambda no: sizes[no])

    def arrange(school_no: int) -> None:
        with acting_as(system("bench")) as actor:
            services.assign(actor, uuid7(), school_no, Asked())

    def look() -> None:
        with acting_as(system("bench")) as actor:
            services.preview(actor, largest, Asked("anew"))

    def count() -> None:
        with acting_as(system("bench")) as actor:
            services.count_county(actor)

    def settle() -> None:
        with acting_as(system("bench")) as actor:
            services.settle(actor, largest)

    first = _seconds(lambda: arrange(largest))
    rest = _seconds(lambda: [*map(arrange, set(schools) - {largest})])
    with import_module("psycopg").connect(owner, autocommit=True) as connection:
        connection.execute("vacuum analyze careteams_link")
        connection.execute("vacuum analyze careteams_tally")
    return {
        "largest_pupils": sizes[largest], "largest_s": first, "county_s": round(first + rest, 1),
        "preview_s": _seconds(look), "settle_s": _seconds(settle), **_links(),
        "coverage_s": min(_seconds(count) for _ in range(3)), "pages": _pages(sessions),
    }  # fmt: skip


def _today() -> Any:
    return import_module("xiaoan.kernel.clock").today()


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return round(time.perf_counter() - began, 2)


def _links() -> dict[str, int]:
    from django.db import connection

    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as

    with acting_as(system("bench")), connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from careteams_link where until is null), "
            "(select sum(people) from careteams_tally where role = ''), "
            "(select sum(held) from careteams_tally where role = '')"
        )
        links, people, whole = cursor.fetchone()
    return {"links": int(links), "people": int(people), "whole": int(whole)}


def _pages(sessions: dict[str, str]) -> list[dict[str, Any]]:
    """Median and p95 of the coverage of each role's own unit, and of one's own people."""
    from django.conf import settings

    import_module("xiaoan.management.commands.serve").collect_static()
    found = []
    for role in ROLES:
        client = county.browser()
        client.cookies[settings.SESSION_COOKIE_NAME] = sessions[role]
        for path in ("/careteams/", "/careteams/mine/"):
            times = sorted(
                _seconds_of(client, path) for _ in range(TIMES)
            )  # fmt: skip
            found.append(
                {"role": role, "page": path, "p50_ms": times[TIMES // 2], "p95_ms": times[-1]}
            )
    return found


def _seconds_of(client: Any, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    return round(1000 * (time.perf_counter() - began), 1)


def report(found: dict[str, Any]) -> None:
    print(
        f"care teams: school of {found['largest_pupils']} arranged in {found['largest_s']} s (looked at in "
        f"{found['preview_s']} s, settled in {found['settle_s']} s), county in {found['county_s']} s; "
        f"coverage of {found['people']} people, {found['links']} links counted in {found['coverage_s']} s"
    )
    for one in found["pages"]:
        print(f"  {one['role']:18} {one['page']:20} p50 {one['p50_ms']} p95 {one['p95_ms']} ms")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.careteams")
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
