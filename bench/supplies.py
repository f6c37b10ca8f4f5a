"""Supplies at the size of a county: gap tables, stock cards and months after one year and after three years
of movements; fifty stores that post at once; a plan that allocates every item.

`python -m bench.supplies [--people N]` measures this alone.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import county

# Milliseconds a page may take; entries a second that are wanted of fifty stores.
BAR, ENTRIES = 300, 200
TIMES = 30
# One movement of each item a week of school, a lot each twelve weeks; all but the newest are used up.
WEEKS_A_YEAR, YEARS = 48, 3
STORES, PROCESSES, ACTS = 50, 2, 40
MASK = "mask_disposable"
ROLES = ("bureau_officer", "township_liaison", "principal", "logistics")
# Each third movement brings in what the two after it use; of the newest lot something is left.
_FILL = """
set session_replication_role = replica;
insert into supplies_lot (id, unit_no, item, batch, maker, expires)
select md5(item || q)::uuid, %(county)s, item, 'bench' || q, 'bench', %(today)s::date + 700 - q * 30
from unnest(%(items)s::text[]) item, generate_series(%(first)s / 12, %(last)s / 12) q
on conflict do nothing;
insert into supplies_act (id, school_id, unit_no, what, body_hash, at)
select md5('act' || no || w)::uuid, school_id, no, 'import', '', %(now)s - w * interval '7 days'
from directory_unit, generate_series(%(first)s::int, %(last)s::int) w
where kind in ('school', 'township', 'county') on conflict do nothing;
insert into supplies_entry (id, act_id, school_id, unit_no, item, lot_id, kind, quantity, day, at, source,
  supplier, papers, pack, reason)
select gen_random_uuid(), md5('act' || no || w)::uuid, school_id, no, item, md5(item || w / 12)::uuid,
  case when w %% 3 = 2 then 'opening' else 'use' end,
  case when w %% 3 < 2 then -20 when w < 12 then 60 else 40 end,
  %(today)s::date - w * 7, %(now)s - w * interval '7 days' + k * interval '1 second', '', '', '', '', 'bench'
from directory_unit, generate_series(%(first)s::int, %(last)s::int) w,
  unnest(%(items)s::text[]) with ordinality i (item, k)
where kind in ('school', 'township', 'county');
"""
_BALANCE = """
set session_replication_role = replica;
insert into supplies_balance (school_id, unit_no, item, lot_id, held)
select school_id, unit_no, item, lot_id, greatest(sum(quantity), 0) from supplies_entry group by 1, 2, 3, 4
on conflict (unit_no, lot_id) do update set held = excluded.held
"""
_UNLIKE = """
select count(*) from supplies_balance b full join (
  select unit_no, lot_id, sum(quantity) q from supplies_entry group by 1, 2) e using (unit_no, lot_id)
where b.held is distinct from e.q
"""


def measure(server: str, sessions: dict[str, str]) -> dict[str, Any]:
    """`server`: the superuser's address, for a past that no service would write row by row."""
    posting = post_at_once(server)
    with import_module("psycopg").connect(server, autocommit=True) as connection:
        (unlike,) = connection.execute(_UNLIKE).fetchone()
        found: dict[str, Any] = {"posting": {**posting, "balances_unlike_sum": unlike}}
        for years in (1, YEARS):
            first = 0 if years == 1 else WEEKS_A_YEAR
            entries = fill(connection, first, years * WEEKS_A_YEAR - 1)
            found[f"years_{years}"] = {"entries": entries, "pages": _pages(sessions)}
    return {**found, "allocation": _allocate()}


def stock_county() -> None:
    """Of everything that schools lack by the gravest level's standard the county has two fifths."""
    import datetime as dt

    from xiaoan.directory.rules import COUNTY
    from xiaoan.kernel import clock
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as
    from xiaoan.supplies import services
    from xiaoan.supplies.queries import gaps

    today = clock.today()
    with acting_as(system("bench")) as actor:
        totals = gaps.by_item(gaps.schools(actor, COUNTY, "I"))
        rows = [
            services.Opening(
                COUNTY,
                0,
                one.item,
                one.short * 2 // 5,
                "plan",
                "bench",
                today + dt.timedelta(days=500),
            )
            for one in totals
            if one.short >= 3
        ]
        services.load_openings(actor, rows, today)


def plan_of_all() -> Any:
    """Every item in its smallest pack."""
    from xiaoan.allocation import rules, services
    from xiaoan.directory.rules import COUNTY
    from xiaoan.kernel.ids import uuid7
    from xiaoan.supplies.queries import catalogue

    items = {item: rules.usual_pack(catalogue.packs(item)) for item in catalogue.items()}
    return services.NewPlan(
        uuid7(),
        COUNTY,
        "bench",
        items,
        (COUNTY,),
        "I",
        dict(rules.WEIGHTS),
        schools_give=True,
        across=True,
    )


