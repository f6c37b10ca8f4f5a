"""The gate of all schools: reckoned anew for the county and for one school, and the bureau's board, over
invented checks, inspections and decisions of a year.

`python -m bench.readiness [--people N]` measures this alone. Targets: the county in 5 s, one school in 200
ms, the board p95 300 ms.
"""

import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from bench import county

COUNTY_S, SCHOOL_MS, BOARD_MS = 5.0, 200.0, 300.0
PAGES = (
    ("bureau_officer", "/readiness/"), ("bureau_officer", "/readiness/?gate=blocked"),
    ("bureau_officer", "/readiness/?item=supplies"), ("bureau_officer", "/readiness/findings/"),
    ("bureau_officer", "/readiness/decisions/"), ("county_leader", "/readiness/"),
    ("township_liaison", "/readiness/"),
)  # fmt: skip
TIMES, SAMPLE = 20, 40
# Two terms: each item said by the school and seen by an inspection, six times, one of them taken back.
_STATEMENTS = """
insert into readiness_statement (id, school_id, unit_no, item, kind, result, note, photo_ids, paper_ids, at,
  by_id)
select gen_random_uuid(), no, no, item, kind, 'ok', 'seen', '{}', '{}',
  %(now)s::timestamptz - (n * 30 + case kind when 'self' then 1 else 0 end) * interval '1 day',
  gen_random_uuid()
from unnest(%(schools)s::int[]) no, unnest(%(items)s::text[]) item, unnest(array['self', 'joint']) kind,
  generate_series(1, 6) n
"""
_WITHDRAWN = """
insert into readiness_statement (id, school_id, unit_no, item, kind, result, note, photo_ids, paper_ids, at,
  by_id, about_id)
select gen_random_uuid(), school_id, unit_no, item, 'withdraw', '', 'wrong school', '{}', '{}',
  at + interval '1 hour', by_id, id
from readiness_statement
where kind = 'joint' and at < %(now)s::timestamptz - interval '170 days'
"""
_DECISIONS = """
insert into readiness_decision (id, school_id, unit_no, kind, state, day, reason, accepted, frozen, digest,
  asked_at, asked_by_id, asked_as, signed_at, signed_by_id, signed_as, why)
select gen_random_uuid(), no, no, case n when 2 then 'close' else 'override' end, 'signed',
  (%(now)s::timestamptz - n * interval '30 days')::date, 'bench',
  case n when 2 then '{}'::text[] else %(hard)s::text[] end, '{"items": []}', 'bench',
  %(now)s::timestamptz - n * interval '30 days', gen_random_uuid(), 'bench',
  %(now)s::timestamptz - n * interval '30 days', gen_random_uuid(), 'bench', ''
from unnest(%(schools)s::int[]) with ordinality as s (no, nth), generate_series(1, 3) n where nth %% 2 = 0
"""
_TURNS = """
insert into readiness_turn (id, school_id, unit_no, item, was, state, at)
select gen_random_uuid(), no, no, item, 'unknown', 'pass', %(now)s::timestamptz - n * interval '3 days'
from unnest(%(schools)s::int[]) no, unnest(%(items)s::text[]) item, generate_series(1, 60) n
"""


def measure(superuser: str, sessions: dict[str, str]) -> dict[str, Any]:
    """Rows invented; seconds to reckon and keep all schools when all turn and when few do; one school and
    pages with p50 and p95 in ms."""
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as
    from xiaoan.readiness import services
    from xiaoan.readiness.queries import gates

    with acting_as(system("bench")):
        schools = [one.no for one in gates.schools()]
    rows = _invent(superuser, schools)

    def refresh(nos: list[int] | None = None) -> int:
        with acting_as(system("bench")):
            return services.refresh(nos)

    first = _seconds(refresh)
    again = max(_seconds(refresh) for _ in range(3))
    step = max(len(schools) // SAMPLE, 1)
    one = sorted(1000 * _seconds(partial(refresh, [no])) for no in schools[::step])
    return {
        "schools": len(schools), **rows, "first_s": round(first, 2), "again_s": round(again, 2),
        "school_p50_ms": round(one[len(one) // 2], 1),
        "school_p95_ms": round(one[max(int(len(one) * 0.95) - 1, 0)], 1),
        "pages": county.pages(
            sessions, (*PAGES, ("bureau_officer", f"/readiness/schools/{schools[-1]}/")), TIMES
        ),
    }  # fmt: skip


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _invent(superuser: str, schools: list[int]) -> dict[str, int]:
    pack = import_module("xiaoan.readiness.rules.packs").default()
    given = {
        "now": import_module("xiaoan.kernel.clock").now(), "schools": schools,
        "items": [one.code for one in pack.items if one.how == "inspected"],
        "hard": [one.code for one in pack.items if one.hard],
    }  # fmt: skip
    found = {}
    with import_module("psycopg").connect(superuser, autocommit=True) as connection:
        for name, text in (
            ("statements", _STATEMENTS), ("withdrawn", _WITHDRAWN), ("decisions", _DECISIONS),
            ("turns", _TURNS),
        ):  # fmt: skip
            found[name] = connection.execute(text, given).rowcount
        for table in ("statement", "decision", "turn"):
            connection.execute(f"vacuum analyze readiness_{table}")
    return found


def report(found: dict[str, Any]) -> None:
    print(
        f"readiness: {found['schools']} schools over {found['statements']} statements, "
        f"{found['withdrawn']} withdrawn, {found['decisions']} decisions, {found['turns']} turns"
    )
    print(
        f"  county anew {found['first_s']} s, again {found['again_s']} s (target {COUNTY_S}); one school "
        f"p50 {found['school_p50_ms']} p95 {found['school_p95_ms']} ms (target {SCHOOL_MS})"
    )
    for one in found["pages"]:
        print(
            f"  {one['role']:18} {one['page']:32} p50 {one['p50_ms']} p95 {one['p95_ms']} ms "
            f"(target {BOARD_MS})"
        )


def main() -> None:
    county.alone("readiness", lambda place, sessions: report(measure(place.superuser, sessions)))


if __name__ == "__main__":
    main()
