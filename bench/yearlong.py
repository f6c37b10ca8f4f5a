"""The layers over an invented school year, beside EARS with R's defaults; alone: `python -m bench.yearlong`.

An outbreak is found when an entry of its school (or an area or township that holds it) and its group of
symptoms is shown between its first case and three school days after its last. Everything else that is shown
for the first time is false. The seed is not that of the tuning (1), nor are places and outbreaks.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np

from bench.invented import GROUPS, Outbreak, Year, invent
from xiaoan import epidemiology as epi
from xiaoan.outbreaks.rules.found import Found
from xiaoan.outbreaks.rules.layers import Memory, look
from xiaoan.outbreaks.rules.night import ALIKE, LOOK_BACK, Night
from xiaoan.outbreaks.rules.triage import Entry, Known, triage

SEED = 20270
AFTER = 3
# The scan takes most of the time: one night in ten.
SCAN_EVERY = 10
MONTH = 21.0


def measure(seed: int = SEED) -> dict[str, Any]:
    """In processes whose linear algebra keeps to one thread."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.yearlong", "--json", str(seed)],
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _here(seed: int) -> dict[str, Any]:
    began = time.perf_counter()
    year = invent(seed)
    nights = range(LOOK_BACK - 1, len(year.days))
    judged = [one for one in year.outbreaks if one.first >= nights[0]]
    halves = [nights[: len(nights) // 2], nights[len(nights) // 2 :]]
    with ProcessPoolExecutor(2) as pool:
        found = [night for part in pool.map(_looks, [seed] * 2, halves) for night in part]
    shown = _listed(year, nights, found)
    layers = {
        name: _score(judged, [_alarms(night, name) for night in found], nights, year)
        for name in ("class", "school", "township")
    }
    scanned = [at for at in nights if at % SCAN_EVERY == 0]
    some = [_alarms(found[at - nights[0]], "area") for at in scanned]
    layers["area"] = _score(judged, some, scanned, year)
    return {
        "nights": len(nights),
        "outbreaks": len(judged),
        "of_ten": sum(one.cases >= 10 for one in judged),
        "list": _score(judged, shown, nights, year),
        "layers": layers,
        "ears": _ears(year, judged, nights),
        "seconds": round(time.perf_counter() - began, 1),
        "cpu_s": round(_cpu(), 1),
    }


def _cpu() -> float:
    """Of this process and of those that looked."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def night_of(year: Year, at: int) -> Night:
    some = slice(at - LOOK_BACK + 1, at + 1)
    return Night(
        year.days[some], year.classes, year.roll, year.counts[:, :, some], year.school_of,
        year.township_of, year.at,
    )  # fmt: skip


def _looks(seed: int, nights: range) -> list[list[Found]]:
    """Curves are left out: they are only looked at."""
    year = invent(seed)
    memory: Memory = {}
    found = []
    for at in nights:
        some = look(night_of(year, at), memory=memory, space=at % SCAN_EVERY == 0)
        found.append([replace(one, curve=()) for one in some])
    return found


def _listed(year: Year, nights: range, found: list[list[Found]]) -> list[list[Found]]:
    """What is shown for the first time, night after night, as the product keeps it."""
    known: dict[int, Known] = {}
    shown = []
    for _at, some in zip(nights, found, strict=True):
        entries = triage(some, list(known.values()))
        for entry in entries:
            _keep(known, entry)
        shown.append([entry.lead for entry in entries if entry.rank])
    return shown


def _keep(known: dict[int, Known], entry: Entry) -> None:
    lead = entry.lead
    key = entry.known.id if entry.known else len(known)
    before = entry.known.observed if entry.known else 0
    known[key] = Known(
        key, lead.layer, lead.level, lead.unit_no, lead.school_no, lead.township_no, lead.syndrome,
        lead.day, max(before, lead.observed), entry.tier, lead.members,
    )  # fmt: skip


def _alarms(night: Iterable[Found], level: str) -> list[Found]:
    return [one for one in night if one.level == level]


def _score(
    judged: list[Outbreak], nightly: list[list[Found]], nights: Sequence[int], year: Year
) -> dict[str, Any]:
    """Found, of all and of those of ten cases; days to it; false ones a day and a school-month."""
    first: dict[int, int] = {}
    false: Counter[int] = Counter()
    where = defaultdict(list)
    for number, one in enumerate(judged):
        for school in one.schools:
            where[school].append((number, one))
    for at, some in zip(nights, nightly, strict=True):
        for lead in some:
            hits = list(_hits(where, year.outbreaks, lead, at))
            for number in (n for n, one in hits if one in judged):
                first.setdefault(number, at)
            false[at] += not hits
    schools = len(set(year.school_of.tolist()))
    return _told(judged, first, sum(false.values()), len(nights), schools)


def _hits(
    where: dict[int, list[tuple[int, Outbreak]]], _all: Iterable[Outbreak], lead: Found, at: int
) -> Iterable[tuple[int, Outbreak]]:
    schools = {lead.school_no} if lead.school_no else set(lead.members)
    if lead.level == "township":
        schools = {no for no in where if no & ~((1 << 19) - 1) == lead.unit_no}
    for school in schools & set(where):
        for number, one in where[school]:
            same = ALIKE.get(lead.syndrome, lead.syndrome) == ALIKE.get(one.group, one.group)
            if same and one.first <= at <= one.last + AFTER:
                yield number, one


def _told(
    judged: list[Outbreak], first: dict[int, int], false: int, nights: int, schools: int
) -> dict[str, Any]:
    large = [number for number, one in enumerate(judged) if one.cases >= 10]
    delays = [at - judged[number].first for number, at in first.items()]
    return {
        "found": round(len(first) / len(judged), 3),
        "found_of_ten": round(sum(n in first for n in large) / len(large), 3),
        "days": float(np.median(delays)) if delays else None,
        "false_a_day": round(false / nights, 2),
        "false_a_school_month": round(false / (schools * nights / MONTH), 4),
    }


def _ears(year: Year, judged: list[Outbreak], nights: range) -> dict[str, Any]:
    """C1 and C2 of each class and group as R has them: calendar days, 7 before, silence and weekends zero."""
    day_of = [(day - year.days[0]).days for day in year.days]
    found = {}
    for name, method in (("C1", epi.ears_c1), ("C2", epi.ears_c2)):
        nightly: list[list[Found]] = [[] for _night in nights]
        for number, counts in enumerate(year.counts):
            every = np.zeros((counts.shape[0], day_of[-1] + 1))
            every[:, day_of] = np.nan_to_num(counts)
            alarm = np.zeros(every.shape, dtype=bool)
            said = method(every)
            alarm[:, said.days] = said.alarm
            rows, columns = np.nonzero(alarm[:, [day_of[at] for at in nights]])
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
                nightly[column].append(_as_found(year, number, row))
        found[name] = _score(judged, nightly, nights, year)
    return found


def _as_found(year: Year, number: int, row: int) -> Found:
    return Found(
        "class", "class", int(year.classes[row]), int(year.school_of[row]),
        int(year.township_of[row]), GROUPS[number], year.days[0], year.days[0], "ears", 0, 0, None, None,
        None, 0, False, 0, 0,
    )  # fmt: skip


def report(found: dict[str, Any]) -> None:
    print(
        f"invented school year: {found['outbreaks']} outbreaks ({found['of_ten']} of ten cases or more) in "
        f"{found['nights']} nights; {found['seconds']} s, {found['cpu_s']} of them of the processors"
    )
    rows = {"list of the day": found["list"], **found["layers"], **found["ears"]}
    for name, row in rows.items():
        print(
            f"  {name:16} found {row['found']:6} (ten or more {row['found_of_ten']:6}), days "
            f"{row['days']}, false {row['false_a_day']} a day, {row['false_a_school_month']} a school-month"
        )


if __name__ == "__main__":
    if "--json" in sys.argv:
        print(json.dumps(_here(int(sys.argv[-1]))))
    else:
        report(measure(int(sys.argv[1]) if len(sys.argv) > 1 else SEED))