def _allocate() -> dict[str, Any]:
    """Every item over every school, from the county's store and all that have plenty: reckoned, then sent."""
    from xiaoan.allocation import queries, services
    from xiaoan.kernel.actor import Actor, system
    from xiaoan.kernel.ids import uuid7
    from xiaoan.kernel.scope import acting_as

    stock_county()
    given = plan_of_all()
    second = Actor(uuid7(), "bench", system("bench").scopes, is_system=True)

    def took(act: Callable[[Any], object], who: Any) -> float:
        with acting_as(who) as actor:
            began = time.perf_counter()
            act(actor)
            return round(time.perf_counter() - began, 2)

    bench = system("bench")
    made = took(lambda actor: services.make(actor, given), bench)
    with acting_as(bench) as actor:
        head = queries.plan(actor, given.id)
        lines = len(queries.lines(head))
    took(lambda actor: services.ask(actor, given.id, 0), bench)
    sent = took(lambda actor: services.approve(actor, given.id, 0), second)
    return {
        "items": len(given.packs), "stores": len(head.spare), "lines": lines, "made_s": made,
        "solved_s": head.measures["seconds"], "sent_s": sent, "legs": head.measures["legs"],
        "fewest": head.measures["fewest"], "proved": head.measures["proved"],
    }  # fmt: skip


def fill(connection: Any, first: int, last: int) -> int:
    """Weeks back from today, of every store and item; gives how many entries there are then."""
    from xiaoan.directory.rules import COUNTY
    from xiaoan.kernel import clock
    from xiaoan.supplies import rules

    values = {
        "county": COUNTY, "items": list(rules.ITEMS), "first": first, "last": last,
        "today": clock.today(), "now": clock.now(),
    }  # fmt: skip
    client_cursor = import_module("psycopg").ClientCursor(connection)
    client_cursor.execute(_FILL, values)
    connection.execute(_BALANCE)
    connection.execute("reset session_replication_role")
    connection.execute("vacuum analyze supplies_entry")
    connection.execute("vacuum analyze supplies_balance")
    (count,) = connection.execute("select count(*) from supplies_entry").fetchone()
    return int(count)


def _pages(sessions: dict[str, str]) -> list[dict[str, Any]]:
    """Median and p95 of whole pages, and the processor's milliseconds of this process for each."""

    from xiaoan.directory.rules import COUNTY

    import_module("xiaoan.management.commands.serve").collect_static()
    found = []
    for role in ROLES:
        client = county.browser()
        client.cookies["xiaoan"] = sessions[role]
        store = client.get("/supplies/")["Location"].strip("/").split("/")[-1]
        own, unit = f"/supplies/store/{store}/", f"/supplies/unit/{store}/"
        pages = {
            "gaps": unit, "gaps of one item": f"{unit}?item={MASK}", "store": own,
            "card": f"{own}item/{MASK}/", "card, sheet": f"{own}item/{MASK}/card/", "month": f"{own}month/",
        }  # fmt: skip
        if int(store) == COUNTY:
            pages["gaps, sheet"] = f"{unit}export/"
        for name, path in pages.items():
            found.append({"role": role, "page": name, **_times(_asking(client, path))})
    return found


def _asking(client: Any, path: str) -> Callable[[], Any]:
    def ask() -> None:
        status = client.get(path).status_code
        assert status == 200, (path, status)

    return ask


