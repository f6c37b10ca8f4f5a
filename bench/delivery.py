"""Messages at the size of a county: queued, sent to a local server, counted; and workers killed at random
points.

`python -m bench.delivery [--people N] [--kills N] [--deliveries N] [--life S]` measures this alone, in a
county of the tests.
"""

import argparse
import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

TIMES = 40
# What is wanted: seconds to queue 200,000, accepted a second.
QUEUED_S, ACCEPTED = 60, 1000


def measure(people: int) -> dict[str, Any]:
    """Queued, sent and counted, in a process of its own: it has a county of its own."""
    words = [sys.executable, "-m", "bench.delivery", "--people", str(people), "--kills", "0"]
    kept = ("XIAOAN_", "DATABASE_URL", "DJANGO_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(kept)}
    done = subprocess.run(words, env=clean, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def report(found: dict[str, Any]) -> None:
    print(
        f"{found['queued']} messages queued in {found['queue_s']} s (bar {QUEUED_S}); {found['sent']} sent, "
        f"{found['accepted_per_s']} accepted/s (bar {ACCEPTED}); counts p95 {found['counts_p95_ms']} ms"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.delivery")
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--deliveries", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument(
        "--life", type=float, default=0.25, help="longest life of a worker, in seconds"
    )
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="xiaoan-bench-") as folder,
        _county(Path(folder)) as place,
    ):
        found = _figures(place, given.people)
        print(json.dumps(found, indent=1))
        if given.kills:
            print(json.dumps(_kills(place, given.deliveries, given.kills, given.life), indent=1))
    return 0


@contextmanager
def _county(home: Path) -> Iterator[Any]:
    """The small county of the tests on a durable cluster of its own."""
    place = import_module("xiaoan.embedded").start(home / "pg")
    os.environ |= {
        "XIAOAN_MODE": "demo", "XIAOAN_HOME": str(home), "DATABASE_URL": place.app,
        "XIAOAN_OWNER_DATABASE_URL": place.owner, "DJANGO_SETTINGS_MODULE": "xiaoan.settings",
        "XIAOAN_DELIVERY_NETWORKS": "127.0.0.0/8",
    }  # fmt: skip
    import_module("django").setup()
    try:
        import_module("xiaoan.management.commands.serve").make_keys()
        call = import_module("django.core.management").call_command
        call("migrate", database="owner", verbosity=0)
        import_module("tests.builders").build_universe()
        yield place
    finally:
        import_module("django.db").connections.close_all()
        import_module("xiaoan.embedded").stop(home / "pg")


# The other side in a process of its own, so that it does not share our interpreter.
_SERVER = """
import json, sys, time
from tests.delivery.servers import vendor
def answer(asked):
    rows = asked.json["messages"]
    return 200, {"results": [{"key": r["key"], "code": "ok"} for r in rows]}
with vendor(answer, side_by_side=True) as there:
    print(there.port, flush=True)
    sys.stdin.read()
"""


@contextmanager
def _campus() -> Iterator[int]:
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


def _figures(place: Any, people: int) -> dict[str, Any]:
    """Seconds to queue, messages accepted a second, milliseconds of the counts."""
    from tests.builders import BUILDER, PRIMARY
    from tests.delivery.worlds import batch, crowd, queue, switch_on
    from xiaoan.delivery.services.sending import run
    from xiaoan.kernel import clock
    from xiaoan.kernel.scope import acting_as

    with acting_as(BUILDER):
        everybody = crowd(people)
    _vacuum(place)
    expires = clock.now() + dt.timedelta(days=1)
    given = batch("webhook", "sms_tencent", patience=600, expires=expires, urgent=True)
    with _campus() as port:
        with acting_as(BUILDER):
            switch_on(BUILDER, "webhook", port, rate=600_000)
            switch_on(BUILDER, "sms_tencent", port)
        began = time.perf_counter()
        with acting_as(BUILDER):
            done = queue(BUILDER, given, everybody, unit_no=PRIMARY)
        queued = time.perf_counter() - began
        _vacuum(place)
        began = time.perf_counter()
        sent = run(seconds=3600)
        taken = time.perf_counter() - began
    return {
        "people": people, "queued": done.queued, "queue_s": round(queued, 1), "sent": sent,
        "send_s": round(taken, 1), "accepted_per_s": round(sent / taken), **_counts(given, done),
    }  # fmt: skip


