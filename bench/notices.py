"""Notices to a whole county: the audience counted, everybody written down, the inbox and reach.

`python -m bench.notices [--people N]` measures this alone.
"""

import argparse
import statistics
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import county

# What is wanted: seconds to resolve, to queue; milliseconds of the inbox (95 of 100).
RESOLVED_S, QUEUED_S, INBOX_MS = 5, 60, 150
TIMES = 40


def measure(owner: str) -> dict[str, Any]:
    """Seconds and milliseconds, beside how many were meant."""
    from xiaoan.directory.rules import COUNTY
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as
    from xiaoan.notices import queries, rules, services

    officer, worker = _officer(), system("bench")
    everybody = rules.Audience((rules.Part((COUNTY,), ("families", "staff")),))
    with acting_as(officer):
        began = time.perf_counter()
        counted = queries.count(everybody)
        resolved = time.perf_counter() - began
        made = _release(officer, everybody)
    with acting_as(worker):
        began = time.perf_counter()
        services.send(worker, made)
        written = time.perf_counter() - began
    with import_module("psycopg").connect(owner, autocommit=True) as connection:
        connection.execute("vacuum analyze notices_recipient")
        connection.execute("vacuum analyze notices_family")
    inbox = _inbox(made)
    pages = _pages(officer, made)
    return {
        "people": counted.people, "families": counted.families, "resolved_s": round(resolved, 2),
        "written_s": round(written, 2), **inbox, **pages,
    }  # fmt: skip


def _officer() -> Any:
    from xiaoan.accounts import queries as accounts
    from xiaoan.directory.rules import COUNTY
    from xiaoan.kernel import clock
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as, everywhere

    with acting_as(system("bench")) as actor, everywhere("bench"):
        held = accounts.holders(actor, ["bureau_officer"], [COUNTY], clock.today())
        return accounts.actors_of([held[0].user_id])[held[0].user_id]


def _release(officer: Any, audience: Any) -> Any:
    """As an urgent one: there is nobody else here to agree."""
    from xiaoan.directory.rules import COUNTY
    from xiaoan.kernel.ids import uuid7
    from xiaoan.notices import rules, services

    made = services.begin_draft(officer, services.NewDraft(uuid7(), COUNTY))
    text = {"zh-hans": rules.Text("bench", "bench")}
    content = services.Content("general", text, audience, needs_ack=True)
    services.release(officer, services.Edit(uuid7(), made, 0, content), "bench")
    return made


def _inbox(notice_id: Any) -> dict[str, Any]:
    """The inbox, a letter and a confirmation of whoever has an account, guardians first, each once."""

    from xiaoan.accounts.models import User
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as
    from xiaoan.notices.models import Recipient

    with acting_as(system("bench")):
        rows = Recipient.objects.filter(notice_id=notice_id, user_id__isnull=False)
        wanted = rows.order_by("kind", "id").values_list("user_id", flat=True)[:TIMES]
        users = list(User.objects.filter(pk__in=list(wanted)))
        sessions = [county.session_of(user) for user in users]
    if not sessions:
        return {"readers": 0}
    times: dict[str, list[float]] = {"inbox": [], "letter": [], "confirm": []}
    warm = county.browser()
    warm.cookies["xiaoan"] = sessions[0]
    warm.get("/notices/")  # templates and words are read once
    for key in sessions:
        browser = county.browser()
        browser.cookies["xiaoan"] = key
        for name, verb, address in (
            ("inbox", "get", "/notices/"),
            ("letter", "get", f"/notices/{notice_id}/"),
            ("confirm", "post", f"/notices/{notice_id}/confirm/"),
        ):
            began = time.perf_counter()
            answer = getattr(browser, verb)(address)
            times[name].append((time.perf_counter() - began) * 1000)
            assert answer.status_code in (200, 302), (name, answer.status_code)
    return {"readers": len(sessions)} | {
        f"{name}_p95_ms": round(_p95(found), 1) for name, found in times.items()
    }


def _p95(found: list[float]) -> float:
    return statistics.quantiles(found, n=20)[-1] if len(found) > 1 else found[0]


def _pages(officer: Any, notice_id: Any) -> dict[str, Any]:

    from xiaoan.accounts.models import User
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as

    with acting_as(system("bench")):
        key = county.session_of(User.objects.get(pk=officer.user_id))
    browser, found = county.browser(), {}
    browser.cookies["xiaoan"] = key
    for name, address in (
        ("reach", f"/notices/sent/{notice_id}/"), ("home", "/notices/sent/"), ("new", "/notices/new/"),
    ):  # fmt: skip
        times = []
        for _n in range(TIMES):
            began = time.perf_counter()
            assert browser.get(address).status_code == 200
            times.append((time.perf_counter() - began) * 1000)
        found[f"{name}_p95_ms"] = round(_p95(times), 1)
    return found


def report(found: dict[str, Any]) -> None:
    print(
        f"notices: {found['people']} people resolved in {found['resolved_s']} s (bar {RESOLVED_S}), written "
        f"down in {found['written_s']} s (bar {QUEUED_S}); inbox p95 "
        f"{found.get('inbox_p95_ms')} ms (bar {INBOX_MS}), reach {found['reach_p95_ms']} ms, list "
        f"{found['home_p95_ms']} ms"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.notices")
    parser.add_argument("--people", type=int, default=200_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xiaoan-bench-") as folder:
        home = Path(folder)
        county.build(home, given.people)
        place = county.enter(home)
        try:
            import_module("django.core.management").call_command(
                "collectstatic", interactive=False, verbosity=0
            )
            found = measure(place.owner)
        finally:
            import_module("django.db").connections.close_all()
            import_module("xiaoan.embedded").stop(home / "pg")
    for name, value in found.items():
        print(f"{name:20} {value}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