def _times(ask: Callable[[], object]) -> dict[str, float]:
    ask()
    taken, burnt = [], time.process_time()
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        taken.append(1000 * (time.perf_counter() - began))
    taken.sort()
    return {
        "p50_ms": round(taken[TIMES // 2], 1), "p95_ms": round(taken[int(TIMES * 0.95)], 1),
        "cpu_ms": round(1000 * (time.process_time() - burnt) / TIMES, 1),
    }  # fmt: skip


def post_at_once(server: str) -> dict[str, Any]:
    """Fifty stores, each by a thread and connection of its own, in as many processes as the demonstration is
    served by: receipts, then goods used, then masks to every class of the school."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from xiaoan.directory import queries as directory
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as

    with acting_as(system("bench")):
        places = directory.places_inside(directory.county().interval, "school")
    stores = [one.no for one in places[:STORES]]
    parts = [stores[n::PROCESSES] for n in range(PROCESSES)]
    found = {}
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        for name in ("receive", "use", "issue"):
            list(pool.map(post_part, parts, ["warm"] * PROCESSES))
            began = time.perf_counter()
            done = list(pool.map(post_part, parts, [name] * PROCESSES))
            taken = time.perf_counter() - began
            acts, entries = len(stores) * ACTS, sum(one["entries"] for one in done)
            found[name] = {
                "acts_per_s": round(acts / taken, 1), "entries_per_s": round(entries / taken, 1),
                "cpu_ms_an_act": round(1000 * sum(one["cpu_s"] for one in done) / acts, 2),
                "faults": sum(one["faults"] for one in done), "stores": len(stores),
            }  # fmt: skip
    return found


def post_part(stores: list[int], name: str) -> dict[str, Any]:
    """In a process of its own: a thread for each store."""
    import_module("django").setup()
    from concurrent.futures import ThreadPoolExecutor

    burnt = time.process_time()
    with ThreadPoolExecutor(len(stores)) as pool:
        done = list(pool.map(_keep, stores, [name] * len(stores)))
    return {
        "entries": sum(one[0] for one in done), "faults": sum(one[1] for one in done),
        "cpu_s": time.process_time() - burnt,
    }  # fmt: skip


def _keep(store_no: int, name: str) -> tuple[int, int]:
    """The acts of one keeper, each in a transaction of its own; gives entries and faults."""
    from django.db import DatabaseError, connection

    from xiaoan.accounts.rules import ROLES as ALL
    from xiaoan.directory import queries as directory
    from xiaoan.directory.rules import SCHOOL
    from xiaoan.kernel.actor import Actor, Scope
    from xiaoan.kernel.ids import uuid7
    from xiaoan.kernel.scope import acting_as

    scope = Scope("logistics", store_no, store_no + SCHOOL, ALL["logistics"].permissions)
    keeper = Actor(uuid7(), "bench", (scope,))
    with acting_as(keeper):
        classes = tuple(
            one.no for one in directory.places_inside((store_no, store_no + SCHOOL), "class")
        )
    entries = faults = 0
    for _ in range(3 if name == "warm" else ACTS):
        try:
            with acting_as(keeper) as actor:
                entries += _act(actor, store_no, name, classes)
        except DatabaseError:
            faults += 1
    connection.close()
    return entries, faults


def _act(actor: Any, store_no: int, name: str, classes: tuple[int, ...]) -> int:
    import datetime as dt

    from xiaoan.kernel import clock
    from xiaoan.kernel.ids import uuid7
    from xiaoan.supplies import services

    today = clock.today()
    if name in ("warm", "receive"):
        services.receive(
            actor,
            services.Receipt(
                uuid7(), store_no, MASK, "50", "box", "purchase", today, "bench", "bench", "bench",
                today + dt.timedelta(days=400),
            ),
        )  # fmt: skip
        return 1
    goal = classes if name == "issue" else ()
    services.issue(
        actor, services.Issue(uuid7(), store_no, MASK, "1", "", today, goal, reason="bench")
    )
    return len(goal) or 1


def report(found: dict[str, Any]) -> None:
    posting = found["posting"]
    print(f"supplies: {posting['balances_unlike_sum']} balances unlike the sum of what was posted")
    for name in ("receive", "use", "issue"):
        one = posting[name]
        under = " UNDER" if one["entries_per_s"] < ENTRIES else ""
        print(
            f"  {one['stores']} stores at once, {name:8} {one['acts_per_s']:7} acts/s "
            f"{one['entries_per_s']:7} entries/s, {one['cpu_ms_an_act']} ms CPU an act, "
            f"{one['faults']} faults{under}"
        )
    young, old = found["years_1"], found[f"years_{YEARS}"]
    print(f"  p50, p95, CPU in ms after {young['entries']} and after {old['entries']} entries")
    for early, late in zip(young["pages"], old["pages"], strict=True):
        is_list = "sheet" not in late["page"]
        over = " OVER" if is_list and late["p95_ms"] > BAR else ""
        figures = " ".join(
            f"{one['p50_ms']:8}{one['p95_ms']:8}{one['cpu_ms']:8}" for one in (early, late)
        )
        print(f"  {late['role']:18}{late['page']:18}{figures}{over}")

    one = found["allocation"]
    print(
        f"  {one['items']} items from {one['stores']} stores: solved in {one['solved_s']} s, with all "
        f"that is read and written {one['made_s']} s; {one['lines']} lines sent in {one['sent_s']} s; "
        f"{one['legs']} journeys (at least {one['fewest']}), proved {one['proved']}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.supplies")
    parser.add_argument("--people", type=int, default=200_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xiaoan-bench-") as folder:
        home = Path(folder)
        print(f"county built in {county.build(home, given.people):.1f} s")
        place = county.enter(home)
        report(measure(place.superuser, import_module("bench.__main__").sessions()))
        import_module("django.db").connections.close_all()
        import_module("xiaoan.embedded").stop(home / "pg")


if __name__ == "__main__":
    main()
