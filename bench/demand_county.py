"""The count of the night and the county's page, at the size of the county: every store and item in use for
three years. `python -m bench.demand_county [--people N]`.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import county

DAYS, ROUNDS = 1095, 40
# Every item is used once a week at every store, on a day of its own.
_FILL = """
insert into demand_use (school_id, unit_no, item, day, lost, put_right, used)
select s.school_id, s.unit_no, i.item, d.day::date, 0, 0, 20 + abs(hashtext(i.item || s.unit_no)) %% 200
from (select no as unit_no, school_id from directory_unit where kind in ('school', 'township', 'county')) s,
     unnest(%(items)s::text[]) with ordinality i(item, n),
     generate_series(%(today)s::date - %(days)s::int, %(today)s::date - 1, interval '1 day') d(day)
where (extract(dow from d.day)::int + i.n) %% 7 = 0
on conflict do nothing
"""


def measure(superuser: str) -> dict[str, Any]:
    """`superuser`: an address above row security, for a past that no service would write."""
    clock = import_module("xiaoan.kernel.clock")
    using = import_module("xiaoan.supplies.queries.using")
    services = import_module("xiaoan.demand.services")
    scope = import_module("xiaoan.kernel.scope")
    system = import_module("xiaoan.kernel.actor").system
    given = {"items": list(using.ITEMS), "today": clock.today(), "days": DAYS}
    with import_module("psycopg").connect(superuser, autocommit=True) as above:
        rows = above.execute(_FILL, given).rowcount
        above.execute("analyze demand_use")
    counted = []
    for _round in range(2):
        begun = time.perf_counter()
        with scope.acting_as(system("bench")) as actor:
            covers = services.recount(actor)
            stores = services.stores()
        for one in stores:
            with scope.acting_as(system("bench")) as actor:
                services.settle(actor, [one], clock.today())
        counted.append(round(time.perf_counter() - begun, 1))
    return {"use_rows": rows, "covers": covers, "night_s": counted, **_pages()}


def _pages() -> dict[str, float]:
    """The lists as the pages read them, p95 in milliseconds."""
    queries = import_module("xiaoan.demand.queries")
    scope = import_module("xiaoan.kernel.scope")
    system = import_module("xiaoan.kernel.actor").system
    directory = import_module("xiaoan.directory.queries")
    outlooks = import_module("xiaoan.demand.queries.outlooks")
    found = {}
    with scope.acting_as(system("bench")) as actor:
        top = directory.county()
        school = directory.places_inside(top.interval, "school")[0].no
        reads: dict[str, Callable[[], Any]] = {
            "county_page": lambda: (
                queries.page_of_covers(actor, top.no, "", 0, 50), queries.whole(actor, top.no),
                queries.below_lead(actor, top.no),
            ),
            "county_item": lambda: queries.page_of_covers(actor, top.no, "mask_disposable", 0, 50),
            "store_forecast": lambda: outlooks.of_store(actor, school),
        }  # fmt: skip
        for name, read in reads.items():
            times = []
            for _round in range(ROUNDS):
                begun = time.perf_counter()
                read()
                times.append(time.perf_counter() - begun)
            found[f"{name}_p95_ms"] = round(sorted(times)[int(ROUNDS * 0.95) - 1] * 1000, 1)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.demand_county")
    parser.add_argument("--people", type=int, default=200_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xiaoan-bench-") as folder:
        home = Path(folder)
        print("build", round(county.build(home, given.people), 1))
        try:
            place = county.enter(home)
            print(measure(place.superuser))
        finally:
            import_module("django.db").connections.close_all()
            import_module("xiaoan.embedded").stop(home / "pg")


if __name__ == "__main__":
    main()
