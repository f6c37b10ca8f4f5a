"""Desks at three gates of one school at once: children noted a second, each a transaction of its own with
journal, figures
and what is owed; then the board of the county.

`python -m bench.arrivals_desk [--people N]` builds a demonstration and measures its largest school.
Wanted: 3,000
children in two hours are 0.4 a second, in a rush of ten times that 4.
"""

import argparse
import datetime as dt
import tempfile
import threading
import time
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import county

GATES, SECONDS, TIMES = 3, 10.0, 20
WANTED = 4.0


def measure() -> dict[str, Any]:
    """Of a county that was entered (bench.county)."""
    school, principal = largest()
    people = published(school, principal)
    counts = [0] * GATES
    ends = time.perf_counter() + SECONDS
    shares = [people[n::GATES] for n in range(GATES)]
    began = time.perf_counter()
    desks = [
        threading.Thread(target=_desk, args=(school, principal, share, n, counts, ends))
        for n, share in enumerate(shares)
    ]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    took = time.perf_counter() - began
    return {
        "pupils": len(people), "noted": sum(counts), "a_second": round(sum(counts) / took, 1),
        "board_ms": round(_board(), 1),
    }  # fmt: skip


def largest() -> tuple[int, Any]:
    """The school with the most pupils that has a principal, and who that is."""
    accounts = import_module("xiaoan.accounts.queries")
    scope = import_module("xiaoan.kernel.scope")
    system = import_module("xiaoan.kernel.actor").system("bench")
    connection = import_module("django.db").connection
    today = import_module("xiaoan.kernel.clock").today()
    with scope.acting_as(system):
        with connection.cursor() as cursor:
            cursor.execute(
                "select school_id from directory_enrolment where until is null and school_id not in "
                "(select school_id from arrivals_plan) group by 1 order by count(*) desc limit 20"
            )
            schools = [row[0] for row in cursor.fetchall()]
        heads = {
            one.unit_no: one.user_id
            for one in accounts.holders(system, ["principal"], schools, today)
        }
        school = next(no for no in schools if no in heads)
        return school, accounts.actors_of([heads[school]])[heads[school]]


def published(school: int, principal: Any) -> list[Any]:
    """A plan of today for every grade at three gates; gives who has a slot."""
    services = import_module("xiaoan.arrivals.services")
    queries = import_module("xiaoan.arrivals.queries")
    rules = import_module("xiaoan.arrivals.rules.setting")
    scope = import_module("xiaoan.kernel.scope")
    today = import_module("xiaoan.kernel.clock").today()
    uuid7 = import_module("xiaoan.kernel.ids").uuid7
    with scope.acting_as(principal):
        grades = queries.people.grades(principal, school)
        given = rules.Setting(
            tuple(rules.Gate(f"门{n}", 4) for n in range(1, GATES + 1)), 20, dt.time(7), dt.time(15), 20,
            tuple((one.no, today) for one in grades),
        )  # fmt: skip
        plan = services.reckon(principal, services.NewPlan(uuid7(), school, given))
        services.publish(principal, uuid7(), plan, tells=False)
        return [one.person_id for one in queries.plans.everybody(principal, plan) if one.slot]


def _desk(
    school: int, principal: Any, people: list[Any], n: int, counts: list[int], ends: float
) -> None:
    services = import_module("xiaoan.arrivals.services")
    scope = import_module("xiaoan.kernel.scope")
    clock = import_module("xiaoan.kernel.clock")
    uuid7 = import_module("xiaoan.kernel.ids").uuid7
    for person in people:
        if time.perf_counter() > ends:
            break
        with scope.acting_as(principal):
            sent = services.Noted(
                uuid7(), school, f"门{n + 1}", "in", clock.now(), person_id=person,
                celsius=Decimal("36.5"),
            )  # fmt: skip
            services.note(principal, sent)
        counts[n] += 1
    import_module("django.db").connections.close_all()


def _board() -> float:
    """Milliseconds of the figures of the county's board, the median of some."""
    boards = import_module("xiaoan.arrivals.queries.boards")
    directory = import_module("xiaoan.directory.queries")
    scope = import_module("xiaoan.kernel.scope")
    system = import_module("xiaoan.kernel.actor").system("bench")
    today = import_module("xiaoan.kernel.clock").today()
    times = []
    with scope.acting_as(system):
        place = directory.county()
        for _each in range(TIMES):
            began = time.perf_counter()
            boards.by_child(system, place, today)
            times.append((time.perf_counter() - began) * 1000)
    return sorted(times)[TIMES // 2]


def report(found: dict[str, Any]) -> None:
    print(
        f"arrivals: {found['noted']} children noted at {GATES} gates, {found['a_second']} a second (wanted "
        f"{WANTED:.0f}); the county's board {found['board_ms']} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.arrivals_desk")
    parser.add_argument("--people", type=int, default=20_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xiaoan-bench-") as folder:
        home = Path(folder)
        county.build(home, given.people)
        county.enter(home)
        try:
            report(measure())
        finally:
            import_module("django.db").connections.close_all()
            import_module("xiaoan.embedded").stop(home / "pg")


if __name__ == "__main__":
    main()
