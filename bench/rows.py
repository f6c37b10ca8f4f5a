"""What is measured inside one process: lists by role, bytes, the journal."""

import json
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from bench import county
from xiaoan.journal import queries as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as

BENCH = system("bench")
REPEATS = 30
# Every list of the product, as each level sees it.
OFFICE = (
    "/overview/", "/overview/unreported/", "/overview/search/ wang", "/duties/blind-spots/",
    "/outbreaks/", "/duties/today/",
)  # fmt: skip
LISTS = {
    "county_leader": (*OFFICE, "/overview/wall/"),
    "bureau_officer": OFFICE,
    "township_liaison": OFFICE,
    "principal": (*OFFICE, "/screening/school/"),
    "school_doctor": ("/screening/school/", "/overview/", "/outbreaks/", "/duties/today/"),
    "class_teacher": ("/duties/today/",),
    "guardian": ("/screening/children/",),
}
PLAIN_AUDIT = (
    "insert into bench_audit (unit_no, kind, actor, at, body) values (%s, %s, %s, now(), %s)"
)
BOARD_FROM_PEOPLE = """
select school_id, count(*), count(*) filter (where kind = 'present'),
  count(*) filter (where kind = 'absent_sick') from bench_person_check
where day = %s and slot = 'noon' group by school_id
"""
BOARD_FROM_ROWS = """
select school_id, enrolled_reported, present, absent_sick from overview_school_day
where day = %s and slot = 'noon'
"""


def p95(action: Callable[[], object], repeats: int = REPEATS) -> float:
    """Milliseconds, after three runs that do not count."""
    taken = []
    for n in range(repeats + 3):
        began = time.perf_counter()
        action()
        if n >= 3:
            taken.append((time.perf_counter() - began) * 1000)
    return round(sorted(taken)[int(len(taken) * 0.95)], 1)


def lists(sessions: dict[str, str]) -> list[dict[str, Any]]:
    """p95 of every list by role, whole pages with session and template."""
    found = []
    for role, addresses in LISTS.items():
        client = county.browser()
        client.cookies["xiaoan"] = sessions[role]
        for address in addresses:
            ask = _asking(client, address)
            status = ask().status_code
            found.append({"role": role, "list": address, "status": status, "p95_ms": p95(ask)})
    return found


def _asking(client: Any, address: str) -> Callable[[], Any]:
    """How a page is asked for; a word behind its address is searched for (posted, as the page does)."""
    path, _, word = address.partition(" ")
    if word:
        return lambda: client.post(path, {"q": word})
    last = client.get(path, follow=True).request["PATH_INFO"]
    return lambda: client.get(last)


def board() -> dict[str, float]:
    """The board's figures from school-day rows, and from one row per person of the same checks."""
    today = clock.today()

    def ask(sql: str) -> None:
        with acting_as(BENCH), connection.cursor() as cursor:
            cursor.execute(sql, [today])
            cursor.fetchall()

    return {
        "rows_ms": p95(lambda: ask(BOARD_FROM_ROWS)),
        "people_ms": p95(lambda: ask(BOARD_FROM_PEOPLE)),
    }


def storage() -> dict[str, float]:
    """Megabytes of table and indexes per million person-checks."""
    with acting_as(BENCH), connection.cursor() as cursor:
        cursor.execute("select sum(enrolled) from screening_roll_call where state = 'current'")
        (checks,) = cursor.fetchone()
        cursor.execute("select count(*) from bench_person_check")
        (rows,) = cursor.fetchone()
        size = "select pg_total_relation_size(%s)"
        sizes = {}
        for table in (
            "screening_roll_call", "screening_mark", "duties_duty", "journal_entry",
            "bench_person_check",
        ):  # fmt: skip
            cursor.execute(size, [table])
            (sizes[table],) = cursor.fetchone()
    million = 1e6 / float(checks) / 1e6
    own = (sizes["screening_roll_call"] + sizes["screening_mark"]) * million
    return {
        "own_mb": round(own, 1),
        "duties_mb": round(sizes["duties_duty"] * million, 1),
        "journal_mb": round(sizes["journal_entry"] * million, 1),
        "people_mb": round(sizes["bench_person_check"] / max(rows, 1), 1),
        "checks": int(checks),
    }


MILLION = 1_000_000
_FILL = (
    "select count(*) from journal_append_many(%s::int[], %s::int[], %s::text[], 'system:bench', "
    "now(), %s::json)"
)


def filled(count: int) -> None:
    """Entries until the journal has `count`, over 200 chains, with a seal after each 10,000."""
    from xiaoan.seals import services as seals

    with acting_as(BENCH), connection.cursor() as cursor:
        cursor.execute("select count(*) from journal_entry")
        (have,) = cursor.fetchone()
    body = '{"day":"2026-11-23","slot":"noon","figures":{"enrolled":45,"present":44}}'
    while have < count:
        size = min(2000, count - have)
        chains = [900_000_000 + n % 200 for n in range(size)]
        kinds, bodies = ["bench.row"] * size, json.dumps([body] * size)
        with acting_as(BENCH), connection.cursor() as cursor:
            cursor.execute(_FILL, [chains, [0] * size, kinds, bodies])
        have += size
        if have % 10_000 == 0 or have == count:
            with acting_as(BENCH):
                seals.seal_now(BENCH)


def verified(count: int = MILLION) -> dict[str, Any]:
    """Seconds to hold chains, seals and signatures of so many entries against one another."""
    from xiaoan.seals.queries import checking

    filled(count)
    began = time.perf_counter()
    with acting_as(BENCH):
        verdict = checking.check_record(BENCH, checking.Outside())
    return {
        "entries": verdict.entries,
        "seals": verdict.seals,
        "seconds": round(time.perf_counter() - began, 2),
        "faults": len(verdict.sentences),
    }


def chain() -> dict[str, Any]:
    """Microseconds to append in a transaction of its own, beside a plain audit row; entries verified/s."""
    body = '{"day":"2026-11-23","slot":"noon","figures":{"enrolled":45,"present":44}}'
    append = "select journal_append(0, 0, 'bench.row', 'system:bench', now(), %s)"
    entries_us = _each(append, [body])
    plain_us = _each(PLAIN_AUDIT, [0, "bench.row", "system:bench", body])
    began = time.perf_counter()
    with acting_as(BENCH):
        entries, breaks = journal.verify()
    taken = time.perf_counter() - began
    return {
        "append_us": entries_us,
        "plain_us": plain_us,
        "entries": entries,
        "verified_per_s": round(entries / taken),
        "breaks": len(breaks),
        "million": verified(),
    }


def _each(sql: str, values: list[Any], count: int = 1000) -> int:
    """Median microseconds of the statement alone, each in a transaction of its own."""
    taken = []
    for _ in range(count):
        with acting_as(BENCH), connection.cursor() as cursor:
            began = time.perf_counter()
            cursor.execute(sql, values)
            taken.append(time.perf_counter() - began)
    return round(sorted(taken)[count // 2] * 1e6)
