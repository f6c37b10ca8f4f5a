"""Exports of 200,000 rows read and applied as a school does it, and again; the county's call list of 8:00.

`python -m bench.lessons [--people N]` measures this alone. The bar of an import is 30 s, again 0 changes."""

import csv
import datetime as dt
import io
import json
import os
import re
import time
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from bench import county

ROWS, DAYS, FILES = 200_000, 30, 20
BAR_S = 30.0
_SUBJECTS = ("chinese", "maths", "english", "science", "music", "art")
_HEADS = ("班级", "姓名", "学号", "日期", "课程名称", "进入时间", "离开时间")
# Lessons of forty minutes from 8:00 on the hour, laid out for all classes inside an interval.
_LESSONS = """
insert into lessons_lesson (id, school_id, unit_no, entry_id, day, subject, title, starts_at, ends_at,
  platform, link, due, watched, missed, excused, no_device, source)
select gen_random_uuid(), u.school_id, u.no, gen_random_uuid(), %(until)s::date - n, s.subject, '',
  (%(until)s::date - n + interval '8 hours' + s.at * interval '1 hour') at time zone 'Asia/Shanghai',
  (%(until)s::date - n + interval '8 hours 40 minutes' + s.at * interval '1 hour')
    at time zone 'Asia/Shanghai', 'wecom', '', 0, 0, 0, 0, 0, ''
from directory_unit u, generate_series(1, %(days)s) n,
  unnest(%(subjects)s::text[]) with ordinality as s(subject, at)
where u.kind = 'class' and u.closed is null and u.no >= %(lo)s and u.no < %(hi)s
"""
# The lesson that runs now, reported in every class, four of each not watching.
_NOW = """
with made as (
  insert into lessons_lesson (id, school_id, unit_no, entry_id, day, subject, title, starts_at, ends_at,
    platform, link, due, watched, missed, excused, no_device, source, reported_at)
  select gen_random_uuid(), u.school_id, u.no, gen_random_uuid(), %(day)s, 'chinese', '',
    %(now)s::timestamptz - interval '15 minutes', %(now)s::timestamptz + interval '25 minutes', 'wecom', '',
    4, 0, 4, 0, 0, 'export', %(now)s
  from directory_unit u where u.kind = 'class' and u.closed is null
    and (select count(*) from directory_enrolment e where e.unit_no = u.no and e.until is null) >= 4
  returning id, school_id, unit_no)
insert into lessons_mark (id, school_id, unit_no, lesson_id, person_id, day, state, why, stay)
select gen_random_uuid(), m.school_id, m.unit_no, m.id, e.person_id, %(day)s, 'missed', '', '{}'
from made m cross join lateral (select person_id from directory_enrolment
  where unit_no = m.unit_no and until is null order by seat limit 4) e
"""
_Row = tuple[str, ...]


