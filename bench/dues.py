"""The due list of each role with three million past duties; a day of 40,000 laid out; 300 acted on at once.

`python -m bench.dues [--people N]` measures this alone.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import county

PAST, A_DAY, AT_ONCE = 3_000_000, 40_000, 300
# Of every hundred past ones so many were missed, and are open to this day; so many were late.
MISSED, LATE = 1, 3
KIND = "keypersons.follow"
LISTS = {
    "class_teacher": ("/duties/today/",),
    "school_doctor": ("/duties/today/",),
    "principal": ("/duties/today/", "/duties/blind-spots/"),
    "township_liaison": ("/duties/today/", "/duties/blind-spots/"),
    "bureau_officer": ("/duties/today/", "/duties/blind-spots/"),
}
# Two a class and school day, before the first day that the demonstration knows.
_FILL = """
insert into duties_duty (id, school_id, unit_no, kind, day, slot, people, assignee_id, opened_at, due_at,
  state, done_at, done_by_id, on_behalf, late, level)
select gen_random_uuid(), c.school_id, c.unit_no, 'screening.rollcall', at.day, at.slot, 45, c.who,
  at.day + time '06:00', at.day + time '08:20',
  case when c.n %% 100 < %(missed)s then 'open' else 'done' end,
  case when c.n %% 100 < %(missed)s then null
       when c.n %% 100 < %(late)s then at.day + time '09:00' else at.day + time '08:00' end,
  case when c.n %% 100 < %(missed)s then null else c.who end, false,
  c.n %% 100 >= %(missed)s and c.n %% 100 < %(late)s, case when c.n %% 100 < %(missed)s then 4 else 0 end
from (select first - back as day, slot
      from (select min(day) as first from duties_duty) known,
           generate_series(1, %(days)s) back, unnest(array['morning', 'noon']) slot) at,
     lateral (select q.*, row_number() over (order by md5(q.unit_no::text || at.day::text || at.slot)) n
              from bench_classes q) c
"""
_CLASSES = """
create table bench_classes as
select distinct on (unit_no) school_id, unit_no, assignee_id as who from duties_duty
where kind = 'screening.rollcall' and assignee_id is not null order by unit_no, day desc
"""


def measure(owner: Any, sessions: dict[str, str]) -> dict[str, Any]:
    """`owner`: a connection above row security for the past, which no service would write."""
    before = _lists(sessions)
    return {
        "without_past": before, "past": _fill(owner), "lists": _lists(sessions), **_day(), **_bulk(),
    }  # fmt: skip


def _fill(owner: Any) -> int:
    year = import_module("bench.year")
    owner.execute(year.EVERYWHERE)
    owner.execute(_CLASSES)
    (classes,) = owner.execute("select count(*) from bench_classes").fetchone()
    days = -(-PAST // (2 * classes))
    owner.execute(_FILL, {"days": days, "missed": MISSED, "late": MISSED + LATE})
    owner.execute("vacuum analyze duties_duty")
    (past,) = owner.execute("select count(*) from duties_duty").fetchone()
    return int(past)


def _lists(sessions: dict[str, str]) -> list[dict[str, Any]]:
    client_of = import_module("django.test").Client
    p95 = import_module("bench.rows").p95
    found = []
    for role, addresses in LISTS.items():
        client = client_of(SERVER_NAME="127.0.0.1")
        client.cookies["xiaoan"] = sessions[role]
        for address in addresses:
            url = client.get(address, follow=True).request["PATH_INFO"]
            ask = _asking(client, url)
            found.append(
                {"role": role, "list": address, "status": ask().status_code, "p95_ms": p95(ask)}
            )
    return found


def _asking(client: Any, url: str) -> Callable[[], Any]:
    return lambda: client.get(url)


def _day() -> dict[str, float]:
    """Seconds to lay out a day of duties about people, each with a named person and its deadline."""
    from xiaoan.directory.models import Person
    from xiaoan.duties import services as duties
    from xiaoan.duties.models import Duty
    from xiaoan.kernel import clock
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as

    due = clock.now().replace(hour=20)
    with acting_as(system("bench")) as actor:
        teachers = dict(
            Duty.objects.filter(kind="screening.rollcall", day=clock.today())
            .exclude(assignee_id=None)
            .values_list("unit_no", "assignee_id")
        )
        rows = Person.objects.filter(kind="student", unit_no__in=teachers).order_by("id")
        wanted = [
            duties.NewDuty(school, unit, 1, due, teachers[unit], None, due, None, pk)
            for pk, school, unit in rows.values_list("id", "school_id", "unit_no")[:A_DAY]
        ]
        began = time.perf_counter()
        opened = duties.open_duties(actor, KIND, clock.today(), "", wanted)
        return {"laid_out": opened, "laid_out_s": round(time.perf_counter() - began, 1)}


def _bulk() -> dict[str, float]:
    """Seconds to urge, to take up a level and to reassign 300 duties at once, each of them journalled."""
    from xiaoan.accounts import queries as accounts
    from xiaoan.accounts.models import DemoPerson
    from xiaoan.duties.models import Duty
    from xiaoan.duties.services import bulk
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as

    with acting_as(system("bench")):
        officer = accounts.actor_of_job(DemoPerson.objects.get(role="bureau_officer").user_id)
        open_ = Duty.objects.filter(kind=KIND, state="open").exclude(assignee_id=None)
        ids = list(open_.order_by("id").values_list("id", flat=True)[: 3 * AT_ONCE])
        # Nobody's: whoever holds the post gets them.
        Duty.objects.filter(pk__in=ids[2 * AT_ONCE :]).update(assignee_id=None, deputy_id=None)
    first, second, third = (ids[n : n + AT_ONCE] for n in range(0, 3 * AT_ONCE, AT_ONCE))

    def took(act: Callable[[Any], object]) -> float:
        with acting_as(officer) as actor:
            began = time.perf_counter()
            act(actor)
            return round(time.perf_counter() - began, 2)

    return {
        "urged_s": took(lambda actor: bulk.urge_each(actor, first)),
        "escalated_s": took(lambda actor: bulk.escalate_each(actor, dict.fromkeys(second, 0))),
        "reassigned_s": took(lambda actor: bulk.reassign_each(actor, third)),
    }


def report(found: dict[str, Any]) -> None:
    print(
        f"{found['laid_out']} duties of a day laid out in {found['laid_out_s']} s; {AT_ONCE} urged in "
        f"{found['urged_s']} s, taken up in {found['escalated_s']} s, reassigned in {found['reassigned_s']} s"
    )
    for one, old in zip(found["lists"], found["without_past"], strict=True):
        print(
            f"  {one['role']:18} {one['list']:24} {one['status']} {one['p95_ms']:7} with "
            f"{found['past']} duties, {old['p95_ms']:7} without the past"
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.dues")
    parser.add_argument("--people", type=int, default=200_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xiaoan-bench-") as folder:
        home = Path(folder)
        county.build(home, given.people)
        place = county.enter(home)
        import_module("django.core.management").call_command(
            "collectstatic", interactive=False, verbosity=0
        )
        with import_module("psycopg").connect(place.superuser, autocommit=True) as owner:
            report(measure(owner, import_module("bench.__main__").sessions()))
        import_module("django.db").connections.close_all()
        import_module("xiaoan.embedded").stop(home / "pg")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
