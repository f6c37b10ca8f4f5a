"""A survey round of the whole county: opening it, a rush of guardians' answers, its pages by role.

`python -m bench.surveys [--people N]` measures this alone.
"""

import argparse
import re
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import county, load

# 200,000 answers in half an hour, for a minute.
RUSH, SECONDS = 111.0, 60
CONNECTIONS = 32
WORKERS = 2
ROLES = ("county_leader", "bureau_officer", "township_liaison", "principal", "class_teacher")


def measure(home: Path, sessions: dict[str, str]) -> dict[str, Any]:
    """Seconds to open, latencies of the rush at a set rate, whether rows = facts, lists by role."""
    _catch_up()
    round_id, opening = _open()
    posts = _guardians(int(RUSH * SECONDS))
    with county.served(home, WORKERS) as port:
        path = f"/surveys/answer/{round_id}/{{}}/"
        load.run(port, path, posts[:60], 8, 302)
        rush = load.run(port, path, posts[60:], CONNECTIONS, 302, RUSH)
    rows, facts = _counted(round_id)
    return {
        "opening_s": opening,
        "rush": rush.__dict__,
        "rows": rows,
        "facts": facts,
        "lists": _lists(str(round_id), sessions),
    }


def _catch_up() -> None:
    """The demonstration's clock leaps by five hours; what goes up the ladder then is no part of a rush."""
    from xiaoan.duties import services as duties
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as

    taken = duties.BATCH
    while taken == duties.BATCH:
        with acting_as(system("bench")) as actor:
            taken = duties.escalate(actor)


def _open() -> tuple[Any, float]:
    from xiaoan.directory import queries as directory
    from xiaoan.kernel import clock
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.ids import uuid7
    from xiaoan.kernel.scope import acting_as
    from xiaoan.surveys import rules, services

    due = clock.now().replace(hour=23)
    with acting_as(system("bench")) as actor:
        wanted = rules.Wanted("全县摸排", "pupils", (), due, None)
        row = services.make_round(actor, uuid7(), directory.county().no, wanted)
        began = time.perf_counter()
        services.open_round(actor, row.pk)
        return row.pk, round(time.perf_counter() - began, 2)


def _guardians(count: int) -> list[load.Post]:
    """Accounts and sessions of as many guardians, each of a child somewhere in the county."""
    from xiaoan.accounts import services as accounts
    from xiaoan.directory.models import Person
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.ids import uuid7
    from xiaoan.kernel.scope import acting_as

    posts = []
    with acting_as(system("bench")) as actor:
        # By name: classes and schools in no order, as families answer.
        rows = Person.objects.filter(kind="student").order_by("pinyin", "id")[:count]
        for person in rows:
            user = accounts.open_account(
                actor,
                accounts.NewAccount(
                    login=f"bench-{person.pk}", name="家长", school_id=person.school_id,
                    unit_no=person.school_id,
                ),
            )  # fmt: skip
            accounts.grant_role(actor, user, "guardian", 0, 0, person.school_id, _since())
            accounts.answer_for(actor, user, person.school_id, person.unit_no, person.pk)
            form = {"id": str(uuid7()), "whereabouts": "home", "condition": "well"}
            posts.append(load.Post(str(person.pk), county.session_of(user), urlencode(form)))
    return posts


def _since() -> Any:
    return import_module("xiaoan.kernel.clock").today()


def _counted(round_id: Any) -> tuple[int, int]:
    """Answers as rows, and as facts of the journal."""
    from xiaoan.journal import queries as journal
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as
    from xiaoan.surveys.models import Answer

    with acting_as(system("bench")) as actor:
        rows = Answer.objects.filter(round_id=round_id).count()
        facts = journal.facts(actor, kinds=("surveys.answer_given",))
        return rows, sum(fact.payload["round_id"] == str(round_id) for fact in facts)


def _lists(round_id: str, sessions: dict[str, str]) -> list[dict[str, Any]]:

    p95 = import_module("bench.rows").p95
    found = []
    for role in ROLES:
        client = county.browser()
        client.cookies["xiaoan"] = sessions[role]
        for url in ("/surveys/", *_addresses(client, round_id)):
            ask = _asking(client, url)
            short = url.replace(round_id, "…")
            found.append(
                {"role": role, "list": short, "status": ask().status_code, "p95_ms": p95(ask)}
            )
    return found


def _addresses(client: Any, round_id: str) -> list[str]:
    """The round at the role's own unit, as the list of rounds links to it, and its people."""
    page = client.get("/surveys/").content.decode()
    own = re.search(rf"/surveys/{round_id}/\d+/", page)
    if own is None:
        return []
    here = own[0]
    return [here, f"{here}people/?state=unknown", f"{here}people/?state=unknown&offset=900"]


def _asking(client: Any, url: str) -> Callable[[], Any]:
    return lambda: client.get(url)


def report(found: dict[str, Any]) -> None:
    rush = found["rush"]
    print(f"survey round of the county opened in {found['opening_s']} s")
    print(
        f"guardians' answers at {RUSH}/s: p50 {rush['p50']} p95 {rush['p95']} p99 {rush['p99']} ms, "
        f"{rush['count']} sent, {rush['faults']} faults; {found['rows']} rows, {found['facts']} facts"
    )
    for one in found["lists"]:
        print(f"  {one['role']:18} {one['list']:44} {one['status']} {one['p95_ms']:7}")


def alone() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.surveys")
    parser.add_argument("--people", type=int, default=200_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xiaoan-bench-") as folder:
        home = Path(folder)
        county.build(home, given.people)
        county.enter(home)
        report(measure(home, import_module("bench.__main__").sessions()))
        import_module("django.db").connections.close_all()
        import_module("xiaoan.embedded").stop(home / "pg")


if __name__ == "__main__":
    alone()