def measure(superuser: str, sessions: dict[str, str]) -> dict[str, Any]:
    """Seconds to check and to apply one file and the same in twenty, each twice; seconds of the call list."""
    import_module("xiaoan.management.commands.serve").collect_static()
    user = _user(sessions["principal"])
    school = import_module("xiaoan.directory.queries").place(user.unit_no)
    today = import_module("xiaoan.kernel.clock").today()
    with import_module("psycopg").connect(superuser, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        given = {"until": today, "days": DAYS, "subjects": list(_SUBJECTS)}
        connection.execute(_LESSONS, {**given, "lo": school.no, "hi": school.end})
        connection.execute("analyze lessons_lesson")
        days = _rows(school, today)
        whole = [row for rows in days for row in rows][:ROWS]
        send = _Sender(sessions["principal"], school.no)
        found: dict[str, Any] = {"rows": len(whole), "one": send.times([whole])}
        connection.execute("delete from lessons_mark")
        connection.execute("delete from lessons_parked")
        connection.execute(
            "update lessons_lesson set said = null, reported_at = null, watched = 0, missed = 0, "
            "excused = 0, no_device = 0, source = ''"
        )
        size = -(-len(whole) // FILES)
        found["many"] = send.times([whole[n : n + size] for n in range(0, len(whole), size)])
        now = import_module("xiaoan.kernel.clock").now()
        connection.execute(_NOW, {"day": today, "now": now})
        connection.execute("analyze lessons_lesson, lessons_mark")
    return {**found, "calls": _calls(), "lists": _lists(sessions)}


def _lists(sessions: dict[str, str]) -> dict[str, dict[str, float]]:
    """The call list with all these families on it, whole pages, by role: p50 and p95 of 20 in ms."""
    found = {}
    for role in ("bureau_officer", "township_liaison", "principal", "class_teacher"):
        client = county.browser()
        client.cookies["xiaoan"] = sessions[role]
        taken = []
        for _n in range(22):
            began = time.perf_counter()
            client.get("/outreach/", follow=True)
            taken.append((time.perf_counter() - began) * 1000)
        order = sorted(taken[2:])
        found[role] = {"p50_ms": round(order[10], 1), "p95_ms": round(order[19], 1)}
    return found


def _user(session: str) -> Any:
    from django.contrib.auth import SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from xiaoan.accounts.models import User
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as

    with acting_as(system("bench")):
        return User.objects.get(pk=SessionStore(session)[SESSION_KEY])


def _rows(school: Any, today: dt.date) -> list[list[_Row]]:
    """By day, what a platform would export: as many joins of each pupil as make ROWS rows in all. Every tenth
    has the nickname of a mother, every fiftieth one that is nobody's."""
    from xiaoan.directory import queries as directory
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as

    with acting_as(system("bench")) as actor:
        places = directory.places_inside((school.no, school.end), "class", day=today)
        rolls = directory.class_rolls(actor, [one.no for one in places], today)
    pupils = sum(map(len, rolls.values()))
    joins = -(-ROWS // (pupils * DAYS * len(_SUBJECTS)))
    subjects = [directory.subject_name(one) for one in _SUBJECTS]
    days = []
    for n in range(1, DAYS + 1):
        day = (today - dt.timedelta(days=n)).isoformat()
        rows: list[_Row] = []
        for place in places:
            for k, pupil in enumerate(rolls[place.no]):
                name = f"小小{k}" if k % 50 == 7 else pupil.name + ("妈妈" if k % 10 == 3 else "")
                for at, subject in enumerate(subjects, 9):
                    rows += [
                        (place.name, name, "", day, subject, f"{day} {at:02}:0{join}:00",
                         f"{day} {at:02}:{39 - (n + k) % 12:02}:00")
                        for join in range(joins)
                    ]  # fmt: skip
        days.append(rows)
    return days


class _Sender:
    """Sends files as a person does: chosen, checked, applied."""

    def __init__(self, session: str, unit_no: int) -> None:
        self._client = import_module("django.test").Client(SERVER_NAME="127.0.0.1")
        self._client.cookies["xiaoan"] = session
        self._address = f"/lessons/unit/{unit_no}/viewing/"

    def times(self, files: Sequence[Sequence[_Row]]) -> dict[str, Any]:
        """Of all the files together, the first time and the second: seconds, lessons, changes."""
        contents = [_file(rows) for rows in files]
        return {name: self._all(contents) for name in ("first", "again")}

    def _all(self, contents: Sequence[bytes]) -> dict[str, Any]:
        imports = import_module("xiaoan.lessons.models").Import
        check = apply = 0.0
        cpu = time.process_time()
        ids = []
        for content in contents:
            began = time.perf_counter()
            file = io.BytesIO(content)
            file.name = "x.csv"
            answer = self._client.post(self._address, {"platform": "wecom", "file": file})
            found = re.search(r'name="preview" value="([^"]*)"', answer.content.decode())
            if found is None:
                raise RuntimeError(f"{answer.status_code} {answer.content.decode()[-3000:]}")
            checked = time.perf_counter()
            self._client.post(self._address, {"preview": found[1]})
            check, apply = check + checked - began, apply + time.perf_counter() - checked
            ids.append(found[1])
        from xiaoan.kernel.actor import system
        from xiaoan.kernel.scope import acting_as

        with acting_as(system("bench")):
            done = list(imports.objects.filter(pk__in=ids))
        return {
            "check_s": round(check, 2), "apply_s": round(apply, 2),
            "own_cpu_s": round(time.process_time() - cpu, 1), "load": os.getloadavg()[0],
            "files": len(done), "rows": sum(one.rows for one in done),
            "lessons": sum(one.lessons for one in done), "changed": sum(one.changed for one in done),
            "matched": sum(one.matched for one in done), "parked": sum(one.parked for one in done),
        }  # fmt: skip


def _file(rows: Sequence[_Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEADS)
    writer.writerows(rows)
    return text.getvalue().encode("gb18030")


def _calls() -> dict[str, Any]:
    """Whoever does not watch a lesson that runs in all classes of the county is put on the call lists."""
    from xiaoan.kernel.actor import system
    from xiaoan.kernel.scope import acting_as
    from xiaoan.lessons import services

    found = {}
    for name in ("first", "again"):
        began = time.perf_counter()
        with acting_as(system("lessons")) as actor:
            lines = services.call_out(actor)
        found[name] = {"lines": lines, "s": round(time.perf_counter() - began, 2)}
    return found


def report(found: dict[str, Any]) -> None:
    print(f"viewing imported, {found['rows']} rows (bar {BAR_S:.0f} s, again 0 changes)")
    for name in ("one", "many"):
        for turn, one in found[name].items():
            print(
                f"  {one['files']} files, {turn}: checked in {one['check_s']} s, "
                f"applied in {one['apply_s']} s ({one['own_cpu_s']} s of the processor), "
                f"{one['changed']} of {one['lessons']} lessons changed, "
                f"{one['parked']} names parked"
            )
    for role, page in found["lists"].items():
        print(f"  call list of {role}: {page['p50_ms']} ms, p95 {page['p95_ms']} ms")
    for turn, one in found["calls"].items():
        print(f"  call list of the county, {turn}: {one['lines']} lines in {one['s']} s")


def main() -> None:
    county.alone(
        "lessons",
        lambda place, sessions: print(json.dumps(measure(place.superuser, sessions), indent=1)),
    )


if __name__ == "__main__":
    main()
