"""`python -m bench [--people N]`: measure, print a table, write bench/results.json."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import county, load

CONNECTIONS = 8
OPEN_CONNECTIONS = 32
# 200,000 reports in half an hour.
RUSH = 111.0
WORKERS = 2
# Parts that say themselves what they found.
REPORTED = (
    "signals", "roster", "keypersons", "surveys", "outside", "care",
    "careteams", "command", "dues", "supplies", "goods", "detection", "nights", "yearlong",
    "publicity", "notices", "delivery", "dropout_county", "lessons", "learning",
    "simulation", "readiness", "indicators",
    "situation", "dailyreports",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--people", type=int, default=200_000)
    given = parser.parse_args()
    results: dict[str, Any] = {"machine": machine(), "people": given.people}
    with tempfile.TemporaryDirectory(prefix="xiaoan-bench-") as folder:
        home = Path(folder)
        results["demo_build_s"] = round(county.build(home, given.people), 1)
        place = county.enter(home)
        try:
            for part in parts(home, place, given.people):
                results |= part
                keep(results)  # a fault of a later part takes nothing along
        finally:
            import_module("django.db").connections.close_all()
            import_module("xiaoan.embedded").stop(home / "pg")
    report(results)
    return 0


def parts(home: Path, place: Any, people: int) -> Iterator[dict[str, Any]]:
    """What is measured, one part after the other; `place`: the addresses of the database;
    `people`: of the county."""
    yield submissions(home) | figures()
    yield {"situation": import_module("bench.situation").measure(home, sessions())}
    yield {"signals": import_module("bench.signals").measure(home)}
    yield {"roster": import_module("bench.roster").roster(home)}
    yield {"keypersons": key_persons(place.owner)}
    yield {"surveys": import_module("bench.surveys").measure(home, sessions())}
    yield {"outside": import_module("bench.outside").outside()}
    yield {"careteams": import_module("bench.careteams").measure(place.owner, sessions())}
    yield {"command": import_module("bench.command").measure(sessions())}
    yield {"detection": import_module("bench.detection").measure()}
    yield {"nights": import_module("bench.nights").measure()}
    yield {"yearlong": import_module("bench.yearlong").measure()}
    yield with_history(place.owner)
    yield {"dues": dues(place.superuser)}
    yield {"demand": import_module("bench.demand").measure()}
    yield {"care": import_module("bench.care").measure(place.superuser, sessions())}
    yield {"supplies": import_module("bench.supplies").measure(place.superuser, sessions())}
    yield {"publicity": import_module("bench.publicity").measure(home)}
    yield {"notices": import_module("bench.notices").measure(place.owner)}
    yield {"delivery": import_module("bench.delivery").measure(people)}
    yield {"dropout": import_module("bench.dropout").measure()}
    yield {"simulation": import_module("bench.simulation").measure()}
    yield {
        "dropout_county": import_module("bench.dropout_county").measure(place.superuser, sessions())
    }
    yield {"readiness": import_module("bench.readiness").measure(place.superuser, sessions())}
    yield {"indicators": import_module("bench.indicators").measure(place.superuser, sessions())}
    yield {"dailyreports": import_module("bench.dailyreports").measure(sessions())}
    yield {"lessons": import_module("bench.lessons").measure(place.superuser, sessions())}
    yield {"learning": import_module("bench.learning").measure(place.superuser, sessions())}
    yield {"goods": import_module("bench.goods").measure(place.superuser, sessions())}


def keep(results: dict[str, Any]) -> None:
    file = Path(__file__).parent / "results.json"
    file.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")


def submissions(home: Path) -> dict[str, Any]:
    """Product and baselines in turn, on different classes of the same county and server."""
    posts = county.class_teachers(100_000)
    day = import_module("xiaoan.kernel.clock").today().isoformat()
    own, insert, keep = (
        f"/{place}/{{}}/{day}/noon/"
        for place in ("screening/rollcall", "bench/insert", "bench/keep")
    )
    tenth = len(posts) // 10
    with county.served(home, WORKERS) as port:

        def send(path: str, some: list[load.Post], wanted: int, rate: float = 0) -> dict[str, Any]:
            connections = OPEN_CONNECTIONS if rate else CONNECTIONS
            return load.run(port, path, some, connections, wanted, rate).__dict__

        send(own, posts[:tenth], 302)
        send(insert, posts[:40], 204)
        send(keep, posts[40:80], 204)
        return {
            "submissions": send(own, posts[tenth : 5 * tenth], 302),
            "open_loop": send(own, posts[5 * tenth : 8 * tenth], 302, RUSH),
            "row_per_person": send(insert, posts[8 * tenth : 9 * tenth], 204),
            "row_per_person_kept": send(keep, posts[9 * tenth :], 204),
        }


def figures() -> dict[str, Any]:
    rows = import_module("bench.rows")
    return {"storage": rows.storage(), "board": rows.board(), "journal": rows.chain()}


def key_persons(owner: str) -> dict[str, Any]:
    """The line list at every level, and many released at once."""
    with import_module("psycopg").connect(owner, autocommit=True) as connection:
        found: dict[str, Any] = import_module("bench.keypersons").measure(connection, sessions())
        return found


def dues(superuser: str) -> dict[str, Any]:
    """The due list over millions of past duties; a day laid out; many acted on at once."""
    with import_module("psycopg").connect(superuser, autocommit=True) as connection:
        found: dict[str, Any] = import_module("bench.dues").measure(connection, sessions())
        return found


def with_history(owner: str) -> dict[str, Any]:
    """Every list by role, after a tenth of a school year and after a whole one."""
    rows, year = import_module("bench.rows"), import_module("bench.year")
    found = {}
    with import_module("psycopg").connect(owner, autocommit=True) as connection:
        for name, change in (("tenth", year.shorten), ("year", year.stretch)):
            days = change(connection)
            found[name] = {"days": days, "lists": rows.lists(sessions())}
    return {"history": found}


def sessions() -> dict[str, str]:
    """A session for one person of each role of the demonstration."""
    accounts = import_module("xiaoan.accounts.models")
    scope = import_module("xiaoan.kernel.scope")
    system = import_module("xiaoan.kernel.actor").system
    found = {}
    with scope.acting_as(system("bench")):
        for person in accounts.DemoPerson.objects.all():
            user = accounts.User.objects.get(pk=person.user_id)
            found[person.role] = county.session_of(user)
    return found


def machine() -> dict[str, Any]:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    return {"cores": os.cpu_count(), "python": platform.python_version(), "commit": commit}


def report(results: dict[str, Any]) -> None:
    print(f"people {results['people']}, {results['machine']}")
    print(f"demo county built in {results['demo_build_s']} s")
    for name in ("submissions", "open_loop", "row_per_person", "row_per_person_kept"):
        one = results[name]
        ratio = round(results["submissions"]["per_second"] / one["per_second"], 1)
        print(
            f"  {name:20} {one['per_second']:7}/s  p50 {one['p50']} p95 {one['p95']} "
            f"p99 {one['p99']} ms, {one['count']} sent, {one['faults']} faults, ratio {ratio}"
        )
    board, storage, chain = results["board"], results["storage"], results["journal"]
    print(f"board figures p95 {board['rows_ms']} ms; from a row per person {board['people_ms']} ms")
    print(
        f"MB per million person-checks {storage['own_mb']} (duties {storage['duties_mb']}, journal "
        f"{storage['journal_mb']}); row per person {storage['people_mb']}"
    )
    print(
        f"journal: append {chain['append_us']} us against a plain audit row {chain['plain_us']} us; "
        f"{chain['verified_per_s']} entries verified/s of {chain['entries']}, {chain['breaks']} breaks"
    )
    print(f"journal with seals: {chain['million']}")
    for name in REPORTED:
        import_module(f"bench.{name}").report(results[name])
    tenth, year = results["history"]["tenth"], results["history"]["year"]
    print(f"lists, p95 in ms after {tenth['days']} and after {year['days']} school days")
    for short, long in zip(tenth["lists"], year["lists"], strict=True):
        print(
            f"  {long['role']:18} {long['list']:28} {long['status']} "
            f"{short['p95_ms']:7} {long['p95_ms']:7}"
        )


if __name__ == "__main__":
    sys.exit(main())