def _counts(given: Any, done: Any) -> dict[str, Any]:
    """How long the page of the batch and the counts of another app take."""
    from tests.builders import BUILDER
    from xiaoan.delivery import queries
    from xiaoan.delivery.queries import batches
    from xiaoan.kernel.scope import acting_as

    def page() -> None:
        with acting_as(BUILDER) as actor:
            row = batches.one(actor, done.batch_id)
            batches.counts(actor, row)
            batches.bad(actor, row, 0, 50)
            batches.doubts(actor, row, 200)

    def counts() -> None:
        with acting_as(BUILDER) as actor:
            queries.counts(actor, given.source, given.source_id)

    return {"counts_p95_ms": _p95(counts), "batch_page_queries_p95_ms": _p95(page)}


def _p95(work: Any) -> float:
    times = []
    for _n in range(TIMES):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return round(statistics.quantiles(times, n=20)[-1], 1)


def _kills(place: Any, deliveries: int, kills: int, life: float) -> dict[str, Any]:
    """Half the deliveries over a provider that takes a key, half over one that takes none."""
    from tests.delivery import killing
    from tests.delivery.servers import vendor

    campus, sms = killing.Books(delay=0.01), killing.Books(delay=0.01)
    _empty(place)
    with (
        vendor(campus.campus, side_by_side=True) as there,
        vendor(sms.sms, side_by_side=True) as other,
    ):
        _two_halves(deliveries // 2, there.port, other.port)
        began = time.perf_counter()
        with killing.forge(place.app) as forge:
            killing.kill_many(forge, kills, life, seed=11)
            taken = time.perf_counter() - began
            forge.finish()
    keyed = killing.rows(place.superuser, "xiaoan", "webhook")
    unkeyed = killing.rows(place.superuser, "xiaoan", "sms_aliyun")
    found = killing.judged(campus, keyed, sms, unkeyed)
    return {
        "kills": kills, "killing_s": round(taken), "calls": campus.calls + sms.calls, **found,
    }  # fmt: skip


def _two_halves(count: int, campus: int, sms: int) -> None:
    """So many people queued over each; many small batches where a call is for people of one batch."""
    from tests.builders import BUILDER, PRIMARY
    from tests.delivery.worlds import batch, queue, switch_on
    from xiaoan.accounts.models import User
    from xiaoan.delivery.models import Channel
    from xiaoan.kernel import clock
    from xiaoan.kernel.scope import acting_as

    expires = clock.now() + dt.timedelta(days=1)
    with acting_as(BUILDER):
        Channel.objects.all().delete()
        people = User.objects.filter(login__startswith="crowd")[:count]
        ids = list(people.values_list("pk", flat=True))
        for code, port, size in (("webhook", campus, 10), ("sms_aliyun", sms, len(ids))):
            switch_on(BUILDER, code, port, rate=20000)
            for at in range(0, len(ids), size):
                given = batch(code, expires=expires, urgent=True)
                queue(BUILDER, given, ids[at : at + size], unit_no=PRIMARY)
    import_module("django.db").connections.close_all()


def _vacuum(place: Any) -> None:
    with import_module("psycopg").connect(place.owner, autocommit=True) as owner:
        for table in ("message", "sending", "address", "batch"):
            owner.execute(f"vacuum analyze delivery_{table}")
        # As the server does by itself once so many people have been entered.
        for table in ("accounts_user", "accounts_ward"):
            owner.execute(f"analyze {table}")


def _empty(place: Any) -> None:
    with import_module("psycopg").connect(place.superuser, dbname="xiaoan", autocommit=True) as su:
        su.execute("truncate delivery_sending, delivery_message, delivery_attempt, delivery_batch")


if __name__ == "__main__":
    sys.exit(main())
