"""`python -m bench [--people N]`: measure, print a table, write bench/results.json."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import county, load

CONNECTIONS = 8
WORKERS = 2


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--people", type=int, default=200_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xiaoan-bench-") as folder:
        home = Path(folder)
        results: dict[str, Any] = {"machine": machine(), "people": given.people}
        results["demo_build_s"] = round(county.build(home, given.people), 1)
        county.enter(home)
        results |= measure(home)
        import_module("django.db").connections.close_all()
        import_module("xiaoan.embedded").stop(home / "pg")
    report(results)
    file = Path(__file__).parent / "results.json"
    file.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    return 0


def measure(home: Path) -> dict[str, Any]:
    """Product and baseline in turn, on the same classes and the same server."""
    posts = county.class_teachers(100_000)
    day = import_module("xiaoan.kernel.clock").today().isoformat()
    with county.served(home, WORKERS) as port:
        warm, counted = posts[:40], posts[40:]
        own, naive = f"/screening/rollcall/{{}}/{day}/noon/", f"/bench/{{}}/{day}/noon/"
        load.run(port, own, warm, CONNECTIONS, 302)
        load.run(port, naive, warm, CONNECTIONS, 204)
        product = load.run(port, own, counted, CONNECTIONS, 302)
        people = load.run(port, naive, counted[: len(counted) // 4], CONNECTIONS, 204)
    rows = import_module("bench.rows")
    return {
        "submissions": product.__dict__,
        "row_per_person": people.__dict__,
        "submissions_ratio": round(product.per_second / people.per_second, 1),
        "board": rows.board(),
        "lists": rows.lists(sessions()),
        "storage": rows.storage(),
        "journal": rows.chain(),
    }


def sessions() -> dict[str, str]:
    """A session for one person of each role of the demonstration."""
    store = import_module("django.contrib.sessions.backends.db").SessionStore
    auth = import_module("django.contrib.auth")
    accounts = import_module("xiaoan.accounts.models")
    scope = import_module("xiaoan.kernel.scope")
    system = import_module("xiaoan.kernel.actor").system
    found = {}
    with scope.acting_as(system("bench")):
        for person in accounts.DemoPerson.objects.all():
            session = store()
            user = accounts.User.objects.get(pk=person.user_id)
            session[auth.SESSION_KEY] = str(user.pk)
            session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
            session.create()
            found[person.role] = session.session_key
    return found


def machine() -> dict[str, Any]:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    return {"cores": os.cpu_count(), "python": platform.python_version(), "commit": commit}


def report(results: dict[str, Any]) -> None:
    own, naive = results["submissions"], results["row_per_person"]
    board, storage, chain = results["board"], results["storage"], results["journal"]
    print(f"people {results['people']}, {results['machine']}")
    print(f"demo county built in {results['demo_build_s']} s")
    print(
        f"roll-calls/s {own['per_second']} (p99 {own['p99']} ms, {own['count']} sent, "
        f"{own['faults']} faults); row per person {naive['per_second']} "
        f"({naive['faults']} faults); ratio {results['submissions_ratio']}"
    )
    print(f"board figures p95 {board['rows_ms']} ms; from a row per person {board['people_ms']} ms")
    for one in results["lists"]:
        print(f"  {one['role']:18} {one['list']:26} {one['status']} p95 {one['p95_ms']} ms")
    print(
        f"MB per million person-checks {storage['own_mb']} (duties {storage['duties_mb']}); "
        f"row per person {storage['people_mb']}"
    )
    print(
        f"journal: append {chain['append_us']} us, {chain['verified_per_s']} entries verified/s "
        f"of {chain['entries']}, {chain['breaks']} breaks"
    )


if __name__ == "__main__":
    sys.exit(main())
