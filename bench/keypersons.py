"""Key persons: the line list of each level over 5,000 open and 50,000 past lines, and 300 released."""

import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import transaction

from bench import county
from bench.rows import p95
from bench.year import EVERYWHERE
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as
from xiaoan.keypersons import services as keypersons
from xiaoan.keypersons.models import KeyPerson

BENCH = system("bench")
OPEN, PAST, AT_ONCE = 5_000, 50_000, 300
LISTS = {
    "bureau_officer": ("/keypersons/", "?sort=unit", "?only=overdue", "?state=released"),
    "township_liaison": ("/keypersons/", "?state=released"),
    "principal": ("/keypersons/", "?state=released"),
    "class_teacher": ("/keypersons/", "/keypersons/today/"),
    "county_leader": ("/keypersons/figures/",),
}
_FILL = """
insert into keypersons_key_person (id, school_id, unit_no, first_unit_no, person_id, kind, category,
  pack, source, source_ids, whereabouts, since, until, every, needs_paper, carer_id, carer_named, state,
  isolated, opened_on, opened_at, next_due, ended_on, ended_at, ended_as, ended_early)
select gen_random_uuid(), p.school_id, p.unit_no, p.unit_no, p.id, p.kind,
  (array['respiratory', 'gastro', 'rash', 'household'])[1 + p.n %% 4], 'post-2023', 'survey',
  array[gen_random_uuid()], 'home', %(today)s - (p.n %% 40)::int, %(today)s + 14, 1, false,
  (select g.user_id from accounts_grant g where g.unit_no = p.unit_no and g.role = 'class_teacher' limit 1),
  false, case when %(open)s then 'open' else 'released' end, false, %(today)s - (p.n %% 40)::int, now(),
  case when %(open)s then %(today)s - (p.n %% 3)::int end,
  case when not %(open)s then %(today)s - (p.n %% 300)::int end, case when not %(open)s then now() end,
  case when %(open)s then '' else 'expiry' end, false
from (select q.*, row_number() over (order by md5(q.id::text || %(open)s::text)) n

from bench import county
      from directory_person q limit %(rows)s) p
on conflict do nothing
"""


def measure(owner: psycopg.Connection[tuple[Any, ...]], sessions: dict[str, str]) -> dict[str, Any]:
    """Fill, then lists by role, then releases of 300 people at once and one by one."""
    owner.execute(EVERYWHERE)
    for is_open, rows in ((True, OPEN), (False, PAST)):
        owner.execute(_FILL, {"today": clock.today(), "open": is_open, "rows": rows})
    owner.execute("vacuum analyze keypersons_key_person")
    return {"lists": _lists(sessions), "release": _releases()}


def _lists(sessions: dict[str, str]) -> list[dict[str, Any]]:
    found = []
    for role, addresses in LISTS.items():
        client = county.browser()
        client.cookies["xiaoan"] = sessions[role]
        home = client.get(addresses[0], follow=True).request["PATH_INFO"]
        for address in addresses:
            url = f"{home}{address}" if address.startswith("?") else address
            url = client.get(url, follow=True).request["PATH_INFO"] if "?" not in url else url
            ask = _asking(client, url)
            found.append(
                {"role": role, "list": address, "status": ask().status_code, "p95_ms": p95(ask)}
            )
    return found


def _asking(client: Any, url: str) -> Callable[[], Any]:
    return lambda: client.get(url)


def _releases() -> dict[str, float]:
    """Seconds for 300 people: all at once, and as a programme without a bulk act would, one by one."""
    paper = keypersons.NewPaper("release", "县疾控中心", "1", clock.today())
    with acting_as(BENCH):
        rows = KeyPerson.objects.filter(state="open", isolated=False).order_by("school_id", "id")
        ids = list(rows.values_list("id", flat=True)[: 2 * AT_ONCE])
    began = time.perf_counter()
    with acting_as(BENCH):
        keypersons.release(BENCH, keypersons.NewRelease(tuple(ids[:AT_ONCE]), paper))
    bulk = time.perf_counter() - began
    began = time.perf_counter()
    for pk in ids[AT_ONCE:]:
        with acting_as(BENCH), transaction.atomic():
            keypersons.release(BENCH, keypersons.NewRelease((pk,), paper))
    return {"bulk_s": round(bulk, 2), "each_s": round(time.perf_counter() - began, 2)}


def report(results: dict[str, Any]) -> None:
    release = results["release"]
    print(f"300 people released: {release['bulk_s']} s at once, {release['each_s']} s one by one")
    for one in results["lists"]:
        print(f"  {one['role']:18} {one['list']:28} {one['status']} {one['p95_ms']:7}")
