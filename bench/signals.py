"""From a roll-call to its statutory signal while the whole county reports: raised_at − submitted_at.

`python -m bench.signals [--people N]` measures this alone.
"""

import argparse
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import county, load

# 200,000 reports in half an hour; one class in ten has three newly vomiting pupils: no day has so many.
RUSH = 111.0
SICK_EVERY, SICK = 10, 3
CONNECTIONS = 32
WORKERS = 2
# Of the issue: at the 99th percentile, under load.
BAR_SECONDS = 2.0
_PATIENCE = 60


def measure(home: Path) -> dict[str, Any]:
    """Latencies in seconds of the signals that a rush of roll-calls raises, and how many are missing."""
    posts = county.class_teachers(100_000)
    asked = [post.unit_no for post in posts[::SICK_EVERY]]
    posts[::SICK_EVERY] = [_sick(post) for post in posts[::SICK_EVERY]]
    day = import_module("xiaoan.kernel.clock").today().isoformat()
    with county.served(home, WORKERS) as port:
        path = f"/screening/rollcall/{{}}/{day}/noon/"
        rush = load.run(port, path, posts, CONNECTIONS, 302, RUSH)
        found = _wait(set(asked))
    return {
        "rush": rush.__dict__,
        "asked": len(asked),
        "raised": len(found),
        "p50_s": _at(found, 0.5),
        "p95_s": _at(found, 0.95),
        "p99_s": _at(found, 0.99),
        "bar_s": BAR_SECONDS,
    }


def _sick(post: load.Post) -> load.Post:
    from xiaoan.directory import queries as directory
    from xiaoan.kernel import clock
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.ids import uuid7
    from xiaoan.kernel.scope import acting_as

    today = clock.today()
    with acting_as(system("bench")) as actor:
        pupils = directory.class_roll(actor, int(post.unit_no), today)[:SICK]
    form: list[tuple[str, Any]] = [
        ("submission_id", uuid7()), ("base_version", 0), ("reason", ""), ("confirmed", 1),
    ]  # fmt: skip
    for pupil in pupils:
        prefix = f"m-{pupil.enrolment_id}-"
        form += [
            (f"{prefix}kind", "absent_sick"), (f"{prefix}symptoms", "vomiting"),
            (f"{prefix}onset", today.isoformat()),
        ]  # fmt: skip
    return load.Post(post.unit_no, post.session, urlencode(form))


def _wait(asked: set[Any]) -> list[float]:
    """The latencies, once every class has its signal or patience ends."""
    found: list[float] = []
    for _ in range(_PATIENCE):
        found = _latencies(asked)
        if len(found) >= len(asked):
            break
        time.sleep(1)
    return sorted(found)


def _latencies(asked: set[Any]) -> list[float]:
    from xiaoan.kernel import clock
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as
    from xiaoan.outbreaks.models import Signal
    from xiaoan.screening.models import RollCall

    with acting_as(system("bench")):
        calls = RollCall.objects.filter(
            unit_no__in=asked, day=clock.today(), slot="noon", state="current"
        )
        sent = dict(calls.values_list("unit_no", "submitted_at"))
        raised = Signal.objects.filter(
            unit_no__in=asked, rule="N-01a", syndrome="GI", day=clock.today()
        )
        return [
            (at - sent[unit_no]).total_seconds()
            for unit_no, at in raised.values_list("unit_no", "raised_at")
            if unit_no in sent and at >= sent[unit_no]
        ]


def _at(found: list[float], share: float) -> float:
    return round(found[min(int(len(found) * share), len(found) - 1)], 2) if found else -1


def report(found: dict[str, Any]) -> None:
    print(
        f"roll-call to statutory signal: {found['raised']} of {found['asked']} raised, "
        f"p50 {found['p50_s']} p95 {found['p95_s']} p99 {found['p99_s']} s (bar {found['bar_s']} s) at "
        f"{found['rush']['per_second']} roll-calls/s, {found['rush']['faults']} faults"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.signals")
    parser.add_argument("--people", type=int, default=200_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xiaoan-bench-") as folder:
        home = Path(folder)
        county.build(home, given.people)
        county.enter(home)
        report(measure(home))
        import_module("django.db").connections.close_all()
        import_module("xiaoan.embedded").stop(home / "pg")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
