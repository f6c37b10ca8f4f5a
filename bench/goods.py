"""Pages about goods and about the past at the size of a county, for every role that reads them: forecast,
buying, allocation, devices and kits, tracing back; and the night's count of the forecast.

`python -m bench.goods [--people N]` measures this alone: after one year of movements, and after three with
all that was bought and used in them (`bench.supplies`, `bench.demand_county`, `bench.goods_rows`).
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import county, demand_county, goods_rows, supplies

BAR, TIMES = 300, 20
ITEM = "mask_disposable"
ROLES = ("county_leader", "bureau_officer", "township_liaison", "principal", "logistics")
# Of the unit somebody is at home in; `{unit}` the unit, `{item}` an item, `{plan}` a plan.
PAGES = {
    "gaps": "/supplies/unit/{unit}/",
    "gaps of an item": "/supplies/unit/{unit}/?item={item}",
    "store": "/supplies/store/{unit}/",
    "forecast": "/demand/unit/{unit}/",
    "forecast of an item": "/demand/unit/{unit}/?item={item}",
    "forecast at a store": "/demand/store/{unit}/item/{item}/",
    "scenarios": "/demand/scenarios/",
    "requisitions": "/procurement/unit/{unit}/requisitions/",
    "orders": "/procurement/unit/{unit}/orders/",
    "orders not paid": "/procurement/unit/{unit}/orders/?state=unpaid",
    "gifts": "/procurement/unit/{unit}/gifts/",
    "gifts published": "/procurement/unit/{unit}/gifts/published/",
    "proposals": "/procurement/store/{unit}/proposals/",
    "suppliers": "/procurement/suppliers/",
    "prices": "/procurement/prices/{item}/",
    "paces": "/procurement/paces/",
    "readiness": "/equipment/unit/{unit}/",
    "devices": "/equipment/unit/{unit}/devices/",
    "faults": "/equipment/faults/",
    "plans": "/allocation/",
    "plan": "/allocation/{plan}/",
    "plan, an item": "/allocation/{plan}/item/{item}/",
    "duties, kinds": "/duties/kinds/",
    "record": "/accountability/records/",
    "past of a unit": "/accountability/past/{unit}/",
    "past of a post": "/accountability/past/post/{user}/",
}
SHEETS = {
    "gaps, sheet": "/supplies/unit/{unit}/export/",
    "forecast, sheet": "/demand/unit/{unit}/export/",
}


def measure(
    superuser: str, sessions: dict[str, str], young: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """`superuser`: an address above row security. After `bench.supplies`, which fills the stores' past.
    `young`: the pages as they were after one year, if that was measured."""
    with import_module("psycopg").connect(superuser, autocommit=True) as above:
        rows = goods_rows.fill(above)
    night = demand_county.measure(superuser)
    return {"rows": rows, "night": night, "pages": pages(sessions, _plan()), "young": young or []}


def _plan() -> str:
    """A plan of every item over every school; the newest if there is one."""
    models = import_module("xiaoan.allocation.models")
    services = import_module("xiaoan.allocation.services")
    scope = import_module("xiaoan.kernel.scope")
    system = import_module("xiaoan.kernel.actor").system
    newest = models.Plan.objects.order_by("-made_at").values_list("id", flat=True)
    with scope.acting_as(system("bench")):
        found = newest.first()
    if found is None:
        supplies.stock_county()
        given = supplies.plan_of_all()
        with scope.acting_as(system("bench")) as actor:
            services.make(actor, given)
        found = given.id
    return str(found)


def pages(sessions: dict[str, str], plan: str) -> list[dict[str, Any]]:
    """Median and p95 of whole pages, the processor's milliseconds of this process, and how many statements.
    What a role may not see is left out."""

    import_module("xiaoan.management.commands.serve").collect_static()
    found = []
    for role in ROLES:
        client = county.browser()
        client.cookies["xiaoan"] = sessions[role]
        given = {"item": ITEM, "plan": plan, **_home(role)}
        for name, path in {**PAGES, **SHEETS}.items():
            one = path.format(**given)
            if client.get(one, follow=True).status_code == 200:
                found.append({"role": role, "page": name, **times(_asking(client, one))})
    return found


def _home(role: str) -> dict[str, Any]:
    """The unit and the id of the person of a role in the demonstration."""
    accounts = import_module("xiaoan.accounts.models")
    scope = import_module("xiaoan.kernel.scope")
    system = import_module("xiaoan.kernel.actor").system
    with scope.acting_as(system("bench")):
        who = accounts.DemoPerson.objects.filter(role=role).order_by("rank").last()
        grant = accounts.Grant.objects.filter(user_id=who.user_id, role=role).first()
        return {"user": who.user_id, "unit": grant.unit_no}


def _asking(client: Any, path: str) -> Callable[[], Any]:
    last = client.get(path, follow=True).request
    whole = last["PATH_INFO"] + (f"?{last['QUERY_STRING']}" if last["QUERY_STRING"] else "")

    def ask() -> None:
        status = client.get(whole).status_code
        assert status == 200, (whole, status)

    return ask


def times(ask: Callable[[], object]) -> dict[str, float]:
    """Of `TIMES` runs after one that does not count."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        ask()
    # Now: the next request empties what was captured.
    statements = len(captured)
    taken, burnt = [], time.process_time()
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        taken.append(1000 * (time.perf_counter() - began))
    taken.sort()
    return {
        "p50_ms": round(taken[TIMES // 2], 1), "p95_ms": round(taken[int(TIMES * 0.95)], 1),
        "cpu_ms": round(1000 * (time.process_time() - burnt) / TIMES, 1),
        "statements": statements,
    }  # fmt: skip


def report(found: dict[str, Any]) -> None:
    print(f"goods: {found['rows']}; forecast: {found['night']}")
    print("  p50, p95, CPU in ms, statements; after one year CPU, statements; CPU against one year")
    before = {(one["role"], one["page"]): one for one in found["young"]}
    for one in found["pages"]:
        over = " OVER" if one["page"] not in SHEETS and one["p95_ms"] > BAR else ""
        print(
            f"  {one['role']:18}{one['page']:20}{one['p50_ms']:8}{one['p95_ms']:8}{one['cpu_ms']:8}"
            f"{one['statements']:5}{_beside(one, before.get((one['role'], one['page'])))}{over}"
        )


def _beside(one: dict[str, Any], young: dict[str, Any] | None) -> str:
    if young is None:
        return ""
    ratio = one["cpu_ms"] / max(young["cpu_ms"], 0.1)
    return f"  | {young['cpu_ms']:8}{young['statements']:5} {ratio:5.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.goods")
    parser.add_argument("--people", type=int, default=200_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xiaoan-bench-") as folder:
        home = Path(folder)
        print(f"county built in {county.build(home, given.people):.1f} s")
        place = county.enter(home)
        try:
            sessions = import_module("bench.__main__").sessions()
            with import_module("psycopg").connect(place.superuser, autocommit=True) as above:
                supplies.fill(above, 0, supplies.WEEKS_A_YEAR - 1)
                young = pages(sessions, _plan())
                last = supplies.YEARS * supplies.WEEKS_A_YEAR - 1
                supplies.fill(above, supplies.WEEKS_A_YEAR, last)
            report(measure(place.superuser, sessions, young))
        finally:
            import_module("django.db").connections.close_all()
            import_module("xiaoan.embedded").stop(home / "pg")


if __name__ == "__main__":
    main()
